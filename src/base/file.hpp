// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fingerpost {

/** Returns the whole content of a regular file, or the words for what is wrong. Refuses directories,
    named pipes, sockets and devices: opening or reading one may wait for ever, and would hold up a
    reload. What the process was given open (`/dev/stdin`, `/dev/fd/N`) may also be a pipe or a
    terminal; it is then read to its end, however long that takes. Refuses more than 64 MiB, which is
    room for three million domains: a file that never ends must not take all the memory. Any
    thread. */
tl::expected<std::string, std::string> read_file(const std::string& path);

/** Reads descriptor 0 to its end, with the same limit. */
tl::expected<std::string, std::string> read_standard_input();

}  // namespace fingerpost
