// SPDX-License-Identifier: MIT
#include "server/fcgi_server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/memory.hpp"
#include "base/xml_reader.hpp"
#include "report/report.hpp"
#include "server/answer.hpp"

namespace fingerpost {

namespace {

using namespace std::chrono_literals;
using Next = FcgiConnection::Next;

/** The time limit from a request's first byte to its last, and for the web server to read any part
    of an answer. Thunderbird gives up after 5 s, Nextcloud Mail after 7 s. */
constexpr auto patience = 10s;
/** The time limit for the web server to close a finished connection. */
constexpr auto farewell = 1s;
/** The time limit for all lookups of a request together. Thunderbird gives up after 5 s. */
constexpr auto patience_with_maps = 2s;
/** The pause before the next attempt to accept after the process ran out of descriptors. */
constexpr auto between_tries = 250ms;
/** The number of reads from a connection before the others get their turn. Enough for any request,
    so it delays only clients whose bytes are discarded. */
constexpr std::size_t most_reads = 16;
/** The bytes that an unfinished request needs in addition to its own: the connection, list nodes
    and the heap's overhead. */
constexpr std::size_t memory_beside = 1024;
/** The number of freed bytes that is worth returning to the system, which takes milliseconds. */
constexpr std::size_t worth_returning = 1024 * 1024;
constexpr auto between_returns = 2s;
constexpr auto between_log_lines = 1s;

bool is_tcp_socket(int fd) noexcept {
  int domain = AF_UNIX;
  socklen_t size = sizeof domain;
  return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain != AF_UNIX;
}

bool out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

class FcgiServer::Listener final : public Source {
 public:
  Listener(FcgiServer& server, int fd) : Source(server.loop_, fd), server_(server) {}

  const bool is_tcp = is_tcp_socket(fd());

 private:
  void on_ready(std::uint32_t) noexcept override { server_.accept(*this); }

  FcgiServer& server_;
};

/** A request that waits for a map. */
struct FcgiServer::Waiting {
  Waiting(FcgiServer& server, Connection& connection)
      : end(server.loop_, [&] { server.end_waiting(connection); }) {
    end.set(patience_with_maps);
  }

  std::optional<FcgiRequest> request = {};
  Timer end;
  /** Returns whether the time limit for lookups is over. */
  bool is_over() const noexcept { return !end.is_set(); }
};

class FcgiServer::Connection final : public Source, public Waiter {
 public:
  Connection(FcgiServer& server, Fd socket)
      : Source(server.loop_, socket.get()),
        deadline(server.loop_, [this] { server_.end_patience(*this); }),
        server_(server),
        socket_(std::move(socket)) {}

  FcgiConnection fcgi = {};
  /** Closes the connection, whatever it is doing. */
  Timer deadline;
  /** The time when its request was complete. */
  Loop::Clock::time_point began = {};
  /** The task that makes its answer, or null. */
  Signing* signing = nullptr;
  /** Its request, from the first wait for a map until the answer; otherwise null. */
  std::unique_ptr<Waiting> waiting = {};
  /** Stops waiting for maps, also for a lookup that has not ended. */
  void end_lookups() noexcept {
    stop_waiting();
    waiting.reset();
  }
  /** Its share of memory_; 0 while it is idle. */
  std::size_t memory = 0;
  Connections::iterator position = {};

 private:
  void on_ready(std::uint32_t) noexcept override {
    server_.attend(*this, [this] { server_.ready(*this); });
  }
  void on_known() noexcept override { server_.end_waiting(*this); }

  FcgiServer& server_;
  const Fd socket_;
};

/** The lookups of a request. Its connection is notified when a pending lookup ends. */
class FcgiServer::RequestLookups final : public Lookups {
 public:
  RequestLookups(FcgiServer& server, Connection& connection)
      : server_(server), connection_(connection) {}

  MapAnswer look_up(const Map& map, std::string_view key) override {
    const MapAnswer known = server_.maps_.look_up(map, key, connection_, Loop::Clock::now());
    const auto& waiting = connection_.waiting;
    if (known.kind != MapAnswer::Kind::pending || !waiting || !waiting->is_over()) return known;
    connection_.stop_waiting();
    return {.kind = MapAnswer::Kind::failed};
  }

 private:
  FcgiServer& server_;
  Connection& connection_;
};

/** Makes a signed answer, which takes a hundred times as long as other answers. */
class FcgiServer::Signing final : public Task {
 public:
  Signing(FcgiServer& server, Connection& connection, FcgiRequest request, Found found)
      : server_(server),
        connection_(&connection),
        request_(std::move(request)),
        found_(std::move(found)),
        state_(server.state_) {}

  /** Discards the answer, because the connection is closed. */
  void forget_connection() noexcept { connection_ = nullptr; }

 private:
  void run() noexcept override try {
    // The last reference destroys the state, which takes too long for the loop's thread.
    const std::shared_ptr<const State> state = std::move(state_);
    answer_ = answer_and_log(request_, *state, found_);
  } catch (const std::bad_alloc&) {
    // finish() then closes the connection without an answer.
  }

  void finish() noexcept override {
    if (connection_) server_.end_signing(*connection_, request_, answer_);
  }

  FcgiServer& server_;
  /** Used in the loop's thread only. */
  Connection* connection_;
  const FcgiRequest request_;
  /** Its provider lives as long as the state. */
  const Found found_;
  std::shared_ptr<const State> state_;
  Answer answer_;
};

FcgiServer::FcgiServer(Loop& loop, Pool& pool, MapClient& maps, Listeners listeners,
                       std::shared_ptr<const State> state, std::size_t request_memory,
                       Counts& counts)
    : loop_(loop),
      pool_(pool),
      maps_(maps),
      listeners_(std::move(listeners)),
      state_(std::move(state)),
      memory_limit_(request_memory),
      counts_(counts),
      listen_again_(loop, [this] { listen(); }),
      log_shed_soon_(loop, [this] { log_shed(); }),
      return_memory_soon_(loop, [this] { return_memory(); }) {
  prepare_libfcgi();
  prepare_xml_reader();
  for (const Fd& socket : listeners_.sockets()) accepting_.emplace_back(*this, socket.get());
  listen();
}

FcgiServer::~FcgiServer() = default;

std::shared_ptr<const State> FcgiServer::replace_state(
    std::shared_ptr<const State> state) noexcept {
  return std::exchange(state_, std::move(state));
}

FcgiServer::Accepted FcgiServer::accept(const Listener& listener) noexcept {
  Fd fd(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd) {
    // The client gave up while waiting.
    if (errno == ECONNABORTED || errno == EINTR) return Accepted::one;
    if (!out_of_descriptors(errno)) return Accepted::none;
    pause_listening();
    return Accepted::no_descriptor;
  }
  starved_ = false;
  ++counts_.connections;
  if (listener.is_tcp) {
    const int on = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  try {
    Connection& connection = idle_.emplace_front(*this, std::move(fd));
    connection.position = idle_.begin();
    // The request has usually arrived already.
    attend(connection, [&] { read(connection); });
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: closed a new connection");
  }
  return Accepted::one;
}

template <class Action>
void FcgiServer::attend(Connection& connection, Action action) noexcept {
  try {
    action();
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: closed a connection");
    close(connection);
  } catch (const std::exception& error) {
    log_line(LogLevel::error, error.what());
    close(connection);
  }
}

void FcgiServer::ready(Connection& connection) {
  switch (connection.fcgi.next()) {
    case Next::bytes:
    case Next::farewell:
      return read(connection);
    case Next::sending:
      return go_on(connection);
    case Next::answer:
    case Next::close:
      // The web server has closed the connection and needs no answer.
      return close(connection);
  }
}

void FcgiServer::read(Connection& connection) {
  char buffer[16 * 1024];
  for (std::size_t i = 0; i < most_reads; ++i) {
    const ssize_t count = recv(connection.fd(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) return close(connection);
    connection.fcgi.take({buffer, static_cast<std::size_t>(count)});
    const Next next = connection.fcgi.next();
    if (next != Next::bytes && next != Next::farewell) break;
  }
  go_on(connection);
}

void FcgiServer::go_on(Connection& connection) {
  FcgiConnection& fcgi = connection.fcgi;
  for (;;) {
    switch (fcgi.next()) {
      case Next::sending:
        if (!send(connection)) return;
        break;
      case Next::answer:
        if (!answer(connection)) return;
        break;
      case Next::bytes:
      case Next::farewell:
        return await(connection, EPOLLIN);
      case Next::close:
        if (fcgi.is_broken()) ++counts_.broken;
        return close(connection);
    }
  }
}

bool FcgiServer::answer(Connection& connection) {
  connection.deadline.clear();
  connection.began = loop_.round_began();
  auto request = connection.fcgi.request();
  // If libfcgi rejects the request, next() is now `close`.
  return !request || answer(connection, *std::move(request));
}

bool FcgiServer::answer(Connection& connection, FcgiRequest request) {
  if (!request.request.report.empty()) {
    connection.fcgi.answer(request, render(report(request.request, snapshot())), draining_);
    return true;
  }
  RequestLookups lookups(*this, connection);
  if (signs(request.request, *state_)) {
    Found found = find(ask(request.request, *state_), *state_, lookups);
    return found.kind == Found::Kind::pending
               ? wait_for_map(connection, std::move(request))
               : sign(connection, std::move(request), std::move(found));
  }
  const auto answer = answer_and_log(request, *state_, lookups);
  if (!answer) return wait_for_map(connection, std::move(request));
  connection.end_lookups();
  finish(connection, request, *answer);
  return true;
}

void FcgiServer::finish(Connection& connection, const FcgiRequest& request, const Answer& answer) {
  connection.fcgi.answer(request, answer.cgi, draining_);
  counts_.requests.add(answer.result);
  counts_.durations.add(Loop::Clock::now() - connection.began);
}

Snapshot FcgiServer::snapshot() const {
  const auto waits = [](const Connection& connection) { return connection.waiting != nullptr; };
  Snapshot snapshot = {
      .counts = counts_,
      .state = *state_,
      .connections = idle_.size() + unfinished_.size(),
      .waiting =
          static_cast<std::size_t>(std::count_if(unfinished_.begin(), unfinished_.end(), waits)),
      .request_memory = memory_,
      .request_memory_limit = memory_limit_,
      .maps = {},
      .cache_entries = maps_.cache().size(),
      .cache_memory = maps_.cache().memory(),
      .cache_memory_limit = maps_.cache().memory_limit(),
  };
  for (const Map* const map : state_->catalog.maps())
    if (map->is_asked())
      snapshot.maps.push_back(
          {map->text, maps_.works(*map), maps_.failure(*map), maps_.counts(*map)});
  return snapshot;
}

bool FcgiServer::wait_for_map(Connection& connection, FcgiRequest request) {
  if (!connection.waiting) connection.waiting = std::make_unique<Waiting>(*this, connection);
  connection.waiting->request = std::move(request);
  // Until then, the kernel reports only that the web server has closed the connection.
  await(connection, EPOLLHUP);
  return false;
}

void FcgiServer::end_waiting(Connection& connection) noexcept {
  attend(connection, [&] {
    FcgiRequest request = *std::exchange(connection.waiting->request, std::nullopt);
    if (answer(connection, std::move(request))) go_on(connection);
  });
}

bool FcgiServer::sign(Connection& connection, FcgiRequest request, Found found) {
  connection.end_lookups();
  auto signing = std::make_unique<Signing>(*this, connection, std::move(request), std::move(found));
  Signing* const submitted = signing.get();
  pool_.submit(std::move(signing));
  connection.signing = submitted;
  await(connection, EPOLLHUP);
  return false;
}

void FcgiServer::end_signing(Connection& connection, const FcgiRequest& request,
                             const Answer& answer) noexcept {
  connection.signing = nullptr;
  attend(connection, [&] {
    if (answer.cgi.empty()) throw std::bad_alloc();
    finish(connection, request, answer);
    go_on(connection);
  });
}

bool FcgiServer::send(Connection& connection) {
  const std::string_view unsent = connection.fcgi.unsent();
  const ssize_t count =
      ::send(connection.fd(), unsent.data(), unsent.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN) {
    close(connection);
    return false;
  }
  if (count > 0) connection.fcgi.sent(static_cast<std::size_t>(count));
  if (connection.fcgi.next() == Next::sending) {
    connection.deadline.set(patience);
    await(connection, EPOLLOUT);
    return false;
  }
  connection.deadline.clear();
  if (connection.fcgi.next() == Next::farewell) {
    shutdown(connection.fd(), SHUT_WR);
    connection.deadline.set(farewell);
  }
  return true;
}

void FcgiServer::await(Connection& connection, std::uint32_t events) {
  if (!connection.fcgi.is_unfinished())
    connection.deadline.clear();
  else if (events == EPOLLIN)
    connection.deadline.set_unless_set(patience);
  if (!connection.await(events)) return close(connection);
  keep_books(connection);
}

void FcgiServer::keep_books(Connection& connection) {
  const FcgiConnection& fcgi = connection.fcgi;
  const std::size_t memory = fcgi.is_unfinished() ? memory_beside + fcgi.memory() : 0;
  Connections& from = connection.memory > 0 ? unfinished_ : idle_;
  Connections& to = memory > 0 ? unfinished_ : idle_;
  if (&from != &to) to.splice(to.end(), from, connection.position);
  memory_ += memory - std::exchange(connection.memory, memory);
  peak_memory_ = std::max(peak_memory_, memory_);
  if (peak_memory_ >= worth_returning) return_memory_soon_.set_unless_set(between_returns);
  for (; memory_ > memory_limit_; ++shed_, ++counts_.shed) close(unfinished_.front());
  if (shed_ > 0) log_shed_soon_.set_unless_set(between_log_lines);
}

void FcgiServer::end_patience(Connection& connection) noexcept {
  // In a farewell, some web servers leave it to us to close, so this is not counted.
  if (connection.fcgi.next() != Next::farewell) ++counts_.overdue;
  close(connection);
}

void FcgiServer::close(Connection& connection) noexcept {
  if (connection.signing) {
    connection.signing->forget_connection();
    // Otherwise its request would hold memory that is no longer counted.
    pool_.withdraw(*connection.signing);
  }
  memory_ -= connection.memory;
  (connection.memory > 0 ? unfinished_ : idle_).erase(connection.position);
}

void FcgiServer::listen() noexcept {
  // Exclusive because other processes can listen on the same sockets, and one of them is enough.
  for (Listener& listener : accepting_)
    if (!listener.await(EPOLLIN | EPOLLEXCLUSIVE)) listen_again_.set(between_tries);
}

void FcgiServer::pause_listening() noexcept {
  const int error = errno;
  if (!std::exchange(starved_, true))
    log(LogLevel::error, "cannot accept: {}",
        error == EMFILE || error == ENFILE ? "Too many open files" : "Cannot allocate memory");
  // The sockets stay readable, so waiting for them would keep the loop busy.
  for (Listener& listener : accepting_) listener.await(0);
  if (!draining_) listen_again_.set(between_tries);
}

void FcgiServer::log_shed() noexcept {
  log(LogLevel::warning,
      "unfinished requests reached request-memory: closed the connections of the oldest {}",
      std::exchange(shed_, 0));
}

void FcgiServer::return_memory() noexcept {
  // The difference between the peak and the memory held now has been freed.
  if (peak_memory_ - memory_ >= worth_returning) {
    peak_memory_ = memory_;
    return_freed_memory();
  }
  if (peak_memory_ >= worth_returning) return_memory_soon_.set(between_returns);
}

void FcgiServer::drain() noexcept {
  const auto end = Loop::Clock::now() + 2s;
  draining_ = true;
  listen_again_.clear();
  for (Listener& listener : accepting_) listener.await(0);
  listeners_.refuse_new();
  bool waiting = true;
  // Answers requests that the web server sent before it could notice the stop.
  while (Loop::Clock::now() < end) {
    if (waiting && !(waiting = accept_waiting(end))) listeners_.close();
    if (loop_.run_round(50ms)) continue;
    if (waiting)
      make_room(end);
    else if (unfinished_.empty())
      break;
  }
  listeners_.close();
  idle_.clear();
  while (!unfinished_.empty()) close(unfinished_.front());
}

bool FcgiServer::accept_waiting(Loop::Clock::time_point end) noexcept {
  if (listeners_.survive()) return false;
  for (const Listener& listener : accepting_)
    while (Loop::Clock::now() < end) {
      const Accepted accepted = accept(listener);
      if (accepted == Accepted::no_descriptor) return true;
      if (accepted == Accepted::none) break;
    }
  return false;
}

void FcgiServer::make_room(Loop::Clock::time_point end) noexcept {
  if (!idle_.empty())
    idle_.clear();
  else if (end - Loop::Clock::now() < 500ms)
    while (!unfinished_.empty()) close(unfinished_.front());
}

}  // namespace fingerpost
