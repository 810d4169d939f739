// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <iterator>

namespace fingerpost {

namespace {

constexpr std::string_view white_space = " \t\r\n\f\v";

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/** Takes one code point off the front of `text`. Returns nothing if the bytes are not UTF-8. */
std::optional<std::uint32_t> take_code_point(std::string_view& text) noexcept {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) {
    text.remove_prefix(1);
    return first;
  }
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return std::nullopt;
  std::uint32_t point = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    point = point << 6 | (next & 0x3fU);
  }
  constexpr std::uint32_t shortest[] = {0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < shortest[length - 2] || point > 0x10ffff || surrogate) return std::nullopt;
  text.remove_prefix(length);
  return point;
}

bool is_plain(std::uint32_t point) noexcept {
  return point >= 0x20 && (point < 0x7f || point > 0x9f) && point != 0xfffe && point != 0xffff;
}

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

/** Non-ASCII characters that readers cannot see, in order: the general categories Zs, Zl, Zp, Cc,
    Cf and Co of Unicode 15.1, its Default_Ignorable_Code_Point and noncharacters, and the blank
    Braille pattern. RFC 8264 section 9 excludes all of them from identifiers, too. */
constexpr Range invisible[] = {
    {0x80, 0xa0},        {0xad, 0xad},       {0x34f, 0x34f},     {0x600, 0x605},
    {0x61c, 0x61c},      {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},
    {0x8e2, 0x8e2},      {0x115f, 0x1160},   {0x1680, 0x1680},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},    {0x2000, 0x200f},   {0x2028, 0x202f},   {0x205f, 0x206f},
    {0x2800, 0x2800},    {0x3000, 0x3000},   {0x3164, 0x3164},   {0xe000, 0xf8ff},
    {0xfdd0, 0xfdef},    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},    {0xfffe, 0xffff},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
    {0x13430, 0x1343f},  {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xdfffe, 0xe0fff},
    {0xefffe, 0x10ffff},
};

bool is_visible(std::uint32_t point) noexcept {
  if (point < 0x80) return point > 0x20 && point < 0x7f;
  // The last two code points of each plane are noncharacters.
  if ((point & 0xfffe) == 0xfffe) return false;
  const auto* const range =
      std::lower_bound(std::begin(invisible), std::end(invisible), point,
                       [](const Range& row, std::uint32_t wanted) { return row.last < wanted; });
  return range == std::end(invisible) || point < range->first;
}

/** Whether the character has the general category Zs, which includes U+0020. */
bool is_space(std::uint32_t point) noexcept {
  return point == ' ' || point == 0xa0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200a) ||
         point == 0x202f || point == 0x205f || point == 0x3000;
}

/** Returns the first `most` characters, or all if there are fewer. */
std::string_view first_characters(std::string_view text, std::size_t most) noexcept {
  std::string_view rest = text;
  for (; most > 0 && !rest.empty(); --most)
    if (!take_code_point(rest)) break;
  return text.substr(0, text.size() - rest.size());
}

/** Returns the first eight bytes as a number that is the same on every machine. */
std::uint64_t little_endian(std::string_view bytes) noexcept {
  std::uint64_t number;
  std::memcpy(&number, bytes.data(), sizeof number);
  return std::endian::native == std::endian::big ? __builtin_bswap64(number) : number;
}

/** Whether the character is invisible or changes the writing direction of the text after it
    (Unicode's bidirectional and zero-width characters). */
bool is_deceptive(std::uint32_t point) noexcept {
  return (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
         (point >= 0x2060 && point <= 0x206f) || point == 0xfeff || point == 0x061c;
}

/** Whether the character is a variation selector, which changes the look of the character before
    it. */
bool picks_variant(std::uint32_t point) noexcept {
  return point >= 0xfe00 && point <= 0xfe0f;
}

}  // namespace

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) noexcept {
  return equal_ignoring_case(text.substr(0, start.size()), start);
}

std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string_view take_line(std::string_view& text) noexcept {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

std::string_view without_byte_order_mark(std::string_view text) noexcept {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::string percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool complete = text[i] == '%' && i + 2 < text.size();
    const int high = complete ? hex_digit(text[i + 1]) : -1;
    const int low = complete ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

bool is_percent_encoding(std::string_view text) noexcept {
  return text.size() >= 3 && text[0] == '%' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view unreserved =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (unreserved.find(c) != unreserved.npos)
      encoded += c;
    else
      encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
  return encoded;
}

bool is_ascii(std::string_view text) noexcept {
  std::uint64_t bits = 0;
  for (; text.size() >= 8; text.remove_prefix(8)) bits |= little_endian(text);
  for (const char c : text) bits |= static_cast<unsigned char>(c);
  return (bits & 0x8080808080808080) == 0;
}

bool is_plain_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point || !is_plain(*point)) return false;
  }
  return true;
}

bool is_utf8(std::string_view text) noexcept {
  if (is_ascii(text)) return true;
  while (!text.empty())
    if (!take_code_point(text)) return false;
  return true;
}

bool is_visible_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point || !is_visible(*point)) return false;
  }
  return true;
}

std::optional<std::uint32_t> first_hidden_character(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point) return 0xfffd;
    const bool joins = *point == 0x200c || *point == 0x200d || picks_variant(*point);
    if (!is_visible(*point) && *point != ' ' && !joins) return point;
  }
  return std::nullopt;
}

std::string collapse_spaces(std::string_view text) {
  std::string collapsed;
  bool space = false;
  while (!text.empty()) {
    std::string_view rest = text;
    const auto point = take_code_point(rest);
    if (!point) rest.remove_prefix(1);
    if (point && is_space(*point)) {
      space = true;
    } else {
      if (space && !collapsed.empty()) collapsed += ' ';
      space = false;
      collapsed += text.substr(0, text.size() - rest.size());
    }
    text = rest;
  }
  return collapsed;
}

std::size_t count_characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string abbreviate(std::string_view text, std::size_t most) {
  std::string_view head = first_characters(text, most);
  if (head.size() == text.size()) return std::string(text);
  const auto space = head.rfind(' ');
  const auto dot = text.find('.');
  if (space != head.npos) {
    if (text[head.size()] != ' ') head = head.substr(0, space);
  } else if (text[head.size()] != ' ' && dot > 0 && dot < head.size()) {
    head = head.substr(0, dot);
  }
  const auto last = head.find_last_not_of(" &+,-./:;|");
  return std::string(last == head.npos ? head : head.substr(0, last + 1));
}

std::optional<unsigned> parse_unsigned(std::string_view text, unsigned most) noexcept {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > most)
    return std::nullopt;
  return number;
}

std::string_view take_visible(std::string_view& text) noexcept {
  std::string_view rest = text;
  const auto point = take_code_point(rest);
  if (!point) rest.remove_prefix(1);
  const bool visible = point && !is_deceptive(*point) &&
                       (is_visible(*point) || is_space(*point) || picks_variant(*point));
  const std::string_view taken = text.substr(0, visible ? text.size() - rest.size() : 0);
  text = rest;
  return taken;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string result;
  while (!text.empty()) {
    const std::string_view taken = take_visible(text);
    const std::string_view bytes = taken.empty() ? "?" : taken;
    if (result.size() + bytes.size() > most) return result + "...";
    result += bytes;
  }
  return result;
}

std::string in_quotes(std::string_view text) {
  return '"' + printable(text) + '"';
}

std::string shell_word(std::string_view text) {
  const auto is_plain = [](char c) {
    return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+:@%,=").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string word = "'";
  for (const char c : text)
    if (c == '\'')
      word += R"('\'')";
    else
      word += c;
  return word + "'";
}

std::string listed(std::span<const std::string> texts, std::size_t most) {
  std::string list;
  for (const std::string& text : texts.first(std::min(most, texts.size())))
    list += (list.empty() ? "" : ", ") + text;
  if (texts.size() > most) list += " and " + std::to_string(texts.size() - most) + " more";
  return list;
}

std::string without_invisible(std::string_view text) {
  std::string result;
  while (!text.empty()) result += take_visible(text);
  return result;
}

std::optional<HostPort> split_host_port(std::string_view text) noexcept {
  const bool bracketed = text.starts_with('[');
  const auto end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && end == text.npos) return std::nullopt;
  const bool bare_v6 = !bracketed && end != text.npos && text.find(':', end + 1) != text.npos;
  if (end == text.npos || bare_v6) return HostPort{text, std::nullopt};
  const std::string_view host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  std::string_view rest = text.substr(bracketed ? end + 1 : end);
  if (rest.empty()) return HostPort{host, std::nullopt};
  if (!rest.starts_with(':')) return std::nullopt;
  const auto port = parse_unsigned(rest.substr(1), 65535);
  if (!port || *port == 0) return std::nullopt;
  return HostPort{host, static_cast<std::uint16_t>(*port)};
}

std::uint64_t content_hash(std::string_view text) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](std::uint64_t number) {
    hash = (hash ^ number) * 0x100000001b3;
    // The multiplication never carries bits downwards.
    hash ^= hash >> 32;
  };
  for (; text.size() >= 8; text.remove_prefix(8)) add(little_endian(text));
  for (const char c : text) add(static_cast<unsigned char>(c));
  return hash;
}

}  // namespace fingerpost
