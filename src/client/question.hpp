// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/response.hpp"
#include "model/address.hpp"
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
  /** What is sent with it. */
  enum class Sends {
    nothing,
    /** `?emailaddress=`, as an HTML form encodes it. */
    emailaddress,
    /** `?emailaddress=` with the address as it is. */
    raw_emailaddress,
    /** `?email=`. */
    email,
    /** `?Email=…&Protocol=Autodiscoverv1&RedirectCount=1`. */
    autodiscover_json,
    /** The XML of Outlook, by POST. */
    outlook,
    /** The XML of phones, by POST. */
    mobilesync,
  } sends;
  /** The service that ClientKind::service looks for. */
  const Service* service = nullptr;
};

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

/** The question about an address. */
Question question_on(const Route& route, const Address& address);
/** The same to a host that MX or SRV records led to. */
Question question_on(const Route& route, const Address& address, std::string host);

/** The question that the clients of a kind ask first. */
Question first_question(ClientKind kind, const Address& address);

/** What a configuration answers. */
Response answer(const Question& question, const State& state);

}  // namespace fingerpost
