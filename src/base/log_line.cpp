// SPDX-License-Identifier: MIT
#include "base/log_line.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view ellipsis = "...";
/** The longest possible end of a line after a text. */
constexpr std::string_view longest_end = "...\"}\n";
constexpr std::size_t room = PIPE_BUF - longest_end.size();
/** The most bytes of an int in decimal, with its sign. */
constexpr std::size_t longest_number = 11;

std::string_view word(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::error:
      return "error";
    case LogLevel::warning:
      return "warning";
    case LogLevel::info:
      return "info";
    case LogLevel::debug:
      return "debug";
  }
  return {};
}

bool is_escaped(char c) noexcept {
  return c == '"' || c == '\\';
}

/** Returns how many bytes at the front are ASCII and need no escape in a line. */
std::size_t count_plain(std::string_view text, bool json) noexcept {
  const auto* const special = std::find_if(text.begin(), text.end(), [json](char c) {
    return c < ' ' || c > '~' || (json && is_escaped(c));
  });
  return static_cast<std::size_t>(special - text.begin());
}

}  // namespace

LogLine::LogLine(LogLevel level, LogFormat format, bool prefixed) noexcept
    : json_(format == LogFormat::json) {
  if (prefixed || format == LogFormat::syslog) {
    const char prefix[] = {'<', static_cast<char>('0' + static_cast<int>(level)), '>'};
    append({prefix, sizeof prefix});
  } else if (!json_) {
    append(word(level));
    append(": ");
  }
  if (json_) {
    append("{\"level\":\"");
    append(word(level));
    append("\"");
  }
}

void LogLine::add_text(std::string_view text) noexcept {
  if (json_)
    add({"message", text});
  else
    put_text(text);
}

void LogLine::add(const LogMember& member) noexcept {
  if (const auto* const text = std::get_if<std::string_view>(&member.value)) {
    if (text->empty() || !put_name(member.name)) return;
    append("\"");
    put_text(*text);
    append("\"");
  } else if (put_name(member.name)) {
    char digits[longest_number];
    const auto end = std::to_chars(digits, digits + sizeof digits, std::get<int>(member.value)).ptr;
    append({digits, static_cast<std::size_t>(end - digits)});
  }
}

std::string_view LogLine::finish() noexcept {
  append(json_ ? "}\n" : "\n");
  return {bytes_, size_};
}

void LogLine::put_text(std::string_view text) noexcept {
  while (!text.empty() && !cut_) {
    const std::size_t plain = count_plain(text, json_);
    const std::size_t fitting = std::min(plain, room - size_);
    append(text.substr(0, fitting));
    text.remove_prefix(fitting);
    if (fitting < plain)
      cut();
    else if (!text.empty())
      put_character(text);
  }
}

/** Takes a character that is not plain off the text, and writes its replacement or escape. */
void LogLine::put_character(std::string_view& text) noexcept {
  const bool escaped = json_ && is_escaped(text.front());
  const std::string_view visible = take_visible(text);
  const std::string_view bytes = visible.empty() ? "?" : visible;
  if (bytes.size() + (escaped ? 1 : 0) > room - size_) return cut();
  if (escaped) append("\\");
  append(bytes);
}

/** Writes a member's name if it fits together with at least a number or a shortened text. */
bool LogLine::put_name(std::string_view name) noexcept {
  constexpr std::string_view around = ",\"\":\"";
  cut_ = cut_ || size_ + name.size() + around.size() + longest_number > room;
  if (cut_) return false;
  append(",\"");
  append(name);
  append("\":");
  return true;
}

void LogLine::append(std::string_view bytes) noexcept {
  bytes.copy(bytes_ + size_, bytes.size());
  size_ += bytes.size();
}

void LogLine::cut() noexcept {
  append(ellipsis);
  cut_ = true;
}

}  // namespace fingerpost
