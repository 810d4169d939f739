// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fingerpost {

/** Puts a configuration in place: the file is whole at every moment, and keeps its mode and owner. Never
    replaces an administrator's work: a file that is there must be empty, the installed sample, or
    unchanged since this function wrote it, which its first line tells by a digest. Otherwise, and if the system
    refuses, returns the reason and what to do. */
tl::expected<void, std::string> put_in_place(const std::string& path,
                                             const std::string& configuration);

}  // namespace fingerpost
