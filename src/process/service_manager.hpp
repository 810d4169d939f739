// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string_view>

#include "base/fd.hpp"

namespace fingerpost {

/** Notifies the service manager, if there is one (NOTIFY_SOCKET), with the protocol of
    sd_notify(3). Any thread may use it. Never throws; drops messages that cannot be sent. */
class ServiceManager {
 public:
  /** Opens the socket now, because later no descriptor may be left. */
  ServiceManager() noexcept;

  /** Sends lines such as `READY=1`. */
  void tell(std::string_view lines) const noexcept;
  /** Sends RELOADING=1 with the timestamp that systemd requires with it. READY=1 ends the
      reload. */
  void tell_reloading() const noexcept;

 private:
  sockaddr_un address_ = {};
  socklen_t size_ = 0;
  Fd socket_;
};

}  // namespace fingerpost
