// SPDX-License-Identifier: MIT
#include "import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/words.hpp"

namespace fingerpost::foreign {

namespace {

bool has_setting(const std::vector<Line>& lines, std::string_view setting) noexcept {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const Line& line) { return line.key == setting; });
}

/** Parts of the names of settings that hold a secret. */
constexpr std::string_view secrets[] = {"password", "passwd", "passphrase", "bindpw",
                                        "sharedsecret"};

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

Value<Server> make_server(const ServerTexts& texts) {
  if (texts.host.empty()) return tl::make_unexpected("has no host name");
  const auto host = parse_hostname(texts.host);
  if (!host) return tl::make_unexpected(host.error());
  if (!texts.security) return tl::make_unexpected(texts.security.error());
  const auto port = texts.port.empty()
                        ? Value<std::uint16_t>(default_port(texts.type, *texts.security))
                        : parse_port(texts.port);
  if (!port) return tl::make_unexpected(port.error());
  if (!texts.login) return tl::make_unexpected(texts.login.error());
  if (!texts.auth) return tl::make_unexpected(texts.auth.error());
  return Server{texts.type, *host, *port, *texts.security, *texts.login, *texts.auth};
}

bool Line::has(std::string_view setting) const noexcept {
  return has_setting(block, setting);
}

bool ProviderDraft::has(std::string_view setting) const noexcept {
  return has_setting(lines, setting);
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
  // What stands for more than one domain here is only a wrong name in the other formats.
  if (!pattern || pattern->kind != DomainPattern::Kind::exact)
    return fmt::format("\"{}\" is not a domain", printable(text));
  const auto [owner, added] = draft.owners.try_emplace(pattern->name, provider.key);
  if (!added && owner->second == provider.key) return std::nullopt;
  if (!added) {
    provider.has_rival = true;
    return fmt::format("\"{}\" is listed by provider {} already", printable(text), owner->second);
  }
  if (provider.first_domain.empty()) provider.first_domain = pattern->name;
  const bool legible = without_invisible(text) == text;
  provider.lines.push_back({"domain", legible ? std::string(text) : pattern->name});
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

bool is_secret(std::string_view name) {
  const std::string lower = to_lower(name);
  return std::any_of(std::begin(secrets), std::end(secrets),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::string shown(std::string_view name, std::string_view value) {
  constexpr std::string_view hidden = "(not shown)";
  if (value.empty()) return {};
  if (is_secret(name)) return std::string(hidden);
  std::string text(value);
  // Hide USER:PASSWORD@ in a URL.
  for (auto start = text.find("://"); start != text.npos; start = text.find("://", start + 3)) {
    const auto end = text.find_first_of("/ ,\"", start + 3);
    const auto at = text.rfind('@', end);
    if (at != text.npos && at > start) text.replace(start + 3, at - start - 3, hidden);
  }
  return text;
}

}  // namespace fingerpost::foreign
