// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fd.hpp"

namespace fingerpost {

/** The sockets that the web server connects to: listening and non-blocking. */
class Listeners {
 public:
  /** Those that systemd hands over (LISTEN_FDS, sd_listen_fds(3)), else descriptor 0 if that is
      a listening socket (spawn-fcgi), else none. Throws Error if systemd handed over something
      that does not listen. */
  static Listeners inherited();
  /** Opens each endpoint. A Unix socket gets mode 0660 and replaces one that nobody listens on.
      Throws Error. */
  static Listeners opened(const std::vector<Endpoint>& endpoints);

  Listeners(Listeners&&) = default;
  Listeners& operator=(Listeners&&) = default;
  /** Removes the paths that it made. */
  ~Listeners();

  const std::vector<Fd>& sockets() const noexcept { return sockets_; }
  bool empty() const noexcept { return sockets_.empty(); }
  /** Whether systemd keeps the sockets open when this process ends, so that what waits in them is
      not lost. */
  bool survive() const noexcept { return survive_; }

  /** Whether it made Unix sockets, which it will remove. */
  bool has_paths() const noexcept { return !paths_.empty(); }

  /** Nobody can connect any more to the Unix sockets that it made; who waits in them can still be
      accepted. For a TCP socket there is no such thing, and one that was handed over may have
      other owners. */
  void refuse_new() noexcept;
  /** Nobody can connect any more, unless the sockets survive. */
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
