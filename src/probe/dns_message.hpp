// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fingerpost {

/** The record types that clients look up, with their numbers (RFC 1035, 3596, 2782). */
enum class DnsType { a = 1, mx = 15, txt = 16, aaaa = 28, srv = 33 };

/** A name and type to look up. */
struct DnsQuestion {
  std::string name;
  DnsType type;

  friend auto operator<=>(const DnsQuestion&, const DnsQuestion&) = default;
};

/** One record of an answer. */
struct DnsRecord {
  /** The MX preference or SRV priority. */
  unsigned priority = 0;
  /** The SRV port. */
  unsigned port = 0;
  /** The address, the host of MX or SRV (in lower case, without the final dot, empty for the root),
      or the joined strings of TXT. Comes from the server and must not be trusted. */
  std::string data = {};
};

struct DnsAnswer {
  /** Why the lookup failed; empty if a server answered, even with no records. */
  std::string failure = {};
  /** The name to which the question's name is an alias, if it is one. */
  std::string alias = {};
  /** Sorted by priority. */
  std::vector<DnsRecord> records = {};
};

/** A question in wire format (RFC 1035 section 4), with a random ID. */
struct DnsQuery {
  std::uint16_t id;
  std::vector<std::uint8_t> wire;
};

/** Encodes a question. Returns nothing if the name is not valid in DNS. */
std::optional<DnsQuery> make_query(const DnsQuestion& question);

/** The reply to a query. */
struct DnsReply {
  /** Whether the answer was cut to fit into UDP. */
  bool truncated = false;
  DnsAnswer answer = {};
};

/** Parses a message. Returns nothing if it is malformed or not a reply to this query. Ignores
    incomplete records, and those of other names than the question's or the name to which it is an
    alias. */
std::optional<DnsReply> read_reply(std::span<const std::uint8_t> message,
                                   const DnsQuestion& question, std::uint16_t id);

}  // namespace fingerpost
