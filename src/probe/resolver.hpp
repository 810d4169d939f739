// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** The types of records that clients ask for. */
enum class DnsType { a, aaaa, mx, srv, txt };

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

/** The DNS servers to ask, and how to ask them. */
class Resolver {
 public:
  /** The servers of /etc/resolv.conf. */
  Resolver() = default;
  /** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`. Nothing for anything
      else. */
  static std::optional<Resolver> parse(std::string_view text);

  /** Asks all at once, each up to four times in 5 seconds, over TCP where an answer is too long for
      UDP. The answers are in the order of the questions. `answered` is called once for each. */
  std::vector<DnsAnswer> ask(const std::vector<DnsQuestion>& questions,
                             const std::function<void()>& answered) const;

 private:
  /** Empty for the system's. */
  std::string address_;
  std::uint16_t port_ = 53;
};

}  // namespace fingerpost
