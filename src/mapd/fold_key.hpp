// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** Returns the key as Postfix asks a database for it: with Unicode's case folding, as with
    smtputf8_enable, its default. Returns nothing for a key that Postfix does not ask for: one that
    is not UTF-8, or has a NUL. Any thread; throws only bad_alloc. */
std::optional<std::string> fold_key(std::string_view key);

}  // namespace fingerpost
