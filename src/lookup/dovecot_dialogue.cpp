// SPDX-License-Identifier: MIT
#include "lookup/dovecot_dialogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using Status = SocketmapReply::Status;

constexpr std::string_view not_dovecot =
    "the server does not speak version 1 of the protocol of Dovecot's auth-userdb";

constexpr std::pair<std::string_view, Status> replies[] = {
    {"USER", Status::found}, {"NOTFOUND", Status::absent}, {"FAIL", Status::temporary}};

/** Takes the first field off a line. */
std::string_view take_field(std::string_view& line) noexcept {
  const auto end = std::min(line.find('\t'), line.size());
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return field;
}

/** Decodes the escapes of a field: U+0001 and a character (Dovecot's src/lib/strescape.c). */
std::string unescaped(std::string_view field) {
  constexpr std::pair<char, char> escapes[] = {
      {'0', '\0'}, {'1', '\1'}, {'t', '\t'}, {'r', '\r'}, {'n', '\n'}};
  std::string text;
  text.reserve(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) {
    char c = field[i];
    if (c == '\1' && i + 1 < field.size()) {
      c = field[++i];
      for (const auto& [name, meant] : escapes)
        if (name == c) {
          c = meant;
          break;
        }
    }
    text += c;
  }
  return text;
}

}  // namespace

std::string DovecotDialogue::ask(std::uint32_t id, std::string_view key) {
  // Dovecot 2.4 calls the parameter "protocol" and accepts both names.
  std::string request =
      fmt::format("{}USER\t{}\t{}\tservice=imap\n", greeted_ ? "" : "VERSION\t1\t1\n", id, key);
  greeted_ = true;
  return request;
}

void DovecotDialogue::take(std::string_view bytes) {
  if (!problem_.empty()) return;
  bytes_.erase(0, std::exchange(begin_, 0));
  bytes_.append(bytes);
}

std::optional<MapReply> DovecotDialogue::next() {
  while (problem_.empty()) {
    std::string_view rest = std::string_view(bytes_).substr(begin_);
    const auto end = rest.find('\n');
    if (std::min(end, rest.size()) > longest_line) {
      problem_ = not_dovecot;
      break;
    }
    if (end == rest.npos) break;
    begin_ += end + 1;
    if (const auto reply = read(rest.substr(0, end))) return reply;
  }
  return std::nullopt;
}

std::optional<MapReply> DovecotDialogue::read(std::string_view line) {
  const std::string_view word = take_field(line);
  if (!known_) {
    known_ = word == "VERSION" && take_field(line) == "1";
    if (!known_) problem_ = not_dovecot;
    return std::nullopt;
  }
  // The sockets for logins also begin with VERSION, but only they send CUID.
  if (word == "CUID") {
    problem_ = "this is Dovecot's socket for logins, not auth-userdb";
    return std::nullopt;
  }
  const auto* const row = std::find_if(std::begin(replies), std::end(replies),
                                       [&](const auto& entry) { return entry.first == word; });
  // Ignores other lines, such as SPID.
  if (row == std::end(replies)) return std::nullopt;
  const auto id = parse_unsigned(take_field(line), ~0u);
  if (!id) {
    problem_ = not_dovecot;
    return std::nullopt;
  }
  user_ = row->second == Status::found ? unescaped(take_field(line)) : std::string();
  return MapReply{*id, {row->second, user_}};
}

}  // namespace fingerpost
