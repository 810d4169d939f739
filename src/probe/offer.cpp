// SPDX-License-Identifier: MIT
#include "probe/offer.hpp"

#include <algorithm>

namespace fingerpost {

bool Offer::takes_password() const {
  return takes_login_command ||
         std::any_of(mechanisms.begin(), mechanisms.end(), [](const std::string& mechanism) {
           return mechanism == "PLAIN" || mechanism == "LOGIN";
         });
}

}  // namespace fingerpost
