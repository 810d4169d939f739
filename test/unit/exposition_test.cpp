// SPDX-License-Identifier: MIT
#include "report/exposition.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

std::string written(MetricsFormat format) {
  Exposition text(format);
  text.begin({"a_info", MetricType::gauge, "", "A number."});
  text.put(0.25);
  text.begin({"b", MetricType::counter, "", "Things."});
  text.put(std::uint64_t{18446744073709551615u}, {{"of", "a\\b\"c\nd"}, {"at", ""}});
  text.begin({"c_seconds", MetricType::summary, "seconds", "Times."});
  text.put_part("_sum", 1764520000.5);
  text.put_part("_count", std::uint64_t{3});
  text.begin({"d", MetricType::info, "", "A version."});
  text.put(std::uint64_t{1}, {{"version", "1"}});
  return std::move(text).finish();
}

}  // namespace

TEST_CASE("Prometheus's format") {
  CHECK(written(MetricsFormat::prometheus) == R"(# TYPE a_info gauge
# HELP a_info A number.
a_info 0.25
# TYPE b_total counter
# HELP b_total Things.
b_total{of="a\\b\"c\nd",at=""} 18446744073709551615
# TYPE c_seconds summary
# HELP c_seconds Times.
c_seconds_sum 1764520000.5
c_seconds_count 3
# TYPE d_info gauge
# HELP d_info A version.
d_info{version="1"} 1
)");
}

TEST_CASE("OpenMetrics") {
  CHECK(written(MetricsFormat::openmetrics) == R"(# TYPE a_info gauge
# HELP a_info A number.
a_info 0.25
# TYPE b counter
# HELP b Things.
b_total{of="a\\b\"c\nd",at=""} 18446744073709551615
# TYPE c_seconds summary
# UNIT c_seconds seconds
# HELP c_seconds Times.
c_seconds_sum 1764520000.5
c_seconds_count 3
# TYPE d info
# HELP d A version.
d_info{version="1"} 1
# EOF
)");
}
