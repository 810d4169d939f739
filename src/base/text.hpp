// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/** Functions for bytes, ASCII and UTF-8. None of them depends on a locale, and all are total. */
namespace fingerpost {

/** Returns A..Z as a..z, and every other byte unchanged. */
constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string to_lower(std::string_view text);

/** Whether the texts are equal, ignoring ASCII case. */
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;
bool starts_with_ignoring_case(std::string_view text, std::string_view start) noexcept;

/** Returns the text without ASCII white space at both ends. */
std::string_view trim(std::string_view text) noexcept;

/** Takes the first line off the text and returns it without its U+000A. */
std::string_view take_line(std::string_view& text) noexcept;

/** Returns the text without a UTF-8 byte order mark at its beginning. */
std::string_view without_byte_order_mark(std::string_view text) noexcept;

/** Decodes each %XX once. A `%` that is not followed by two hexadecimal digits stays, and so does
    `+`, because some clients put unescaped addresses in a URL (GNOME Online Accounts, FairEmail,
    Nextcloud Mail). */
std::string percent_decode(std::string_view text);
/** Whether the text begins with a `%` and two hexadecimal digits (RFC 3986 section 2.1). */
bool is_percent_encoding(std::string_view text) noexcept;
/** Encodes every byte except letters, digits and `-._~` as %XX (RFC 3986 section 2.3). */
std::string percent_encode(std::string_view text);

bool is_ascii(std::string_view text) noexcept;
/** Whether the text is well-formed UTF-8 (RFC 3629) without the control characters U+0000..U+001F
    and U+007F..U+009F and the noncharacters U+FFFE and U+FFFF. Such a text can be one line of XML
    1.0. */
bool is_plain_utf8(std::string_view text) noexcept;
/** Whether the text is well-formed UTF-8; control characters are allowed. */
bool is_utf8(std::string_view text) noexcept;
/** Whether the text is well-formed UTF-8 whose every character is visible: it has no spaces of any
    kind, and no control, format, bidirectional, invisible or private-use characters or
    noncharacters (Unicode's general categories Zs, Zl, Zp, Cc, Cf and Co, and
    Default_Ignorable_Code_Point). */
bool is_visible_utf8(std::string_view text) noexcept;

/** Returns the first character that a name for people must not have, or nothing if there is none:
    one that is_visible_utf8() refuses, except for U+0020, joiners (U+200C, U+200D) and variation
    selectors (U+FE00..U+FE0F). `text` is UTF-8. */
std::optional<std::uint32_t> first_hidden_character(std::string_view text) noexcept;

/** Returns the UTF-8 text without spaces at its ends, and with each run of spaces replaced by one
    U+0020. Spaces are the characters of Unicode's category Zs. */
std::string collapse_spaces(std::string_view text);

/** Returns the number of characters (code points) in a UTF-8 text. */
std::size_t count_characters(std::string_view text) noexcept;

/** Returns a UTF-8 text of at most `most` characters unchanged. `most` must be more than 0.
    Shortens a longer text to as many of its first words as fit, without punctuation after them. If
    the first word alone is too long, returns its part before the first dot (as in a domain), cut to
    `most` characters. */
std::string abbreviate(std::string_view text, std::size_t most);

/** Parses a decimal number of digits only. Returns nothing for any other text and for a number
    above `most`. */
std::optional<unsigned> parse_unsigned(std::string_view text, unsigned most) noexcept;

/** Makes untrusted text safe to show on one line of a terminal. Control characters, invisible
    characters, those that change the writing direction, and bytes that are not UTF-8 become
    question marks. Keeps at most `most` bytes; an ellipsis marks a cut. */
std::string printable(std::string_view text, std::size_t most = 80);
/** Takes one character off the front of a text, which must not be empty. Returns its bytes, or
    nothing if printable() replaces it. */
std::string_view take_visible(std::string_view& text) noexcept;
/** Returns the text without the characters that printable() replaces. */
std::string without_invisible(std::string_view text);

/** Returns printable(text) in quotation marks, for messages that quote a file. */
std::string in_quotes(std::string_view text);

/** Returns the text quoted as one word of a POSIX shell's command line. */
std::string shell_word(std::string_view text);

/** Joins the first `most` texts with commas and adds how many are left: `a, b and 3 more`. */
std::string listed(std::span<const std::string> texts, std::size_t most = 3);

struct HostPort {
  std::string_view host;
  std::optional<std::uint16_t> port;
};
/** Splits `host`, `host:port`, `[v6]:port`, or an IPv6 address without brackets and port. Does not
    check the host; the port is 1 to 65535. Returns nothing for any other text. */
std::optional<HostPort> split_host_port(std::string_view text) noexcept;

/** Returns a 64-bit hash, the same on every machine. It does not protect against forgery. It uses
    FNV-1a's step on eight bytes at a time. */
std::uint64_t content_hash(std::string_view text) noexcept;

}  // namespace fingerpost
