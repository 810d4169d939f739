// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/provider.hpp"

namespace fingerpost {

/** A part of a provider that a protocol cannot express, so its clients do not get it. */
struct Gap {
  /** A warning for the administrator, which says what the clients do not get. */
  std::string text;
  /** The setting that causes the gap; empty for none. */
  std::string_view setting = {};
  /** The server that cannot be expressed; null for the provider. */
  const Server* server = nullptr;
};
using Gaps = std::vector<Gap>;

}  // namespace fingerpost
