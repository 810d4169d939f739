// SPDX-License-Identifier: MIT
#pragma once

#include <sys/epoll.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/fd.hpp"
#include "base/shared.hpp"
#include "model/state.hpp"
#include "server/fcgi_exchange.hpp"
#include "server/fcgi_intake.hpp"
#include "server/listener.hpp"

namespace fingerpost {

/** Speaks FastCGI on the listeners and answers each request by handle().

    One epoll set, shared by the threads, holds the listeners and the connections. A thread is bound
    to a connection only while it answers, so that a web server may keep any number of them open,
    and none that stops half-way holds up the others.

    The threads take turns: one waits and answers what it finds ready. Another waits meanwhile only
    if there is as much as one takes at once, or if an answer is to be signed: to wake a thread
    costs more than to answer most requests. Nothing that a thread does waits for a web server. What
    a thread has found and not answered when it passes the turn, it takes out of the set. */
class FcgiServer {
 public:
  /** Takes the listeners over; `state` must outlive the server. Unfinished requests and untaken
      answers together hold at most `request_memory` bytes; beyond that, the oldest connection is
      closed. Throws Error. */
  FcgiServer(Listeners listeners, const Shared<State>& state, std::size_t request_memory);
  ~FcgiServer() { stop(); }
  FcgiServer(const FcgiServer&) = delete;
  FcgiServer& operator=(const FcgiServer&) = delete;

  /** Serves with this number of threads, or with as many as the system allows. They must inherit a
      mask that blocks all handled signals. Throws Error, and std::system_error if not even one
      thread starts. */
  void start(unsigned threads);
  /** Stops accepting, answers what has begun, closes all. Takes a twentieth of a second, or up to
      two seconds if a request is stuck half-way. Needs no new descriptors: connections
      that wait for one get those of idle connections. */
  void stop() noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  /** What the epoll set can report. */
  struct Source {
    enum class Kind { stop, timer, listener, connection };

    Kind kind;
    int fd;

    static Source& of(const epoll_event& event) noexcept {
      return *static_cast<Source*>(event.data.ptr);
    }
  };

  struct Connection : Source {
    Fd owned;
    FcgiIntake intake = {};
    /** When it is closed, whatever it does; never while no request has begun. */
    std::atomic<Clock::time_point> deadline{Clock::time_point::max()};
    /** What the epoll set waits for; 0 while the connection is not in it. */
    unsigned events = 0;
    /** Of an answer, what the web server has not taken. */
    std::string unsent = {};
    /** Whether the web server wants another answer on it. */
    bool keep = false;
    /** Set before the epoll set gets the connection, read by whoever gets it from there: the kernel
        orders the two, which the memory model does not know of. */
    std::atomic<bool> handed_over = false;
    /** Answered, and to be closed; what still comes is thrown away until the other side closes. */
    bool leaving = false;
    /** The number of bytes discarded. */
    std::size_t thrown_away = 0;
    /** Whether the thread that has the connection must close it: it is the oldest, and others need
        its memory. */
    std::atomic<bool> condemned = false;
    /** The connection's share of memory_; 0 while it is not in unfinished_. Changed under the
        mutex. */
    std::size_t memory = 0;
    std::list<Connection>::iterator position = {};

    explicit Connection(Fd accepted)
        : Source{Kind::connection, accepted.get()}, owned(std::move(accepted)) {}

    /** Whether a request has begun, or the peer has not yet taken all of an answer. */
    bool is_unfinished() const noexcept { return intake.has_begun() || !unsent.empty(); }
  };

  bool add(Source& source, unsigned events) const;
  bool change(int operation, Source& source, unsigned events) const;
  /** What is ready, in `room`; nothing if nothing is for so long. */
  std::span<const epoll_event> wait(std::span<epoll_event> room,
                                    std::chrono::milliseconds at_most) const;

  /** What each thread has. */
  struct Worker {
    FcgiExchange exchange = {};
    /** Of turn_. */
    std::unique_lock<std::mutex> turn = {};
    /** Found in the epoll set; the first is being attended to. */
    std::span<const epoll_event> ready = {};
  };

  void work(Worker& worker);
  /** Lets another thread wait, if this one still keeps them from it. */
  void pass_turn(Worker& worker);
  void attend(Source& source, Worker& worker);
  enum class Accepted { one, none, no_descriptor };
  /** Accepts a connection, and serves it if its request is already there. */
  Accepted accept(const Source& listener, Worker& worker) noexcept;
  /** Null, and the descriptor closed, if there is no memory for it. */
  Connection* adopt(Fd fd) noexcept;
  /** Reads what has come, and answers if the request is complete. */
  void serve(Connection& connection, Worker& worker) noexcept;
  void read(Connection& connection, Worker& worker);
  enum class Taken { nothing_whole, answered, gone };
  /** Takes the bytes that were read, and answers each complete request. A web server may send the
      next request before it has the last answer (HAProxy's `http-reuse always`). Returns `gone` if
      the connection is closed or waits for the web server to take an answer. */
  Taken take(Connection& connection, std::string_view bytes, Worker& worker);
  /** Answers the complete request. Returns false if the connection is gone. */
  bool answer(Connection& connection, Worker& worker);
  /** Sends bytes that are too few to wait for. Returns false if the web server does not take them
      all. */
  static bool send_at_once(const Connection& connection, std::string_view bytes);
  /** Sends as much of the unsent bytes as the peer takes. Returns false if the connection is
      gone. */
  bool send(Connection& connection);
  /** Closes the connection after an answer unless it is kept. Returns false if it is gone. */
  bool end_answer(Connection& connection);
  /** Sees to it that a connection is in the epoll set. */
  void await(Connection& connection);
  void expect_within(Connection& connection, std::chrono::milliseconds time);
  void close(Connection& connection);

  /** Stops listening for a while: no descriptor is left for a new connection. */
  void pause_listeners() noexcept;
  /** Does periodic work: ends connections whose time is over, listens again, and returns memory to
      the system. */
  void tick(Worker& worker);
  void tick_soon();

  /** Counts the memory of a connection that begins or ends a wait. A request that arrives whole and
      is answered at once is never counted. */
  void keep_books(Connection& connection);
  /** Condemns the oldest connections until the others fit. Called under the mutex. */
  void shed();
  /** Whether enough memory was freed since the last return to make another worthwhile. Called under
      the mutex. */
  bool is_memory_to_return(Clock::time_point now);

  /** After the threads have ended: answers what waits. */
  void drain(Worker& worker) noexcept;
  /** Accepts connections that wait. Returns whether one is waiting for a descriptor. */
  bool accept_waiting(Worker& worker, Clock::time_point end) noexcept;
  /** Closes idle connections. If there are none and the end is near, closes those that are stuck
      half-way. */
  void make_room(Clock::time_point end) noexcept;

  Listeners listeners_;
  const Shared<State>& state_;
  const std::size_t memory_limit_;
  Fd epoll_;
  Fd stop_fd_;
  Fd timer_fd_;
  Source stop_source_;
  Source timer_source_;
  std::vector<Source> listener_sources_;
  /** One worker for each thread, and then one for stop(). */
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_ = false;
  /** The timer runs; it is not pushed back by those that come later. */
  std::atomic<bool> ticking_ = false;
  /** Held by the thread that waits, and on while it answers. */
  std::mutex turn_;

  std::mutex mutex_;
  // Under the mutex, which no request takes on a connection that is kept.
  std::list<Connection> connections_;
  /** The connections with a request that has begun or an answer not yet taken, the oldest first. */
  std::list<Connection> unfinished_;
  /** The bytes held by unfinished requests, and the part of them that is condemned. */
  std::size_t memory_ = 0;
  std::size_t condemned_memory_ = 0;
  /** The peak of memory_ since memory was last returned to the system, and the time of that
      return. */
  std::size_t peak_memory_ = 0;
  Clock::time_point memory_returned_ = {};
  /** The number of condemned connections not yet logged, and the time of the last log line. */
  unsigned condemned_ = 0;
  Clock::time_point condemned_logged_ = {};
  bool paused_ = false;
  bool starved_ = false;
};

}  // namespace fingerpost
