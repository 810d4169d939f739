// SPDX-License-Identifier: MIT
#include "report/report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>

using namespace fingerpost;

namespace {

struct Server {
  Counts counts;
  State state;

  Server() {
    const Provider& provider = state.catalog.add_provider("example");
    state.catalog.add_domain(*DomainPattern::parse("example.com"), provider);
    counts.requests.add({find_protocol("/mail/config-v1.1.xml"), Outcome::answered});
    counts.requests.add({find_protocol("/mail/config-v1.1.xml"), Outcome::answered});
    counts.requests.add({nullptr, Outcome::not_found});
    counts.durations.add(std::chrono::microseconds(30));
    counts.durations.add(std::chrono::seconds(7));
  }
  Snapshot snapshot() const {
    return {.counts = counts,
            .state = state,
            .connections = 3,
            .waiting = 1,
            .request_memory = 4096,
            .request_memory_limit = 8192,
            .maps = {{"pgsql:/etc/postfix/a\"b.cf",
                      false,
                      "the server refused",
                      {.fresh = 5, .absent = 4, .stale = 3, .failed = 2, .asked = 1, .time = {}}}},
            .cache_entries = 9,
            .cache_memory = 900,
            .cache_memory_limit = 9000};
  }
  Response ask(std::string_view report_name, std::string_view accept = {},
               std::string_view method = "GET") const {
    return report({.method = method, .accept = accept, .report = report_name}, snapshot());
  }
};

bool has_line(const std::string& text, const std::string& line) {
  return ('\n' + text).find('\n' + line + '\n') != text.npos;
}

constexpr std::string_view plain = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view open = "application/openmetrics-text; version=1.0.0; charset=utf-8";

}  // namespace

TEST_CASE_FIXTURE(Server, "the Accept header selects the format") {
  CHECK(ask("metrics").content_type == plain);
  CHECK(ask("metrics", "*/*").content_type == plain);
  CHECK(ask("metrics", "text/html").content_type == plain);
  CHECK(ask("metrics", "application/openmetrics-text; version=1.0.0").content_type == open);
  // Prometheus 2.42.
  CHECK(ask("metrics",
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
            "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")
            .content_type == open);
  CHECK(ask("metrics", "text/plain, application/openmetrics-text;q=0.9").content_type == plain);
  CHECK(ask("metrics", "Application/OpenMetrics-Text;q=0, text/plain;q=0").content_type == plain);
}

TEST_CASE_FIXTURE(Server, "metrics") {
  const std::string text = ask("metrics").body;
  for (const char* const line :
       {R"(fingerpost_requests_total{protocol="autoconfig",outcome="answered"} 2)",
        R"(fingerpost_requests_total{protocol="none",outcome="not_found"} 1)",
        R"(fingerpost_requests_total{protocol="page",outcome="answered"} 0)",
        R"(fingerpost_request_duration_seconds_bucket{le="2.5e-05"} 0)",
        R"(fingerpost_request_duration_seconds_bucket{le="0.0001"} 1)",
        R"(fingerpost_request_duration_seconds_bucket{le="5.0"} 1)",
        R"(fingerpost_request_duration_seconds_bucket{le="+Inf"} 2)",
        R"(fingerpost_request_duration_seconds_sum 7.00003)",
        R"(fingerpost_request_duration_seconds_count 2)", R"(fingerpost_connections 3)",
        R"(fingerpost_requests_waiting 1)", R"(fingerpost_domains 1)",
        R"(fingerpost_last_reload_successful 1)",
        R"(fingerpost_map_lookups_total{map="pgsql:/etc/postfix/a\"b.cf",result="stale"} 3)",
        R"(fingerpost_map_up{map="pgsql:/etc/postfix/a\"b.cf"} 0)",
        R"(fingerpost_map_cache_bytes 900)"}) {
    INFO(line);
    CHECK(has_line(text, line));
  }
  // Profiles are not signed here.
  CHECK(text.find("expiry_timestamp_seconds ") == text.find("expiry_timestamp_seconds gauge"));
  CHECK(text.ends_with('\n'));
}

TEST_CASE_FIXTURE(Server, "OpenMetrics has the same values and ends") {
  const auto samples = [](const std::string& text) {
    std::multiset<std::string> lines;
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);)
      if (!line.starts_with('#') && !line.starts_with("process_cpu")) lines.insert(line);
    return lines;
  };
  const std::string text = ask("metrics", open).body;
  CHECK(samples(text) == samples(ask("metrics").body));
  CHECK(text.ends_with("\n# EOF\n"));
}

TEST_CASE_FIXTURE(Server, "status") {
  const Response response = ask("status");
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  for (
      const char* const part :
      {R"("requests":{"autoconfig":{"answered":2},)", R"("none":{"not_found":1}})",
       R"("domains":1,)", R"("failed_reloads":0,"last_reload_failed":false)",
       R"("maps":[{"map":"pgsql:/etc/postfix/a\"b.cf","works":false,"failure":"the server refused",)",
       R"("connections":{"open":3,)"}) {
    INFO(part);
    CHECK(response.body.find(part) != response.body.npos);
  }
}

TEST_CASE_FIXTURE(Server, "only GET and HEAD, only known reports, never cached") {
  CHECK(ask("metrics", {}, "HEAD").head_only);
  CHECK(ask("metrics", {}, "HEAD").status == 200);
  CHECK(ask("metrics", {}, "POST").status == 405);
  CHECK(ask("metrics", {}, "POST").allow == "GET, HEAD");
  CHECK(ask("Metrics").status == 404);
  CHECK(ask("x").status == 404);
  CHECK(ask("x", {}, "POST").status == 404);
  for (const std::string_view name : {"metrics", "status", "x"})
    CHECK(ask(name).caching == Caching::nobody);
}
