// SPDX-License-Identifier: MIT
#include "config/value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "base/ip_address.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "config/hints.hpp"
#include "config/wrong.hpp"

namespace fingerpost {

namespace {

std::string with_separator(std::string_view advice) {
  return advice.empty() ? std::string() : fmt::format("; {}", advice);
}

template <class T>
struct Word {
  std::string_view word;
  T value;
};

/** Parses one of several words. The error is `"x" is not a, b or c`. */
template <class T>
Value<T> parse_word(std::string_view text, Context context, std::initializer_list<Word<T>> table) {
  std::vector<std::string_view> words;
  for (const auto& [word, value] : table) {
    if (equal_ignoring_case(word, text)) return value;
    words.push_back(word);
  }
  const std::string advice = with_separator(hint(context, text));
  return wrong("{} is not {} or {}{}", in_quotes(text),
               fmt::join(words.begin(), words.end() - 1, ", "), words.back(),
               advice.empty() ? did_you_mean(text, words) : advice);
}

/** Does the same for enumerators with a function word(). */
template <class T, class... Values>
Value<T> parse_enumerator(std::string_view text, Context context, T first, Values... others) {
  return parse_word<T>(text, context, {{word(first), first}, {word(others), others}...});
}

std::string_view without_scheme(std::string_view url) {
  const auto separator = url.find("://");
  return separator == url.npos ? url : url.substr(separator + 3);
}

/** Returns the authority of a URL without its scheme: the host, with the user and the port if
    given. */
std::string_view authority_of(std::string_view rest) {
  return rest.substr(0, rest.find_first_of("/?#"));
}

/** Returns a host name in A-label form, with its placeholder unchanged. */
std::optional<std::string> a_label_host(std::string_view text) {
  constexpr std::string_view placeholder = "%EMAILDOMAIN%";
  const auto at = text.find(placeholder);
  if (at == text.npos) {
    if (const auto domain = Domain::parse(text)) return domain->text();
    return is_ipv4(std::string(text)) ? std::optional<std::string>(text) : std::nullopt;
  }
  // The name is valid for any domain if it is valid with this one, which is part of no real name.
  constexpr std::string_view stand_in = "emaildomain.invalid";
  const std::string_view before = text.substr(0, at);
  const std::string_view after = text.substr(at + placeholder.size());
  const auto domain = Domain::parse(fmt::format("{}{}{}", before, stand_in, after));
  if (!domain) return std::nullopt;
  std::string name = domain->text();
  // Joined to a longer label in another script, it becomes another name.
  const auto found = name.find(stand_in);
  if (found == name.npos) return std::nullopt;
  return name.replace(found, stand_in.size(), placeholder);
}

/** Returns advice for a placeholder of Dovecot, Postfix, automx2 or another autoconfig server.
    Longer ones come first. */
std::string_view meant_placeholder(std::string_view text) {
  constexpr std::string_view address = "; write %EMAILADDRESS%";
  constexpr std::string_view local_part = "; write %EMAILLOCALPART%";
  constexpr std::string_view domain = "; write %EMAILDOMAIN%";
  constexpr std::pair<std::string_view, std::string_view> placeholders[] = {
      {"%emaildomain", domain},
      {"%emaillocal", local_part},
      {"%localpart", local_part},
      {"%email", address},
      {"%username", local_part},
      {"%user", address},
      {"%domain", domain},
      {"%login", address},
      {"%u", address},
      {"%n", local_part},
      {"%d", domain},
      {"%s", address},
  };
  const std::string lower = to_lower(text);
  for (const auto& [foreign, advice] : placeholders) {
    // One-letter placeholders depend on case.
    const bool any_case = foreign.size() > 2;
    if ((any_case ? std::string_view(lower) : text).find(foreign) != text.npos) return advice;
  }
  return {};
}

/** Returns advice for a socket's address or a port in the form of other software. */
std::string meant_endpoint(std::string_view text) {
  constexpr std::string_view unix_schemes[] = {"unix://", "unix:", "local:", "fcgi://"};
  for (const std::string_view scheme : unix_schemes)
    if (text.starts_with(scheme) && text.substr(scheme.size()).starts_with('/'))
      return fmt::format("; write {}", printable(text.substr(scheme.size())));
  if (is_ipv4(std::string(text))) return fmt::format("; write {}:9000", text);
  if (text.find('/') != text.npos && text.find("://") == text.npos)
    return "; begin a path with \"/\"";
  const auto colon = text.rfind(':');
  const std::string_view port = text.substr(colon + 1);
  if (!parse_port(port)) return {};
  const std::string_view host = colon == text.npos ? "" : without_scheme(text.substr(0, colon));
  const std::string address(host);
  if (is_ipv4(address)) return fmt::format("; write {}:{}", address, port);
  if (is_ipv6(address)) return fmt::format("; write [{}]:{}", address, port);
  if (host.empty() || host == "*" || equal_ignoring_case(host, "localhost"))
    return fmt::format("; write 127.0.0.1:{}", port);
  if (is_ipv6(std::string(text))) return fmt::format("; write [{}]:9000", text);
  return "; write the numeric address";
}

/** Returns a URL in ASCII: A-labels in the host, the rest percent-encoded. Returns an empty text if
    it is not a URL. */
std::string in_ascii(std::string_view url) {
  const std::string_view rest = without_scheme(url);
  if (rest.size() == url.size()) return {};
  const std::string_view host = rest.substr(0, rest.find_first_of(":/?#"));
  const auto a_labels = a_label_host(host);
  if (!a_labels) return {};
  std::string ascii = fmt::format("{}{}", url.substr(0, url.size() - rest.size()), *a_labels);
  for (const char& c : rest.substr(host.size()))
    ascii += is_ascii({&c, 1}) ? std::string(1, c) : percent_encode({&c, 1});
  return ascii;
}

/** Returns advice to write `url` instead of `text`, if it differs and is valid. */
std::string write_url(const std::string& url, std::string_view text) {
  return url != text && UrlPattern::parse(url) ? "; write " + printable(url) : std::string();
}

std::string meant_url(std::string_view text) {
  if (text.find_first_of("{}<>") != text.npos)
    return "; placeholders are %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN%";
  const std::string_view begin = text.substr(0, 1000);
  if (!is_ascii(text))
    return is_visible_utf8(text) ? write_url(in_ascii(begin), text) : std::string();
  const std::string_view rest = without_scheme(begin);
  if (rest.size() == begin.size())
    return text.find('.') == text.npos ? std::string()
                                       : write_url(fmt::format("https://{}", rest), text);
  const std::string_view authority = authority_of(rest);
  if (is_ipv4(std::string(authority.substr(0, authority.find(':')))) || authority.starts_with('['))
    return "; write a host name, because certificates contain names";
  const auto at = authority.rfind('@');
  const std::string_view clean = rest.substr(at == authority.npos ? 0 : at + 1);
  return text.starts_with("http") ? write_url(fmt::format("https://{}", clean), text)
                                  : std::string();
}

/** Returns advice for a text that contains a domain, such as an address or a URL. */
std::string meant_domain(std::string_view text) {
  constexpr std::string_view separators = " \t,";
  const auto end = text.find_first_of(separators);
  const std::string_view first = text.substr(0, end);
  if (end != text.npos && end + 1 < text.size() && first.find('.') != first.npos &&
      Domain::parse(first))
    return "; write one domain per line";
  std::string_view bare = text;
  constexpr std::string_view around = "\"',|";
  bare.remove_prefix(std::min(bare.find_first_not_of(around), bare.size()));
  bare = bare.substr(0, bare.find_last_not_of(around) + 1);
  if (bare.starts_with("domain ")) bare = trim(bare.substr(7));
  bare = without_scheme(bare);
  bare = bare.substr(0, bare.find('/'));
  if (const auto at = bare.rfind('@'); at != bare.npos) bare.remove_prefix(at + 1);
  const bool wildcard = bare.starts_with('*') || bare.starts_with('.');
  while (bare.starts_with('*') || bare.starts_with('.')) bare.remove_prefix(1);
  if (bare == text || !Domain::parse(bare)) return {};
  return fmt::format("; write {}{}", wildcard ? "*." : "", printable(bare));
}

/** Returns advice for an address in brackets or with a port. */
std::string meant_network(std::string_view text) {
  const auto parts = split_host_port(text);
  if (!parts || parts->host == text || !Network::parse(parts->host)) return {};
  return fmt::format("; write {}", printable(parts->host));
}

/** Returns the problem with the percent signs of a URL, if there is one. */
std::optional<tl::unexpected<std::string>> percent_complaint(std::string_view text) {
  if (const auto stray = find_stray_percent(text); stray != text.npos) {
    const std::string_view rest = text.substr(stray);
    const std::string_view meant =
        meant_placeholder(rest.substr(0, rest.find_first_of("%/?&#", 1)));
    return wrong(
        "{} has a \"%\" that begins neither a placeholder (%EMAILADDRESS%, %EMAILLOCALPART% or "
        "%EMAILDOMAIN%) nor a percent-encoding{}",
        in_quotes(text), meant.empty() ? "; write %25 for a percent sign" : meant);
  }
  const std::string_view rest = without_scheme(text);
  if (rest.size() < text.size() && needs_address(authority_of(rest)))
    return wrong("{} has a placeholder in the host; only %EMAILDOMAIN% is allowed there",
                 in_quotes(text));
  return std::nullopt;
}

Value<Url> without_placeholder(const Value<UrlPattern>& url) {
  if (!url) return tl::make_unexpected(url.error());
  if (url->has_placeholder())
    return wrong(
        "{} has a placeholder, but this URL must be the same for everybody; write the URL without "
        "it",
        in_quotes(url->text()));
  return url->sample();
}

Value<Endpoint> parse_unix_endpoint(std::string_view path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return wrong("{} is too long for a socket (at most {} bytes)", in_quotes(path),
                 sizeof(sockaddr_un::sun_path) - 1);
  return Endpoint{Endpoint::Kind::unix_socket, std::string(path)};
}

}  // namespace

Value<std::string> parse_text(std::string_view text) {
  if (!is_plain_utf8(trim(text))) return wrong("contains a control character");
  std::string collapsed = collapse_spaces(trim(text));
  if (collapsed.empty()) return wrong("is empty");
  if (const auto hidden = first_hidden_character(collapsed))
    return wrong("contains an invisible character (U+{:04X}); remove it", *hidden);
  return collapsed;
}

Value<std::uint16_t> parse_port(std::string_view text) {
  const auto number = parse_unsigned(text, 65535);
  if (number && *number > 0) return static_cast<std::uint16_t>(*number);
  return wrong("{} is not a port (1 to 65535){}", in_quotes(text),
               with_separator(hint(Context::port, text)));
}

Value<unsigned> parse_threads(std::string_view text) {
  const auto number = parse_unsigned(text, 256);
  if (number && *number > 0) return *number;
  return wrong("{} is not a number of threads (1 to 256)", in_quotes(text));
}

Value<std::size_t> parse_memory(std::string_view text) {
  constexpr std::string_view units = "kmg";
  constexpr std::size_t least = std::size_t{1} << 20;
  constexpr std::size_t most = std::size_t{1} << 30;
  const std::string_view number = text.substr(0, text.find_first_not_of("0123456789"));
  const std::string unit = to_lower(text.substr(number.size()));
  const auto count = parse_unsigned(number, most);
  const bool known = unit.empty() || (unit.size() == 1 && units.find(unit) != units.npos);
  const std::size_t shift = unit.empty() ? 0 : 10 * (units.find(unit) + 1);
  // Cannot overflow, because the number has at most 31 bits.
  const std::uint64_t bytes = count && known ? std::uint64_t{*count} << shift : 0;
  if (bytes >= least && bytes <= most) return bytes;
  const bool in_bytes = unit.size() == 2 && unit.ends_with('b');
  const bool meant = in_bytes && parse_memory(text.substr(0, text.size() - 1));
  return wrong(
      "{} is not a size from 1M to 1G, such as 32M{}", in_quotes(text),
      meant ? fmt::format("; write {}{}", number, static_cast<char>(unit[0] - 'a' + 'A')) : "");
}

Value<LogLevel> parse_log_level(std::string_view text) {
  return parse_word<LogLevel>(text, Context::log_level,
                              {{"error", LogLevel::error},
                               {"warning", LogLevel::warning},
                               {"info", LogLevel::info},
                               {"debug", LogLevel::debug}});
}

Value<LogFormat> parse_log_format(std::string_view text) {
  return parse_word<LogFormat>(
      text, Context::log_format,
      {{"text", LogFormat::text}, {"syslog", LogFormat::syslog}, {"json", LogFormat::json}});
}

Value<Security> parse_security(std::string_view text) {
  using enum Security;
  return parse_enumerator(text, Context::security, tls, starttls, none);
}

Value<Security> parse_sieve_security(std::string_view text) {
  using enum Security;
  return parse_enumerator(text, Context::sieve_security, starttls, none);
}

Value<Auth> parse_auth(std::string_view text) {
  using enum Auth;
  return parse_enumerator(text, Context::auth, password_cleartext, password_encrypted, oauth2, ntlm,
                          gssapi, client_ip_address, tls_client_cert, none);
}

Value<Pattern> parse_host(std::string_view text) {
  if (const auto host = a_label_host(text)) return *Pattern::parse(*host);
  const std::string_view bare = without_scheme(text);
  const auto parts = split_host_port(bare.substr(0, bare.find('/')));
  if (!parts || !a_label_host(parts->host))
    return wrong("{} is not a host name{}", in_quotes(text),
                 text.find_first_of("%${}") == text.npos
                     ? ""
                     : "; write %EMAILDOMAIN% for the user's domain, the only placeholder that is "
                       "allowed in a host");
  if (!parts->port)
    return wrong("{} is not a host name; write: {}", in_quotes(text), printable(parts->host));
  return wrong("{} is not a host name; write the port in a block: {} {{ port {}{} }}",
               in_quotes(text), printable(parts->host), *parts->port,
               security_of_port(*parts->port) == Security::starttls ? "  security starttls" : "");
}

Value<Pattern> parse_login(std::string_view text) {
  text = trim(text);
  if (text.empty()) return wrong("is empty");
  if (!is_plain_utf8(text)) return wrong("contains a control character");
  if (auto pattern = Pattern::parse(text)) return *std::move(pattern);
  return wrong(
      "{} has a \"%\" that begins none of %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN%{}",
      in_quotes(text), meant_placeholder(text));
}

Value<DomainPattern> parse_domain(std::string_view text) {
  if (auto pattern = DomainPattern::parse(text)) return *std::move(pattern);
  return wrong("{} is not a domain (example.com, *.example.com or *){}", in_quotes(text),
               meant_domain(text));
}

Value<UrlPattern> parse_url(std::string_view text) {
  if (auto complaint = percent_complaint(text)) return *complaint;
  if (auto url = UrlPattern::parse(text)) return *std::move(url);
  return wrong("{} is not a URL (https://host/path){}", in_quotes(text), meant_url(text));
}

Value<std::string> parse_colour(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('#') ? 1 : 0);
  const bool legal = (digits.size() == 3 || digits.size() == 6) &&
                     digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
  if (!legal) return wrong("{} is not a colour such as #1a5fb4", in_quotes(text));
  if (digits.size() == text.size())
    return wrong("{} is not a colour; write #{}", in_quotes(text), digits);
  if (digits.size() == 6) return to_lower(text);
  std::string colour = "#";
  for (const char digit : digits) colour.append(2, to_lower(digit));
  return colour;
}

Value<UrlPattern> parse_https_url(std::string_view text) {
  auto url = parse_url(text);
  if (percent_complaint(text) || (url && url->sample().is_https())) return url;
  return wrong("{} is not an https URL (https://host/path){}", in_quotes(text), meant_url(text));
}

Value<Url> parse_fixed_url(std::string_view text) {
  return without_placeholder(parse_url(text));
}

Value<Url> parse_fixed_https_url(std::string_view text) {
  return without_placeholder(parse_https_url(text));
}

Value<Url> parse_issuer(std::string_view text) {
  if (text.find_first_of("?#") != text.npos)
    return wrong("{} has a query or a fragment; write the issuer without it", in_quotes(text));
  return parse_fixed_https_url(text);
}

Value<std::string> parse_language(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool length = text.size() == 2 || text.size() == 3;
  if (length && std::all_of(text.begin(), text.end(), is_letter)) return std::string(text);
  return wrong("{} is not a language code (two or three lower-case letters, such as en)",
               in_quotes(text));
}

Value<bool> parse_yes(std::string_view text) {
  return parse_word<bool>(text, Context::yes, {{"yes", true}, {"no", false}});
}

Value<bool> parse_skip_or_refuse(std::string_view text) {
  return parse_word<bool>(text, Context::domains_file, {{"skip", true}, {"refuse", false}});
}

Value<Pattern> parse_address_pattern(std::string_view text) {
  auto pattern = parse_login(text);
  if (!pattern) return pattern;
  // If the pattern gives an address for this one, it does so for any.
  if (Address::parse(pattern->expand(*Address::parse("a@example.com")))) return pattern;
  return wrong("{} is not an address (such as %EMAILLOCALPART%@other.example)", in_quotes(text));
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
      "{} is not a socket to listen on (/run/fingerpost/fingerpost.sock, 127.0.0.1:9000 or "
      "[::1]:9000){}",
      in_quotes(text), meant_endpoint(text));
}

Value<std::string> parse_socket(std::string_view text) {
  if (!text.starts_with('/'))
    return wrong("{} is not the path of a socket; begin a path with \"/\"", in_quotes(text));
  const auto endpoint = parse_unix_endpoint(text);
  return endpoint ? Value<std::string>(endpoint->address) : tl::make_unexpected(endpoint.error());
}

Value<Network> parse_network(std::string_view text) {
  const auto network = Network::parse(text);
  if (!network)
    return wrong("{} is not an address or a network (192.0.2.7, 10.0.0.0/8, fd00::/8 or unix){}",
                 in_quotes(text), meant_network(text));
  if (!network->begins_with_address())
    return wrong("{} is not the first address of its network; correct it, or remove {}",
                 in_quotes(text), printable(text.substr(text.find('/'))));
  return *network;
}

}  // namespace fingerpost
