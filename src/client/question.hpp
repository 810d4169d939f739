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

/** The requests of mail clients, so that the tool can send the same. Read in the clients' sources
    in 2026-08. */
namespace fingerpost {

/** The kind of settings that a client requests: a protocol, or one of the two schemas of
    autodiscover. */
enum class ClientKind {
  autoconfig,
  outlook,
  mobilesync,
  autodiscover_json,
  mobileconfig,
  pacc,
  /** The page for people. */
  page,
  /** A well-known URL that redirects to a service. */
  service
};

/** A request that clients of a kind send. */
struct Route {
  ClientKind kind;
  /** The names of these clients, for people. */
  std::string clients;
  bool https;
  /** The label before the domain: `autoconfig.`, or empty for the domain itself. */
  std::string_view label;
  std::string_view path;
  /** The query, in which `{0}` stands for the address encoded as in an HTML form, and `{1}` for the
      unencoded address. */
  std::string_view query = {};
  /** Whether it is a POST of XML in the schema of the kind. */
  bool posts = false;
  /** The service, for ClientKind::service. */
  const Service* service = nullptr;
};

/** The query of autoconfig clients that send the address. */
inline constexpr std::string_view by_address = "emailaddress={0}";

/** Returns all requests that clients try; those of a kind in order of preference. */
std::span<const Route> routes();

/** Returns the first request of the clients of a kind. */
const Route& first_route(ClientKind kind);

/** Returns an address for questions whose answer does not depend on the local part: every domain
    has it (RFC 5321 section 4.5.1). */
Address postmaster(const Domain& domain);

/** An HTTP request, ready to send. */
struct Question {
  bool https;
  /** Without a port. */
  std::string host;
  std::string_view path;
  /** The encoded query, without the question mark. */
  std::string query;
  /** The body of a POST; if it is empty, the request is a GET. */
  std::string body;

  std::string url() const;
};

/** Returns the question about an address, for the host of its domain or for a host found by MX or
    SRV records. */
Question question_on(const Route& route, const Address& address, std::string host = {});

/** Returns the first question of the clients of a kind. */
Question first_question(ClientKind kind, const Address& address);

/** Returns the answer of a configuration, from handle(). */
Response answer(const Question& question, const State& state, Lookups& lookups);
/** The same, with NoLookups. */
Response answer(const Question& question, const State& state);

}  // namespace fingerpost
