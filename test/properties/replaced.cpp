// SPDX-License-Identifier: MIT
#include "replaced.hpp"

#include <regex>

namespace fingerpost {

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (auto at = text.find(from); at != text.npos; at = text.find(from)) {
    result += text.substr(0, at);
    result += to;
    text.remove_prefix(at + from.size());
  }
  return result += text;
}

std::string without_uuids(const std::string& text) {
  // UUIDs of version 5 (RFC 9562 section 5.5), in the form of Apple's own tools.
  static const std::regex uuid(
      "[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}");
  return text.find('-') == text.npos ? text : std::regex_replace(text, uuid, "UUID");
}

}  // namespace fingerpost
