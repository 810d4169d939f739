// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "client/question.hpp"
#include "model/address.hpp"
#include "model/server.hpp"

namespace fingerpost {

/** A mail server in an answer. */
struct MailServer {
  ServerType type;
  std::string host;
  std::uint16_t port;
  Security security;
  /** The methods in the answer, best first; empty if it names none. */
  std::vector<Auth> auth = {};

  /** Compares everything but the methods, because formats differ in the methods they can express.
      */
  friend bool operator==(const MailServer& a, const MailServer& b) noexcept {
    return a.type == b.type && a.host == b.host && a.port == b.port && a.security == b.security;
  }
};

/** Returns a description such as `imap mail.example.com:993 tls`. */
std::string describe(const MailServer& server);

/** The settings in an answer, in a form that lets two answers of one kind be compared. */
struct FoundSettings {
  /** The name of the root element, or `JSON`, or `page`. */
  std::string form;
  std::vector<MailServer> servers = {};
  /** Other settings in the answer, such as login names and URLs, one each. */
  std::vector<std::string> facts = {};
};

/** Returns a description such as `imap mail.example.com:993 tls, smtp …`. */
std::string describe(const FoundSettings& reading);

/** Reads the body of an answer the way a client of this kind does, and fills in placeholders from
    the address. The error says what the body is instead of settings. Accepts any bytes. Throws only
    bad_alloc. */
tl::expected<FoundSettings, std::string> read_answer(ClientKind kind, std::string_view body,
                                                     const Address& address);

/** Returns the first difference of `found` from `wanted`, as a clause that begins with a verb;
    empty if they have the same settings. */
std::string difference(const FoundSettings& found, const FoundSettings& wanted);

}  // namespace fingerpost
