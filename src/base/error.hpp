// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace fingerpost {

/** An error from the system, never caused by a client's request. At startup and in the tool, main()
    catches it, prints what() and exits. While serving, it ends one connection and is logged. */
class Error : public std::runtime_error {
 public:
  template <class... Args>
  explicit Error(fmt::format_string<Args...> text, Args&&... args)
      : std::runtime_error(fmt::format(text, std::forward<Args>(args)...)) {}
};

/** Returns the message for an errno value. Any thread may call it. */
inline std::string errno_text(int number = errno) {
  return std::system_category().message(number);
}

}  // namespace fingerpost
