// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "model/subject.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** Whether there is a code for an address, which the subject must have: the page of codes is not empty. */
bool has_codes(const Subject& subject, std::string_view profile_url);

/** Returns the page with the codes of an address, which the subject must have: one for Thunderbird and,
    if the URL is not empty, one with the URL of Apple's profile. */
std::string codes_page(const Words& words, const Subject& subject, std::string_view profile_url);

}  // namespace fingerpost
