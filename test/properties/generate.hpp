// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "question.hpp"
#include "random.hpp"

namespace fingerpost {

/** Returns characters that the local part of an address cannot have. */
std::string invisible_piece(Random& random);

/** Returns a local part that Address takes: up to 64 bytes of any visible characters, and of text
    that looks like markup, references and placeholders. */
std::string any_local_part(Random& random);

/** As Domain has it. */
std::string served_domain(Random& random);
std::string unserved_domain(Random& random);
std::string any_domain(Random& random);

/** A domain as somebody may write it: in capitals, with a final dot, in U-labels. */
std::string any_spelling(Random& random, std::string_view domain);

std::string with_any_case(Random& random, std::string_view text);

/** Host header for a domain, with one of the names that clients ask, perhaps with a port. */
std::string any_host(Random& random, std::string_view domain);

/** An address in the ways in which requests hold it. */
struct Written {
  std::string decoded;
  std::string in_query;
  std::string in_xml;
};
Written plainly(std::string_view address);
/** With escapes where they must be and where they may be, and with white space around it. */
Written variously(Random& random, std::string_view address);

enum class Way {
  autoconfig,
  /** POST to the POX URL, with any schema. */
  autodiscover,
  /** GET of the POX URL. */
  autodiscover_query,
  autodiscover_json,
  /** The address stands in the path. */
  autodiscover_json_path,
  mobileconfig,
  /** The page for people by GET, as by a link. */
  page,
  /** The same by POST, as by its form. */
  page_form,
  // These know no address.
  pacc,
  well_known,
};

/** All of a request but the address. */
struct Frame {
  Way way;
  bool https;
  std::string host;
  std::string path;
  /** AcceptableResponseSchema of POX, Protocol of Autodiscover v2. */
  std::string wanted;
};

bool takes_address(const Frame& frame);
Frame any_frame(Random& random);
Frame any_frame_with_address(Random& random);

/** The body of a POX question. */
std::string pox_body(std::string_view address_in_xml, std::string_view schema);
Question ask_about(const Frame& frame, const Written& address);

/** A good question, with an address or without one. */
Question any_good_question(Random& random);

}  // namespace fingerpost
