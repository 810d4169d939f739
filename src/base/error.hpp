// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace fingerpost {

/** Something went wrong while starting: a system call or the command line. Never thrown for what
    a client sent. Caught in main(), which prints what() and exits. */
class Error : public std::runtime_error {
 public:
  template <class... Args>
  explicit Error(fmt::format_string<Args...> text, Args&&... args)
      : std::runtime_error(fmt::format(text, std::forward<Args>(args)...)) {}
};

/** The words for an errno value, from any thread. */
inline std::string errno_text(int number = errno) {
  char buffer[128];
  return strerror_r(number, buffer, sizeof buffer);
}

}  // namespace fingerpost
