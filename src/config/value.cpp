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
#include "base/text.hpp"
#include "config/hints.hpp"
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

/** Of enumerators that know their words. */
template <class T, std::size_t N>
constexpr std::array<Word<T>, N> words_of(const T (&values)[N]) {
  std::array<Word<T>, N> words{};
  for (std::size_t i = 0; i < N; ++i) words[i] = {word(values[i]), values[i]};
  return words;
}

constexpr auto securities = words_of({Security::tls, Security::starttls, Security::none});

constexpr auto auths =
    words_of({Auth::password_cleartext, Auth::password_encrypted, Auth::oauth2, Auth::ntlm,
              Auth::gssapi, Auth::client_ip_address, Auth::tls_client_cert, Auth::none});

constexpr std::array<Word<LogLevel>, 4> log_levels{{
    {"error", LogLevel::error},
    {"warning", LogLevel::warning},
    {"info", LogLevel::info},
    {"debug", LogLevel::debug},
}};

constexpr std::array<Word<bool>, 2> yes_no{{{"yes", true}, {"no", false}}};

constexpr std::array<Word<bool>, 2> skip_refuse{{{"skip", true}, {"refuse", false}}};

/** `"x" is not a, b or c`. */
template <class T, std::size_t N>
Value<T> parse_word(std::string_view text, const std::array<Word<T>, N>& table, Context context) {
  std::vector<std::string_view> words;
  for (const auto& [word, value] : table) {
    if (equal_ignoring_case(word, text)) return value;
    words.push_back(word);
  }
  const std::string advice = hint(context, text);
  return wrong("{} is not {} or {}{}{}", in_quotes(text),
               fmt::join(words.begin(), words.end() - 1, ", "), words.back(),
               advice.empty() ? "" : "; ", advice.empty() ? did_you_mean(text, words) : advice);
}

/** The host name in A-label form, with the placeholder left where it is. */
std::optional<std::string> a_label_host(std::string_view text) {
  constexpr std::string_view placeholder = "%EMAILDOMAIN%";
  const auto at = text.find(placeholder);
  if (at == text.npos) {
    if (const auto domain = Domain::parse(text)) return domain->text();
    return is_ipv4(std::string(text)) ? std::optional<std::string>(text) : std::nullopt;
  }
  // Whatever the domain is, the name is legal if it is legal with this one in its place, which is
  // part of no real name.
  constexpr std::string_view stand_in = "emaildomain.invalid";
  const std::string_view before = text.substr(0, at);
  const std::string_view after = text.substr(at + placeholder.size());
  const auto domain = Domain::parse(fmt::format("{}{}{}", before, stand_in, after));
  if (!domain) return std::nullopt;
  std::string name = domain->text();
  // What joins it to a longer label of other scripts makes it another name.
  const auto found = name.find(stand_in);
  if (found == name.npos) return std::nullopt;
  return name.replace(found, stand_in.size(), placeholder);
}

char upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/** Returns advice on a placeholder of Dovecot, Postfix, automx2 or another autoconfig server.
    Longer ones come first. */
std::string_view meant_placeholder(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> placeholders[] = {
      {"%EMAILDOMAIN", "; write %EMAILDOMAIN%"},
      {"%EMAILLOCAL", "; write %EMAILLOCALPART%"},
      {"%LOCALPART", "; write %EMAILLOCALPART%"},
      {"%EMAIL", "; write %EMAILADDRESS%"},
      {"%USERNAME", "; write %EMAILLOCALPART%"},
      {"%USER", "; write %EMAILADDRESS%"},
      {"%DOMAIN", "; write %EMAILDOMAIN%"},
      {"%LOGIN", "; write %EMAILADDRESS%"},
      {"%u", "; write %EMAILADDRESS%"},
      {"%n", "; write %EMAILLOCALPART%"},
      {"%d", "; write %EMAILDOMAIN%"},
      {"%s", "; write %EMAILADDRESS%"},
  };
  std::string capitals(text);
  std::transform(capitals.begin(), capitals.end(), capitals.begin(), upper);
  for (const auto& [foreign, advice] : placeholders) {
    // One-letter placeholders depend on case.
    const bool any_case = foreign.size() > 2;
    if ((any_case ? std::string_view(capitals) : text).find(foreign) != text.npos) return advice;
  }
  return {};
}

/** Returns advice on an address of a socket or a port as other software writes it. */
std::string meant_endpoint(std::string_view text) {
  constexpr std::string_view unix_schemes[] = {"unix://", "unix:", "local:", "fcgi://"};
  for (const std::string_view scheme : unix_schemes)
    if (text.starts_with(scheme) && text.substr(scheme.size()).starts_with('/'))
      return fmt::format("; write {}", printable(text.substr(scheme.size())));
  if (is_ipv4(std::string(text))) return fmt::format("; write {}:9000", text);
  if (text.find('/') != text.npos && text.find("://") == text.npos)
    return "; a path begins with \"/\"";
  const auto colon = text.rfind(':');
  const std::string_view port = colon == text.npos ? text : text.substr(colon + 1);
  if (!parse_port(port)) return {};
  std::string_view host = colon == text.npos ? std::string_view() : text.substr(0, colon);
  if (const auto scheme = host.find("://"); scheme != host.npos) host.remove_prefix(scheme + 3);
  const std::string address(host);
  if (is_ipv4(address)) return fmt::format("; write {}:{}", address, port);
  if (is_ipv6(address)) return fmt::format("; write [{}]:{}", address, port);
  if (host.empty() || host == "*" || equal_ignoring_case(host, "localhost"))
    return fmt::format("; write 127.0.0.1:{}", port);
  if (is_ipv6(std::string(text))) return fmt::format("; write [{}]:9000", text);
  return "; write the numeric address";
}

/** Returns the URL in ASCII: A-labels in the host, the rest percent-encoded. Empty if it is not a
    URL. */
std::string in_ascii(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == url.npos) return {};
  const auto begin = scheme + 3;
  const auto end = std::min(url.find_first_of(":/?#", begin), url.size());
  const auto host = a_label_host(url.substr(begin, end - begin));
  if (!host) return {};
  std::string ascii = std::string(url.substr(0, begin)) + *host;
  for (const char& c : url.substr(end))
    ascii += is_ascii({&c, 1}) ? std::string(1, c) : percent_encode({&c, 1});
  return ascii;
}

std::string meant_url(std::string_view text) {
  if (text.find_first_of("{}<>") != text.npos)
    return "; placeholders are %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN%";
  if (!is_ascii(text)) {
    const std::string ascii = in_ascii(text.substr(0, 1000));
    return is_visible_utf8(text) && UrlPattern::parse(ascii) ? "; write " + printable(ascii)
                                                             : std::string();
  }
  if (const auto scheme = text.find("://"); scheme != text.npos) {
    const std::string_view rest = text.substr(scheme + 3, 1000);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto at = authority.rfind('@');
    if (is_ipv4(std::string(authority.substr(0, authority.find(':')))) ||
        authority.starts_with('['))
      return "; write a host name, as certificates hold one";
    if (!text.starts_with("http")) return {};
    const std::string secure =
        fmt::format("https://{}", rest.substr(at == authority.npos ? 0 : at + 1));
    return secure != text && UrlPattern::parse(secure) ? "; write " + printable(secure)
                                                       : std::string();
  }
  const std::string url = fmt::format("https://{}", text.substr(0, 1000));
  if (text.find('.') == text.npos || !Url::parse(url)) return {};
  return "; write " + printable(url);
}

/** Returns advice on a text that has a domain in it, such as an address or a URL. */
std::string meant_domain(std::string_view text) {
  constexpr std::string_view separators = " \t,";
  const auto end = text.find_first_of(separators);
  const std::string_view first = text.substr(0, end);
  if (end != text.npos && end + 1 < text.size() && first.find('.') != first.npos &&
      Domain::parse(first))
    return "; list one domain a line";
  std::string_view bare = text;
  constexpr std::string_view around = "\"',|";
  bare.remove_prefix(std::min(bare.find_first_not_of(around), bare.size()));
  bare = bare.substr(0, bare.find_last_not_of(around) + 1);
  if (bare.starts_with("domain ")) bare = trim(bare.substr(7));
  if (const auto scheme = bare.find("://"); scheme != bare.npos) bare.remove_prefix(scheme + 3);
  bare = bare.substr(0, bare.find('/'));
  if (const auto at = bare.rfind('@'); at != bare.npos) bare.remove_prefix(at + 1);
  const bool wildcard = bare.starts_with('*') || bare.starts_with('.');
  while (bare.starts_with('*') || bare.starts_with('.')) bare.remove_prefix(1);
  if (bare == text || !Domain::parse(bare)) return {};
  return fmt::format("; write {}{}", wildcard ? "*." : "", printable(bare));
}

/** Returns advice on an address in brackets or with a port. */
std::string meant_network(std::string_view text) {
  const auto parts = split_host_port(text);
  if (!parts || parts->host == text || !Network::parse(parts->host)) return {};
  return fmt::format("; write {}", printable(parts->host));
}

/** Returns advice on a host with the variables or placeholders of other software. */
std::string_view meant_host(std::string_view text) {
  if (text.find_first_of("%${}") == text.npos) return {};
  return "; write %EMAILDOMAIN% for the user's domain, the only placeholder that a host may hold";
}

/** Returns what is wrong with the percent signs of a URL, if anything is. */
std::optional<tl::unexpected<std::string>> percent_complaint(std::string_view text) {
  if (const auto stray = find_stray_percent(text); stray != text.npos) {
    const std::string_view rest = text.substr(stray);
    const std::string_view meant =
        meant_placeholder(rest.substr(0, rest.find_first_of("%/?&#", 1)));
    return wrong(
        "{} has a \"%\" that begins neither a placeholder (%EMAILADDRESS%, %EMAILLOCALPART% or "
        "%EMAILDOMAIN%) nor a percent-encoding{}",
        in_quotes(text), meant.empty() ? "; write %25 for the sign itself" : meant);
  }
  const auto separator = text.find("://");
  if (separator == text.npos) return std::nullopt;
  const std::string_view rest = text.substr(separator + 3);
  if (needs_address(rest.substr(0, rest.find_first_of("/?#"))))
    return wrong("{} has the user's name in the host, where only %EMAILDOMAIN% may stand",
                 in_quotes(text));
  return std::nullopt;
}

Value<Endpoint> parse_unix_endpoint(std::string_view path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return wrong("{} is too long for a socket (at most {} bytes)", in_quotes(path),
                 sizeof(sockaddr_un::sun_path) - 1);
  return Endpoint{Endpoint::Kind::unix_socket, std::string(path)};
}

}  // namespace

Value<std::string> parse_text(std::string_view text) {
  if (!is_plain_utf8(trim(text))) return wrong("holds a control character");
  std::string collapsed = collapse_spaces(trim(text));
  if (collapsed.empty()) return wrong("is empty");
  if (const auto hidden = first_hidden_character(collapsed))
    return wrong("holds a character that cannot be seen (U+{:04X}); remove it", *hidden);
  return collapsed;
}

Value<std::uint16_t> parse_port(std::string_view text) {
  const auto number = parse_unsigned(text, 65535);
  if (number && *number > 0) return static_cast<std::uint16_t>(*number);
  const std::string advice = hint(Context::port, text);
  return wrong("{} is not a port (1 to 65535){}{}", in_quotes(text), advice.empty() ? "" : "; ",
               advice);
}

Value<unsigned> parse_threads(std::string_view text) {
  const auto number = parse_unsigned(text, 256);
  if (number && *number > 0) return *number;
  return wrong("{} is not a number of threads (1 to 256)", in_quotes(text));
}

Value<std::size_t> parse_request_memory(std::string_view text) {
  constexpr std::string_view units = "KMG";
  constexpr std::size_t least = std::size_t{1} << 20;
  constexpr std::size_t most = std::size_t{1} << 30;
  const std::string_view number = text.substr(0, text.find_first_not_of("0123456789"));
  const std::string_view unit = text.substr(number.size());
  const auto place = unit.size() == 1 ? units.find(upper(unit.front())) : units.npos;
  const auto count = parse_unsigned(number, most);
  if (count && (unit.empty() || place != units.npos)) {
    const unsigned shift = unit.empty() ? 0 : 10 * (static_cast<unsigned>(place) + 1);
    // The limit is shifted for the comparison because shifting the count first could overflow.
    if (*count <= most >> shift && std::size_t{*count} << shift >= least)
      return std::size_t{*count} << shift;
  }
  const bool in_bytes = unit.size() == 2 && upper(unit.back()) == 'B';
  const bool meant = in_bytes && parse_request_memory(text.substr(0, text.size() - 1));
  return wrong("{} is not an amount of memory from 1M to 1G, such as 32M{}", in_quotes(text),
               meant ? fmt::format("; write {}{}", number, upper(unit.front())) : "");
}

Value<LogLevel> parse_log_level(std::string_view text) {
  return parse_word(text, log_levels, Context::log_level);
}

Value<Security> parse_security(std::string_view text) {
  return parse_word(text, securities, Context::security);
}

Value<Auth> parse_auth(std::string_view text) {
  return parse_word(text, auths, Context::auth);
}

Value<Pattern> parse_host(std::string_view text) {
  if (const auto host = a_label_host(text)) return *Pattern::parse(*host);
  std::string_view bare = text;
  if (const auto scheme = bare.find("://"); scheme != bare.npos) bare.remove_prefix(scheme + 3);
  bare = bare.substr(0, bare.find('/'));
  const auto parts = split_host_port(bare);
  if (!parts || !a_label_host(parts->host))
    return wrong("{} is not a host name{}", in_quotes(text), meant_host(text));
  if (!parts->port)
    return wrong("{} is not a host name; write: {}", in_quotes(text), printable(parts->host));
  return wrong("{} is not a host name; the port goes into a block: {} {{ port {} }}",
               in_quotes(text), printable(parts->host), *parts->port);
}

Value<Pattern> parse_login(std::string_view text) {
  text = trim(text);
  if (text.empty()) return wrong("is empty");
  if (!is_plain_utf8(text)) return wrong("holds a control character");
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

Value<UrlPattern> parse_https_url(std::string_view text) {
  if (auto complaint = percent_complaint(text)) return *complaint;
  auto url = UrlPattern::parse(text);
  if (url && url->sample().is_https()) return *std::move(url);
  return wrong("{} is not an https URL (https://host/path){}", in_quotes(text), meant_url(text));
}

Value<Url> parse_fixed_https_url(std::string_view text) {
  const auto url = parse_https_url(text);
  if (!url) return tl::make_unexpected(url.error());
  if (url->has_placeholder())
    return wrong("{} has a placeholder, but this URL is the same for everybody; write it out",
                 in_quotes(text));
  return url->sample();
}

Value<Url> parse_issuer(std::string_view text) {
  if (text.find_first_of("?#") != text.npos)
    return wrong("{} has a query or a fragment, which an issuer cannot have", in_quotes(text));
  return parse_fixed_https_url(text);
}

Value<std::string> parse_language(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool length = text.size() == 2 || text.size() == 3;
  if (length && std::all_of(text.begin(), text.end(), is_letter)) return std::string(text);
  return wrong("{} is not a language code (two or three small letters, like en)", in_quotes(text));
}

Value<bool> parse_yes(std::string_view text) {
  return parse_word(text, yes_no, Context::yes);
}

Value<bool> parse_skip_or_refuse(std::string_view text) {
  return parse_word(text, skip_refuse, Context::domains_file);
}

Value<Pattern> parse_address_pattern(std::string_view text) {
  auto pattern = parse_login(text);
  if (!pattern) return pattern;
  // Whatever the address is, the result is an address if it is one with this in its place.
  if (Address::parse(pattern->expand(*Address::parse("a@example.com")))) return pattern;
  return wrong("{} does not make an address (%EMAILLOCALPART%@other.example)", in_quotes(text));
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
      "{} is nowhere to listen (/run/fingerpost/fingerpost.sock, 127.0.0.1:9000 or [::1]:9000){}",
      in_quotes(text), meant_endpoint(text));
}

Value<Network> parse_network(std::string_view text) {
  const auto network = Network::parse(text);
  if (!network)
    return wrong("{} is not an address or a network (192.0.2.7, 10.0.0.0/8, fd00::/8 or unix){}",
                 in_quotes(text), meant_network(text));
  if (!network->begins_with_address())
    return wrong("{} is not the first address of its network; correct it, or leave out {}",
                 in_quotes(text), printable(text.substr(text.find('/'))));
  return *network;
}

}  // namespace fingerpost
