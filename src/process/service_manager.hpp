// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string_view>

#include "base/fd.hpp"

namespace fingerpost {

/** The service manager, if there is one (NOTIFY_SOCKET), spoken to by the protocol of
    sd_notify(3). Any thread, never throws; what cannot be told is dropped. */
class ServiceManager {
 public:
  /** Opens what it speaks through: later there may be no descriptor left. */
  ServiceManager() noexcept;

  /** Lines such as `READY=1`. */
  void tell(std::string_view lines) const noexcept;
  /** RELOADING=1 with the time stamp that systemd wants beside it; READY=1 ends it. */
  void tell_reloading() const noexcept;

 private:
  sockaddr_un address_ = {};
  socklen_t size_ = 0;
  Fd socket_;
};

}  // namespace fingerpost
