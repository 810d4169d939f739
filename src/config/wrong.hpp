// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace fingerpost {

/** Returns what a parser returns for a wrong value: the formatted text. */
template <class... Args>
tl::unexpected<std::string> wrong(fmt::format_string<Args...> text, Args&&... args) {
  return tl::make_unexpected(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace fingerpost
