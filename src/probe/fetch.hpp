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

/** A thing to fetch from one host. */
struct Fetch {
  /** `https://`, `http://`; for a mail server `imap://`, `imaps://`, `pop3://`, `pop3s://`,
      `smtp://` or `smtps://`: libcurl reads its greeting, asks what it can (CAPABILITY, CAPA,
      EHLO), upgrades to TLS if it is to, and hangs up; for `sieve://`, greet_sieve() does what
      comes before TLS. */
  std::string url;
  /** The URL's host, without brackets, its port, and the addresses of the host. */
  std::string host;
  std::uint16_t port;
  std::vector<std::string> addresses = {};
  /** XML to POST; GET if it is empty. */
  std::string body = {};
  /** Whether the mail server must upgrade to TLS. */
  bool starttls = false;
  /** Whether to open only a TCP connection, for an `http://` URL. */
  bool connect_only = false;
};

/** The server's own certificate, out of the chain that it sent. */
struct Certificate {
  /** Its signature, which is equal wherever the same certificate is served. */
  std::string id;
  /** The DNS names it is for. */
  std::vector<std::string> names;
  /** How many certificates the server sent, its own included. */
  int chain;
  /** The days until it expires; negative if it has. */
  long days_left;
  /** The days from its first to its last. */
  long lifetime_days;
};

/** What is wrong with a certificate. */
enum class CertificateFlaw { none, expired, self_signed, incomplete_chain, wrong_name, other };

/** What came of a fetch. All that a server said is as it said it: not to be trusted. */
struct Fetched {
  FetchFailure failure = FetchFailure::none;
  /** The failure in the words of libcurl. */
  std::string failure_text = {};
  CertificateFlaw flaw = CertificateFlaw::none;
  std::optional<Certificate> certificate = {};
  /** The status of HTTP; 0 if there is none. */
  long status = 0;
  std::string content_type = {};
  /** Where a redirect leads, in full. */
  std::string location = {};
  /** At most 256 KiB. */
  std::string body = {};
  /** A mail server's first line. */
  std::string greeting = {};
  /** What a mail server says that it can do. */
  Offers offers = {};
};

/** Where fetches go, and whom they trust. */
struct FetchSettings {
  /** The host of all connections for http and https, a name or an address; empty for the URL's. */
  std::string connect_host = {};
  std::uint16_t connect_port = 0;
  std::vector<std::string> connect_addresses = {};
  /** A file of trusted certificates; empty for the system's. */
  std::string ca = {};
};

/** Fetches all at once and waits for none longer than 5 seconds, and up to 10 more for TLS with
    ManageSieve servers. No redirect is followed. Where a
    certificate is not trusted, the fetch is repeated without that check, for 5 more seconds, so
    that the rest can be judged too. The results are in the order of the fetches; `fetched` is
    called once for each. Throws Error where libcurl cannot be set up. */
std::vector<Fetched> fetch(const std::vector<Fetch>& fetches, const FetchSettings& settings,
                           const std::function<void()>& fetched);

}  // namespace fingerpost
