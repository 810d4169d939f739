// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** Returns the value, percent-decoded once, of the first pair in `query` whose key is one of
    `keys`, ignoring case, and whose value is not empty. `+` stays `+`. Total; throws only
    bad_alloc. */
std::optional<std::string> query_value(std::string_view query,
                                       std::initializer_list<std::string_view> keys);

/** Like query_value(), for a form that a browser POSTs (application/x-www-form-urlencoded), where
    `+` is a space. */
std::optional<std::string> form_value(std::string_view body,
                                      std::initializer_list<std::string_view> keys);

}  // namespace fingerpost
