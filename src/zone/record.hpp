// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** One resource record of a domain's zone, without TTL and class. */
struct Record {
  /** The name relative to the domain; `@` is the domain itself. */
  std::string name;
  std::string type;
  /** The data as in a zone file: host names end in a dot. */
  std::string data;

  friend bool operator==(const Record&, const Record&) = default;
};

Record cname_record(std::string name, std::string_view host);
Record srv_record(std::string name, unsigned priority, unsigned port, std::string_view host);
/** Returns the record of a service that is expressly not offered (RFC 2782, RFC 6186 section 3.4). */
Record srv_record_of_nothing(std::string name);
/** Returns a record of the text, quoted and cut into strings of 255 bytes (RFC 1035 section
    3.3.14). */
Record txt_record(std::string name, std::string_view text);

/** Returns the full name, without a final dot. */
std::string full_name(const Record& record, std::string_view domain);

}  // namespace fingerpost
