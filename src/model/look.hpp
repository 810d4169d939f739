// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/url.hpp"

namespace fingerpost {

/** The look of the page for people of one provider. */
struct Look {
  /** The colour of the buttons and the band, as #rrggbb in lower case; empty for the page's own. */
  std::string accent = {};
  /** The URL of the logo for an `<img>`: https, or data: with the entire picture. Empty if there is
      no logo. */
  std::string logo = {};
  /** The provider's imprint or privacy page. */
  std::optional<Url> imprint = {};
  /** The CSS for the accent; empty if there is none. derive_style() sets it and the policy. */
  std::string style = {};
  /** The Content-Security-Policy of the provider's pages. */
  std::string policy = {};
};

}  // namespace fingerpost
