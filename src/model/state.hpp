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

/** Holds all that an answer depends on besides the request: one generation of the configuration. It
    never changes once it serves; a reload makes a new one. */
struct State {
  Catalog catalog;
  /** The setting `autodiscover-url`: where clients are sent for the POX settings. Nothing means the
      host that they asked. */
  std::optional<Url> autodiscover_url = {};
  /** The setting `trusted-proxy`: the peers that may say how a client asked; see
      host_asked(). */
  std::vector<Network> trusted_proxies = {};
  /** Signs profiles; null if they are not signed. */
  std::shared_ptr<const CmsSigner> signer = {};
};

}  // namespace fingerpost
