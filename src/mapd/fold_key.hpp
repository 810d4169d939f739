// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** Returns the key as Postfix passes it to a database: with Unicode case folding, as with
    smtputf8_enable, which is Postfix's default. Returns nothing for a key that Postfix does not
    look up because it is not UTF-8 or contains a NUL. Callable from any thread. Throws only
    bad_alloc. */
std::optional<std::string> fold_key(std::string_view key);

}  // namespace fingerpost
