// SPDX-License-Identifier: MIT
#include "config/jxon.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** Returns whether the text is a JavaScript number with a prefix: 0x1F, 0o17 or 0b11. */
bool is_prefixed_number(std::string_view text) {
  const std::string lower = to_lower(text);
  if (lower.size() < 3 || lower[0] != '0') return false;
  const std::string_view digits = lower[1] == 'x'   ? "0123456789abcdef"
                                  : lower[1] == 'o' ? "01234567"
                                  : lower[1] == 'b' ? "01"
                                                    : "";
  return lower.find_first_not_of(digits, 2) == lower.npos;
}

/** Parses a finite number like JavaScript's StringNumericLiteral (ECMA-262, 7.1.4.1). */
std::optional<double> decimal_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  // from_chars also accepts a sign, `inf` and `nan`.
  if (text.empty() || std::string_view("0123456789.").find(text.front()) == text.npos)
    return std::nullopt;
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return negative ? -number : number;
}

/** Inserts the decimal point: `1234` with the exponent 1 becomes `12.34`. */
std::string with_point(std::string digits, int exponent) {
  if (exponent < 0)
    return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return digits + std::string(whole - digits.size(), '0');
  return digits.insert(whole, ".");
}

/** Formats a number like JavaScript (ECMA-262, 6.1.6.1.20): with the fewest digits, and with an
    exponent only if the number is very large or small. */
std::string written(double number) {
  if (number == 0) return "0";
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                          std::abs(number), std::chars_format::scientific);
  if (error != std::errc()) return {};
  const std::string_view text(buffer.data(), end);
  const std::size_t e = text.find('e');
  std::string digits(text.substr(0, e));
  int exponent = 0;
  std::from_chars(text.data() + e + 2, end, exponent);
  if (text[e + 1] == '-') exponent = -exponent;
  const std::string sign = number < 0 ? "-" : "";
  if (exponent < -6 || exponent > 20) return fmt::format("{}{}e{:+}", sign, digits, exponent);
  if (digits.size() > 1) digits.erase(1, 1);
  return sign + with_point(std::move(digits), exponent);
}

}  // namespace

std::string read_by_thunderbird(std::string_view text) {
  if (equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false"))
    return to_lower(text);
  const std::string_view bare = trim(text);
  // Thunderbird checks for a number with one function and converts it with another, which does not
  // support these prefixes.
  if (is_prefixed_number(bare)) return "0";
  const auto number = decimal_number(bare);
  return number ? written(*number) : std::string(text);
}

}  // namespace fingerpost
