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
  /** Takes the listeners over; `state` must outlive the server. Unfinished requests and answers that
      are not taken hold `request_memory` bytes at most, all together: beyond, the connection of the
      oldest is closed. Throws Error. */
  FcgiServer(Listeners listeners, const Shared<State>& state, std::size_t request_memory);
  ~FcgiServer() { stop(); }
  FcgiServer(const FcgiServer&) = delete;
  FcgiServer& operator=(const FcgiServer&) = delete;

  /** Serves on so many threads, or as many as the system gives. They must inherit a mask that blocks all
      signals that are handled. Throws Error, and std::system_error if there is not even one. */
  void start(unsigned threads);
  /** Stops accepting, answers what has begun, closes all. Takes a twentieth of a second, or up to
      two seconds if a request is stuck half-way. Needs no descriptor that is not there already: who
      waits for one gets those of connections that rest. */
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
    /** Bytes that were thrown away. */
    std::size_t thrown_away = 0;
    /** To be closed by whoever has it, as it is the oldest and others need its memory. */
    std::atomic<bool> condemned = false;
    /** What the books have of it; 0 while it is not in unfinished_. Changed under the mutex. */
    std::size_t memory = 0;
    std::list<Connection>::iterator position = {};

    explicit Connection(Fd accepted)
        : Source{Kind::connection, accepted.get()}, owned(std::move(accepted)) {}

    /** Whether a request has begun, or an answer is not taken yet. */
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
  /** Accepts a connection, and serves it if its request is there. */
  Accepted accept(const Source& listener, Worker& worker) noexcept;
  /** Null, and the descriptor closed, if there is no memory for it. */
  Connection* adopt(Fd fd) noexcept;
  /** Reads what has come, and answers if the request is complete. */
  void serve(Connection& connection, Worker& worker) noexcept;
  void read(Connection& connection, Worker& worker);
  enum class Taken { nothing_whole, answered, gone };
  /** Takes what was read, and answers each request that is whole. A web server may send the next one
      before it has the answer to the last (HAProxy's `http-reuse always`). The connection is `gone`
      if it is closed or waits for the web server to take an answer. */
  Taken take(Connection& connection, std::string_view bytes, Worker& worker);
  /** False if the connection is gone. */
  bool answer(Connection& connection, Worker& worker);
  /** Sends bytes that are too few to wait for; false if the web server does not take all of them. */
  static bool send_at_once(const Connection& connection, std::string_view bytes);
  /** Sends what is unsent, as far as it is taken. False if the connection is gone. */
  bool send(Connection& connection);
  /** Closes the connection after an answer if it is not kept. False if it is gone. */
  bool end_answer(Connection& connection);
  /** Sees to it that a connection is in the epoll set. */
  void await(Connection& connection);
  void expect_within(Connection& connection, std::chrono::milliseconds time);
  void close(Connection& connection);

  /** Stops listening for a while: no descriptor is left for a new connection. */
  void pause_listeners() noexcept;
  /** Does what has to be done from time to time: ends connections whose time is over, listens again,
      returns memory to the system. */
  void tick(Worker& worker);
  void tick_soon();

  /** Notes what a connection takes up that is going to wait, or waits no longer. A request that comes
      whole and is answered at once is never noted. */
  void keep_books(Connection& connection);
  /** Condemns the oldest until the others fit. Under the mutex. */
  void shed();
  /** Whether so much was freed since the last time that it is worth returning. Under the mutex. */
  bool is_memory_to_return(Clock::time_point now);

  /** After the threads have ended: answers what waits. */
  void drain(Worker& worker) noexcept;
  /** Returns whether somebody waits for a descriptor. */
  bool accept_waiting(Worker& worker, Clock::time_point end) noexcept;
  /** Closes connections that rest or, if none does and it is nearly the end, those that are stuck
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
  /** One for each thread, and then one for the stop. */
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
  /** Those with a request that has begun or an answer that is not taken; the oldest comes first. */
  std::list<Connection> unfinished_;
  /** Bytes that the unfinished hold, and those among them that are condemned. */
  std::size_t memory_ = 0;
  std::size_t condemned_memory_ = 0;
  /** The most of memory_ since memory was returned to the system, and when that was. */
  std::size_t peak_memory_ = 0;
  Clock::time_point memory_returned_ = {};
  /** Connections condemned that the log has not heard of, and when it last did. */
  unsigned condemned_ = 0;
  Clock::time_point condemned_logged_ = {};
  bool paused_ = false;
  bool starved_ = false;
};

}  // namespace fingerpost
