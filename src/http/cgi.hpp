// SPDX-License-Identifier: MIT
#pragma once

#include "http/request.hpp"

namespace fingerpost {

/** The request, without its body, that CGI's meta-variables (RFC 3875 section 4.1) describe: a list
    of `NAME=value` that ends with a null pointer. The request's views are into the list. Variables
    that nobody needs are passed over, Authorization among them. The path is normal_path(). */
Request request_from_cgi(const char* const* variables);

}  // namespace fingerpost
