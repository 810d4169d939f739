// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/cms_signer.hpp"
#include "base/network.hpp"
#include "model/catalog.hpp"
#include "model/url.hpp"

namespace fingerpost {

/** All that an answer depends on besides the request: one generation of the configuration. Never
    changes once it serves; a reload makes a new one. */
struct State {
  Catalog catalog;
  /** `autodiscover-url`: where clients are sent for the POX settings; nothing for "the host they
      asked". */
  std::optional<Url> autodiscover_url = {};
  /** The setting `trusted-proxy`: the peers that may say how a client asked; see
      host_asked(). */
  std::vector<Network> trusted_proxies = {};
  /** Signs profiles; nothing for unsigned ones. */
  std::shared_ptr<const CmsSigner> signer = {};
};

}  // namespace fingerpost
