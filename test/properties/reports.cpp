// SPDX-License-Identifier: MIT
//
// Properties of metrics and status, whatever the server has done and whatever the names of its
// maps.
#include <chrono>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cases.hpp"
#include "exposition_text.hpp"
#include "report/metrics.hpp"
#include "report/report.hpp"
#include "report/status.hpp"

using namespace fingerpost;

namespace {

/** A certificate that never signs. */
class Certificate final : public CmsSigner {
 public:
  explicit Certificate(Counts::Clock::time_point expiry) : expiry_(expiry) {}

  std::string sign(std::string_view) const override { return {}; }
  Counts::Clock::time_point expiry() const noexcept override { return expiry_; }

 private:
  const Counts::Clock::time_point expiry_;
};

std::uint64_t any_number(Random& random) {
  return random.chance(30) ? 0 : UINT64_MAX >> random.below(64);
}

/** Returns UTF-8 with characters that the formats escape or use themselves. */
std::string any_name(Random& random) {
  std::string text;
  for (auto parts = random.below(6); parts > 0; --parts)
    text += random.one_of({"\"", "\\", "\n", "\\n", "{", "}", ",", "=", " ", "# EOF", "\n# EOF\n",
                           "pgsql:/etc/postfix/a.cf", "\u00e4", "\u2028", "\U0001f4e7", "\t",
                           "\x7f", "\x01"});
  return text;
}

/** A server in a random state. */
class AnyServer {
 public:
  explicit AnyServer(Random& random) {
    for (auto times = random.below(200); times > 0; --times) {
      const Protocol* const protocol =
          random.chance(10) ? nullptr : &random.one_of(all_protocols());
      counts_.requests.add({protocol, static_cast<Outcome>(random.below(outcome_words.size()))});
      counts_.durations.add(std::chrono::nanoseconds(any_number(random) >> 24));
    }
    counts_.connections = any_number(random);
    counts_.shed = any_number(random);
    counts_.overdue = any_number(random);
    counts_.broken = any_number(random);
    counts_.warnings = any_number(random);
    counts_.reloads = any_number(random);
    counts_.failed_reloads = any_number(random);
    counts_.last_reload_failed = random.chance(50);
    counts_.loaded += std::chrono::seconds(any_number(random) >> 34);
    if (random.chance(30))
      state_.signer = std::make_shared<Certificate>(counts_.loaded + std::chrono::hours(24));
    for (auto maps = random.below(5); maps > 0; --maps)
      names_.push_back(any_name(random) + std::to_string(maps));
    failure_ = any_name(random);
    for (const std::string& name : names_)
      maps_.push_back(
          {name,
           random.chance(50),
           random.chance(50) ? std::string_view() : failure_,
           {.fresh = any_number(random),
            .absent = any_number(random),
            .stale = any_number(random),
            .failed = any_number(random),
            .asked = any_number(random),
            .time = std::chrono::duration<double>(static_cast<double>(random.below(1000)) / 7)}});
    number_ = static_cast<std::size_t>(any_number(random));
  }

  Snapshot snapshot() const {
    return {.counts = counts_,
            .state = state_,
            .connections = number_,
            .waiting = number_ / 2,
            .request_memory = number_ / 3,
            .request_memory_limit = number_,
            .maps = maps_,
            .cache_entries = number_ / 5,
            .cache_memory = number_ / 7,
            .cache_memory_limit = number_};
  }
  const std::vector<std::string>& names() const noexcept { return names_; }

 private:
  Counts counts_;
  State state_;
  std::vector<std::string> names_;
  std::string failure_;
  std::vector<MapSnapshot> maps_;
  std::size_t number_ = 0;
};

/** Returns all values except processor time, which keeps growing. */
auto values_of(const std::map<std::string, ReadMetric>& metrics) {
  std::map<std::pair<std::string, ReadLabels>, double> values;
  for (const auto& [name, metric] : metrics)
    if (!name.starts_with("process_cpu")) values.insert(metric.values.begin(), metric.values.end());
  return values;
}

}  // namespace

TEST_CASE("metrics follow the grammar of both formats, with the same values") {
  for_all(200, [](Random& random) {
    const AnyServer server(random);
    const auto plain = read_exposition(write_metrics(server.snapshot(), MetricsFormat::prometheus),
                                       MetricsFormat::prometheus);
    const auto open = read_exposition(write_metrics(server.snapshot(), MetricsFormat::openmetrics),
                                      MetricsFormat::openmetrics);
    REQUIRE(values_of(plain) == values_of(open));
    const ReadMetric& up = open.at("fingerpost_map_up");
    REQUIRE(up.values.size() == server.names().size());
    for (const std::string& name : server.names())
      REQUIRE(up.values.contains({"fingerpost_map_up", {{"map", name}}}));
  });
}

TEST_CASE("a status is JSON with the server's values") {
  for_all(200, [](Random& random) {
    const AnyServer server(random);
    const Snapshot snapshot = server.snapshot();
    const std::string text = write_status(snapshot);
    REQUIRE(text.find('\n') == text.npos);
    const auto json = nlohmann::json::parse(text);
    REQUIRE(json["connections"]["open"] == snapshot.connections);
    REQUIRE(json["configuration"]["reloads"] == snapshot.counts.reloads);
    REQUIRE(json["maps"].size() == snapshot.maps.size());
    for (std::size_t i = 0; i < snapshot.maps.size(); ++i) {
      REQUIRE(json["maps"][i]["map"] == snapshot.maps[i].name);
      REQUIRE(json["maps"][i].value("failure", "") == snapshot.maps[i].failure);
      REQUIRE(json["maps"][i]["works"] == snapshot.maps[i].works);
    }
  });
}

TEST_CASE("every report, method and Accept gets an answer that may not be cached") {
  for_all(200, [](Random& random) {
    const AnyServer server(random);
    std::string accept = random.bytes(40);
    for (auto parts = random.below(6); parts > 0; --parts)
      accept.insert(random.below(accept.size() + 1),
                    random.one_of({"application/openmetrics-text", "text/plain", ";", ",", "q=0.5",
                                   "q=", "version=1.0.0", "*/*", " ", "0.001", "1"}));
    const std::string name =
        random.chance(90) ? random.one_of({"metrics", "status"}) : random.bytes(10);
    const std::string method =
        random.chance(90) ? random.one_of({"GET", "HEAD", "POST"}) : random.bytes(5);
    const Response response =
        report({.method = method, .accept = accept, .report = name}, server.snapshot());
    CAPTURE(accept);
    const bool known = name == "metrics" || name == "status";
    const bool reads = method == "GET" || method == "HEAD";
    REQUIRE(response.status == (!known ? 404 : !reads ? 405 : 200));
    REQUIRE(response.caching == Caching::nobody);
    if (response.status != 200 || name != "metrics") return;
    const bool open = response.content_type.starts_with("application/openmetrics-text");
    read_exposition(response.body, open ? MetricsFormat::openmetrics : MetricsFormat::prometheus);
  });
}
