// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/response.hpp"
#include "model/address.hpp"
#include "model/lookup.hpp"
#include "model/service.hpp"
#include "model/state.hpp"

/** What mail clients ask, for the tool to ask the same. Read in their sources in 2026-08. */
namespace fingerpost {

/** What clients ask for: a protocol, or one of the two schemas of autodiscover. */
enum class ClientKind {
  autoconfig,
  outlook,
  mobilesync,
  autodiscover_json,
  mobileconfig,
  pacc,
  /** The page for people. */
  page,
  /** well-known */
  service
};

/** One way in which clients of a kind ask. */
struct Route {
  ClientKind kind;
  /** Who asks so, for people. */
  std::string clients;
  bool https;
  /** Before the domain: `autoconfig.`, or empty for the domain itself. */
  std::string_view label;
  std::string_view path;
  /** The query, in which `{0}` stands for the address, encoded as an HTML form does, and `{1}` for
      the address as it is. */
  std::string_view query = {};
  /** Whether XML in the schema of the kind is sent by POST. */
  bool posts = false;
  /** The service that ClientKind::service looks for. */
  const Service* service = nullptr;
};

/** The query of the autoconfig clients that send the address. */
inline constexpr std::string_view by_address = "emailaddress={0}";

/** All that clients try, within a kind in the order of preference. */
std::span<const Route> routes();

/** What the clients of a kind try first. */
const Route& first_route(ClientKind kind);

/** For questions whose answer does not depend on the local part: every domain has this address
    (RFC 5321 section 4.5.1). */
Address postmaster(const Domain& domain);

/** One HTTP request, ready to be sent. */
struct Question {
  bool https;
  /** Without a port. */
  std::string host;
  std::string_view path;
  /** Encoded, without the question mark. */
  std::string query;
  /** POST with this if it is not empty, else GET. */
  std::string body;

  std::string url() const;
};

/** Returns the question about an address, to the host of its domain or to one that MX or SRV records
    led to. */
Question question_on(const Route& route, const Address& address, std::string host = {});

/** The question that the clients of a kind ask first. */
Question first_question(ClientKind kind, const Address& address);

/** Returns what a configuration answers, as handle() does. */
Response answer(const Question& question, const State& state, Lookups& lookups);
/** Does the same with NoLookups. */
Response answer(const Question& question, const State& state);

}  // namespace fingerpost
