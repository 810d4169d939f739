// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "postfix/sql_table.hpp"

namespace fingerpost {

/** Returns what SOCI's drivers connect by, one text for each host of the table, in the same order;
    for SQLite, one. All texts hold the password. Connecting and losing a connection take two
    seconds at most, and SQLite only reads. */
std::vector<std::string> connect_strings(const SqlTable& table);

}  // namespace fingerpost
