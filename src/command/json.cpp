// SPDX-License-Identifier: MIT
#include "command/json.hpp"

#include <fmt/format.h>

namespace fingerpost {

void print(const Json& json) {
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace fingerpost
