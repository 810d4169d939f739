// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/look.hpp"

namespace fingerpost {

/** Sets a look's style (from its accent) and its policy (from its style and logo). Text on the
    accent is white or black, whichever has the higher contrast. That is at least 4.58:1, more than
    the 4.5:1 that WCAG 2.2, 1.4.3 requires. */
void derive_style(Look& look);

/** Returns the Content-Security-Policy of a page with this look; null means the page's own look.
    The policy allows the styles in the page (by hash), the logo, a form that goes to the same host,
    and nothing else. */
const std::string& page_policy(const Look* look);

}  // namespace fingerpost
