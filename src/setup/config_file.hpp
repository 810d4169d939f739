// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fingerpost {

/** Installs a configuration atomically and keeps the mode and owner of an existing file. Never
    replaces an administrator's work: an existing file must be empty, the installed sample, or
    unchanged since this function wrote it (its first line contains a digest). If it is none of
    these, or if the system refuses, returns the reason and what to do. */
tl::expected<void, std::string> put_in_place(const std::string& path,
                                             const std::string& configuration);

}  // namespace fingerpost
