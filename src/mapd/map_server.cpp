// SPDX-License-Identifier: MIT
#include "mapd/map_server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <new>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "mapd/map_connection.hpp"

namespace fingerpost {

namespace {

using namespace std::chrono_literals;
using Status = SocketmapReply::Status;

/** From the arrival of a question to its reply; fingerpostd waits just as long. */
constexpr auto patience_with_maps = 2s;
/** For the client to send the rest of a question, or to read some of its replies. */
constexpr auto patience_with_clients = 10s;
/** For a client to send its next question. */
constexpr auto longest_silence = 10min;
/** How long to wait before accepting again after running out of descriptors. */
constexpr auto between_tries = 250ms;
constexpr auto between_sweeps = 250ms;

SocketmapReply reply_to(const BackendAnswer& answer) {
  switch (answer.kind) {
    case BackendAnswer::Kind::found:
      break;
    case BackendAnswer::Kind::absent:
      return {Status::absent, {}};
    case BackendAnswer::Kind::unavailable:
      return {Status::temporary, answer.reason};
    case BackendAnswer::Kind::refused:
      return {Status::permanent, answer.reason};
  }
  const SocketmapReply reply = {Status::found, answer.value};
  return socketmap_reply(reply).size() <= longest_reply
             ? reply
             : SocketmapReply{Status::permanent, "the value is too long"};
}

}  // namespace

class MapServer::Listener final : public Source {
 public:
  Listener(MapServer& server, int fd) : Source(server.loop_, fd), server_(server) {}

 private:
  void on_ready(std::uint32_t) noexcept override { server_.accept(*this); }

  MapServer& server_;
};

class MapServer::Pending {
 public:
  Pending(MapServer& server, Connection& asker, std::uint64_t question, MapWorkers& asked)
      : connection(asker),
        number(question),
        workers(asked),
        deadline(server.loop_, [this, &server] { server.give_up(*this); }) {}

  Connection& connection;
  const std::uint64_t number;
  MapWorkers& workers;
  /** Null until the map is asked. */
  MapWorkers::Lookup* lookup = nullptr;
  Timer deadline;
  std::list<Pending>::iterator position = {};
};

class MapServer::Connection final : public Source {
 public:
  Connection(MapServer& server, Fd socket)
      : Source(server.loop_, socket.get()),
        deadline(server.loop_, [this] { server_.close(*this); }),
        server_(server),
        socket_(std::move(socket)) {}

  MapConnection socketmap = {};
  std::list<Pending> pending = {};
  /** The client has sent its last byte, but may still read replies. */
  bool ended = false;
  /** Whether `deadline` uses patience_with_clients instead of longest_silence. */
  bool hurried = false;
  /** Closes the connection when it expires. */
  Timer deadline;
  Connections::iterator position = {};

 private:
  void on_ready(std::uint32_t events) noexcept override {
    server_.attend(*this, [&] { server_.ready(*this, events); });
  }

  MapServer& server_;
  const Fd socket_;
};

MapServer::MapServer(Loop& loop, Listeners listeners)
    : loop_(loop),
      listeners_(std::move(listeners)),
      listen_again_(loop, [this] { listen(); }),
      sweep_soon_(loop, [this] { sweep(); }) {
  for (const Fd& socket : listeners_.sockets()) accepting_.emplace_back(*this, socket.get());
  listen();
}

MapServer::~MapServer() = default;

void MapServer::replace_maps(const std::vector<ServedMap>& maps) {
  Maps next;
  for (const ServedMap& map : maps)
    next.emplace(map.name, std::make_unique<MapWorkers>(loop_, map.name, map.open));
  Maps& gone = retired_.emplace_back();
  // Nothing below can fail.
  gone.swap(maps_);
  maps_.swap(next);
  for (const auto& [name, workers] : gone) workers->retire();
  sweep();
}

void MapServer::sweep() noexcept {
  for (Maps& maps : retired_)
    std::erase_if(maps, [](const auto& map) { return map.second->is_idle(); });
  std::erase_if(retired_, [](const Maps& maps) { return maps.empty(); });
  if (!retired_.empty()) sweep_soon_.set(between_sweeps);
}

void MapServer::listen() noexcept {
  for (Listener& listener : accepting_)
    if (!listener.await(EPOLLIN)) listen_again_.set(between_tries);
}

void MapServer::accept(Listener& listener) noexcept {
  Fd fd(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd) {
    if (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR) return;
    log(LogLevel::error, "cannot accept: {}", errno_text());
    // The listeners stay readable and would keep the loop busy.
    for (Listener& other : accepting_) other.await(0);
    if (!draining_) listen_again_.set(between_tries);
    return;
  }
  if (connections_.size() == most_connections) close(connections_.front());
  try {
    Connection& connection = connections_.emplace_back(*this, std::move(fd));
    connection.position = std::prev(connections_.end());
    connection.deadline.set(longest_silence);
    attend(connection, [&] { await(connection); });
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: closed a new connection");
  }
}

template <class Action>
void MapServer::attend(Connection& connection, Action action) noexcept try {
  action();
} catch (const std::bad_alloc&) {
  log_line(LogLevel::error, "out of memory: closed a connection");
  close(connection);
}

void MapServer::ready(Connection& connection, std::uint32_t events) {
  // The client cannot read replies any more.
  if (events & (EPOLLHUP | EPOLLERR)) return close(connection);
  if ((events & EPOLLIN) && !read(connection)) return;
  go_on(connection);
}

bool MapServer::read(Connection& connection) {
  char buffer[16 * 1024];
  const ssize_t count = recv(connection.fd(), buffer, sizeof buffer, MSG_DONTWAIT);
  if (count < 0 && errno != EAGAIN) {
    close(connection);
    return false;
  }
  if (count == 0) connection.ended = true;
  if (count > 0) connection.socketmap.take({buffer, static_cast<std::size_t>(count)});
  return true;
}

void MapServer::go_on(Connection& connection) {
  MapConnection& socketmap = connection.socketmap;
  bool progress = false;
  for (;;) {
    if (const auto question = socketmap.next()) {
      begin(connection, question->number, question->text);
    } else if (socketmap.is_wrong()) {
      return close(connection);
    } else {
      const std::size_t unsent = socketmap.unsent().size();
      if (unsent == 0) break;
      if (!send(connection)) return;
      if (socketmap.unsent().size() == unsent) break;
    }
    progress = true;
  }
  if (progress) {
    connections_.splice(connections_.end(), connections_, connection.position);
    connection.deadline.clear();
  }
  await(connection);
}

void MapServer::begin(Connection& connection, std::uint64_t number, std::string_view text) {
  const auto request = parse_socketmap_request(text);
  const auto map = request ? maps_.find(request->map) : maps_.end();
  if (map == maps_.end())
    // TEMP, not PERM: the client may have reloaded its configuration before this process did.
    return connection.socketmap.reply(number, socketmap_reply({Status::temporary, "no such map"}));

  MapWorkers& workers = *map->second;
  Pending& pending = connection.pending.emplace_back(*this, connection, number, workers);
  pending.position = std::prev(connection.pending.end());
  pending.lookup = workers.ask(request->key, [this, &pending](const BackendAnswer& answer) {
    end(pending, reply_to(answer));
  });
  if (pending.lookup) return pending.deadline.set(patience_with_maps);

  connection.pending.erase(pending.position);
  workers.note_failure("too many questions at once");
  connection.socketmap.reply(number, socketmap_reply({Status::temporary, "too many questions"}));
}

void MapServer::end(Pending& pending, const SocketmapReply& reply) noexcept {
  Connection& connection = pending.connection;
  attend(connection, [&] {
    connection.socketmap.reply(pending.number, socketmap_reply(reply));
    connection.pending.erase(pending.position);
    go_on(connection);
  });
}

void MapServer::give_up(Pending& pending) noexcept {
  pending.workers.give_up(*std::exchange(pending.lookup, nullptr));
  pending.workers.note_failure("no answer within 2 seconds");
  end(pending, {Status::timeout, "no answer within 2 seconds"});
}

bool MapServer::send(Connection& connection) {
  const std::string_view unsent = connection.socketmap.unsent();
  const ssize_t count =
      ::send(connection.fd(), unsent.data(), unsent.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN) {
    close(connection);
    return false;
  }
  if (count > 0) connection.socketmap.sent(static_cast<std::size_t>(count));
  return true;
}

void MapServer::await(Connection& connection) {
  const MapConnection& socketmap = connection.socketmap;
  const bool has_unsent = !socketmap.unsent().empty();
  if (connection.ended && !socketmap.is_asking() && !has_unsent) return close(connection);

  const bool hurried = socketmap.is_unfinished();
  if (hurried != std::exchange(connection.hurried, hurried)) connection.deadline.clear();
  connection.deadline.set_unless_set(hurried ? Timer::Clock::duration(patience_with_clients)
                                             : longest_silence);

  const bool reads = socketmap.wants_bytes() && !connection.ended;
  // The kernel always reports EPOLLHUP.
  const std::uint32_t events = EPOLLHUP | (reads ? EPOLLIN : 0U) | (has_unsent ? EPOLLOUT : 0U);
  if (!connection.Source::await(events)) close(connection);
}

void MapServer::close(Connection& connection) noexcept {
  for (const Pending& pending : connection.pending)
    if (pending.lookup) pending.workers.give_up(*pending.lookup);
  connections_.erase(connection.position);
}

void MapServer::drain() noexcept {
  const auto end = Loop::Clock::now() + patience_with_maps;
  draining_ = true;
  listen_again_.clear();
  for (Listener& listener : accepting_) listener.await(0);
  listeners_.refuse_new();
  while (!connections_.empty() && Loop::Clock::now() < end) {
    // Questions that clients have already sent are still answered.
    if (loop_.run_round(50ms)) continue;
    for (auto next = connections_.begin(); next != connections_.end();) {
      Connection& connection = *next++;
      if (!connection.socketmap.is_asking() && connection.socketmap.unsent().empty())
        close(connection);
    }
  }
  listeners_.close();
  while (!connections_.empty()) close(connections_.front());
}

bool MapServer::is_busy() const noexcept {
  const auto busy = [](const auto& map) { return !map.second->is_idle(); };
  return !retired_.empty() || std::any_of(maps_.begin(), maps_.end(), busy);
}

}  // namespace fingerpost
