// SPDX-License-Identifier: MIT
#include "report/metrics.hpp"

#include <chrono>
#include <ctime>

#include "base/log.hpp"

namespace fingerpost {

namespace {

using Type = MetricType;

double seconds(std::chrono::duration<double> time) noexcept {
  return time.count();
}

double seconds(Counts::Clock::time_point time) noexcept {
  return seconds(time.time_since_epoch());
}

double processor_seconds() noexcept {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return seconds(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

void put_requests(Exposition& text, const Snapshot& snapshot) {
  const auto put = [&](const Protocol* protocol, std::string_view name) {
    for (std::size_t i = 0; i < outcome_words.size(); ++i)
      text.put(snapshot.counts.requests.of({protocol, static_cast<Outcome>(i)}),
               {{"protocol", name}, {"outcome", outcome_words[i]}});
  };
  for (const Protocol& protocol : all_protocols()) put(&protocol, protocol.name);
  put(nullptr, "none");
}

void put_durations(Exposition& text, const Snapshot& snapshot) {
  const Histogram& durations = snapshot.counts.durations;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < Histogram::bounds.size(); ++i)
    text.put_part("_bucket", sum += durations.count(i), {{"le", Histogram::bounds[i].seconds}});
  sum += durations.count(Histogram::bounds.size());
  text.put_part("_bucket", sum, {{"le", "+Inf"}});
  text.put_part("_sum", seconds(durations.sum()));
  text.put_part("_count", sum);
}

void put_closed(Exposition& text, const Snapshot& snapshot) {
  text.put(snapshot.counts.broken, {{"reason", "broken"}});
  text.put(snapshot.counts.shed, {{"reason", "memory"}});
  text.put(snapshot.counts.overdue, {{"reason", "overdue"}});
}

void put_reloads(Exposition& text, const Snapshot& snapshot) {
  text.put(snapshot.counts.reloads, {{"result", "good"}});
  text.put(snapshot.counts.failed_reloads, {{"result", "failed"}});
}

void put_expiry(Exposition& text, const Snapshot& snapshot) {
  if (snapshot.state.signer) text.put(seconds(snapshot.state.signer->expiry()));
}

void put_lookups(Exposition& text, const Snapshot& snapshot) {
  for (const MapSnapshot& map : snapshot.maps) {
    text.put(map.counts.fresh, {{"map", map.name}, {"result", "fresh"}});
    text.put(map.counts.absent, {{"map", map.name}, {"result", "absent"}});
    text.put(map.counts.stale, {{"map", map.name}, {"result", "stale"}});
    text.put(map.counts.failed, {{"map", map.name}, {"result", "failed"}});
  }
}

void put_questions(Exposition& text, const Snapshot& snapshot) {
  for (const MapSnapshot& map : snapshot.maps) {
    text.put_part("_sum", seconds(map.counts.time), {{"map", map.name}});
    text.put_part("_count", map.counts.asked, {{"map", map.name}});
  }
}

void put_works(Exposition& text, const Snapshot& snapshot) {
  for (const MapSnapshot& map : snapshot.maps)
    text.put(std::uint64_t{map.works}, {{"map", map.name}});
}

/** A row of the table of metrics. */
struct Metric {
  MetricInfo info;
  void (*put)(Exposition& text, const Snapshot& snapshot);
};

constexpr Metric metrics[] = {
    {{"fingerpost_build", Type::info, "", "The running version."},
     [](Exposition& text, const Snapshot&) {
       text.put(std::uint64_t{1}, {{"version", FINGERPOST_VERSION}});
     }},
    {{"fingerpost_requests", Type::counter, "",
      "Requests by outcome and protocol; the protocol is none for unknown paths and too large "
      "requests."},
     put_requests},
    {{"fingerpost_request_duration_seconds", Type::histogram, "seconds",
      "The time from the arrival of a request to its answer, without the time of the web server."},
     put_durations},
    {{"fingerpost_requests_waiting", Type::gauge, "", "Requests that are waiting for a map."},
     [](Exposition& text, const Snapshot& s) { text.put(std::uint64_t{s.waiting}); }},
    {{"fingerpost_request_memory_bytes", Type::gauge, "bytes",
      "Memory of unfinished requests and of answers that the web server has not read."},
     [](Exposition& text, const Snapshot& s) { text.put(std::uint64_t{s.request_memory}); }},
    {{"fingerpost_request_memory_limit_bytes", Type::gauge, "bytes",
      "The setting request-memory: beyond it, the oldest connections are closed."},
     [](Exposition& text, const Snapshot& s) { text.put(std::uint64_t{s.request_memory_limit}); }},
    {{"fingerpost_connections", Type::gauge, "", "Open connections from web servers."},
     [](Exposition& text, const Snapshot& s) { text.put(std::uint64_t{s.connections}); }},
    {{"fingerpost_connections_accepted", Type::counter, "",
      "Accepted connections from web servers."},
     [](Exposition& text, const Snapshot& s) { text.put(s.counts.connections); }},
    {{"fingerpost_connections_closed", Type::counter, "",
      "Connections closed because they were broken, needed too much memory or were too slow."},
     put_closed},
    {{"fingerpost_reloads", Type::counter, "", "Reloads of the configuration by result."},
     put_reloads},
    {{"fingerpost_last_reload_successful", Type::gauge, "",
      "1 if the configuration in use is the latest, 0 if the last reload failed."},
     [](Exposition& text, const Snapshot& s) {
       text.put(std::uint64_t{!s.counts.last_reload_failed});
     }},
    {{"fingerpost_configuration_loaded_timestamp_seconds", Type::gauge, "seconds",
      "The time when the configuration in use was loaded."},
     [](Exposition& text, const Snapshot& s) { text.put(seconds(s.counts.loaded)); }},
    {{"fingerpost_configuration_warnings", Type::gauge, "",
      "Warnings about the configuration in use."},
     [](Exposition& text, const Snapshot& s) { text.put(s.counts.warnings); }},
    {{"fingerpost_providers", Type::gauge, "", "Providers in the configuration."},
     [](Exposition& text, const Snapshot& s) {
       text.put(std::uint64_t{s.state.catalog.providers().size()});
     }},
    {{"fingerpost_domains", Type::gauge, "", "Domains in the configuration and its files."},
     [](Exposition& text, const Snapshot& s) {
       text.put(std::uint64_t{s.state.catalog.domains()});
     }},
    {{"fingerpost_signing_certificate_expiry_timestamp_seconds", Type::gauge, "seconds",
      "The time when the certificate that signs profiles expires."},
     put_expiry},
    {{"fingerpost_map_lookups", Type::counter, "",
      "Lookups by map and result: a fresh value, an absent key, a stale answer or a failure."},
     put_lookups},
    {{"fingerpost_map_question_duration_seconds", Type::summary, "seconds",
      "Queries to maps, including failed ones, and the time that they took."},
     put_questions},
    {{"fingerpost_map_up", Type::gauge, "", "1 if the map answered its last query, 0 if it fails."},
     put_works},
    {{"fingerpost_map_cache_entries", Type::gauge, "", "Cached answers of maps."},
     [](Exposition& text, const Snapshot& s) { text.put(std::uint64_t{s.cache_entries}); }},
    {{"fingerpost_map_cache_bytes", Type::gauge, "bytes", "Memory of cached answers."},
     [](Exposition& text, const Snapshot& s) { text.put(std::uint64_t{s.cache_memory}); }},
    {{"fingerpost_map_cache_limit_bytes", Type::gauge, "bytes", "The setting maps-memory."},
     [](Exposition& text, const Snapshot& s) { text.put(std::uint64_t{s.cache_memory_limit}); }},
    {{"fingerpost_log_lines_dropped", Type::counter, "",
      "Log lines dropped because their reader was too slow."},
     [](Exposition& text, const Snapshot&) { text.put(std::uint64_t{dropped_log_lines()}); }},
    {{"process_start_time_seconds", Type::gauge, "seconds", "The time when the process started."},
     [](Exposition& text, const Snapshot& s) { text.put(seconds(s.counts.started)); }},
    {{"process_cpu_seconds", Type::counter, "seconds", "Processor time of the process."},
     [](Exposition& text, const Snapshot&) { text.put(processor_seconds()); }},
};

}  // namespace

std::string write_metrics(const Snapshot& snapshot, MetricsFormat format) {
  Exposition text(format);
  for (const Metric& metric : metrics) {
    text.begin(metric.info);
    metric.put(text, snapshot);
  }
  return std::move(text).finish();
}

}  // namespace fingerpost
