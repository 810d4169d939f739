// SPDX-License-Identifier: MIT
#include "report/report.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "http/preference.hpp"
#include "report/metrics.hpp"
#include "report/status.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view openmetrics = "application/openmetrics-text";
constexpr std::string_view openmetrics_1 =
    "application/openmetrics-text; version=1.0.0; charset=utf-8";
constexpr std::string_view prometheus_0 = "text/plain; version=0.0.4; charset=utf-8";

/** Returns the format that a client prefers; Prometheus's own by default. */
MetricsFormat preferred_format(std::string_view accept) noexcept {
  unsigned open = 0;
  unsigned plain = 0;
  while (const auto preference = take_preference(accept)) {
    if (equal_ignoring_case(preference->value, openmetrics))
      open = std::max(open, preference->weight);
    else if (equal_ignoring_case(preference->value, "text/plain"))
      plain = std::max(plain, preference->weight);
  }
  return open > plain ? MetricsFormat::openmetrics : MetricsFormat::prometheus;
}

Response answer_metrics(const Request& request, const Snapshot& snapshot) {
  const MetricsFormat format = preferred_format(request.accept);
  return {.content_type = format == MetricsFormat::openmetrics ? openmetrics_1 : prometheus_0,
          .body = write_metrics(snapshot, format),
          .vary = "Accept"};
}

Response answer_status(const Request&, const Snapshot& snapshot) {
  return {.content_type = "application/json", .body = write_status(snapshot)};
}

struct Row {
  std::string_view name;
  Response (*write)(const Request& request, const Snapshot& snapshot);
};

constexpr Row rows[] = {{"metrics", answer_metrics}, {"status", answer_status}};

Response choose(const Request& request, const Snapshot& snapshot) {
  const auto* const row = std::find_if(std::begin(rows), std::end(rows),
                                       [&](const Row& own) { return own.name == request.report; });
  if (row == std::end(rows)) return refuse(Refusal::no_such_path);
  if (request.method == "GET" || request.method == "HEAD") return row->write(request, snapshot);
  Response refusal = refuse(Refusal::wrong_method);
  refusal.allow = "GET, HEAD";
  return refusal;
}

}  // namespace

Response report(const Request& request, const Snapshot& snapshot) {
  Response response = choose(request, snapshot);
  response.caching = Caching::nobody;
  response.head_only = request.method == "HEAD";
  return response;
}

}  // namespace fingerpost
