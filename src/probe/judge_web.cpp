// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;
using Lead = WebFinding::Lead;

std::string_view reason(Lead lead) {
  switch (lead) {
    case Lead::domain:
      return "";
    case Lead::srv:
      return " (by SRV)";
    case Lead::mx:
      return " (by MX)";
    case Lead::txt:
      return " (by TXT)";
  }
  return "";
}

/** Without the query, which is long and holds the address. */
std::string subject_of(const WebFinding& finding) {
  const std::string_view url = finding.url;
  const bool no_address =
      finding.route->kind == ClientKind::autoconfig && finding.route->form == Route::Form::nothing;
  return fmt::format(
      "{} {}{}{}{}", finding.body.empty() ? "GET" : "POST",
      printable(url.substr(0, url.find('?')), 200), no_address ? " (no address)" : "",
      finding.route->kind == ClientKind::mobilesync ? " (MobileSync)" : "", reason(finding.lead));
}

/** Where clients find their settings, without a warning to their users: Outlook takes a redirect
    from plain http; the TXT record is read by Himalaya alone. */
bool counts(const WebFinding& finding, const JudgedUrl& judged) {
  const ClientKind kind = finding.route->kind;
  const bool safe = finding.url.starts_with("https:") || kind == ClientKind::outlook;
  return judged.found && safe && finding.lead != Lead::txt &&
         (kind == ClientKind::autoconfig || kind == ClientKind::outlook);
}

using FoundAt = std::map<Family, std::vector<std::string>>;

Verdict judge_family(std::string_view clients, ClientKind kind,
                     const std::vector<std::string>& found_at, const ProbeSettings& settings) {
  const std::string subject(clients);
  if (!found_at.empty()) return {Level::good, subject, "find the settings: " + found_at.front()};
  const bool offered =
      !settings.state ||
      answer(first_question(kind, settings.address), *settings.state).status == 200;
  if (!offered) return {Level::note, subject, "find nothing, as configured"};
  return {Level::bad, subject, "find no settings",
          fmt::format("add the records that `fingerpost dns {}` prints, then mend what is said of "
                      "the URLs above",
                      settings.domain().text())};
}

Section judge_clients(FoundAt& found_at, const ProbeSettings& settings) {
  Verdict autoconfig = judge_family("Thunderbird and its kin", ClientKind::autoconfig,
                                    found_at[Family::autoconfig], settings);
  if (autoconfig.level == Level::bad && !found_at[Family::outlook].empty()) {
    autoconfig.level = Level::note;
    autoconfig.text += " of theirs: Thunderbird and FairEmail take Outlook's, others find none";
  }
  return {"Clients",
          {std::move(autoconfig), judge_family("Outlook and its kin", ClientKind::outlook,
                                               found_at[Family::outlook], settings)}};
}

/** With who asks there, where something should be done about it. */
Verdict finish(const WebFinding& finding, JudgedUrl judged, const FoundAt& found_at) {
  const bool found = found_at.contains(family_of(finding.route->kind));
  if (judged.excused_if_found && found) {
    judged.verdict.level = Level::note;
    judged.verdict.advice.clear();
  }
  if (!judged.verdict.advice.empty())
    judged.verdict.advice += fmt::format(" (asked by {})", finding.route->clients);
  return std::move(judged.verdict);
}

}  // namespace

std::vector<Section> judge_web(const Survey& survey, const ProbeSettings& settings,
                               const std::vector<MailServer>& reference) {
  std::vector<JudgedUrl> all;
  FoundAt found_at;
  for (const WebFinding& finding : survey.web) {
    JudgedUrl& judged = all.emplace_back(judge_url(finding, survey, reference, settings));
    judged.verdict.subject = subject_of(finding);
    if (counts(finding, judged))
      found_at[family_of(finding.route->kind)].push_back(judged.verdict.subject);
  }
  Section urls{"URLs", {}};
  for (std::size_t i = 0; i < all.size(); ++i)
    urls.verdicts.push_back(finish(survey.web[i], std::move(all[i]), found_at));
  return {std::move(urls), judge_clients(found_at, settings)};
}

}  // namespace fingerpost
