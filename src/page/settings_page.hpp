// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "model/subject.hpp"
#include "page/app.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** What the page has of Apple's profile. */
struct ProfileLink {
  /** Where the profile is, from the host of the page; empty if there is none for this address. */
  std::string path;
  /** The same with the host, for a code. */
  std::string url;
};

/** Returns the page with the settings of an address, which the subject must have: the steps for each
    app, those first that need only the address, and the settings to type by hand. */
std::string settings_page(const Words& words, const Subject& subject, const Told& told,
                          const ProfileLink& profile);

}  // namespace fingerpost
