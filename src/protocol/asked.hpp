// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/state.hpp"
#include "model/subject.hpp"

namespace fingerpost {

struct Protocol;

/** A question as its protocol read it: everything in a request that the answer depends on. Its
    views point into the request or live as long as the program. */
struct Asked {
  /** Null if no protocol serves the path. */
  const Protocol* protocol = nullptr;
  /** Empty if the host cannot replace a missing address. */
  Host host = {};
  /** Nothing if the question holds no valid address. */
  std::optional<Address> address = {};
  /** Which of the protocol's answers is wanted; only the protocol interprets it. Never part of an
      answer. */
  std::string_view wanted = {};
  /** The Accept-Language header, if the answer depends on it. */
  std::string_view languages = {};
  /** Whether the question is refused, regardless of the settings. */
  bool refused = false;
  /** The answer to a refused question, or to one about a domain that is not served; nothing for the
      usual 404. */
  std::optional<Response> refusal = {};
};

/** Returns a refused question, which `response` answers. */
Asked refused(Response response);

/** Returns the value of `emailaddress` (autoconfig) or `email` (Autodiscover v2, profiles), as
    text. */
std::optional<std::string> address_text_in_query(const Request& request);

/** Returns the address that a person typed. A local part alone gets the host's domain. */
std::optional<Address> typed_address(std::string_view text, const Host& host);

/** Returns the address in the query, if it is valid. */
std::optional<Address> address_in_query(const Request& request);

}  // namespace fingerpost
