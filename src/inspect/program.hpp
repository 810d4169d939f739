// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace fingerpost {

/** Returns the path of a program: the first one in PATH, /usr/sbin, /usr/local/sbin or /sbin (a
    user's PATH often lacks the latter three). Empty if it is not installed. */
std::string find_program(const std::string& name);

/** Runs a program without a shell and with empty standard input, and waits for it up to the time
    limit. Returns its standard output, or an error: the program could not be started, wrote more
    than 16 MiB, took too long (then it is killed), or failed. If it failed, the error is the last
    line of its standard error. The error is safe for a terminal. */
tl::expected<std::string, std::string> output_of(
    const std::string& path, const std::vector<std::string>& arguments,
    std::chrono::milliseconds time_limit = std::chrono::seconds(10));

}  // namespace fingerpost
