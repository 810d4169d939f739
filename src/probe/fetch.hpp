// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probe/fetch_failure.hpp"
#include "probe/offer.hpp"

namespace fingerpost {

/** A request to one host. */
struct Fetch {
  /** `https://` or `http://`; for a mail server `imap://`, `imaps://`, `pop3://`, `pop3s://`,
      `smtp://` or `smtps://`. libcurl reads a mail server's greeting, asks for its capabilities
      (CAPABILITY, CAPA, EHLO), upgrades to TLS if `starttls` is set, and hangs up. For `sieve://`,
      greet_sieve() does the part before TLS. */
  std::string url;
  /** The URL's host without brackets, its port, and the host's addresses. */
  std::string host;
  std::uint16_t port;
  std::vector<std::string> addresses = {};
  /** XML to send by POST; empty for GET. */
  std::string body = {};
  /** Whether to require an upgrade to TLS from the mail server. */
  bool starttls = false;
  /** Whether to only open a TCP connection. The URL must be `http://`. */
  bool connect_only = false;
};

/** The server's own certificate, the first of the chain that it sent. */
struct Certificate {
  /** The signature, which identifies the certificate. */
  std::string id;
  /** The DNS names for which it is valid. */
  std::vector<std::string> names;
  /** The number of certificates the server sent, including its own. */
  int chain;
  /** Days until it expires; negative if it has expired. */
  long days_left;
  /** Days from the start to the end of its validity. */
  long lifetime_days;
};

/** A problem with a certificate. */
enum class CertificateFlaw { none, expired, self_signed, incomplete_chain, wrong_name, other };

/** The result of a fetch. Texts come from the server unchanged and must not be trusted. */
struct Fetched {
  FetchFailure failure = FetchFailure::none;
  /** A description of the failure from libcurl or the system. */
  std::string failure_text = {};
  CertificateFlaw flaw = CertificateFlaw::none;
  std::optional<Certificate> certificate = {};
  /** The HTTP status; 0 if there is none. */
  long status = 0;
  std::string content_type = {};
  /** The full URL to which a redirect leads. */
  std::string location = {};
  /** At most 256 KiB. */
  std::string body = {};
  /** A mail server's first line. */
  std::string greeting = {};
  /** A mail server's capabilities. */
  Offers offers = {};
};

/** Settings that apply to all fetches. */
struct FetchSettings {
  /** The name or address of the host for all http and https connections; empty for the URL's own.
      */
  std::string connect_host = {};
  std::uint16_t connect_port = 0;
  std::vector<std::string> connect_addresses = {};
  /** A file with trusted certificates; empty for the system's. */
  std::string ca = {};
};

/** Runs all fetches in parallel. Each takes at most 5 seconds, plus up to 10 for TLS with
    ManageSieve servers. Follows no redirects. If a certificate is not trusted, repeats the fetch
    without verification, for at most 5 more seconds, so that the rest can be checked too. Returns
    the results in the order of the fetches. Calls `fetched` once for each. Throws Error if libcurl
    cannot be set up. */
std::vector<Fetched> fetch(const std::vector<Fetch>& fetches, const FetchSettings& settings,
                           const std::function<void()>& fetched);

}  // namespace fingerpost
