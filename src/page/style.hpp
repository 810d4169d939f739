// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/look.hpp"

namespace fingerpost {

/** Sets the style of a look, by its accent, and the policy, by its style and its logo. The text on the
    accent becomes white or black, whichever has the higher contrast, which is 4.58:1 at least: more
    than the 4.5:1 of WCAG 2.2, 1.4.3. */
void derive_style(Look& look);

/** Returns the Content-Security-Policy of a page with this look, or with that of the page itself if it
    is null. It allows the styles in the page by their hashes, the logo, and a form that goes to the
    same host, but nothing else. */
const std::string& page_policy(const Look* look);

}  // namespace fingerpost
