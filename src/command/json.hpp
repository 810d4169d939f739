// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace fingerpost {

/** JSON that keeps its keys in insertion order. */
using Json = nlohmann::ordered_json;

/** Prints JSON on standard output. Invalid UTF-8, such as in file names, becomes U+FFFD. */
inline void print(const Json& json) {
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace fingerpost
