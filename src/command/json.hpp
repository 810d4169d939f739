// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace fingerpost {

/** Keeps the keys in the order in which they were set. */
using Json = nlohmann::ordered_json;

/** Prints on standard output. What is not UTF-8, such as a file's name, becomes U+FFFD. */
inline void print(const Json& json) {
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace fingerpost
