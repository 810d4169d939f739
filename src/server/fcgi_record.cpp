// SPDX-License-Identifier: MIT
#include "server/fcgi_record.hpp"

#include <algorithm>

namespace fingerpost {

std::uint8_t byte_at(std::string_view bytes, std::size_t index) noexcept {
  return static_cast<std::uint8_t>(bytes[index]);
}

std::uint16_t number_at(std::string_view bytes, std::size_t index) noexcept {
  return static_cast<std::uint16_t>(byte_at(bytes, index) << 8 | byte_at(bytes, index + 1));
}

namespace {

/** Takes a length (section 3.4) off the front: one byte, or four if the first has its high bit
    set. */
std::optional<std::size_t> take_length(std::string_view& pairs) noexcept {
  if (pairs.empty()) return std::nullopt;
  std::size_t length = byte_at(pairs, 0);
  const std::size_t size = length < 0x80 ? 1 : 4;
  if (pairs.size() < size) return std::nullopt;
  if (size == 4)
    length = (length & 0x7f) << 24 | std::size_t{byte_at(pairs, 1)} << 16 | number_at(pairs, 2);
  pairs.remove_prefix(size);
  return length;
}

}  // namespace

std::optional<FcgiPair> take_pair(std::string_view& pairs) noexcept {
  const auto name = take_length(pairs);
  const auto value = name ? take_length(pairs) : std::nullopt;
  if (!value || *name > pairs.size() || *value > pairs.size() - *name) return std::nullopt;
  const FcgiPair pair = {pairs.substr(0, *name), pairs.substr(*name, *value)};
  pairs.remove_prefix(*name + *value);
  return pair;
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
  out += static_cast<char>(name.size());
  out += static_cast<char>(value.size());
  out.append(name).append(value);
}

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
