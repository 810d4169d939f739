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

/** Everything that an answer depends on besides the request: one generation of the configuration.
    It never changes once it is in use; a reload creates a new one. */
struct State {
  Catalog catalog;
  /** The setting `autodiscover-url`: the URL for POX settings. If it is empty, the host of the
      request is used. */
  std::optional<Url> autodiscover_url = {};
  /** The setting `trusted-proxy`: the peers whose forwarding headers are trusted; see
      host_asked(). */
  std::vector<Network> trusted_proxies = {};
  /** Signs profiles; null if they are not signed. */
  std::shared_ptr<const CmsSigner> signer = {};
};

}  // namespace fingerpost
