// SPDX-License-Identifier: MIT
#include "probe/resolver.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <future>
#include <memory>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/free.hpp"
#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "probe/is_ready.hpp"
#include "zone/ldns.hpp"

// ldns encodes and parses the messages. Its own resolver (1.8.3, net.c) is not used because it
// accepts the first datagram from any sender, with any ID and question, and because over TCP it
// waits without a limit for a server that sends a byte now and then.
namespace fingerpost {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto answer_limit = std::chrono::seconds(5);
/** How long to wait before trying again, because UDP loses packets. */
constexpr auto patience = std::chrono::milliseconds(1250);

/** The address of a DNS server. */
struct DnsServer {
  sockaddr_storage address;
  socklen_t size;
};

std::optional<DnsServer> server_of(const ldns_rdf* address, std::uint16_t port) {
  std::size_t size = 0;
  const std::unique_ptr<sockaddr_storage, Free<std::free>> native(
      ldns_rdf2native_sockaddr_storage(address, port, &size));
  if (!native) return std::nullopt;
  return DnsServer{*native, static_cast<socklen_t>(size)};
}

std::vector<DnsServer> system_servers() {
  std::vector<DnsServer> servers;
  ldns_resolver* raw = nullptr;
  if (ldns_resolver_new_frm_file(&raw, nullptr) != LDNS_STATUS_OK) return servers;
  const std::unique_ptr<ldns_resolver, Free<ldns_resolver_deep_free>> resolver(raw);
  for (std::size_t i = 0; i < ldns_resolver_nameserver_count(raw); ++i)
    if (const auto server = server_of(ldns_resolver_nameservers(raw)[i], ldns_resolver_port(raw)))
      servers.push_back(*server);
  return servers;
}

std::vector<DnsServer> only_server(const std::string& address, std::uint16_t port) {
  const auto kind = is_ipv4(address) ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA;
  const std::unique_ptr<ldns_rdf, Free<ldns_rdf_deep_free>> data(
      ldns_rdf_new_frm_str(kind, address.c_str()));
  const auto server = data ? server_of(data.get(), port) : std::nullopt;
  return server ? std::vector{*server} : std::vector<DnsServer>();
}

/** Sends a message to one server, and passes what it receives to `take` until that returns a reply.
    Returns nothing if there is no reply before the end, or if the connection is refused. */
template <class Take>
std::optional<DnsReply> converse(const DnsServer& server, int type,
                                 std::span<const std::uint8_t> message, Clock::time_point end,
                                 Take take) {
  const Fd socket(::socket(server.address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const auto* const address = reinterpret_cast<const sockaddr*>(&server.address);
  // A connected socket receives only datagrams from the server.
  if (!socket || (connect(socket.get(), address, server.size) != 0 && errno != EINPROGRESS) ||
      !is_ready(socket, POLLOUT, end) ||
      send(socket.get(), message.data(), message.size(), MSG_NOSIGNAL) < 0)
    return std::nullopt;
  std::uint8_t buffer[4096];
  while (is_ready(socket, POLLIN, end)) {
    const ssize_t size = recv(socket.get(), buffer, sizeof buffer, 0);
    if (size > 0) {
      if (auto reply = take(std::span(buffer, static_cast<std::size_t>(size)))) return reply;
    } else if (size == 0 ? type == SOCK_STREAM : errno != EAGAIN) {
      break;
    }
  }
  return std::nullopt;
}

/** Asks over TCP, where a two-byte length precedes each message (RFC 1035 section 4.2.2). */
std::optional<DnsReply> ask_over_tcp(const DnsServer& server, const DnsQuestion& question,
                                     const DnsQuery& query, Clock::time_point end) {
  std::vector<std::uint8_t> sent = {static_cast<std::uint8_t>(query.wire.size() >> 8),
                                    static_cast<std::uint8_t>(query.wire.size() & 0xff)};
  sent.insert(sent.end(), query.wire.begin(), query.wire.end());
  std::vector<std::uint8_t> received;
  const auto take = [&](const auto& more) -> std::optional<DnsReply> {
    received.insert(received.end(), more.begin(), more.end());
    if (received.size() < 2) return std::nullopt;
    const auto length = static_cast<std::size_t>(received[0] << 8 | received[1]);
    if (received.size() < length + 2) return std::nullopt;
    return read_reply(std::span(received).subspan(2, length), question, query.id);
  };
  return converse(server, SOCK_STREAM, sent, end, take);
}

/** Asks the servers in turn until one answers. */
DnsAnswer ask_servers(const DnsQuestion& question, const std::vector<DnsServer>& servers,
                      Clock::time_point deadline) {
  const auto query = make_query(question);
  if (!query) return {"is not a valid DNS name"};
  // Ignore a message that is not the reply. It may be forged, and the real one may follow.
  const auto take = [&](const auto& message) { return read_reply(message, question, query->id); };
  std::size_t refusals = 0;
  for (std::size_t i = 0; refusals < servers.size() && Clock::now() < deadline; ++i) {
    const DnsServer& server = servers[i % servers.size()];
    const auto end = std::min(deadline, Clock::now() + patience);
    auto reply = converse(server, SOCK_DGRAM, query->wire, end, take);
    if (reply && reply->truncated) {
      // Another server would truncate it, too.
      reply = ask_over_tcp(server, question, *query, deadline);
      if (!reply)
        return {"the answer is too long for UDP, and the DNS server does not answer over TCP"};
    }
    if (reply) return std::move(reply->answer);
    if (Clock::now() < end) ++refusals;
  }
  return {"no DNS server answers"};
}

}  // namespace

std::optional<Resolver> Resolver::parse(std::string_view text) {
  const auto server = split_host_port(text);
  if (!server) return std::nullopt;
  Resolver resolver;
  resolver.address_ = server->host;
  resolver.port_ = server->port.value_or(resolver.port_);
  return is_ip_address(resolver.address_) ? std::optional(resolver) : std::nullopt;
}

std::vector<DnsAnswer> Resolver::ask(const std::vector<DnsQuestion>& questions,
                                     const std::function<void()>& answered) const {
  const auto servers = address_.empty() ? system_servers() : only_server(address_, port_);
  if (servers.empty())
    throw Error("/etc/resolv.conf does not name a DNS server; use --resolver ADDRESS");
  const auto deadline = Clock::now() + answer_limit;
  std::vector<std::future<DnsAnswer>> lookups;
  for (const DnsQuestion& question : questions)
    lookups.push_back(std::async(std::launch::async, ask_servers, std::cref(question),
                                 std::cref(servers), deadline));
  std::vector<DnsAnswer> answers;
  for (auto& lookup : lookups) {
    answers.push_back(lookup.get());
    answered();
  }
  return answers;
}

}  // namespace fingerpost
