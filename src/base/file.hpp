// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fingerpost {

/** Returns the whole content of a regular file, or the reason why it cannot be read. Refuses
    directories, named pipes, sockets and devices: opening or reading one may block for ever and
    hold up a reload. A file that the process was given open (`/dev/stdin`, `/dev/fd/N`) may also be
    a pipe or a terminal; it is read to its end, however long that takes. Refuses files over 64 MiB,
    which is room for three million domains, so that a file that never ends cannot use up all
    memory. Any thread may call it. */
tl::expected<std::string, std::string> read_file(const std::string& path);

/** Reads standard input (descriptor 0) to its end, with the same size limit. */
tl::expected<std::string, std::string> read_standard_input();

}  // namespace fingerpost
