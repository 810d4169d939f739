// SPDX-License-Identifier: MIT
#pragma once

#include "config/problem.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Reads the files of the maps that fingerpost-mapd asks, as it does, and returns what is wrong with
    them. A file that this user may not read is a warning, because fingerpost-mapd's may. */
Problems table_problems(const Catalog& catalog);

}  // namespace fingerpost
