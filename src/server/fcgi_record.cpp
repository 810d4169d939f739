// SPDX-License-Identifier: MIT
#include "server/fcgi_record.hpp"

#include <algorithm>

namespace fingerpost {

void append_record(std::string& out, FcgiType type, std::uint16_t id, std::string_view content) {
  constexpr char version = 1;
  const auto low = [](std::size_t number) { return static_cast<char>(number & 0xff); };
  const char header[] = {version,
                         static_cast<char>(type),
                         low(std::size_t{id} >> 8),
                         low(id),
                         low(content.size() >> 8),
                         low(content.size()),
                         0,
                         0};
  out.append(header, sizeof header).append(content);
}

void append_stream(std::string& out, FcgiType type, std::uint16_t id, std::string_view content) {
  constexpr std::size_t longest = 65535;
  while (!content.empty()) {
    append_record(out, type, id, content.substr(0, longest));
    content.remove_prefix(std::min(content.size(), longest));
  }
  append_record(out, type, id, {});
}

}  // namespace fingerpost
