// SPDX-License-Identifier: MIT
#include "server/notify.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>

#include "base/fd.hpp"

namespace fingerpost {

void notify(std::string_view lines) noexcept {
  const char* const path = std::getenv("NOTIFY_SOCKET");
  if (!path) return;
  const std::string_view name = path;
  sockaddr_un address = {};
  if (name.empty() || name.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, name.size());
  // An abstract socket is written with an at sign.
  if (name.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const Fd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sendto(fd.get(), lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
         reinterpret_cast<const sockaddr*>(&address), size);
}

void notify_reloading() noexcept {
  using namespace std::chrono;
  const auto now = duration_cast<microseconds>(steady_clock::now().time_since_epoch());
  fmt::memory_buffer lines;
  fmt::format_to(fmt::appender(lines), "RELOADING=1\nMONOTONIC_USEC={}", now.count());
  notify({lines.data(), lines.size()});
}

}  // namespace fingerpost
