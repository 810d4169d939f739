// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns a decoded path with repeated slashes merged and dot segments removed (RFC 3986 section
    5.2.4), as nginx and Apache match it. A path that climbs above the root stays at the root. An
    empty path stays empty; any other begins with a slash. Total. */
std::string normal_path(std::string_view path);

/** The parts of a request target (RFC 9112 section 3.2) that identify what the client requests, not
    decoded. */
struct Target {
  /** The host with its port; empty unless the target is an absolute URL, as Delta Chat 2.57
      sends. */
  std::string_view host;
  /** The path without the query. */
  std::string_view path;
};

/** Splits a target in origin-form or absolute-form. Any other target is taken as the path.
    Total. */
Target split_target(std::string_view target) noexcept;

}  // namespace fingerpost
