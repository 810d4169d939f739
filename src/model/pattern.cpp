// SPDX-License-Identifier: MIT
#include "model/pattern.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view address_word = "%EMAILADDRESS%";
constexpr std::string_view local_part_word = "%EMAILLOCALPART%";
constexpr std::string_view domain_word = "%EMAILDOMAIN%";
constexpr std::array words{address_word, local_part_word, domain_word};

/** Returns the placeholder at the start of the text; empty if there is none. */
std::string_view placeholder_at(std::string_view text) noexcept {
  const auto word = std::find_if(words.begin(), words.end(), [&](std::string_view candidate) {
    return text.starts_with(candidate);
  });
  return word == words.end() ? std::string_view() : *word;
}

bool contains(std::string_view text, std::string_view word) noexcept {
  return text.find(word) != std::string_view::npos;
}

/** Returns the value for a placeholder, or `%` if the word is not a placeholder. */
std::string_view value_of(std::string_view word, const Placeholders& values) noexcept {
  if (word == address_word) return values.address;
  if (word == local_part_word) return values.local_part;
  return word == domain_word ? values.domain : "%";
}

}  // namespace

std::string fill_in(std::string_view text, const Placeholders& values) {
  std::string filled;
  while (!text.empty()) {
    const auto percent = text.find('%');
    filled += text.substr(0, percent);
    if (percent == std::string_view::npos) break;
    text.remove_prefix(percent);
    const std::string_view word = placeholder_at(text);
    filled += value_of(word, values);
    text.remove_prefix(std::max(word.size(), std::size_t{1}));
  }
  return filled;
}

bool needs_address(std::string_view text) noexcept {
  return contains(text, address_word) || contains(text, local_part_word);
}

std::size_t find_stray_percent(std::string_view text) noexcept {
  for (auto percent = text.find('%'); percent != text.npos;) {
    const std::string_view rest = text.substr(percent);
    const std::string_view word = placeholder_at(rest);
    if (word.empty() && !is_percent_encoding(rest)) return percent;
    percent = text.find('%', percent + std::max(word.size(), std::size_t{1}));
  }
  return text.npos;
}

std::optional<Pattern> Pattern::parse(std::string_view text) {
  auto rest = text;
  for (auto percent = rest.find('%'); percent != rest.npos; percent = rest.find('%')) {
    rest.remove_prefix(percent);
    const std::string_view word = placeholder_at(rest);
    if (word.empty()) return std::nullopt;
    rest.remove_prefix(word.size());
  }
  return Pattern(std::string(text));
}

Pattern Pattern::literal(std::string_view text) {
  assert(text.find('%') == text.npos);
  return Pattern(std::string(text));
}

Pattern Pattern::email_address() {
  return Pattern(std::string(address_word));
}

bool Pattern::is_placeholder() const noexcept {
  return !text_.empty() && placeholder_at(text_).size() == text_.size();
}

std::string Pattern::expand(const Address& address) const {
  return fill_in(text_, {address.text(), address.local_part(), address.domain().text()});
}

std::string Pattern::expand(const Domain& domain) const {
  assert(!needs_address());
  return fill_in(text_, {{}, {}, domain.text()});
}

}  // namespace fingerpost
