// SPDX-License-Identifier: MIT
#include "report/status.hpp"

#include <chrono>
#include <ctime>

#include "base/json_writer.hpp"
#include "base/log.hpp"

namespace fingerpost {

namespace {

/** Writes a time in the form of RFC 3339, in UTC. */
void put_time(JsonWriter& json, std::string_view key, Counts::Clock::time_point time) {
  const std::time_t seconds = Counts::Clock::to_time_t(time);
  tm parts = {};
  char text[sizeof "2026-01-01T00:00:00Z"];
  const bool fits =
      gmtime_r(&seconds, &parts) && std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (fits) json.text(key, text);
}

void put_configuration(JsonWriter& json, const Snapshot& snapshot) {
  const Counts& counts = snapshot.counts;
  json.open("configuration");
  put_time(json, "loaded", counts.loaded);
  json.number("providers", snapshot.state.catalog.providers().size());
  json.number("domains", snapshot.state.catalog.domains());
  json.number("warnings", counts.warnings);
  json.number("reloads", counts.reloads);
  json.number("failed_reloads", counts.failed_reloads);
  json.boolean("last_reload_failed", counts.last_reload_failed);
  if (snapshot.state.signer)
    put_time(json, "signing_certificate_expiry", snapshot.state.signer->expiry());
  json.close();
}

void put_connections(JsonWriter& json, const Snapshot& snapshot) {
  json.open("connections");
  json.number("open", snapshot.connections);
  json.number("accepted", snapshot.counts.connections);
  json.number("closed_as_broken", snapshot.counts.broken);
  json.number("closed_for_memory", snapshot.counts.shed);
  json.number("closed_as_overdue", snapshot.counts.overdue);
  json.close();
}

/** Writes the numbers of requests by protocol and outcome, except zeros. */
void put_requests(JsonWriter& json, const Snapshot& snapshot) {
  const auto put = [&](const Protocol* protocol, std::string_view name) {
    json.open(name);
    for (std::size_t i = 0; i < outcome_words.size(); ++i)
      if (const auto count = snapshot.counts.requests.of({protocol, static_cast<Outcome>(i)}))
        json.number(outcome_words[i], count);
    json.close();
  };
  json.open("requests");
  for (const Protocol& protocol : all_protocols()) put(&protocol, protocol.name);
  put(nullptr, "none");
  json.close();
}

void put_maps(JsonWriter& json, const Snapshot& snapshot) {
  json.open_list("maps");
  for (const MapSnapshot& map : snapshot.maps) {
    json.open_item();
    json.text("map", map.name);
    json.boolean("works", map.works);
    if (!map.failure.empty()) json.text("failure", map.failure);
    json.number("fresh", map.counts.fresh);
    json.number("absent", map.counts.absent);
    json.number("stale", map.counts.stale);
    json.number("failed", map.counts.failed);
    json.number("questions", map.counts.asked);
    json.close();
  }
  json.close_list();
}

}  // namespace

std::string write_status(const Snapshot& snapshot) {
  JsonWriter json;
  json.text("version", FINGERPOST_VERSION);
  put_time(json, "started", snapshot.counts.started);
  put_configuration(json, snapshot);
  put_connections(json, snapshot);
  put_requests(json, snapshot);
  json.number("requests_waiting", snapshot.waiting);
  put_maps(json, snapshot);
  json.number("map_cache_bytes", snapshot.cache_memory);
  json.number("log_lines_dropped", dropped_log_lines());
  return std::move(json).finish();
}

}  // namespace fingerpost
