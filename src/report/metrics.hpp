// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "report/exposition.hpp"
#include "report/snapshot.hpp"

namespace fingerpost {

/** Returns all metrics of the server. Throws only bad_alloc. */
std::string write_metrics(const Snapshot& snapshot, MetricsFormat format);

}  // namespace fingerpost
