// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fd.hpp"

namespace fingerpost {

/** The listening, non-blocking sockets that the web server connects to. */
class Listeners {
 public:
  /** Returns the sockets that systemd passes (LISTEN_FDS, sd_listen_fds(3)), else descriptor 0 if
      it is a listening socket (spawn-fcgi), else none. Throws Error if a descriptor from systemd is
      not a listening socket. */
  static Listeners inherited();
  /** Opens each endpoint. A Unix socket gets mode 0660 and replaces one that nobody listens on.
      Throws Error. */
  static Listeners opened(const std::vector<Endpoint>& endpoints);

  Listeners(Listeners&&) = default;
  Listeners& operator=(Listeners&&) = default;
  /** Removes the Unix sockets that it created. */
  ~Listeners();

  const std::vector<Fd>& sockets() const noexcept { return sockets_; }
  bool empty() const noexcept { return sockets_.empty(); }
  /** Whether systemd keeps the sockets open after this process ends, so that waiting connections
      are not lost. */
  bool survive() const noexcept { return survive_; }

  /** Whether it created Unix sockets, which it will remove. */
  bool has_paths() const noexcept { return !paths_.empty(); }

  /** Stops new connections to the Unix sockets that it created; waiting ones can still be accepted.
      Does nothing for TCP sockets, which cannot do this, or for inherited sockets, which may have
      other owners. */
  void refuse_new() noexcept;
  /** Stops all new connections, unless the sockets survive. */
  void close() noexcept;

 private:
  Listeners() = default;

  struct Path {
    std::string path;
    int fd;
  };

  std::vector<Fd> sockets_;
  std::vector<Path> paths_;
  bool survive_ = false;
};

}  // namespace fingerpost
