// SPDX-License-Identifier: MIT
#include "mapd/timed_socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace fingerpost {

namespace {

using Time = TimedSocket::Time;

/** Waits for an event on the socket. Returns false and sets errno on a failure. */
bool await(int fd, short events, Time deadline) noexcept {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      errno = ETIMEDOUT;
      return false;
    }
    pollfd one = {fd, events, 0};
    const int ready = poll(&one, 1, static_cast<int>(std::min<long>(left.count(), 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool connects(int fd, const HostAddress& address, Time deadline) noexcept {
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0)
    return true;
  if (errno != EINPROGRESS || !await(fd, POLLOUT, deadline)) return false;
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0) errno = error;
  return errno == 0;
}

/** Sends small requests without delay, and detects within two minutes that a firewall has dropped
    an idle connection. */
void tune_tcp(int fd) noexcept {
  const auto set = [fd](int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
  };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
  set(IPPROTO_TCP, TCP_KEEPCNT, 4);
}

/** Repeats the call until it no longer blocks, waiting for the event in between. */
template <class Call>
ssize_t repeat(int fd, short events, Time deadline, Call call) noexcept {
  for (;;) {
    const ssize_t count = call();
    if (count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) return count;
    if (errno != EINTR && !await(fd, events, deadline)) return -1;
  }
}

}  // namespace

bool TimedSocket::connect_to(const HostAddress& address, Time deadline) {
  fd_ = Fd(socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd_ && connects(fd_.get(), address, deadline)) return true;
  why_ = errno_text();
  fd_ = Fd();
  return false;
}

bool TimedSocket::connect_tcp(HostAddresses& host, Time deadline) {
  const auto addresses = host.find(deadline);
  if (addresses.empty()) why_ = "cannot resolve the host name";
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto now = std::chrono::steady_clock::now();
    const auto share = (deadline - now) / static_cast<long>(addresses.size() - i);
    if (!connect_to(addresses[i], now + share)) continue;
    tune_tcp(fd_.get());
    return true;
  }
  return false;
}

bool TimedSocket::connect_unix(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    why_ = errno_text(ENAMETOOLONG);
    return false;
  }
  path.copy(address.sun_path, path.size());
  HostAddress wrapped;
  std::memcpy(&wrapped.storage, &address, sizeof address);
  wrapped.size = sizeof address;
  // A Unix socket connects immediately or fails (EAGAIN if the queue is full).
  return connect_to(wrapped, {});
}

ssize_t TimedSocket::read(void* bytes, std::size_t size) noexcept {
  // A peer that never stops sending must not keep us past the deadline.
  if (std::chrono::steady_clock::now() >= deadline_) {
    errno = ETIMEDOUT;
    return -1;
  }
  return repeat(fd_.get(), POLLIN, deadline_, [&] { return recv(fd_.get(), bytes, size, 0); });
}

ssize_t TimedSocket::write(const void* bytes, std::size_t size) noexcept {
  return repeat(fd_.get(), POLLOUT, deadline_,
                [&] { return send(fd_.get(), bytes, size, MSG_NOSIGNAL); });
}

}  // namespace fingerpost
