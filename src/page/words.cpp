// SPDX-License-Identifier: MIT
#include "page/words.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/accept_language.hpp"

namespace fingerpost {

const Words& words_for(std::string_view accept_language) noexcept {
  return all_words()[preferred_language(accept_language, language_codes())];
}

std::string_view language_code(std::string_view text) noexcept {
  for (const std::string_view code : language_codes())
    if (equal_ignoring_case(code, text)) return code;
  return {};
}

Markup text_of(std::span<const NamedText> texts, std::string_view word) noexcept {
  const auto found = std::find_if(texts.begin(), texts.end(),
                                  [&](const NamedText& text) { return text.word == word; });
  return found == texts.end() ? Markup{} : found->text;
}

const Steps& steps_of(const Words& words, std::string_view app) noexcept {
  static constexpr Steps none = {};
  const auto found = std::find_if(words.apps.begin(), words.apps.end(),
                                  [&](const Steps& steps) { return steps.app == app; });
  return found == words.apps.end() ? none : *found;
}

}  // namespace fingerpost
