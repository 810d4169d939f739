// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/exposition.hpp"

namespace fingerpost {

/** The labels of a value. */
using ReadLabels = std::map<std::string, std::string>;

/** A metric as a reader sees it. */
struct ReadMetric {
  std::string type = {};
  std::string unit = {};
  std::string help = {};
  /** The values by name and labels. */
  std::map<std::pair<std::string, ReadLabels>, double> values = {};
};

/** Reads metrics, by name, as strictly as possible: by the grammar and the "MUST"s of OpenMetrics
    1.0, also for Prometheus's format, which allows more. Fails the test if the text breaks a
    rule. */
std::map<std::string, ReadMetric> read_exposition(std::string_view text, MetricsFormat format);

}  // namespace fingerpost
