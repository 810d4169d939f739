// SPDX-License-Identifier: MIT
#include "probe/is_ready.hpp"

#include <poll.h>

#include <cerrno>

namespace fingerpost {

bool is_ready(const Fd& socket, short event, std::chrono::steady_clock::time_point end) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd wanted{socket.get(), event, 0};
    const int ready = poll(&wanted, 1, static_cast<int>(left.count()));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

}  // namespace fingerpost
