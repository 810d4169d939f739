// SPDX-License-Identifier: MIT
#include "process/listener.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"
#include "process/socket_address.hpp"

namespace fingerpost {

namespace {

/** SD_LISTEN_FDS_START of sd_listen_fds(3). */
constexpr int first_from_systemd = 3;

bool is_listening(int fd) {
  int listening = 0;
  socklen_t size = sizeof listening;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening;
}

/** Makes the socket non-blocking. All its owners share the flags and the connections, so an accept
    that loses the race for a connection must not block. */
void prepare(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
    throw Error("descriptor {}: {}", fd, errno_text());
}

unsigned environment_number(const char* name, unsigned most) {
  const char* const text = std::getenv(name);
  return text ? parse_unsigned(text, most).value_or(0) : 0;
}

/** Removes a socket that a killed process left behind, which would make bind() fail. A socket that
    answers is in use and stays. */
void remove_stale(const std::string& path, const SocketAddress& address) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const Fd probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const bool refused =
      connect(probe.get(), address.generic(), address.size) != 0 && errno == ECONNREFUSED;
  if (refused) unlink(path.c_str());
}

Fd open_listener(const Endpoint& endpoint) {
  const SocketAddress address = socket_address(endpoint);
  const bool is_unix = endpoint.kind == Endpoint::Kind::unix_socket;
  if (is_unix) remove_stale(endpoint.address, address);

  Fd fd(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (!is_unix) setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (endpoint.kind == Endpoint::Kind::ipv6)
    setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  // The socket is a trust boundary: the web server's group may connect, others may not.
  const mode_t mask = umask(0117);
  const int bound = bind(fd.get(), address.generic(), address.size);
  const int error = errno;
  umask(mask);
  if (bound != 0) throw Error("{}: {}", name_of(endpoint), errno_text(error));
  if (listen(fd.get(), SOMAXCONN) != 0) throw Error("{}: {}", name_of(endpoint), errno_text());
  return fd;
}

}  // namespace

Listeners Listeners::inherited() {
  Listeners listeners;
  const bool for_us =
      environment_number("LISTEN_PID", UINT32_MAX) == static_cast<unsigned>(getpid());
  const int count = for_us ? static_cast<int>(environment_number("LISTEN_FDS", 1024)) : 0;
  for (const char* const name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) unsetenv(name);
  for (int fd = first_from_systemd; fd < first_from_systemd + count; ++fd) {
    if (!is_listening(fd)) throw Error("descriptor {} from systemd is not a listening socket", fd);
    prepare(fd);
    listeners.sockets_.emplace_back(fd);
  }
  listeners.survive_ = count > 0;
  if (count == 0 && is_listening(STDIN_FILENO)) {
    prepare(STDIN_FILENO);
    listeners.sockets_.emplace_back(STDIN_FILENO);
  }
  return listeners;
}

Listeners Listeners::opened(const std::vector<Endpoint>& endpoints) {
  Listeners listeners;
  for (const Endpoint& endpoint : endpoints) {
    listeners.sockets_.push_back(open_listener(endpoint));
    if (endpoint.kind == Endpoint::Kind::unix_socket)
      listeners.paths_.push_back({endpoint.address, listeners.sockets_.back().get()});
  }
  return listeners;
}

Listeners::~Listeners() {
  close();
}

void Listeners::refuse_new() noexcept {
  for (const auto& [path, fd] : paths_) {
    unlink(path.c_str());
    shutdown(fd, SHUT_RD);
  }
  paths_.clear();
}

void Listeners::close() noexcept {
  refuse_new();
  sockets_.clear();
}

}  // namespace fingerpost
