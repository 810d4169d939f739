// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/** Bytes and ASCII. No function here knows a locale, and all are total. */
namespace fingerpost {

/** A..Z to a..z, every other byte as it is. */
constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string to_lower(std::string_view text);

/** Equal but for ASCII case. */
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;
bool starts_with_ignoring_case(std::string_view text, std::string_view start) noexcept;

/** Without the ASCII white space at both ends. */
std::string_view trim(std::string_view text) noexcept;

/** Takes the first line off the text and returns it without the U+000A at its end. */
std::string_view take_line(std::string_view& text) noexcept;

/** Without the UTF-8 byte order mark at its beginning, if it has one. */
std::string_view without_byte_order_mark(std::string_view text) noexcept;

/** %XX decoded once. A `%` that no two hex digits follow stays as it is, and so does `+`: clients
    paste addresses into a URL unescaped (GNOME Online Accounts, FairEmail, Nextcloud Mail). */
std::string percent_decode(std::string_view text);
/** Whether the text begins with a `%` and two hexadecimal digits (RFC 3986 section 2.1). */
bool is_percent_encoding(std::string_view text) noexcept;
/** All but letters, digits and `-._~` as %XX (RFC 3986 section 2.3). */
std::string percent_encode(std::string_view text);

bool is_ascii(std::string_view text) noexcept;
/** Well-formed UTF-8 (RFC 3629) without the control characters U+0000..U+001F, U+007F..U+009F and
    the non-characters U+FFFE and U+FFFF: what may stand in one line of XML 1.0 text. */
bool is_plain_utf8(std::string_view text) noexcept;
/** Well-formed UTF-8, control characters included. */
bool is_utf8(std::string_view text) noexcept;
/** Whether the text is well-formed UTF-8 of which readers see every character: it has no spaces of
    any kind and no control, format, bidirectional, invisible, private-use or non-characters
    (Unicode's general categories Zs, Zl, Zp, Cc, Cf and Co, and Default_Ignorable_Code_Point). */
bool is_visible_utf8(std::string_view text) noexcept;

/** Returns the first character that must not be in a name that people read: one that
    is_visible_utf8() refuses, except for spaces, joiners (U+200C, U+200D) and variation selectors
    (U+FE00..U+FE0F). Returns nothing if there is none. `text` is UTF-8. */
std::optional<std::uint32_t> first_hidden_character(std::string_view text) noexcept;

/** Returns the UTF-8 text without spaces at its ends, and with one U+0020 for each run of spaces.
    Spaces are the characters of Unicode's category Zs. */
std::string collapse_spaces(std::string_view text);

/** Returns the number of characters (code points) in a UTF-8 text. */
std::size_t count_characters(std::string_view text) noexcept;

/** Returns the UTF-8 text if it has at most `most` characters, which must be more than 0. Otherwise
    returns as many of its first words as fit, without the punctuation after them. If the first word
    alone is too long, returns the part before its first dot, as for a domain, cut to `most`
    characters. */
std::string abbreviate(std::string_view text, std::size_t most);

/** A decimal number, digits only, no larger than `most`. */
std::optional<unsigned> parse_unsigned(std::string_view text, unsigned most) noexcept;

/** What a stranger sent, fit for one line on a terminal: control characters, those that turn the
    direction of writing around or are invisible, and what is not UTF-8 become question marks. At
    most `most` bytes are kept, and an ellipsis tells if there were more. */
std::string printable(std::string_view text, std::size_t most = 80);
/** Takes one character off the front of a text that is not empty. Returns its bytes, or nothing if
    printable() replaces it. */
std::string_view take_visible(std::string_view& text) noexcept;
/** Returns the text without the characters that printable() replaces. */
std::string without_invisible(std::string_view text);

/** Returns printable(text) in quotation marks, as messages quote what a file says. */
std::string in_quotes(std::string_view text);

/** Returns the text as one word of a POSIX shell's command line. */
std::string shell_word(std::string_view text);

/** Joins the first `most` texts by commas and says how many more there are: `a, b and 3 more`. */
std::string listed(std::span<const std::string> texts, std::size_t most = 3);

struct HostPort {
  std::string_view host;
  std::optional<std::uint16_t> port;
};
/** `host`, `host:port`, `[v6]:port`, or an IPv6 address without brackets and port. What the host is
    is not looked at; a port is 1 to 65535. Nothing for anything else. */
std::optional<HostPort> split_host_port(std::string_view text) noexcept;

/** 64 bits that tell texts apart: the same on every machine, no protection against forgery.
    FNV-1a's step, taken on eight bytes at once. */
std::uint64_t content_hash(std::string_view text) noexcept;

}  // namespace fingerpost
