// SPDX-License-Identifier: MIT
#include "config/value.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/un.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/text.hpp"
#include "config/nearest.hpp"

namespace fingerpost {

namespace {

template <class... Args>
tl::unexpected<std::string> wrong(fmt::format_string<Args...> text, Args&&... args) {
  return tl::make_unexpected(fmt::format(text, std::forward<Args>(args)...));
}

template <class T>
struct Word {
  std::string_view word;
  T value;
};

constexpr Word<LogLevel> log_levels[] = {
    {"error", LogLevel::error},
    {"warning", LogLevel::warning},
    {"info", LogLevel::info},
    {"debug", LogLevel::debug},
};

constexpr Word<Security> securities[] = {
    {"tls", Security::tls},
    {"starttls", Security::starttls},
    {"none", Security::none},
};

constexpr Word<Auth> auths[] = {
    {"password-cleartext", Auth::password_cleartext},
    {"password-encrypted", Auth::password_encrypted},
    {"oauth2", Auth::oauth2},
    {"ntlm", Auth::ntlm},
    {"gssapi", Auth::gssapi},
    {"client-ip-address", Auth::client_ip_address},
    {"tls-client-cert", Auth::tls_client_cert},
    {"none", Auth::none},
};

/** `"x" is not a, b or c`. */
template <class T, std::size_t N>
Value<T> parse_word(std::string_view text, const Word<T> (&table)[N]) {
  std::vector<std::string_view> words;
  for (const auto& [word, value] : table) {
    if (equal_ignoring_case(word, text)) return value;
    words.push_back(word);
  }
  return wrong("\"{}\" is not {} or {}{}", text, fmt::join(words.begin(), words.end() - 1, ", "),
               words.back(), did_you_mean(text, words));
}

bool is_ipv4(const std::string& text) {
  in_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& text) {
  in6_addr address;
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

/** The host name in A-label form, with the placeholder left where it is. */
std::optional<std::string> a_label_host(std::string_view text) {
  constexpr std::string_view placeholder = "%EMAILDOMAIN%";
  const auto at = text.find(placeholder);
  if (at == text.npos) {
    if (const auto domain = Domain::parse(text)) return domain->text();
    return is_ipv4(std::string(text)) ? std::optional<std::string>(text) : std::nullopt;
  }
  // Whatever the domain is, the name is legal if it is legal with this one in its place.
  constexpr std::string_view stand_in = "example.com";
  const std::string_view before = text.substr(0, at);
  const std::string_view after = text.substr(at + placeholder.size());
  const auto domain = Domain::parse(fmt::format("{}{}{}", before, stand_in, after));
  if (!domain) return std::nullopt;
  std::string name = domain->text();
  return name.replace(name.find(stand_in), stand_in.size(), placeholder);
}

bool is_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == text.npos) return false;
  const std::string_view rest = text.substr(scheme_end + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  });
  return printable && name_of_host(authority).has_value();
}

Value<Endpoint> parse_unix_endpoint(std::string_view path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return wrong("\"{}\" is too long for a socket (at most {} bytes)", path,
                 sizeof(sockaddr_un::sun_path) - 1);
  return Endpoint{Endpoint::Kind::unix_socket, std::string(path)};
}

}  // namespace

Value<std::string> parse_text(std::string_view text) {
  if (is_plain_utf8(text)) return std::string(text);
  return wrong("holds a control character");
}

Value<std::uint16_t> parse_port(std::string_view text) {
  const auto number = parse_unsigned(text, 65535);
  if (number && *number > 0) return static_cast<std::uint16_t>(*number);
  return wrong("\"{}\" is not a port (1 to 65535)", text);
}

Value<unsigned> parse_threads(std::string_view text) {
  const auto number = parse_unsigned(text, 256);
  if (number && *number > 0) return *number;
  return wrong("\"{}\" is not a number of threads (1 to 256)", text);
}

Value<LogLevel> parse_log_level(std::string_view text) {
  return parse_word(text, log_levels);
}

Value<Security> parse_security(std::string_view text) {
  return parse_word(text, securities);
}

Value<Auth> parse_auth(std::string_view text) {
  return parse_word(text, auths);
}

Value<Pattern> parse_host(std::string_view text) {
  if (const auto host = a_label_host(text)) return *Pattern::parse(*host);
  const auto colon = text.rfind(':');
  if (colon != text.npos && parse_port(text.substr(colon + 1)))
    return wrong("\"{}\" is not a host name; the port goes into a block: {} {{ port {} }}", text,
                 text.substr(0, colon), text.substr(colon + 1));
  return wrong("\"{}\" is not a host name", text);
}

Value<Pattern> parse_login(std::string_view text) {
  if (!is_plain_utf8(text)) return wrong("holds a control character");
  if (auto pattern = Pattern::parse(text)) return *std::move(pattern);
  return wrong(
      "\"{}\" has a \"%\" that begins none of %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN%",
      text);
}

Value<DomainPattern> parse_domain(std::string_view text) {
  if (auto pattern = DomainPattern::parse(text)) return *std::move(pattern);
  return wrong("\"{}\" is not a domain (example.com, *.example.com or *)", text);
}

Value<std::string> parse_url(std::string_view text) {
  const bool web =
      starts_with_ignoring_case(text, "https://") || starts_with_ignoring_case(text, "http://");
  if (web && is_url(text)) return std::string(text);
  return wrong("\"{}\" is not a URL (https://host/path)", text);
}

Value<std::string> parse_https_url(std::string_view text) {
  if (starts_with_ignoring_case(text, "https://") && is_url(text)) return std::string(text);
  return wrong("\"{}\" is not an https URL (https://host/path)", text);
}

Value<Endpoint> parse_endpoint(std::string_view text) {
  if (text.starts_with('/')) return parse_unix_endpoint(text);
  const auto colon = text.rfind(':');
  if (colon != text.npos) {
    const auto port = parse_port(text.substr(colon + 1));
    std::string address(text.substr(0, colon));
    if (port && is_ipv4(address)) return Endpoint{Endpoint::Kind::ipv4, address, *port};
    if (address.starts_with('[') && address.ends_with(']')) {
      address = address.substr(1, address.size() - 2);
      if (port && is_ipv6(address)) return Endpoint{Endpoint::Kind::ipv6, address, *port};
    }
  }
  return wrong(
      "\"{}\" is nowhere to listen (/run/fingerpost/fingerpost.sock, 127.0.0.1:9000 or [::1]:9000)",
      text);
}

}  // namespace fingerpost
