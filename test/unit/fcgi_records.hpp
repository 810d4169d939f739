// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns a FastCGI record in the form of a web server. `content` must have less than 64 KiB. */
inline std::string record(int type, std::string_view content, int id = 1, int padding = 0) {
  const auto low = [](std::size_t number) { return static_cast<char>(number & 0xff); };
  std::string text = {1,
                      static_cast<char>(type),
                      0,
                      static_cast<char>(id),
                      low(content.size() >> 8),
                      low(content.size()),
                      static_cast<char>(padding),
                      0};
  return text.append(content).append(static_cast<std::size_t>(padding), 'P');
}

inline std::string begin(int role = 1, bool keep = true, int id = 1) {
  return record(1, std::string({0, static_cast<char>(role), keep, 0, 0, 0, 0, 0}), id);
}

inline std::string pair(std::string_view name, std::string_view value) {
  const auto length = [](std::size_t size) {
    const auto byte = [&](int shift) { return static_cast<char>(size >> shift & 0xff); };
    return size < 128
               ? std::string{byte(0)}
               : std::string{static_cast<char>(byte(24) | '\x80'), byte(16), byte(8), byte(0)};
  };
  return length(name.size()) + length(value.size()) + std::string(name) + std::string(value);
}

/** What a responder says to a management record of the type 12, which it does not know. */
inline const std::string unknown_12 = record(11, std::string("\x0c\0\0\0\0\0\0\0", 8), 0);

}  // namespace fingerpost
