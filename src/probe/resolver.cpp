// SPDX-License-Identifier: MIT
#include "probe/resolver.hpp"

#include <fcntl.h>
#include <ldns/ldns.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/free.hpp"
#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "probe/dns_message.hpp"

namespace fingerpost {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto time_limit = std::chrono::seconds(5);
/** UDP loses packets. */
constexpr auto patience = std::chrono::milliseconds(1250);

/** An address to send to. */
struct Server {
  sockaddr_storage address;
  socklen_t size;
};

std::optional<Server> server_of(const ldns_rdf* address, std::uint16_t port) {
  std::size_t size = 0;
  const std::unique_ptr<sockaddr_storage, Free<std::free>> native(
      ldns_rdf2native_sockaddr_storage(address, port, &size));
  if (!native) return std::nullopt;
  return Server{*native, static_cast<socklen_t>(size)};
}

std::vector<Server> system_servers() {
  std::vector<Server> servers;
  ldns_resolver* raw = nullptr;
  if (ldns_resolver_new_frm_file(&raw, nullptr) != LDNS_STATUS_OK) return servers;
  const std::unique_ptr<ldns_resolver, Free<ldns_resolver_deep_free>> resolver(raw);
  for (std::size_t i = 0; i < ldns_resolver_nameserver_count(raw); ++i)
    if (const auto server = server_of(ldns_resolver_nameservers(raw)[i], ldns_resolver_port(raw)))
      servers.push_back(*server);
  return servers;
}

std::vector<Server> only_server(const std::string& address, std::uint16_t port) {
  const auto kind = is_ipv4(address) ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA;
  const std::unique_ptr<ldns_rdf, Free<ldns_rdf_deep_free>> data(
      ldns_rdf_new_frm_str(kind, address.c_str()));
  const auto server = data ? server_of(data.get(), port) : std::nullopt;
  return server ? std::vector{*server} : std::vector<Server>();
}

/** One question under way. */
class Exchange {
 public:
  Exchange(const DnsQuestion& question, const std::vector<Server>& servers)
      : question_(question), servers_(servers), query_(make_query(question)) {
    if (!query_)
      end({"is no name that DNS can hold"});
    else
      try_again(Clock::now());
  }

  bool done() const noexcept { return done_; }
  DnsAnswer& answer() noexcept { return answer_; }
  Clock::time_point next_try() const noexcept { return next_try_; }
  pollfd wanted() const {
    return {socket_.get(), static_cast<short>(unsent_ > 0 ? POLLOUT : POLLIN), 0};
  }

  /** Each time to the next server, over UDP. */
  void try_again(Clock::time_point now) {
    next_try_ = now + patience;
    connect_to(servers_[tries_++ % servers_.size()], SOCK_DGRAM);
    if (socket_)
      static_cast<void>(::send(socket_.get(), query_->wire.data(), query_->wire.size(), 0));
  }

  /** The socket is ready for what was wanted of it, or broken. */
  void proceed() {
    if (unsent_ > 0)
      send_rest();
    else if (over_tcp_)
      receive_stream();
    else
      receive_datagram();
  }

 private:
  void connect_to(const Server& server, int type) {
    socket_ = Fd(::socket(server.address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    over_tcp_ = type == SOCK_STREAM;
    received_.clear();
    unsent_ = 0;
    const auto* const address = reinterpret_cast<const sockaddr*>(&server.address);
    if (socket_ && ::connect(socket_.get(), address, server.size) != 0 && errno != EINPROGRESS)
      socket_ = Fd();
  }

  /** Nobody listens there, or the connection broke. */
  void give_up() {
    socket_ = Fd();
    if (over_tcp_ || ++refusals_ >= servers_.size())
      end(std::move(answer_));
    else
      try_again(Clock::now());
  }

  void end(DnsAnswer answer) {
    answer_ = std::move(answer);
    socket_ = Fd();
    done_ = true;
  }

  void take(std::span<const std::uint8_t> message) {
    auto reply = read_reply(message, question_, query_->id);
    // Somebody else's datagram: the true one may still come.
    if (!reply) return;
    if (reply->truncated && !over_tcp_)
      ask_over_tcp();
    else
      end(std::move(reply->answer));
  }

  void receive_datagram() {
    std::uint8_t buffer[4096];
    const ssize_t size = ::recv(socket_.get(), buffer, sizeof buffer, 0);
    if (size >= 0)
      take({buffer, static_cast<std::size_t>(size)});
    else if (errno != EAGAIN)
      give_up();
  }

  /** RFC 1035 section 4.2.2: a length of two bytes, then the message. */
  void ask_over_tcp() {
    connect_to(servers_[(tries_ - 1) % servers_.size()], SOCK_STREAM);
    answer_.failure = "the answer is too long for UDP, and the DNS server gives none over TCP";
    // There is nothing to be gained from another server, which would say the same.
    next_try_ = Clock::time_point::max();
    const std::size_t size = query_->wire.size();
    framed_ = {static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size & 0xff)};
    framed_.insert(framed_.end(), query_->wire.begin(), query_->wire.end());
    unsent_ = framed_.size();
  }

  void send_rest() {
    const ssize_t size =
        ::send(socket_.get(), framed_.data() + framed_.size() - unsent_, unsent_, MSG_NOSIGNAL);
    if (size > 0)
      unsent_ -= static_cast<std::size_t>(size);
    else if (errno != EAGAIN)
      give_up();
  }

  void receive_stream() {
    std::uint8_t buffer[4096];
    const ssize_t size = ::recv(socket_.get(), buffer, sizeof buffer, 0);
    if (size <= 0) {
      if (size == 0 || errno != EAGAIN) give_up();
      return;
    }
    received_.insert(received_.end(), buffer, buffer + size);
    if (received_.size() < 2) return;
    const std::size_t length = static_cast<std::size_t>(received_[0] << 8 | received_[1]);
    if (received_.size() >= length + 2) take(std::span(received_).subspan(2, length));
  }

  const DnsQuestion& question_;
  const std::vector<Server>& servers_;
  std::optional<DnsQuery> query_;
  Fd socket_ = Fd();
  bool over_tcp_ = false;
  Bytes framed_ = {};
  std::size_t unsent_ = 0;
  Bytes received_ = {};
  std::size_t tries_ = 0, refusals_ = 0;
  Clock::time_point next_try_ = {};
  bool done_ = false;
  DnsAnswer answer_ = {"no DNS server answers"};
};

int milliseconds_until(Clock::time_point then) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(then - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

/** Waits once for any of them. */
void wait(const std::vector<Exchange*>& exchanges, Clock::time_point deadline) {
  std::vector<pollfd> wanted;
  for (Exchange* const exchange : exchanges) {
    wanted.push_back(exchange->wanted());
    deadline = std::min(deadline, exchange->next_try());
  }
  poll(wanted.data(), wanted.size(), milliseconds_until(deadline));
  const auto now = Clock::now();
  for (std::size_t i = 0; i < exchanges.size(); ++i)
    if (wanted[i].revents != 0)
      exchanges[i]->proceed();
    else if (exchanges[i]->next_try() <= now)
      exchanges[i]->try_again(now);
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
  if (servers.empty()) throw Error("/etc/resolv.conf names no DNS server: say --resolver ADDRESS");
  const auto deadline = Clock::now() + time_limit;
  std::vector<std::unique_ptr<Exchange>> all;
  std::vector<Exchange*> open;
  for (const DnsQuestion& question : questions)
    open.push_back(all.emplace_back(std::make_unique<Exchange>(question, servers)).get());
  const auto drop_done = [&] {
    for (std::size_t done = std::erase_if(open, [](Exchange* one) { return one->done(); });
         done > 0; --done)
      answered();
  };
  for (drop_done(); !open.empty() && Clock::now() < deadline; drop_done()) wait(open, deadline);
  for (std::size_t i = open.size(); i > 0; --i) answered();

  std::vector<DnsAnswer> answers;
  for (const auto& exchange : all) answers.push_back(std::move(exchange->answer()));
  return answers;
}

}  // namespace fingerpost
