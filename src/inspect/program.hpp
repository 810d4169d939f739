// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace fingerpost {

/** Returns the path of a program: the first in PATH, /usr/sbin, /usr/local/sbin and /sbin, which the
    PATH of a user often lacks. Empty if it is not installed. */
std::string find_program(const std::string& name);

/** Runs a program without a shell and with nothing on its standard input, and waits for it, for the
    time limit at most. Returns what it wrote on standard output, or why that is of no use: it could not
    be started, wrote more than 16 MiB, took too long (then it is killed), or failed; then the reason
    is the last line of its standard error, safe for a terminal. */
tl::expected<std::string, std::string> output_of(
    const std::string& path, const std::vector<std::string>& arguments,
    std::chrono::milliseconds time_limit = std::chrono::seconds(10));

}  // namespace fingerpost
