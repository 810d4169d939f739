// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** A resource record of a domain's zone, without TTL and class. */
struct Record {
  /** The name relative to the domain; `@` is the domain itself. */
  std::string name;
  std::string type;
  /** The data in the form of a zone file: host names end in a dot. */
  std::string data;

  friend bool operator==(const Record&, const Record&) = default;
};

Record cname_record(std::string name, std::string_view host);
Record srv_record(std::string name, unsigned priority, unsigned port, std::string_view host);
/** Returns the record for a service that is explicitly not offered (RFC 2782, RFC 6186 section
    3.4). */
Record srv_record_of_nothing(std::string name);
/** Returns a TXT record of the text, quoted and split into strings of 255 bytes (RFC 1035 section
    3.3.14). */
Record txt_record(std::string name, std::string_view text);

/** Returns the full name, without a final dot. */
std::string full_name(const Record& record, std::string_view domain);

}  // namespace fingerpost
