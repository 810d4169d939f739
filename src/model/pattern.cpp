// SPDX-License-Identifier: MIT
#include "model/pattern.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace fingerpost {

namespace {

constexpr std::string_view address_word = "%EMAILADDRESS%";
constexpr std::string_view local_part_word = "%EMAILLOCALPART%";
constexpr std::string_view domain_word = "%EMAILDOMAIN%";
constexpr std::array words{address_word, local_part_word, domain_word};

/** The placeholder that `text` begins with, empty where it begins with none. */
std::string_view placeholder_at(std::string_view text) noexcept {
  const auto word = std::find_if(words.begin(), words.end(), [&](std::string_view candidate) {
    return text.starts_with(candidate);
  });
  return word == words.end() ? std::string_view() : *word;
}

bool contains(std::string_view text, std::string_view word) noexcept {
  return text.find(word) != std::string_view::npos;
}

/** `value(word)` is what stands in for a placeholder. */
template <class Value>
std::string fill_in(std::string_view text, Value value) {
  std::string filled;
  while (!text.empty()) {
    const auto percent = text.find('%');
    filled += text.substr(0, percent);
    if (percent == std::string_view::npos) break;
    text.remove_prefix(percent);
    const std::string_view word = placeholder_at(text);
    filled += value(word);
    text.remove_prefix(word.size());
  }
  return filled;
}

}  // namespace

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

Pattern Pattern::email_address() {
  return Pattern(std::string(address_word));
}

bool Pattern::is_placeholder() const noexcept {
  return !text_.empty() && placeholder_at(text_).size() == text_.size();
}

bool Pattern::needs_address() const noexcept {
  return contains(text_, address_word) || contains(text_, local_part_word);
}

std::string Pattern::expand(const Address& address) const {
  return fill_in(text_, [&](std::string_view word) -> std::string_view {
    if (word == address_word) return address.text();
    if (word == local_part_word) return address.local_part();
    return address.domain().text();
  });
}

std::string Pattern::expand(const Domain& domain) const {
  assert(!needs_address());
  return fill_in(text_, [&](std::string_view) -> std::string_view { return domain.text(); });
}

}  // namespace fingerpost
