// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/problem.hpp"

namespace fingerpost {

/** Returns a warning for each file or folder that keeps the service from reading one of these
    files: the service is not root, as this tool often is. Its user is `fingerpost` if that exists
    (the package creates it), else one that owns nothing (DynamicUser= in the unit). Files with an
    access control list are not checked. */
Problems unreadable_files(std::span<const std::string_view> files);

/** Returns a warning if the user `fingerpost-mapd`, which the package creates, cannot read the file
    of a map. The text is empty if it can, or if the user does not exist. */
std::string why_mapd_cannot_read(const std::string& file);

/** Returns a warning if the service cannot connect to this socket, which is there, or does not see it
    where its unit confines it; otherwise an empty text. `remedy` says how to open it to the service's
    group. */
std::string why_service_cannot_connect(const std::string& socket, std::string_view remedy);

}  // namespace fingerpost
