// SPDX-License-Identifier: MIT
#include "postfix/socketmap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using Status = SocketmapReply::Status;

constexpr std::pair<std::string_view, Status> words[] = {
    {"OK", Status::found},        {"NOTFOUND", Status::absent}, {"TEMP", Status::temporary},
    {"TIMEOUT", Status::timeout}, {"PERM", Status::permanent},
};

/** The most digits of a length. */
constexpr std::size_t most_digits = 6;

}  // namespace

void NetstringReader::take(std::string_view bytes) {
  if (wrong_) return;
  bytes_.erase(0, std::exchange(begin_, 0));
  bytes_.append(bytes);
}

std::optional<std::string_view> NetstringReader::next() {
  if (wrong_) return std::nullopt;
  const std::string_view rest = std::string_view(bytes_).substr(begin_);
  const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const auto length = parse_unsigned(rest.substr(0, digits), static_cast<unsigned>(longest_));
  const bool has_end = digits < rest.size();
  if (digits > most_digits || (digits > 0 && !length) ||
      (has_end && (digits == 0 || rest[digits] != ':'))) {
    wrong_ = true;
    return std::nullopt;
  }
  if (!has_end || rest.size() < digits + 1 + *length + 1) return std::nullopt;
  if (rest[digits + 1 + *length] != ',') {
    wrong_ = true;
    return std::nullopt;
  }
  begin_ += digits + 1 + *length + 1;
  return rest.substr(digits + 1, *length);
}

std::string netstring(std::string_view text) {
  return fmt::format("{}:{},", text.size(), text);
}

std::optional<SocketmapRequest> parse_socketmap_request(std::string_view text) noexcept {
  const auto space = text.find(' ');
  if (space == text.npos) return std::nullopt;
  return SocketmapRequest{text.substr(0, space), text.substr(space + 1)};
}

std::optional<SocketmapReply> parse_socketmap_reply(std::string_view text) noexcept {
  for (const auto& [word, status] : words)
    if (text.starts_with(word) && text.substr(word.size()).starts_with(' '))
      return SocketmapReply{status, text.substr(word.size() + 1)};
  return std::nullopt;
}

std::string socketmap_reply(const SocketmapReply& reply) {
  const auto* const row = std::find_if(std::begin(words), std::end(words), [&](const auto& entry) {
    return entry.second == reply.status;
  });
  return fmt::format("{} {}", row->first, reply.text);
}

}  // namespace fingerpost
