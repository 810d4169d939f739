// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "question.hpp"
#include "random.hpp"

namespace fingerpost {

/** Returns characters that the local part of an address cannot have. */
std::string invisible_piece(Random& random);

/** Returns a valid local part: up to 64 bytes of any visible characters, including text that looks
    like markup, references and placeholders. */
std::string any_local_part(Random& random);

/** Returns a served domain in the form of Domain::text(). */
std::string served_domain(Random& random);
std::string unserved_domain(Random& random);
std::string any_domain(Random& random);

/** Returns a domain as someone could write it: in capitals, with a final dot, with U-labels. */
std::string any_spelling(Random& random, std::string_view domain);

std::string with_any_case(Random& random, std::string_view text);

/** Returns a Host header for a domain, with one of the names that clients use, possibly with a
    port. */
std::string any_host(Random& random, std::string_view domain);

/** An address in the forms that requests use. */
struct Written {
  std::string decoded;
  std::string in_query;
  std::string in_xml;
};
Written plainly(std::string_view address);
/** Returns the address with the required escapes, some optional ones, and white space around it. */
Written variously(Random& random, std::string_view address);

enum class Way {
  autoconfig,
  /** POST to the POX URL, with any schema. */
  autodiscover,
  /** GET of the POX URL. */
  autodiscover_query,
  autodiscover_json,
  /** The address is in the path. */
  autodiscover_json_path,
  mobileconfig,
  /** The page for people by GET, as from a link. */
  page,
  /** The same by POST, as from its form. */
  page_form,
  // These take no address.
  pacc,
  well_known,
};

/** A request except for its address. */
struct Frame {
  Way way;
  bool https;
  std::string host;
  std::string path;
  /** AcceptableResponseSchema for POX, Protocol for Autodiscover v2. */
  std::string wanted;
};

bool takes_address(const Frame& frame);
Frame any_frame(Random& random);
Frame any_frame_with_address(Random& random);

/** Returns the body of a POX request. */
std::string pox_body(std::string_view address_in_xml, std::string_view schema);
Question ask_about(const Frame& frame, const Written& address);

/** Returns a valid question, with or without an address. */
Question any_good_question(Random& random);

}  // namespace fingerpost
