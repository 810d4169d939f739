// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "model/subject.hpp"
#include "page/app.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** Says where Apple's profile is. */
struct ProfileLink {
  /** The path on the host of the page; empty if this address has no profile. */
  std::string path;
  /** The whole URL, for a code. */
  std::string url;
};

/** Returns the page with the settings of an address, which the subject must have: the steps for each
    app, those first that need only the address, and the settings to type by hand. */
std::string settings_page(const Words& words, const Subject& subject, const Told& told,
                          const ProfileLink& profile);

}  // namespace fingerpost
