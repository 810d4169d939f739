// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** FastCGI 1.0 section 8. */
enum class FcgiType : std::uint8_t {
  begin_request = 1,
  end_request = 3,
  parameters = 4,
  input = 5,
  output = 6,
  get_values = 9,
  get_values_result = 10,
  unknown_type = 11
};

/** Return the byte at `index`, or the two bytes there as a number in network order; they must
    exist. */
std::uint8_t byte_at(std::string_view bytes, std::size_t index) noexcept;
std::uint16_t number_at(std::string_view bytes, std::size_t index) noexcept;

/** A pair of a name and a value, as in section 3.4. */
struct FcgiPair {
  std::string_view name;
  std::string_view value;
};

/** Takes the first pair off `pairs`. Returns nothing if its lengths exceed the bytes that are
    there. Total. */
std::optional<FcgiPair> take_pair(std::string_view& pairs) noexcept;

/** Appends a pair whose name and value are both shorter than 128 bytes. */
void append_pair(std::string& out, std::string_view name, std::string_view value);

/** Appends one record (section 3.3); `content` is at most 65535 bytes. */
void append_record(std::string& out, FcgiType type, std::uint16_t id, std::string_view content);

/** Appends a whole stream: as many records as it takes, and the empty one that ends it. */
void append_stream(std::string& out, FcgiType type, std::uint16_t id, std::string_view content);

}  // namespace fingerpost
