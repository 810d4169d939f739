// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** One resource record of a domain's zone, without TTL and class. */
struct Record {
  /** Relative to the domain; `@` for the domain itself. */
  std::string name;
  std::string type;
  /** As in a zone file; host names in it end in a dot. */
  std::string data;

  friend bool operator==(const Record&, const Record&) = default;
};

Record cname_record(std::string name, std::string_view host);
Record srv_record(std::string name, unsigned priority, unsigned port, std::string_view host);
/** For a service that is expressly not offered (RFC 2782, RFC 6186 section 3.4). */
Record srv_record_of_nothing(std::string name);
/** Quoted, and cut into strings of 255 bytes (RFC 1035 section 3.3.14). */
Record txt_record(std::string name, std::string_view text);

/** The name in full, without a final dot. */
std::string full_name(const Record& record, std::string_view domain);

}  // namespace fingerpost
