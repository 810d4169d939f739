// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/endpoint.hpp"
#include "base/log.hpp"
#include "base/network.hpp"
#include "model/catalog.hpp"
#include "model/server.hpp"
#include "model/url.hpp"
#include "model/url_pattern.hpp"

/** Parsers for the values of settings. */
namespace fingerpost {

/** A value, or a message that quotes the text, says what is wrong with it and what to write. */
template <class T>
using Value = tl::expected<T, std::string>;

/** Parses text for people, on one line. Replaces each run of spaces by one, as PACC requires for
    names, and refuses invisible characters. */
Value<std::string> parse_text(std::string_view text);
Value<std::uint16_t> parse_port(std::string_view text);
/** Parses a number from 1 to 256. */
Value<unsigned> parse_threads(std::string_view text);
/** Parses a size in bytes, from 1M to 1G: a number, with K, M or G after it for larger units (1024,
    1024 * 1024, ...). */
Value<std::size_t> parse_memory(std::string_view text);
Value<LogLevel> parse_log_level(std::string_view text);
Value<LogFormat> parse_log_format(std::string_view text);
Value<Security> parse_security(std::string_view text);
/** Parses the encryption of ManageSieve, which has no implicit TLS (RFC 5804). */
Value<Security> parse_sieve_security(std::string_view text);
Value<Auth> parse_auth(std::string_view text);
/** Parses a host name, which can contain %EMAILDOMAIN%, or an IPv4 address. Returns A-labels. */
Value<Pattern> parse_host(std::string_view text);
Value<Pattern> parse_login(std::string_view text);
Value<DomainPattern> parse_domain(std::string_view text);
/** Parses an http or https URL, which can contain placeholders. */
Value<UrlPattern> parse_url(std::string_view text);
/** Parses a colour in the hexadecimal form of CSS, #rgb or #rrggbb. Returns it as #rrggbb in lower
    case. */
Value<std::string> parse_colour(std::string_view text);
/** Parses an https URL, which can contain placeholders. */
Value<UrlPattern> parse_https_url(std::string_view text);
/** Parses an http or https URL without placeholders. */
Value<Url> parse_fixed_url(std::string_view text);
/** Parses an https URL without placeholders. */
Value<Url> parse_fixed_https_url(std::string_view text);
/** Parses an https URL without placeholders, query or fragment (RFC 8414 section 2). */
Value<Url> parse_issuer(std::string_view text);
/** Parses an ISO 639 code in lower case. */
Value<std::string> parse_language(std::string_view text);
/** Parses `yes` or `no`. */
Value<bool> parse_yes(std::string_view text);
/** Parses `skip` or `refuse`. Returns whether it is `skip`. */
Value<bool> parse_skip_or_refuse(std::string_view text);
/** Parses a pattern that becomes an address when its placeholders are filled in. */
Value<Pattern> parse_address_pattern(std::string_view text);
Value<Endpoint> parse_endpoint(std::string_view text);
/** Parses the path of a Unix socket, which begins with a slash. */
Value<std::string> parse_socket(std::string_view text);
/** Parses an address, a network that begins with its first address, or `unix`. */
Value<Network> parse_network(std::string_view text);

}  // namespace fingerpost
