// SPDX-License-Identifier: MIT
#pragma once

#include "config/problem.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Reads the files of fingerpost-mapd's maps as it does, and returns their problems. A file that
    the current user cannot read is only a warning, because fingerpost-mapd may be able to. */
Problems table_problems(const Catalog& catalog);

/** Returns a warning for each socket of a map that the service cannot access. (This tool often runs
    as root; the service does not.) */
Problems closed_sockets(const Catalog& catalog);

}  // namespace fingerpost
