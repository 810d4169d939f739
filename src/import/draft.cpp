// SPDX-License-Identifier: MIT
#include "import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "config/value.hpp"

namespace fingerpost::foreign {

namespace {

bool has_setting(const std::vector<Line>& lines, std::string_view setting) noexcept {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const Line& line) { return line.key == setting; });
}

}  // namespace

Line comment(std::string text) {
  return {{}, std::move(text)};
}

Line server_line(const Server& server) {
  Line line{std::string(word(server.type)), server.host.text()};
  if (server.port != default_port(server.type, server.security))
    line.block.push_back({"port", std::to_string(server.port)});
  if (server.security != Security::tls)
    line.block.push_back({"security", std::string(word(server.security))});
  if (server.login != Pattern::email_address())
    line.block.push_back({"login", server.login.text()});
  if (server.auth != std::vector{Auth::password_cleartext})
    for (const Auth auth : server.auth) line.block.push_back({"auth", std::string(word(auth))});
  return line;
}

bool Line::has(std::string_view setting) const noexcept {
  return has_setting(block, setting);
}

bool ProviderDraft::has(std::string_view setting) const noexcept {
  return has_setting(lines, setting);
}

std::string claim_key(Draft& draft, std::string_view wanted) {
  const std::string base = wanted.empty() ? "provider" : one_line(collapse(wanted));
  std::string key = base;
  for (int number = 2; !draft.keys.insert(key).second; ++number)
    key = fmt::format("{}-{}", base, number);
  return key;
}

std::optional<std::string> add_domain(Draft& draft, ProviderDraft& provider,
                                      std::string_view text) {
  const auto pattern = parse_domain(text);
  // What stands for more than one domain here is only a wrong name in the other formats.
  if (!pattern || pattern->kind != DomainPattern::Kind::exact)
    return fmt::format("\"{}\" is not a domain", text);
  const auto [owner, added] = draft.owners.try_emplace(pattern->name, provider.key);
  if (!added && owner->second == provider.key) return std::nullopt;
  if (!added) return fmt::format("\"{}\" is listed by provider {} already", text, owner->second);
  if (provider.first_domain.empty()) provider.first_domain = pattern->name;
  provider.lines.push_back({"domain", std::string(text)});
  return std::nullopt;
}

std::optional<std::string> note_mixed_servers(ProviderDraft& provider) {
  std::vector<std::string_view> kinds;
  for (const Line& line : provider.lines)
    if ((line.key == "imap" || line.key == "pop3") && (kinds.empty() || kinds.back() != line.key))
      kinds.push_back(line.key);
  if (kinds.size() < 3) return std::nullopt;
  std::string text =
      fmt::format("{0} and {1} servers are mixed: all of {0} are served before those of {1}",
                  kinds[0], kinds[1]);
  const auto first = std::find_if(provider.lines.begin(), provider.lines.end(),
                                  [&](const Line& line) { return line.key == kinds[0]; });
  provider.lines.insert(first, comment(text));
  return text;
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

std::string one_line(std::string_view text) {
  std::string line(text);
  if (is_plain_utf8(line)) return line;
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  if (is_plain_utf8(line)) return line;
  for (char& c : line)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return line;
}

}  // namespace fingerpost::foreign
