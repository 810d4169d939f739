// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <vector>

#include "lookup/map_client.hpp"
#include "model/state.hpp"
#include "process/listener.hpp"
#include "process/loop.hpp"
#include "process/pool.hpp"
#include "report/snapshot.hpp"
#include "responder/handle.hpp"
#include "server/answer.hpp"
#include "server/fcgi_connection.hpp"

namespace fingerpost {

/** Speaks FastCGI on the listeners and answers each request by ask(), find() and answer(). Everything
    happens in the loop's thread and waits for nobody. A request that needs a map waits while others
    are answered, and answers that are to be signed are made in the pool. Any number of connections
    may be open, and none that stops half-way holds up others. */
class FcgiServer {
 public:
  /** Takes the listeners over and listens from the next round on. Unfinished requests and untaken
      answers together hold at most `request_memory` bytes; beyond that, the oldest connection is
      closed. It counts what it does in `counts`. All references must outlive it. Throws Error. */
  FcgiServer(Loop& loop, Pool& pool, MapClient& maps, Listeners listeners,
             std::shared_ptr<const State> state, std::size_t request_memory, Counts& counts);
  ~FcgiServer();
  FcgiServer(const FcgiServer&) = delete;
  FcgiServer& operator=(const FcgiServer&) = delete;

  /** Answers by another state from now on. Returns the old one, whose destruction may take
      seconds. */
  std::shared_ptr<const State> replace_state(std::shared_ptr<const State> state) noexcept;
  /** Stops accepting, answers what has begun, closes all; runs the loop meanwhile. Takes a
      twentieth of a second, or up to two seconds if a request is stuck half-way. Needs no new
      descriptors: connections that wait for one get those of idle connections. */
  void drain() noexcept;

 private:
  class Listener;
  class Connection;
  class Signing;
  struct Waiting;
  class RequestLookups;
  using Connections = std::list<Connection>;

  enum class Accepted { one, none, no_descriptor };
  /** Accepts a connection, and serves it if its request is already there. */
  Accepted accept(const Listener& listener) noexcept;

  /** Does something with a connection; closes it if memory is short. */
  template <class Action>
  void attend(Connection& connection, Action action) noexcept;
  /** The kernel has reported the connection. */
  void ready(Connection& connection);
  // After each of these three, the connection waits for something or is gone.
  void read(Connection& connection);
  /** Sends what is unsent and answers each complete request. A web server may send the next one
      before it has the last answer. */
  void go_on(Connection& connection);
  void await(Connection& connection, std::uint32_t events);
  // These return false if the connection waits for something or is gone.
  bool answer(Connection& connection);
  bool answer(Connection& connection, FcgiRequest request);
  bool wait_for_map(Connection& connection, FcgiRequest request);
  bool sign(Connection& connection, FcgiRequest request, Found found);
  /** Hands over an answer, and counts it. */
  void finish(Connection& connection, const FcgiRequest& request, const Answer& answer);
  Snapshot snapshot() const;
  /** Sends as much as the web server takes at once. */
  bool send(Connection& connection);
  /** Counts the memory of a connection that waits, and closes the oldest until all fit. A request
      that arrives whole and is answered at once is never counted. */
  void keep_books(Connection& connection);
  void close(Connection& connection) noexcept;
  /** Closes a connection whose time is over. */
  void end_patience(Connection& connection) noexcept;
  /** Answers a request anew for which a map is known now, or that has waited long enough. */
  void end_waiting(Connection& connection) noexcept;
  /** Takes an answer that was made in the pool; an empty one tells that memory was short. */
  void end_signing(Connection& connection, const FcgiRequest& request,
                   const Answer& answer) noexcept;

  void listen() noexcept;
  /** Stops listening for a while: no descriptor is left for a new connection. */
  void pause_listening() noexcept;
  void log_shed() noexcept;
  /** Returns memory to the system if enough was freed since the last time. */
  void return_memory() noexcept;

  /** Accepts connections that wait. Returns whether one is waiting for a descriptor. */
  bool accept_waiting(Loop::Clock::time_point end) noexcept;
  /** Closes idle connections. If there are none and the end is near, closes those that are stuck
      half-way. */
  void make_room(Loop::Clock::time_point end) noexcept;

  Loop& loop_;
  Pool& pool_;
  MapClient& maps_;
  Listeners listeners_;
  std::shared_ptr<const State> state_;
  const std::size_t memory_limit_;
  Counts& counts_;
  std::list<Listener> accepting_;
  Connections idle_;
  /** The connections that hold memory for a request or an answer, the oldest first. */
  Connections unfinished_;
  /** The bytes held by them, and the peak since memory was last returned to the system. */
  std::size_t memory_ = 0;
  std::size_t peak_memory_ = 0;
  /** The number of connections closed for their memory and not yet logged. */
  unsigned shed_ = 0;
  /** Whether the last connection could not be accepted for want of a descriptor. */
  bool starved_ = false;
  bool draining_ = false;
  Timer listen_again_;
  Timer log_shed_soon_;
  Timer return_memory_soon_;
};

}  // namespace fingerpost
