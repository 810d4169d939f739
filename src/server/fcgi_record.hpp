// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** The size of a record's header (section 3.3), in bytes. */
inline constexpr std::size_t fcgi_header_size = 8;

/** The record types of FastCGI 1.0 section 8. */
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

/** Returns the byte at `index`, which must exist. */
std::uint8_t byte_at(std::string_view bytes, std::size_t index) noexcept;
/** Returns the number in the two bytes at `index`, in network order. Both must exist. */
std::uint16_t number_at(std::string_view bytes, std::size_t index) noexcept;

/** A pair of a name and a value (section 3.4). */
struct FcgiPair {
  std::string_view name;
  std::string_view value;
};

/** Takes the first pair off `pairs`. Returns nothing if its lengths exceed the available bytes.
    Total. */
std::optional<FcgiPair> take_pair(std::string_view& pairs) noexcept;

/** Appends a pair whose name and value are both shorter than 128 bytes. */
void append_pair(std::string& out, std::string_view name, std::string_view value);

/** Appends one record (section 3.3). `content` must have at most 65535 bytes. */
void append_record(std::string& out, FcgiType type, std::uint16_t id, std::string_view content);

/** Appends a complete stream: as many records as it needs, and the empty record that ends it. */
void append_stream(std::string& out, FcgiType type, std::uint16_t id, std::string_view content);

}  // namespace fingerpost
