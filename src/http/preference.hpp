// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace fingerpost {

/** One of the values that a client accepts (RFC 9110 section 12.4). */
struct Preference {
  /** Without its parameters; may be empty. */
  std::string_view value;
  /** The client's preference in thousandths; 0 means not acceptable. */
  unsigned weight;
};

/** Takes the first value off a header such as Accept or Accept-Language. Returns nothing at the end
    of the header. A weight that is not a number counts as 0. Total. */
std::optional<Preference> take_preference(std::string_view& header) noexcept;

}  // namespace fingerpost
