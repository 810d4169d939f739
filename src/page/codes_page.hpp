// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "model/subject.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** Returns whether there is a code for the subject's address. The subject must have one. */
bool has_codes(const Subject& subject, std::string_view profile_url);

/** Returns the page with the codes of the subject's address: one for Thunderbird and, if the URL is
    not empty, one with the URL of Apple's profile. The subject must have an address. */
std::string codes_page(const Words& words, const Subject& subject, std::string_view profile_url);

}  // namespace fingerpost
