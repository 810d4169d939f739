// SPDX-License-Identifier: MIT
#pragma once

#include "config/problem.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Reads the files of the maps that fingerpost-mapd asks, as it does, and returns what is wrong with
    them. A file that this user may not read is a warning, because fingerpost-mapd's may. */
Problems table_problems(const Catalog& catalog);

/** Returns a warning for each socket of a map that keeps the service out, as this tool often runs as
    root, and the service does not. */
Problems closed_sockets(const Catalog& catalog);

}  // namespace fingerpost
