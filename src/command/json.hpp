// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

namespace fingerpost {

/** JSON that keeps its keys in insertion order. */
using Json = nlohmann::ordered_json;

/** Prints JSON on standard output. Invalid UTF-8, such as in file names, becomes U+FFFD. */
void print(const Json& json);

}  // namespace fingerpost
