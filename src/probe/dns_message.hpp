// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "probe/resolver.hpp"

namespace fingerpost {

using Bytes = std::vector<std::uint8_t>;

/** A question as it is sent (RFC 1035 section 4), with an ID of its own. */
struct DnsQuery {
  std::uint16_t id;
  Bytes wire;
};

/** Nothing if the name is none that DNS can hold. */
std::optional<DnsQuery> make_query(const DnsQuestion& question);

/** What came back. */
struct DnsReply {
  /** There is more, which UDP cannot carry. */
  bool truncated = false;
  DnsAnswer answer = {};
};

/** Reads a message. Nothing if it is ill-formed, or no reply to this query. Of a reply only the
    records of the name, or of what it is an alias of, are taken, but for those that are cut
    short. */
std::optional<DnsReply> read_reply(std::span<const std::uint8_t> message,
                                   const DnsQuestion& question, std::uint16_t id);

}  // namespace fingerpost
