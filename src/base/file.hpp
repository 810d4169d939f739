// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fingerpost {

/** Returns the content of a regular file, or the reason why it cannot be read. Refuses directories,
    named pipes, sockets and devices, because opening or reading one may block forever and hold up a
    reload. A descriptor that the process inherited (`/dev/stdin`, `/dev/fd/N`) may also be a pipe
    or a terminal; it is read to its end, however long that takes. Refuses files over 64 MiB, enough
    for three million domains, so that an endless file cannot use up all memory. Any thread may call
    it. */
tl::expected<std::string, std::string> read_file(const std::string& path);

/** Reads standard input (descriptor 0) to its end, with the same size limit. */
tl::expected<std::string, std::string> read_standard_input();

}  // namespace fingerpost
