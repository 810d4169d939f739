// SPDX-License-Identifier: MIT
#include "http/preference.hpp"

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** Takes the text before the first `separator` off `text`, and the separator; returns it
    trimmed. */
std::string_view take_until(std::string_view& text, char separator) noexcept {
  const std::string_view first = text.substr(0, text.find(separator));
  text.remove_prefix(first.size());
  if (!text.empty()) text.remove_prefix(1);
  return trim(first);
}

/** Returns a number of at most three decimals (RFC 9110 section 12.4.2) in thousandths. */
unsigned thousandths(std::string_view number) noexcept {
  if (number.starts_with('1')) return 1000;
  unsigned result = 0;
  for (std::size_t digit = 2; digit < 5; ++digit) {
    const char c = digit < number.size() ? number[digit] : '0';
    if (c < '0' || c > '9') return 0;
    result = result * 10 + static_cast<unsigned>(c - '0');
  }
  return result;
}

}  // namespace

std::optional<Preference> take_preference(std::string_view& header) noexcept {
  if (header.empty()) return std::nullopt;
  std::string_view parameters = take_until(header, ',');
  Preference preference = {.value = take_until(parameters, ';'), .weight = 1000};
  while (!parameters.empty()) {
    const std::string_view parameter = take_until(parameters, ';');
    if (starts_with_ignoring_case(parameter, "q="))
      preference.weight = thousandths(parameter.substr(2));
  }
  return preference;
}

}  // namespace fingerpost
