// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/url.hpp"

namespace fingerpost {

/** How the page for people looks for one provider. */
struct Look {
  /** The colour of the buttons and the band, as #rrggbb in lower case; empty for the page's own. */
  std::string accent = {};
  /** The URL of the logo, for an `<img>`: https, or data: with the whole picture. Empty if there is
      no logo. */
  std::string logo = {};
  /** The provider's page about itself and about privacy. */
  std::optional<Url> imprint = {};
  /** The CSS of the accent; empty without one. derive_style() sets it and the policy. */
  std::string style = {};
  /** The Content-Security-Policy of the provider's pages. */
  std::string policy = {};
};

}  // namespace fingerpost
