// SPDX-License-Identifier: MIT
#include "base/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace fingerpost {

namespace {

bool needs_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/** Returns the letter of a short escape (RFC 8259 section 7), or 'u' if the character has none. */
char escape_letter(char c) noexcept {
  switch (c) {
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '"':
    case '\\':
      return c;
    default:
      return 'u';
  }
}

/** Appends a text in quotation marks. */
void put_string(std::string& json, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  json += '"';
  for (;;) {
    const auto special = std::find_if(text.begin(), text.end(), needs_escape);
    const auto plain = static_cast<std::size_t>(special - text.begin());
    json += text.substr(0, plain);
    if (special == text.end()) break;
    const char letter = escape_letter(*special);
    json += '\\';
    json += letter;
    if (letter == 'u') {
      json += "00";
      json += digits[static_cast<unsigned char>(*special) >> 4];
      json += digits[static_cast<unsigned char>(*special) & 0xf];
    }
    text.remove_prefix(plain + 1);
  }
  json += '"';
}

/** The deepest level that is indented further. The limit keeps the growth of a text bounded. */
constexpr std::size_t most_indents = 16;

/** Returns the length of the quoted string at the start of the JSON. */
std::size_t string_length(std::string_view json) noexcept {
  std::size_t end = 1;
  while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return std::min(end + 1, json.size());
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string json;
  json.reserve(text.size() + 2);
  put_string(json, text);
  return json;
}

std::string indented_json(std::string_view json) {
  std::string text;
  std::size_t depth = 0;
  const auto new_line = [&] { text.append("\n").append(2 * std::min(depth, most_indents), ' '); };
  while (!json.empty()) {
    const char c = json.front();
    const bool is_empty = json.starts_with("{}") || json.starts_with("[]");
    if (!is_empty && (c == '}' || c == ']')) {
      if (depth > 0) --depth;
      new_line();
    }
    const std::size_t size = c == '"' ? string_length(json) : is_empty ? 2 : 1;
    text += json.substr(0, size);
    json.remove_prefix(size);
    if (!is_empty && (c == '{' || c == '[')) {
      ++depth;
      new_line();
    }
    if (c == ',') new_line();
    if (c == ':') text += ' ';
  }
  return text;
}

JsonWriter::JsonWriter() : text_("{") {
  // Most documents fit, so the text rarely has to grow.
  text_.reserve(512);
}

void JsonWriter::open(std::string_view key) {
  put_key(key);
  text_ += '{';
  empty_ = true;
}

void JsonWriter::close() {
  text_ += '}';
  empty_ = false;
}

void JsonWriter::text(std::string_view key, std::string_view value) {
  put_key(key);
  put_string(text_, value);
}

void JsonWriter::boolean(std::string_view key, bool value) {
  put_key(key);
  text_ += value ? "true" : "false";
}

void JsonWriter::number(std::string_view key, std::uint64_t value) {
  put_key(key);
  text_ += std::to_string(value);
}

void JsonWriter::open_list(std::string_view key) {
  put_key(key);
  text_ += '[';
  empty_ = true;
}

void JsonWriter::open_item() {
  put_comma();
  text_ += '{';
  empty_ = true;
}

void JsonWriter::close_list() {
  text_ += ']';
  empty_ = false;
}

std::string JsonWriter::finish() && {
  close();
  return std::move(text_);
}

void JsonWriter::put_comma() {
  if (!std::exchange(empty_, false)) text_ += ',';
}

void JsonWriter::put_key(std::string_view key) {
  put_comma();
  text_ += '"';
  text_ += key;
  text_ += "\":";
}

}  // namespace fingerpost
