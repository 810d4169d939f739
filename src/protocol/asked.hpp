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

/** A question as its protocol read it: all of a request that the answer depends on. Its views are
    into the request, or live as long as the program. */
struct Asked {
  /** Null if no protocol serves the path. */
  const Protocol* protocol = nullptr;
  /** Empty if the host may not stand in for a missing address. */
  Host host = {};
  /** Nothing if the question holds no usable address. */
  std::optional<Address> address = {};
  /** Which of the protocol's answers is wanted, as the protocol has it. Never part of an answer. */
  std::string_view wanted = {};
  /** The Accept-Language header, if the answer depends on it. */
  std::string_view languages = {};
  /** Whether the question is refused whatever the settings are. */
  bool refused = false;
  /** The answer to a refused question, and to one about a domain that nobody serves; nothing for
      the usual 404. */
  std::optional<Response> refusal = {};
};

/** Returns a question that `response` answers. */
Asked refused(Response response);

/** The value of `emailaddress` (autoconfig) or `email` (Autodiscover v2, profiles), as text. */
std::optional<std::string> address_text_in_query(const Request& request);

/** Returns the address that a person typed. If it is only a local part, the host gives the domain. */
std::optional<Address> typed_address(std::string_view text, const Host& host);

/** The address in the query, if there is a usable one. */
std::optional<Address> address_in_query(const Request& request);

}  // namespace fingerpost
