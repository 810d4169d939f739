// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/provider.hpp"

namespace fingerpost {

/** Something about a provider that a protocol cannot say, so that its clients miss it. */
struct Gap {
  /** A warning to the administrator, which says what the clients miss. */
  std::string text;
  /** The setting that is the cause; empty if there is none. */
  std::string_view setting = {};
  /** The server in question; null for the whole provider. */
  const Server* server = nullptr;
};
using Gaps = std::vector<Gap>;

}  // namespace fingerpost
