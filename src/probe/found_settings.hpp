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

/** A mail server as an answer describes it. */
struct MailServer {
  ServerType type;
  std::string host;
  std::uint16_t port;
  Security security;
  /** The methods that clients are told, best first; empty if they are told none. */
  std::vector<Auth> auth = {};

  /** Compares all but the methods: of the same settings, each format can express others. */
  friend bool operator==(const MailServer& a, const MailServer& b) noexcept {
    return a.type == b.type && a.host == b.host && a.port == b.port && a.security == b.security;
  }
};

/** `imap mail.example.com:993 tls`. */
std::string describe(const MailServer& server);

/** The settings in an answer, in a form in which two answers of a kind can be compared. */
struct FoundSettings {
  /** The root element, or JSON. */
  std::string form;
  std::vector<MailServer> servers = {};
  /** Whatever else clients take from it, one thing each: login names, URLs. */
  std::vector<std::string> facts = {};
};

/** `imap mail.example.com:993 tls, smtp …`. */
std::string describe(const FoundSettings& reading);

/** Reads the body of an answer as a client of that kind would; the address fills in placeholders.
    A refusal says what the body is instead of settings. The body may be anything. Throws only
    bad_alloc. */
tl::expected<FoundSettings, std::string> read_answer(ClientKind kind, std::string_view body,
                                                     const Address& address);

/** Returns the first thing in which `found` differs from `wanted`, as a clause that begins with a
    verb; empty if they tell the same. */
std::string difference(const FoundSettings& found, const FoundSettings& wanted);

}  // namespace fingerpost
