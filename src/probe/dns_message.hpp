// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fingerpost {

/** The types of records that clients ask for, with their numbers (RFC 1035, 3596, 2782). */
enum class DnsType { a = 1, mx = 15, txt = 16, aaaa = 28, srv = 33 };

/** What to look up. */
struct DnsQuestion {
  std::string name;
  DnsType type;

  friend auto operator<=>(const DnsQuestion&, const DnsQuestion&) = default;
};

/** One record of an answer. */
struct DnsRecord {
  /** MX preference or SRV priority. */
  unsigned priority = 0;
  /** SRV. */
  unsigned port = 0;
  /** An address; the host of MX and SRV, in lower case and without the final dot, empty for the
      root; the joined strings of TXT. As the server sent it: not to be trusted. */
  std::string data = {};
};

struct DnsAnswer {
  /** Why there is none, in words; empty if a server answered, be it that there is nothing. */
  std::string failure = {};
  /** The name that the question's name is an alias of, if it is one. */
  std::string alias = {};
  /** Sorted by priority. */
  std::vector<DnsRecord> records = {};
};

/** A question as it is sent (RFC 1035 section 4), with a random ID. */
struct DnsQuery {
  std::uint16_t id;
  std::vector<std::uint8_t> wire;
};

/** Returns nothing if DNS cannot hold the name. */
std::optional<DnsQuery> make_query(const DnsQuestion& question);

/** What came back. */
struct DnsReply {
  /** There is more, which UDP cannot carry. */
  bool truncated = false;
  DnsAnswer answer = {};
};

/** Reads a message. Returns nothing if it is ill-formed, or not a reply to this query. Takes only
    the records of the name, or of what it is an alias of, and none that is cut short. */
std::optional<DnsReply> read_reply(std::span<const std::uint8_t> message,
                                   const DnsQuestion& question, std::uint16_t id);

}  // namespace fingerpost
