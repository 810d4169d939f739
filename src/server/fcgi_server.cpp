// SPDX-License-Identifier: MIT
#include "server/fcgi_server.hpp"

#include <fcgiapp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "responder/handle.hpp"

namespace fingerpost {

namespace {

/** Sixty-four times what the longest question of a real client takes. */
constexpr std::size_t body_limit = 64 * 1024;
/** How long the web server may stop in the middle of a request. It has buffered the request, so
    any stop at all is a fault. */
constexpr timeval patience = {.tv_sec = 10, .tv_usec = 0};

std::string_view parameter(std::string_view pair, std::string_view name) {
  return pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '='
             ? pair.substr(name.size() + 1)
             : std::string_view();
}

struct Parameters {
  std::string_view method, scheme, https, host, document_uri, request_uri, query, content_length;
};

Parameters read_parameters(char** environment) {
  struct Name {
    std::string_view name;
    std::string_view Parameters::*value;
  };
  constexpr Name names[] = {
      {"REQUEST_METHOD", &Parameters::method},
      {"REQUEST_SCHEME", &Parameters::scheme},
      {"HTTPS", &Parameters::https},
      {"HTTP_HOST", &Parameters::host},
      {"DOCUMENT_URI", &Parameters::document_uri},
      {"REQUEST_URI", &Parameters::request_uri},
      {"QUERY_STRING", &Parameters::query},
      {"CONTENT_LENGTH", &Parameters::content_length},
  };
  Parameters parameters;
  for (; *environment; ++environment)
    for (const auto& [name, value] : names)
      if (const auto text = parameter(*environment, name); !text.empty()) parameters.*value = text;
  return parameters;
}

bool came_over_tls(const Parameters& parameters) {
  if (!parameters.https.empty()) return !equal_ignoring_case(parameters.https, "off");
  return !equal_ignoring_case(parameters.scheme, "http");
}

/** nginx has DOCUMENT_URI, which is decoded and follows its rewrites; everybody has REQUEST_URI,
    which is raw and holds the query. */
std::string path_of(const Parameters& parameters) {
  if (!parameters.document_uri.empty()) return std::string(parameters.document_uri);
  return percent_decode(parameters.request_uri.substr(0, parameters.request_uri.find('?')));
}

Request make_request(const Parameters& parameters) {
  return {.method = parameters.method,
          .https = came_over_tls(parameters),
          .host = parameters.host,
          .path = path_of(parameters),
          .query = parameters.query,
          .body = {}};
}

/** Reads standard input to its end, which must be done even where there is no body: what is left
    unread would be taken for the next request. Nothing if it is longer than the limit. */
std::optional<std::string> read_body(FCGX_Stream* in, std::string_view content_length) {
  if (!content_length.empty() && !parse_unsigned(content_length, body_limit)) return std::nullopt;
  std::string body;
  char buffer[8192];
  while (const int count = FCGX_GetStr(buffer, sizeof buffer, in)) {
    body.append(buffer, static_cast<std::size_t>(count));
    if (body.size() > body_limit) return std::nullopt;
  }
  return body;
}

void write(FCGX_Stream* out, std::string_view text) {
  FCGX_PutStr(text.data(), static_cast<int>(text.size()), out);
}

void write(FCGX_Stream* out, const Response& response) {
  write(out, render_header(response));
  if (!response.head_only) write(out, response.body);
}

void log_event(const Response& response) {
  const auto& [protocol, domain] = response.event;
  if (protocol.empty())
    log(LogLevel::debug, "no such path: {}", response.status);
  else
    log(LogLevel::info, "{}: {}: {}", protocol, domain.empty() ? "no domain" : domain,
        response.status);
}

/** A bug in one answer must not end the others. */
Response handle_or_fail(const Request& request, const State& state) {
  try {
    return handle(request, state);
  } catch (const std::exception& error) {
    log(LogLevel::error, "cannot answer: {}", error.what());
    return refuse(500);
  }
}

bool has_data(int fd) {
  pollfd poll_fd = {.fd = fd, .events = POLLIN, .revents = 0};
  return poll(&poll_fd, 1, 0) == 1;
}

void prepare_connection(int fd) {
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  // Fails on a Unix socket, which has no such thing.
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/** Ends a connection on which unread bytes are left: closed at once, it would be reset, and the
    answer might be lost with it. */
void close_unread(Fd fd) {
  shutdown(fd.get(), SHUT_WR);
  char ignored[65536];
  for (int reads = 0; reads < 64; ++reads) {
    pollfd poll_fd = {.fd = fd.get(), .events = POLLIN, .revents = 0};
    if (poll(&poll_fd, 1, 100) != 1 || read(fd.get(), ignored, sizeof ignored) <= 0) return;
  }
}

}  // namespace

/** What one thread needs to serve one connection after the other. */
class FcgiServer::Worker {
 public:
  Worker() {
    // Without a listening socket, FCGX_Accept_r serves the connection it is given and no other.
    FCGX_InitRequest(&fcgi_, -1, 0);
  }
  ~Worker() { FCGX_Free(&fcgi_, 0); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /** Answers one request. Gives the connection back if the web server keeps it; closes it
      otherwise. Blocks no longer than `patience`. */
  Fd serve(Fd connection, const Shared<State>& state);

 private:
  /** Reads a request from the connection; false if there was none, and it is closed. */
  bool accept(Fd connection);
  /** Ends the request and takes the connection back. */
  Fd finish();

  FCGX_Request fcgi_;
};

bool FcgiServer::Worker::accept(Fd connection) {
  fcgi_.ipcFd = connection.release();
  // FCGX_Accept_r would begin by closing a connection that is not kept, and would end one that
  // fails by waiting for the web server to close it first, unless it is detached.
  fcgi_.keepConnection = 1;
  FCGX_Detach(&fcgi_);
  return FCGX_Accept_r(&fcgi_) == 0;
}

Fd FcgiServer::Worker::finish() {
  fcgi_.keepConnection = 1;
  FCGX_Finish_r(&fcgi_);
  return Fd(std::exchange(fcgi_.ipcFd, -1));
}

Fd FcgiServer::Worker::serve(Fd connection, const Shared<State>& state) {
  if (!accept(std::move(connection))) return {};
  const bool keep = fcgi_.keepConnection != 0;
  const Parameters parameters = read_parameters(fcgi_.envp);
  auto body = read_body(fcgi_.in, parameters.content_length);
  if (!body) {
    write(fcgi_.out, refuse(413));
    close_unread(finish());
    return {};
  }
  // The web server gave up, or broke off: nobody waits for an answer.
  if (FCGX_GetError(fcgi_.in) != 0) return finish(), Fd();

  Request request = make_request(parameters);
  request.body = *std::move(body);
  const Response response = handle_or_fail(request, *state.get());
  write(fcgi_.out, response);
  connection = finish();
  log_event(response);
  return keep ? std::move(connection) : Fd();
}

FcgiServer::FcgiServer(Listeners listeners, const Shared<State>& state)
    : listeners_(std::move(listeners)),
      state_(state),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      stopping_(eventfd(0, EFD_CLOEXEC)) {
  if (!epoll_ || !stopping_) throw Error("epoll: {}", errno_text());
  if (FCGX_Init() != 0) throw Error("libfcgi cannot start");
  add(stopping_.get(), EPOLLIN);
  for (const Fd& socket : listeners_.sockets()) add(socket.get(), EPOLLIN | EPOLLEXCLUSIVE);
}

void FcgiServer::start(unsigned threads) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void FcgiServer::add(int fd, unsigned events) const {
  epoll_event event = {.events = events, .data = {.fd = fd}};
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
    throw Error("epoll: {}", errno_text());
}

void FcgiServer::arm(Fd connection) const noexcept {
  epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data = {.fd = connection.get()}};
  const auto set = [&](int operation) {
    return epoll_ctl(epoll_.get(), operation, connection.get(), &event) == 0;
  };
  if (set(EPOLL_CTL_MOD) || (errno == ENOENT && set(EPOLL_CTL_ADD))) connection.release();
}

std::optional<int> FcgiServer::wait(std::chrono::milliseconds at_most) const noexcept {
  epoll_event event;
  const int count = epoll_wait(epoll_.get(), &event, 1, static_cast<int>(at_most.count()));
  if (count != 1) return std::nullopt;
  return int{event.data.fd};
}

Fd FcgiServer::accept(int listener) {
  Fd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  if (connection) {
    if (starved_.exchange(false)) log(LogLevel::info, "accepting connections again");
    prepare_connection(connection.get());
  } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
    if (!starved_.exchange(true)) log(LogLevel::error, "cannot accept: {}", errno_text());
    // The listener stays readable: without a pause this would be a busy loop.
    pollfd stop = {.fd = stopping_.get(), .events = POLLIN, .revents = 0};
    poll(&stop, 1, 100);
  }
  return connection;
}

Fd FcgiServer::take(int ready) {
  const auto& sockets = listeners_.sockets();
  const bool is_listener = std::any_of(sockets.begin(), sockets.end(),
                                       [&](const Fd& socket) { return socket.get() == ready; });
  if (!is_listener) return Fd(ready);
  Fd connection = accept(ready);
  if (!connection || has_data(connection.get())) return connection;
  arm(std::move(connection));
  return {};
}

void FcgiServer::work() {
  Worker worker;
  for (;;) {
    const auto ready = wait(std::chrono::milliseconds(-1));
    if (!ready) continue;
    if (*ready == stopping_.get()) return;
    Fd connection = take(*ready);
    if (!connection) continue;
    if (Fd kept = worker.serve(std::move(connection), state_)) arm(std::move(kept));
  }
}

void FcgiServer::stop() {
  if (threads_.empty()) return;
  eventfd_write(stopping_.get(), 1);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  drain();
}

void FcgiServer::drain() {
  using namespace std::chrono_literals;
  const auto deadline = std::chrono::steady_clock::now() + 2s;
  const auto in_time = [&] { return std::chrono::steady_clock::now() < deadline; };
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, stopping_.get(), nullptr);
  listeners_.refuse_new();
  for (const Fd& listener : listeners_.sockets()) {
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener.get(), nullptr);
    if (listeners_.survive()) continue;
    while (in_time()) {
      Fd connection = accept(listener.get());
      if (!connection) break;
      arm(std::move(connection));
    }
  }
  listeners_.close();
  // What the web server wrote before it could know is answered; then the connection is closed.
  Worker worker;
  while (in_time()) {
    const auto ready = wait(50ms);
    if (!ready) return;
    worker.serve(Fd(*ready), state_);
  }
}

}  // namespace fingerpost
