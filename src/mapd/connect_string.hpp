// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "postfix/sql_table.hpp"

namespace fingerpost {

/** Returns the connection strings for SOCI's drivers: one for each host of the table, in the same
    order, or a single one for SQLite. Each string contains the password. Connecting, and noticing a
    lost connection, take at most two seconds. SQLite opens the database read-only. */
std::vector<std::string> connect_strings(const SqlTable& table);

}  // namespace fingerpost
