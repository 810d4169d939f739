// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/url.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;
using Lead = WebFinding::Lead;

/** What a finding comes to, for the clients of its kind. */
struct Judged {
  Verdict verdict;
  /** They find the settings there. */
  bool found = false;
  /** There is no connection. */
  bool unreachable = false;
};

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

/** The last URL that was asked. */
Url last_url(const WebFinding& finding) {
  return *Url::parse(finding.hops.back().url);
}

/** Whether the name is there for this purpose only. Under the domain itself is often somebody
    else's web site, and plain http is where clients turn last. */
bool is_own(const WebFinding& finding) {
  return finding.url.starts_with("https:") &&
         (finding.lead != Lead::domain || !finding.route->label.empty());
}

std::string media_type(const Fetched& fetched) {
  return printable(trim(fetched.content_type.substr(0, fetched.content_type.find(';'))), 60);
}

/** Where a redirect leads; just the scheme if nothing else changes. */
std::string redirect_target(std::string_view from, std::string_view to) {
  if (from.starts_with("http:") && to.starts_with("https:") && from.substr(5) == to.substr(6))
    return "https";
  return printable(to, 120);
}

/** `200 text/xml clientConfig`. */
std::string describe(const WebFinding& finding, std::string_view form) {
  const Fetched& last = finding.hops.back().fetched;
  std::string text = fmt::format("{} {}", last.status, media_type(last));
  if (!form.empty()) text += fmt::format(" {}", form);
  for (std::size_t i = 1; i < finding.hops.size(); ++i)
    text += fmt::format(", after {} to {}", finding.hops[i - 1].fetched.status,
                        redirect_target(finding.hops[i - 1].url, finding.hops[i].url));
  return text;
}

std::string include_advice(const WebFinding& finding) {
  return fmt::format(
      "include fingerpost's file in the server block of {}, and see that its "
      "configuration serves the domain (`fingerpost check`)",
      last_url(finding).host());
}

/** No success. */
Judged judge_refusal(const WebFinding& finding) {
  const long status = finding.hops.back().fetched.status;
  const std::string text = describe(finding, "");
  if (status == 401 || status == 403)
    return {{Level::bad,
             {},
             text,
             "let everybody ask: clients have no password yet, and ask their users for one"}};
  if (status >= 500)
    return {{Level::bad,
             {},
             text,
             "see the web server's error log: it does not reach fingerpostd, or may not"}};
  if (finding.wanted && finding.wanted->status == status)
    return {{Level::good, {}, text + ", as configured"}};
  const bool bites = is_own(finding) && finding.wanted;
  return {{bites ? Level::bad : Level::note,
           {},
           text,
           bites ? include_advice(finding) : std::string()}};
}

/** Outlook follows from http to the very path over https, and nowhere else. */
bool is_outlook_redirect(const WebFinding& finding) {
  if (finding.hops.size() < 2) return false;
  const long status = finding.hops.front().fetched.status;
  const auto target = Url::parse(finding.hops[1].url);
  return (status == 301 || status == 302) && target && target->is_https() &&
         equal_ignoring_case(target->path(), finding.route->path);
}

bool is_xml(const Fetched& fetched) {
  const std::string_view type = fetched.content_type;
  return type.starts_with("text/xml") || type.starts_with("application/xml");
}

/** Settings, good or bad. */
Judged judge_settings(const WebFinding& finding, const Reading& reading,
                      const std::vector<MailServer>& reference, const ProbeSettings& settings) {
  const Fetched& last = finding.hops.back().fetched;
  const ClientKind kind = finding.route->kind;
  std::string text = describe(finding, reading.form);
  const auto bad = [&](std::string_view what, std::string advice) {
    return Judged{{Level::bad, {}, fmt::format("{}, {}", text, what), std::move(advice)}};
  };
  if ((kind == ClientKind::autoconfig || kind == ClientKind::outlook) && !is_xml(last))
    return bad("which Thunderbird reads only as text/xml", "send Content-Type: text/xml");
  if (finding.wanted && finding.wanted->status == 200) {
    const auto wanted = read_answer(kind, finding.wanted->body, settings.address);
    const std::string differs = wanted ? difference(reading, *wanted) : std::string();
    if (!differs.empty())
      return bad(differs + ", against the configuration",
                 "reload fingerpostd (systemctl reload fingerpost), or turn off what answers here "
                 "in its stead");
    text += ", as configured";
  } else if (finding.wanted && finding.wanted->status >= 400) {
    return bad("where the configuration says nothing", "turn off what answers here");
  } else {
    for (const MailServer& server : reading.servers)
      if (!reference.empty() &&
          std::find(reference.begin(), reference.end(), server) == reference.end())
        return bad("names " + fingerpost::describe(server) + ", which other answers do not",
                   "let all answers come from one place");
    if (!reading.servers.empty() && finding.lead == Lead::domain && kind == ClientKind::autoconfig)
      text += ": " + fingerpost::describe(reading);
  }
  return {{Level::good, {}, text}, true};
}

/** 200, and something else than settings. */
Judged judge_nonsense(const WebFinding& finding, const std::string& refusal) {
  const bool bites = finding.url.starts_with("https:");
  return {{bites ? Level::bad : Level::note,
           {},
           fmt::format("{}, but {}", describe(finding, ""), refusal),
           bites ? fmt::format("answer 404 there, or include fingerpost's file for {}: clients "
                               "take every 200 for settings",
                               last_url(finding).host())
                 : std::string()}};
}

/** Calendars, contacts and JMAP are redirects; what lies behind asks for a password. */
Judged judge_service(const WebFinding& finding) {
  const Fetched& first = finding.hops.front().fetched;
  const std::string text = fmt::format("{} {}", first.status, printable(first.location, 120));
  if (finding.wanted && first.location == finding.wanted->location)
    return {{Level::good, {}, text + ", as configured"}};
  return {{Level::bad, {}, text, include_advice(finding)}};
}

Judged judge_http(const WebFinding& finding, const std::vector<MailServer>& reference,
                  const ProbeSettings& settings) {
  switch (finding.route->kind) {
    case ClientKind::caldav:
    case ClientKind::carddav:
    case ClientKind::jmap:
      return judge_service(finding);
    default:
      break;
  }
  const auto reading = read(finding, settings.address);
  if (!reading) return judge_refusal(finding);
  if (!*reading) return judge_nonsense(finding, reading->error());
  const bool asks_redirect = finding.route->kind == ClientKind::outlook && !finding.route->https;
  if (asks_redirect && !is_outlook_redirect(finding))
    return {{Level::bad,
             {},
             describe(finding, (*reading)->form),
             fmt::format("redirect there, by 302, to https://{}{}: Outlook takes nothing else over "
                         "plain http",
                         Url::parse(finding.url)->host(), finding.route->path)}};
  // What was asked first is not what the last hop's answer was wanted for.
  if (asks_redirect) return {{Level::good, {}, describe(finding, (*reading)->form)}, true};
  return judge_settings(finding, **reading, reference, settings);
}

Judged judge(const WebFinding& finding, const Survey& survey,
             const std::vector<MailServer>& reference, const ProbeSettings& settings) {
  if (finding.hops.empty()) {
    const auto url = Url::parse(finding.url);
    const HostFacts& host = survey.host(url ? url->host() : std::string());
    return {{host.failure.empty() ? Level::note : Level::bad,
             {},
             host.failure.empty() ? "the host has no address" : host.failure}};
  }
  for (const auto& hop : finding.hops) {
    const auto url = Url::parse(hop.url);
    if (auto failure = connection_failure(url->host(), url->port(), hop.fetched)) {
      if (!is_own(finding)) failure->level = Level::note;
      return {*std::move(failure), false, true};
    }
    // Outlook warns its user, whosever web site it is.
    if (hop.fetched.flaw != CertificateFlaw::none)
      return {{Level::bad,
               {},
               fmt::format("the certificate of {} is not trusted (see above)", url->host())}};
  }
  return judge_http(finding, reference, settings);
}

enum class Family { autoconfig, outlook, other };

Family family_of(ClientKind kind) {
  switch (kind) {
    case ClientKind::autoconfig:
      return Family::autoconfig;
    case ClientKind::outlook:
    case ClientKind::mobilesync:
    case ClientKind::json:
    case ClientKind::apple:
      return Family::outlook;
    case ClientKind::pacc:
    case ClientKind::caldav:
    case ClientKind::carddav:
    case ClientKind::jmap:
      return Family::other;
  }
  return Family::other;
}

/** Where clients find their settings, without a warning to their users: Outlook takes a redirect
    from plain http; the TXT record is read by Himalaya alone. */
bool counts(const WebFinding& finding, const Judged& judged) {
  const ClientKind kind = finding.route->kind;
  const bool safe = finding.url.starts_with("https:") || kind == ClientKind::outlook;
  return judged.found && safe && finding.lead != Lead::txt &&
         (kind == ClientKind::autoconfig || kind == ClientKind::outlook);
}

using FoundAt = std::map<Family, std::vector<std::string>>;

Verdict judge_family(std::string_view clients, const std::vector<std::string>& found_at,
                     const ProbeSettings& settings) {
  const std::string subject(clients);
  if (!found_at.empty()) return {Level::good, subject, "find the settings: " + found_at.front()};
  return {Level::bad, subject, "find no settings",
          fmt::format("add the records that `fingerpost dns {}` prints, then mend what is said of "
                      "the URLs above",
                      settings.domain().text())};
}

Section judge_clients(FoundAt& found_at, const ProbeSettings& settings) {
  Verdict autoconfig =
      judge_family("Thunderbird and its kin", found_at[Family::autoconfig], settings);
  if (autoconfig.level == Level::bad && !found_at[Family::outlook].empty()) {
    autoconfig.level = Level::note;
    autoconfig.text += " of theirs: Thunderbird and FairEmail take Outlook's, others find none";
  }
  return {"Clients",
          {std::move(autoconfig),
           judge_family("Outlook and its kin", found_at[Family::outlook], settings)}};
}

}  // namespace

std::vector<Section> judge_web(const Survey& survey, const ProbeSettings& settings) {
  const auto reference = reference_servers(survey, settings);
  std::vector<Judged> all;
  FoundAt found_at;
  for (const WebFinding& finding : survey.web) {
    Judged& judged = all.emplace_back(judge(finding, survey, reference, settings));
    judged.verdict.subject = subject_of(finding);
    if (counts(finding, judged))
      found_at[family_of(finding.route->kind)].push_back(judged.verdict.subject);
  }
  Section urls{"URLs", {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    // Outlook goes on to the next URL; a hoster may offer no other than the redirect on port 80.
    const Family family = family_of(survey.web[i].route->kind);
    if (all[i].unreachable && family == Family::outlook && !found_at[family].empty())
      all[i].verdict.level = Level::note;
    urls.verdicts.push_back(std::move(all[i].verdict));
  }
  return {std::move(urls), judge_clients(found_at, settings)};
}

std::vector<MailServer> reference_servers(const Survey& survey, const ProbeSettings& settings) {
  if (settings.state) return configured_servers(*settings.state, settings.domain());
  for (const ClientKind kind : {ClientKind::autoconfig, ClientKind::outlook})
    for (const WebFinding& finding : survey.web)
      if (finding.route->kind == kind)
        if (const auto reading = read(finding, settings.address);
            reading && *reading && !(*reading)->servers.empty())
          return (*reading)->servers;
  return {};
}

std::vector<Section> judge(const Survey& survey, const ProbeSettings& settings) {
  std::vector<Section> sections = {judge_dns(survey, settings), judge_certificates(survey)};
  for (Section& section : judge_web(survey, settings)) sections.push_back(std::move(section));
  sections.push_back(judge_mail(survey));
  return sections;
}

}  // namespace fingerpost
