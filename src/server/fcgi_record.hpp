// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fingerpost {

/** FastCGI 1.0 section 8. */
enum class FcgiType : std::uint8_t {
  begin_request = 1,
  end_request = 3,
  parameters = 4,
  input = 5,
  output = 6
};

/** Appends one record (section 3.3); `content` is at most 65535 bytes. */
void append_record(std::string& out, FcgiType type, std::uint16_t id, std::string_view content);

/** Appends a whole stream: as many records as it takes, and the empty one that ends it. */
void append_stream(std::string& out, FcgiType type, std::uint16_t id, std::string_view content);

}  // namespace fingerpost
