// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace fingerpost {

/** Tells the service manager, if there is one (NOTIFY_SOCKET), by the protocol of sd_notify(3):
    lines such as `READY=1`. Any thread, never throws; what cannot be told is dropped. */
void notify(std::string_view lines) noexcept;

/** RELOADING=1 with the time stamp that systemd wants beside it; READY=1 ends it. */
void notify_reloading() noexcept;

}  // namespace fingerpost
