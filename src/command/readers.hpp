// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/problem.hpp"

namespace fingerpost {

/** Returns a warning for each file or folder that prevents the service from reading one of these
    files. The service does not run as root, as this tool often does, but as the user `fingerpost`
    if that exists (the package creates it), else as a user that owns nothing (DynamicUser= in the
    unit). Files with an access control list are not checked. */
Problems unreadable_files(std::span<const std::string_view> files);

/** Returns a warning if the user `fingerpost-mapd`, which the package creates, cannot read the file
    of a map. Returns an empty string if it can, or if the user does not exist. */
std::string why_mapd_cannot_read(const std::string& file);

/** Returns a warning if the service cannot connect to an existing socket, or cannot see it because
    of its unit's sandbox; otherwise an empty string. `remedy` says how to make it accessible to the
    service's group. */
std::string why_service_cannot_connect(const std::string& socket, std::string_view remedy);

}  // namespace fingerpost
