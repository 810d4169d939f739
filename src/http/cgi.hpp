// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "http/request.hpp"

namespace fingerpost {

/** An upper bound on the number of variables that request_from_cgi() uses. */
inline constexpr std::size_t most_cgi_variables = 24;

/** Returns the index of a variable that request_from_cgi() uses, below most_cgi_variables. Returns
    nothing for variables that it ignores. */
std::optional<std::size_t> place_of_cgi_variable(std::string_view name) noexcept;

/** Returns the request, without its body, that CGI's meta-variables (RFC 3875 section 4.1)
    describe: a list of `NAME=value` that ends with a null pointer. The request's views point into
    the list. Ignores all other variables, including Authorization. The path is normalized by
    normal_path(). */
Request request_from_cgi(const char* const* variables);

}  // namespace fingerpost
