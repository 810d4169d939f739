// SPDX-License-Identifier: MIT
#include "server/fcgi_server.hpp"

#include <fmt/compile.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <latch>
#include <new>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/memory.hpp"
#include "base/xml_reader.hpp"
#include "responder/handle.hpp"

namespace fingerpost {

namespace {

using namespace std::chrono_literals;

/** From the first byte of a request to its last, and for the web server to take some of an answer.
    Thunderbird gives up after 5 s, Nextcloud Mail after 7 s. */
constexpr auto patience = 10s;
/** For the web server to close a connection that it should. */
constexpr auto farewell = 1s;
constexpr auto tick_length = 250ms;
/** What a thread attends to before it looks again. */
constexpr std::size_t most_at_once = 32;
/** The number of reads from a connection before a thread attends to others. It is enough for any
    request, so only a client whose bytes are discarded is delayed. */
constexpr std::size_t most_reads = 16;
/** The number of bytes that are read from a connection after its last answer. A web server sends
    the part of a body that it has before it checks for an answer. */
constexpr std::size_t most_thrown_away = FcgiIntake::most_skipped;
/** The number of bytes that an unfinished request needs beside its own: the connection, and its
    place in the lists and in the heap. */
constexpr std::size_t memory_beside = 1024;
/** The number of freed bytes that is worth returning to the system, which takes milliseconds. */
constexpr std::size_t worth_returning = 1024 * 1024;
constexpr auto between_returns = 2s;
constexpr auto between_log_lines = 1s;

void prepare_connection(int fd) {
  // Fails on a Unix socket, which has no such thing.
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

void log_event(const Response& response) {
  const auto& [protocol, domain, detail] = response.event;
  if (protocol.empty())
    log(LogLevel::debug, "no such path: {}", response.status);
  else if (logs(LogLevel::info)) {
    fmt::memory_buffer line;
    fmt::format_to(fmt::appender(line), FMT_COMPILE("{}: {}: {}{}{}"), protocol,
                   domain.empty() ? std::string_view("no domain") : domain, response.status,
                   detail.empty() ? "" : " ", detail);
    log_line(LogLevel::info, {line.data(), line.size()});
  }
}

/** Answers a request; a bug in one answer must not end the others. Throws bad_alloc if there is not
    even memory to report that. */
std::string answer_or_fail(const Request& request, const State& state) {
  try {
    const Response response = handle(request, state);
    log_event(response);
    return render(response);
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: 500");
  } catch (const std::exception& error) {
    log_line(LogLevel::error, error.what());
  }
  return render(refuse(Refusal::failed));
}

/** Makes a thread allocate what it keeps, so that it has its own heap (glibc) before memory becomes
    scarce. */
void prepare_thread() noexcept {
  try {
    prepare_xml_reader();
  } catch (const std::exception& error) {
    // The first request that needs the reader tries again.
    log_line(LogLevel::error, error.what());
  }
}

std::string too_large(const Request&) {
  log_line(LogLevel::info, "request too large: 413");
  return render(refuse(Refusal::too_large));
}

}  // namespace

FcgiServer::FcgiServer(Listeners listeners, const Shared<State>& state, std::size_t request_memory)
    : listeners_(std::move(listeners)),
      state_(state),
      memory_limit_(request_memory),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      stop_fd_(eventfd(0, EFD_CLOEXEC)),
      timer_fd_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      stop_source_{Source::Kind::stop, stop_fd_.get()},
      timer_source_{Source::Kind::timer, timer_fd_.get()} {
  for (const Fd& socket : listeners_.sockets())
    listener_sources_.push_back({Source::Kind::listener, socket.get()});
  bool good = add(stop_source_, EPOLLIN) && add(timer_source_, EPOLLIN);
  for (Source& source : listener_sources_) good = good && add(source, EPOLLIN | EPOLLEXCLUSIVE);
  if (!good) throw Error("epoll: {}", errno_text());
}

void FcgiServer::start(unsigned threads) {
  threads_.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>());
  // stop() answers requests in this thread.
  prepare_thread();
  // Shared, because a thread may still hold it when the last one has counted down.
  const auto ready = std::make_shared<std::latch>(threads);
  try {
    for (const std::unique_ptr<Worker>& worker : workers_)
      threads_.emplace_back([this, &worker = *worker, ready] {
        prepare_thread();
        // A crowd that waits may take what another thread needs to begin.
        ready->arrive_and_wait();
        work(worker);
      });
  } catch (const std::system_error&) {
    if (threads_.empty()) throw;
    log(LogLevel::warning, "threads: the system gives only {} of {}", threads_.size(), threads);
    ready->count_down(static_cast<std::ptrdiff_t>(threads - threads_.size()));
  }
  ready->wait();
}

bool FcgiServer::add(Source& source, unsigned events) const {
  return change(EPOLL_CTL_ADD, source, events);
}

bool FcgiServer::change(int operation, Source& source, unsigned events) const {
  epoll_event event = {.events = events, .data = {.ptr = &source}};
  return epoll_ctl(epoll_.get(), operation, source.fd, &event) == 0;
}

std::span<const epoll_event> FcgiServer::wait(std::span<epoll_event> room,
                                              std::chrono::milliseconds at_most) const {
  const int count = epoll_wait(epoll_.get(), room.data(), static_cast<int>(room.size()),
                               static_cast<int>(at_most.count()));
  return room.first(count > 0 ? static_cast<std::size_t>(count) : 0);
}

void FcgiServer::work(Worker& worker) {
  std::array<epoll_event, most_at_once> room;
  worker.turn = std::unique_lock(turn_);
  while (!stopping_) {
    if (!worker.turn) worker.turn.lock();
    worker.ready = wait(room, -1ms);
    if (worker.ready.size() == room.size()) pass_turn(worker);
    for (; !worker.ready.empty(); worker.ready = worker.ready.subspan(1))
      attend(Source::of(worker.ready.front()), worker);
  }
  if (worker.turn) worker.turn.unlock();
}

void FcgiServer::pass_turn(Worker& worker) {
  if (!worker.turn) return;
  for (const epoll_event& event : worker.ready) {
    Source& source = Source::of(event);
    if (source.kind != Source::Kind::connection) continue;
    auto& connection = static_cast<Connection&>(source);
    connection.handed_over.load(std::memory_order_acquire);
    connection.events = 0;
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, source.fd, nullptr);
  }
  worker.turn.unlock();
}

void FcgiServer::attend(Source& source, Worker& worker) {
  switch (source.kind) {
    case Source::Kind::stop:
      break;
    case Source::Kind::timer:
      tick(worker);
      break;
    case Source::Kind::listener:
      accept(source, worker);
      break;
    case Source::Kind::connection:
      serve(static_cast<Connection&>(source), worker);
      break;
  }
}

FcgiServer::Accepted FcgiServer::accept(const Source& listener, Worker& worker) noexcept {
  Fd fd(accept4(listener.fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd) {
    // The client gave up while it waited.
    if (errno == ECONNABORTED || errno == EINTR) return Accepted::one;
    if (!out_of_descriptors(errno)) return Accepted::none;
    pause_listeners();
    return Accepted::no_descriptor;
  }
  prepare_connection(fd.get());
  // The request is mostly there already.
  if (Connection* const connection = adopt(std::move(fd))) serve(*connection, worker);
  return Accepted::one;
}

FcgiServer::Connection* FcgiServer::adopt(Fd fd) noexcept {
  const std::lock_guard lock(mutex_);
  starved_ = false;
  try {
    Connection& connection = connections_.emplace_front(std::move(fd));
    connection.position = connections_.begin();
    return &connection;
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: closed a new connection");
    return nullptr;
  }
}

void FcgiServer::serve(Connection& connection, Worker& worker) noexcept {
  connection.handed_over.load(std::memory_order_acquire);
  if (connection.condemned) return close(connection);
  try {
    if (connection.unsent.empty())
      read(connection, worker);
    else if (send(connection) && take(connection, {}, worker) != Taken::gone)
      await(connection);
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: closed a connection");
    close(connection);
  } catch (const std::exception& error) {
    log_line(LogLevel::error, error.what());
    close(connection);
  }
}

bool FcgiServer::send_at_once(const Connection& connection, std::string_view bytes) {
  return bytes.empty() || ::send(connection.fd, bytes.data(), bytes.size(),
                                 MSG_DONTWAIT | MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

void FcgiServer::read(Connection& connection, Worker& worker) {
  char buffer[16 * 1024];
  for (std::size_t i = 0; i < most_reads; ++i) {
    const ssize_t count = recv(connection.fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) return close(connection);
    const auto size = static_cast<std::size_t>(count);
    if (connection.leaving) {
      connection.thrown_away += size;
      if (connection.thrown_away > most_thrown_away) return close(connection);
      continue;
    }
    const Taken taken = take(connection, {buffer, size}, worker);
    if (taken == Taken::gone) return;
    if (taken == Taken::answered) break;
  }
  // The epoll set reports it again.
  await(connection);
}

FcgiServer::Taken FcgiServer::take(Connection& connection, std::string_view bytes, Worker& worker) {
  for (Taken taken = Taken::nothing_whole;; taken = Taken::answered, bytes = {}) {
    const auto verdict = connection.intake.take(bytes);
    if (!send_at_once(connection, connection.intake.take_replies()) ||
        verdict == FcgiIntake::Verdict::broken) {
      close(connection);
      return Taken::gone;
    }
    if (verdict == FcgiIntake::Verdict::incomplete) return taken;
    if (!answer(connection, worker)) return Taken::gone;
  }
}

bool FcgiServer::answer(Connection& connection, Worker& worker) {
  const bool complete = connection.intake.is_complete();
  connection.deadline = Clock::time_point::max();
  const std::shared_ptr<const State> state = state_.get();
  // To sign takes a hundred times as long as to answer otherwise.
  if (state->signer) pass_turn(worker);
  const auto handler = [&](const Request& request) {
    return complete ? answer_or_fail(request, *state) : too_large(request);
  };
  auto answer = worker.exchange.answer(connection.intake, handler);
  if (complete)
    connection.intake.reset();
  else
    connection.intake.skip_rest();
  if (!answer) {
    close(connection);
    return false;
  }
  connection.unsent = std::move(answer->records);
  connection.keep = answer->keep;
  return send(connection);
}

bool FcgiServer::send(Connection& connection) {
  const std::string_view unsent = connection.unsent;
  const ssize_t count =
      ::send(connection.fd, unsent.data(), unsent.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count >= 0 || errno == EAGAIN) {
    connection.unsent.erase(0, count > 0 ? static_cast<std::size_t>(count) : 0);
    if (connection.unsent.empty()) return end_answer(connection);
    expect_within(connection, patience);
    await(connection);
  } else {
    close(connection);
  }
  return false;
}

bool FcgiServer::end_answer(Connection& connection) {
  std::exchange(connection.unsent, {});
  connection.deadline = Clock::time_point::max();
  if (connection.keep && !stopping_) return true;
  if (!connection.intake.is_skipping()) {
    close(connection);
    return false;
  }
  // Closing it with unread bytes would reset the connection and might lose the answer.
  connection.leaving = true;
  shutdown(connection.fd, SHUT_WR);
  expect_within(connection, farewell);
  await(connection);
  return false;
}

void FcgiServer::await(Connection& connection) {
  if (connection.intake.has_begun() && connection.deadline.load() == Clock::time_point::max())
    expect_within(connection, patience);
  keep_books(connection);
  const unsigned events = connection.unsent.empty() ? EPOLLIN : EPOLLOUT;
  const unsigned before = std::exchange(connection.events, events);
  if (before == events) return;
  connection.handed_over.store(true, std::memory_order_release);
  // From here on the connection may be another thread's.
  const int operation = before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (!change(operation, connection, events)) close(connection);
}

void FcgiServer::expect_within(Connection& connection, std::chrono::milliseconds time) {
  connection.deadline = Clock::now() + time;
  tick_soon();
}

void FcgiServer::close(Connection& connection) {
  const std::lock_guard lock(mutex_);
  memory_ -= connection.memory;
  if (connection.condemned) condemned_memory_ -= connection.memory;
  const bool unfinished = connection.memory > 0 && !connection.condemned;
  (unfinished ? unfinished_ : connections_).erase(connection.position);
}

void FcgiServer::keep_books(Connection& connection) {
  const std::size_t memory =
      connection.is_unfinished()
          ? memory_beside + connection.intake.memory() + connection.unsent.capacity()
          : 0;
  if (memory == connection.memory) return;
  const std::lock_guard lock(mutex_);
  // Another thread condemned it meanwhile, so it will be closed as it is.
  if (connection.condemned) return;
  if (connection.memory == 0)
    unfinished_.splice(unfinished_.end(), connections_, connection.position);
  else if (memory == 0)
    connections_.splice(connections_.begin(), unfinished_, connection.position);
  memory_ += memory - connection.memory;
  connection.memory = memory;
  peak_memory_ = std::max(peak_memory_, memory_);
  if (memory_ - condemned_memory_ > memory_limit_) shed();
}

void FcgiServer::shed() {
  while (memory_ - condemned_memory_ > memory_limit_ && !unfinished_.empty()) {
    Connection& oldest = unfinished_.front();
    oldest.condemned = true;
    condemned_memory_ += oldest.memory;
    connections_.splice(connections_.begin(), unfinished_, oldest.position);
    // The thread that has the connection, now or later, finds that it has ended.
    shutdown(oldest.fd, SHUT_RDWR);
    ++condemned_;
  }
  tick_soon();
}

void FcgiServer::pause_listeners() noexcept {
  const int error = errno;
  const std::lock_guard lock(mutex_);
  if (!std::exchange(starved_, true))
    log(LogLevel::error, "cannot accept: {}",
        error == EMFILE || error == ENFILE ? "Too many open files" : "Cannot allocate memory");
  // They stay readable: left in the set, they would keep every thread busy.
  for (const Source& source : listener_sources_)
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, source.fd, nullptr);
  paused_ = true;
  tick_soon();
}

void FcgiServer::tick(Worker& worker) {
  std::uint64_t expirations = 0;
  // Another thread may have been faster.
  if (::read(timer_fd_.get(), &expirations, sizeof expirations) < 0) return;
  ticking_ = false;
  const auto now = Clock::now();
  std::unique_lock lock(mutex_);
  bool again = false;
  for (const std::list<Connection>* const list : {&connections_, &unfinished_})
    for (const Connection& connection : *list) {
      const auto deadline = connection.deadline.load();
      if (deadline == Clock::time_point::max()) continue;
      again = true;
      // The thread that has the connection, now or later, finds that it has ended. The descriptor
      // is still the connection's own.
      if (deadline <= now) shutdown(connection.fd, SHUT_RDWR);
    }
  if (std::exchange(paused_, false))
    for (Source& source : listener_sources_) add(source, EPOLLIN | EPOLLEXCLUSIVE);
  if (condemned_ > 0 && now - condemned_logged_ >= between_log_lines) {
    log(LogLevel::warning,
        "unfinished requests reached request-memory: closed the connections of the oldest {}",
        std::exchange(condemned_, 0));
    condemned_logged_ = now;
  }
  const bool give_back = is_memory_to_return(now);
  if (again || condemned_ > 0 || peak_memory_ >= worth_returning) tick_soon();
  lock.unlock();
  if (!give_back) return;
  pass_turn(worker);
  return_freed_memory();
}

bool FcgiServer::is_memory_to_return(Clock::time_point now) {
  // Memory between the peak and what is held now has been freed.
  if (peak_memory_ - memory_ < worth_returning || now - memory_returned_ < between_returns)
    return false;
  memory_returned_ = now;
  peak_memory_ = memory_;
  return true;
}

void FcgiServer::tick_soon() {
  if (ticking_.exchange(true)) return;
  constexpr auto nanoseconds = std::chrono::nanoseconds(tick_length).count();
  constexpr itimerspec once = {.it_interval = {},
                               .it_value = {.tv_sec = 0, .tv_nsec = nanoseconds}};
  timerfd_settime(timer_fd_.get(), 0, &once, nullptr);
}

void FcgiServer::stop() noexcept {
  if (stopping_.exchange(true)) return;
  eventfd_write(stop_fd_.get(), 1);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (!workers_.empty()) drain(*workers_.front());
}

void FcgiServer::drain(Worker& worker) noexcept {
  const auto end = Clock::now() + 2s;
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, stop_fd_.get(), nullptr);
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, timer_fd_.get(), nullptr);
  for (const Source& source : listener_sources_)
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, source.fd, nullptr);
  listeners_.refuse_new();
  bool waiting = true;
  // What the web server wrote before it could know is answered; then the connection is closed.
  while (Clock::now() < end) {
    if (waiting && !(waiting = accept_waiting(worker, end))) listeners_.close();
    epoll_event event;
    if (!wait({&event, 1}, 50ms).empty())
      attend(Source::of(event), worker);
    else if (waiting)
      make_room(end);
    else if (unfinished_.empty())
      break;
  }
  listeners_.close();
  connections_.clear();
  unfinished_.clear();
}

bool FcgiServer::accept_waiting(Worker& worker, Clock::time_point end) noexcept {
  if (listeners_.survive()) return false;
  for (const Source& source : listener_sources_)
    while (Clock::now() < end) {
      const Accepted accepted = accept(source, worker);
      if (accepted == Accepted::no_descriptor) return true;
      if (accepted == Accepted::none) break;
    }
  return false;
}

void FcgiServer::make_room(Clock::time_point end) noexcept {
  if (!connections_.empty())
    connections_.clear();
  else if (end - Clock::now() < 500ms)
    unfinished_.clear();
}

}  // namespace fingerpost
