// SPDX-License-Identifier: MIT
#include "process/service_manager.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>

namespace fingerpost {

ServiceManager::ServiceManager() noexcept {
  const char* const path = std::getenv("NOTIFY_SOCKET");
  if (!path) return;
  const std::string_view name = path;
  if (name.empty() || name.size() >= sizeof address_.sun_path) return;
  address_.sun_family = AF_UNIX;
  name.copy(address_.sun_path, name.size());
  // An @ marks an abstract socket.
  if (name.front() == '@') address_.sun_path[0] = '\0';
  size_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  socket_ = Fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

void ServiceManager::tell(std::string_view lines) const noexcept {
  if (!socket_) return;
  sendto(socket_.get(), lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
         reinterpret_cast<const sockaddr*>(&address_), size_);
}

void ServiceManager::tell_reloading() const noexcept {
  using namespace std::chrono;
  const auto now = duration_cast<microseconds>(steady_clock::now().time_since_epoch());
  fmt::memory_buffer lines;
  fmt::format_to(fmt::appender(lines), "RELOADING=1\nMONOTONIC_USEC={}", now.count());
  tell({lines.data(), lines.size()});
}

}  // namespace fingerpost
