// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "model/subject.hpp"
#include "page/app.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** The location of Apple's profile. */
struct ProfileLink {
  /** The path on the host of the page; empty if this address has no profile. */
  std::string path;
  /** The full URL, for a code. */
  std::string url;
};

/** Returns the page with the settings of the subject's address: the steps for each app, starting
    with apps that need only the address, then the settings to type by hand. The subject must have
    an address. */
std::string settings_page(const Words& words, const Subject& subject, const Told& told,
                          const ProfileLink& profile);

}  // namespace fingerpost
