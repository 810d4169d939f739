// SPDX-License-Identifier: MIT
#include "import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "config/value.hpp"

namespace fingerpost::foreign {

bool has(const std::vector<Line>& lines, std::string_view setting) noexcept {
  return std::ranges::find(lines, setting, &Line::key) != lines.end();
}

std::string claim_key(Draft& draft, std::string_view wanted) {
  std::string base = wanted.empty() ? "provider" : printable(collapse(wanted), 200);
  const auto [last, added] = draft.keys.try_emplace(base, 1);
  if (added) return base;
  for (;;) {
    std::string key = fmt::format("{}-{}", base, ++draft.keys[base]);
    if (draft.keys.try_emplace(key, 1).second) return key;
  }
}

std::optional<std::string> add_domain(Draft& draft, ProviderDraft& provider,
                                      std::string_view text) {
  const auto pattern = parse_domain(text);
  // Our patterns for several domains are just wrong names in the other formats.
  if (!pattern || pattern->kind != DomainPattern::Kind::exact)
    return fmt::format("\"{}\" is not a domain", printable(text));
  const auto [owner, added] = draft.owners.try_emplace(pattern->name, provider.key);
  if (!added && owner->second == provider.key) return std::nullopt;
  if (!added) {
    provider.has_rival = true;
    return fmt::format("\"{}\" already belongs to provider {}", printable(text), owner->second);
  }
  if (provider.first_domain.empty()) provider.first_domain = pattern->name;
  const bool legible = without_invisible(text) == text;
  provider.lines.push_back({"domain", legible ? std::string(text) : pattern->name});
  return std::nullopt;
}

std::string collapse(std::string_view text) {
  constexpr std::string_view white_space = " \t\r\n\f\v";
  std::string collapsed;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    const std::string_view piece = text.substr(0, text.find_first_of(white_space));
    if (!collapsed.empty()) collapsed += ' ';
    collapsed += piece;
    text.remove_prefix(piece.size());
  }
  return collapsed;
}

}  // namespace fingerpost::foreign
