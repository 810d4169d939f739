// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;
using Lead = WebFinding::Lead;
using Outcome = JudgedUrl::Outcome;

/** The suffix of a subject for each `Lead`. */
constexpr std::string_view reasons[] = {"", " (by SRV)", " (by MX)", " (by TXT)"};

/** Returns a title for the URL, without its query, which is long and contains the address. */
std::string subject_of(const WebFinding& finding) {
  const std::string_view url = finding.url.text();
  const bool no_address =
      finding.route->kind == ClientKind::autoconfig && finding.route->query.empty();
  return fmt::format("{} {}{}{}{}", finding.body.empty() ? "GET" : "POST",
                     printable(url.substr(0, url.find('?')), 200),
                     no_address ? " (no address)" : "",
                     finding.route->kind == ClientKind::mobilesync ? " (MobileSync)" : "",
                     reasons[static_cast<std::size_t>(finding.lead)]);
}

/** A URL and its verdict. */
struct Visit {
  const WebFinding* finding;
  JudgedUrl judged;

  const Verdict& verdict() const { return judged.verdict; }
};

using Visits = std::vector<Visit>;

/** Returns the position of a URL in Thunderbird's order (FetchConfig.sys.mjs, 2026-08). Returns
    nothing if Thunderbird does not try it, or would have to warn its user. */
std::optional<int> place_for_thunderbird(const WebFinding& finding) {
  const Route& route = *finding.route;
  const bool asked = route.kind == ClientKind::autoconfig && route.https &&
                     route.query == by_address && finding.lead != Lead::txt;
  if (!asked) return std::nullopt;
  if (finding.lead == Lead::mx) return 2;
  return route.label.empty() ? 1 : 0;
}

/** Returns the position of a URL in Outlook's order (MS-OXDISCO 3.1.5). From plain http, Outlook
    only follows a redirect. */
std::optional<int> place_for_outlook(const WebFinding& finding) {
  const Route& route = *finding.route;
  if (route.kind != ClientKind::outlook) return std::nullopt;
  if (finding.lead == Lead::srv) return 3;
  if (!route.https) return 2;
  if (!route.posts) return std::nullopt;
  return route.label.empty() ? 0 : 1;
}

/** A client that stands for its family. */
struct Walker {
  std::string_view clients;
  ClientKind kind;
  std::optional<int> (*place)(const WebFinding& finding);
};

constexpr Walker thunderbird = {"Thunderbird and similar clients", ClientKind::autoconfig,
                                place_for_thunderbird};
constexpr Walker outlook = {"Outlook and similar clients", ClientKind::outlook, place_for_outlook};

/** The URLs that a client tries, in order. */
using Way = std::multimap<int, const Visit*>;

Way way_of(const Walker& walker, const Visits& visits) {
  Way way;
  for (const Visit& visit : visits)
    if (const auto place = walker.place(*visit.finding)) way.insert({*place, &visit});
  return way;
}

/** Returns the URL at which the client stops, with or without settings; null if there is none. */
const Visit* end_of(const Way& way) {
  for (const auto& [place, visit] : way)
    if (visit->judged.outcome != Outcome::goes_on) return visit;
  return nullptr;
}

/** Whether the client finds the settings. */
bool finds(const Walker& walker, const Visits& visits) {
  const Visit* const end = end_of(way_of(walker, visits));
  return end && end->judged.outcome == Outcome::finds;
}

/** Returns the first URL with a problem for this kind of client, or null. */
const Visit* first_fault(const Walker& walker, const Visits& visits) {
  for (const Visit& visit : visits)
    if (visit.finding->route->kind == walker.kind && visit.finding->lead != Lead::txt &&
        visit.verdict().level == Level::bad && !visit.judged.excused_if_found)
      return &visit;
  return nullptr;
}

Verdict summary(Level level, std::string text, const Visit* cause = nullptr) {
  Verdict verdict{level, std::move(text)};
  verdict.summary = true;
  if (cause) verdict.cause = {cause->verdict().cause.id};
  return verdict;
}

bool is_offered(const Walker& walker, const ProbeSettings& settings) {
  return !settings.state ||
         answer(first_question(walker.kind, settings.address), *settings.state, *settings.lookups)
                 .status == 200;
}

/** Judges a client that tries all its URLs without finding settings. */
Verdict judge_nothing_found(const Walker& walker, const Way& way, const ProbeSettings& settings) {
  if (!is_offered(walker, settings)) return summary(Level::note, "find nothing, as configured");
  for (const auto& [place, visit] : way)
    if (visit->verdict().level == Level::bad) return summary(Level::bad, "find no settings", visit);
  Verdict verdict = summary(Level::bad, "find no settings");
  verdict.advice =
      fmt::format("add the records that `fingerpost dns {}` prints, then fix the URLs above",
                  settings.domain().text());
  return verdict;
}

Verdict judge_family(const Walker& walker, const Visits& visits, const ProbeSettings& settings) {
  const auto way = way_of(walker, visits);
  const Visit* const end = end_of(way);
  if (!end) return judge_nothing_found(walker, way, settings);
  if (end->judged.outcome == Outcome::stops)
    return summary(Level::bad,
                   fmt::format("stop at {}: {}", end->verdict().subject, end->verdict().text), end);
  const std::string text = "find the settings: " + end->verdict().subject;
  if (const Visit* const fault = first_fault(walker, visits))
    return summary(
        Level::note,
        fmt::format("{}; some request {}, which has a problem", text, fault->verdict().subject),
        fault);
  return summary(Level::good, text);
}

Section judge_clients(const Visits& visits, const ProbeSettings& settings) {
  Verdict autoconfig = judge_family(thunderbird, visits, settings);
  if (autoconfig.level == Level::bad && finds(outlook, visits) &&
      !end_of(way_of(thunderbird, visits))) {
    autoconfig.level = Level::note;
    autoconfig.text += " of their own: Thunderbird and FairEmail use Outlook's, others find none";
  }
  Section section{"Clients"};
  section.add(std::string(thunderbird.clients), std::move(autoconfig));
  section.add(std::string(outlook.clients), judge_family(outlook, visits, settings));
  return section;
}

/** Adds the clients that request the URL to its verdict, and excuses a problem if they find the
    settings elsewhere. */
Verdict finish(Visit visit, bool found) {
  Verdict verdict = std::move(visit.judged.verdict);
  if (visit.judged.excused_if_found && found) {
    verdict.level = Level::note;
    verdict.advice.clear();
  }
  verdict.clients = visit.finding->route->clients;
  return verdict;
}

}  // namespace

std::vector<Section> judge_web(const Survey& survey) {
  Visits visits;
  for (const WebFinding& finding : survey.web) {
    visits.push_back({&finding, judge_url(finding, survey)});
    visits.back().judged.verdict.subject = subject_of(finding);
  }
  std::map<Family, bool> found = {{Family::autoconfig, finds(thunderbird, visits)},
                                  {Family::outlook, finds(outlook, visits)}};
  Section clients = judge_clients(visits, survey.settings);
  Section urls{"URLs"};
  for (Visit& visit : visits) {
    const bool is_found = found[family_of(visit.finding->route->kind)];
    urls.verdicts.push_back(finish(std::move(visit), is_found));
  }
  return {std::move(urls), std::move(clients)};
}

}  // namespace fingerpost
