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

/** Speaks FastCGI on the listeners and answers each request by ask(), find() and answer().
    Everything happens in the loop's thread, which never blocks. While a request waits for a map,
    others are answered. The pool makes answers that are signed. Any number of connections can be
    open, and an incomplete request never blocks other connections. */
class FcgiServer {
 public:
  /** Takes over the listeners and listens from the next round on. Unfinished requests and unread
      answers together hold at most `request_memory` bytes; beyond that, the oldest connection is
      closed. Counts its work in `counts`. All references must outlive it. Throws Error. */
  FcgiServer(Loop& loop, Pool& pool, MapClient& maps, Listeners listeners,
             std::shared_ptr<const State> state, std::size_t request_memory, Counts& counts);
  ~FcgiServer();
  FcgiServer(const FcgiServer&) = delete;
  FcgiServer& operator=(const FcgiServer&) = delete;

  /** Uses another state from now on. Returns the old state, whose destruction can take seconds. */
  std::shared_ptr<const State> replace_state(std::shared_ptr<const State> state) noexcept;
  /** Stops accepting, answers requests that have begun, and closes all connections. Runs the loop
      meanwhile. Takes a twentieth of a second, or up to two seconds if a request is incomplete.
      Needs no new descriptors: waiting connections get those of idle connections. */
  void drain() noexcept;

 private:
  class Listener;
  class Connection;
  class Signing;
  struct Waiting;
  class RequestLookups;
  using Connections = std::list<Connection>;

  enum class Accepted { one, none, no_descriptor };
  /** Accepts a connection, and answers if its request has already arrived. */
  Accepted accept(const Listener& listener) noexcept;

  /** Runs `action` for a connection; closes the connection if it throws. */
  template <class Action>
  void attend(Connection& connection, Action action) noexcept;
  /** Continues with a connection that the kernel has reported. */
  void ready(Connection& connection);
  // After each of the next three functions, the connection waits for something or is closed.
  void read(Connection& connection);
  /** Sends unsent bytes and answers each complete request. A web server can send the next request
      before it has the last answer. */
  void go_on(Connection& connection);
  void await(Connection& connection, std::uint32_t events);
  // The next four functions return false if the connection waits for something or is closed.
  bool answer(Connection& connection);
  bool answer(Connection& connection, FcgiRequest request);
  bool wait_for_map(Connection& connection, FcgiRequest request);
  bool sign(Connection& connection, FcgiRequest request, Found found);
  /** Gives the connection an answer, and counts it. */
  void finish(Connection& connection, const FcgiRequest& request, const Answer& answer);
  Snapshot snapshot() const;
  /** Sends as much as the web server takes without blocking. Returns false if the connection waits
      or is closed. */
  bool send(Connection& connection);
  /** Counts the memory of a connection that waits, and closes the oldest connections until all fit.
      A request that arrives complete and is answered immediately is never counted. */
  void keep_books(Connection& connection);
  void close(Connection& connection) noexcept;
  /** Closes a connection whose deadline has passed. */
  void end_patience(Connection& connection) noexcept;
  /** Answers a request again after its lookup or its time limit has ended. */
  void end_waiting(Connection& connection) noexcept;
  /** Takes an answer from the pool. An empty answer means that memory was short. */
  void end_signing(Connection& connection, const FcgiRequest& request,
                   const Answer& answer) noexcept;

  void listen() noexcept;
  /** Stops listening for a while, because there is no descriptor for a new connection. */
  void pause_listening() noexcept;
  void log_shed() noexcept;
  /** Returns memory to the system if enough was freed since the last time. */
  void return_memory() noexcept;

  /** Accepts waiting connections. Returns whether one needs a descriptor. */
  bool accept_waiting(Loop::Clock::time_point end) noexcept;
  /** Closes idle connections. If there are none and the end is near, closes connections with
      incomplete requests. */
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
  /** The connections that hold memory for a request or an answer, oldest first. */
  Connections unfinished_;
  /** The bytes that they hold, and the peak since memory was last returned to the system. */
  std::size_t memory_ = 0;
  std::size_t peak_memory_ = 0;
  /** The number of connections closed for memory and not yet logged. */
  unsigned shed_ = 0;
  /** Whether there was no descriptor for the last connection. */
  bool starved_ = false;
  bool draining_ = false;
  Timer listen_again_;
  Timer log_shed_soon_;
  Timer return_memory_soon_;
};

}  // namespace fingerpost
