// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace fingerpost {

/** The system refused a call. Never thrown for what a client sent. At the start and in the tool,
    main() catches it, prints what() and ends; while serving it costs a connection, and is
    logged. */
class Error : public std::runtime_error {
 public:
  template <class... Args>
  explicit Error(fmt::format_string<Args...> text, Args&&... args)
      : std::runtime_error(fmt::format(text, std::forward<Args>(args)...)) {}
};

/** The words for an errno value, from any thread. */
inline std::string errno_text(int number = errno) {
  return std::system_category().message(number);
}

}  // namespace fingerpost
