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
using Outcome = JudgedUrl::Outcome;

Url url_of(const WebFinding::Hop& hop) {
  return *Url::parse(hop.url);
}

/** Under the domain itself is often somebody else's web site. */
bool is_bare(const WebFinding& finding) {
  return finding.lead == Lead::domain && finding.route->label.empty();
}

/** Whether the name is there for this purpose only; plain http is where clients turn last. */
bool is_own(const WebFinding& finding) {
  return finding.url.starts_with("https:") && !is_bare(finding);
}

bool is_redirect(const Fetched& fetched) {
  return !fetched.location.empty();
}

/** Where a redirect leads; just the scheme if nothing else changes. */
std::string redirect_target(std::string_view from, std::string_view to) {
  if (from.starts_with("http:") && to.starts_with("https:") && from.substr(5) == to.substr(6))
    return "https";
  return printable(to, 120);
}

/** `200 text/xml clientConfig`. */
std::string describe(const WebFinding& finding) {
  const Fetched& last = finding.hops.back().fetched;
  const std::string_view type = last.content_type;
  std::string text = std::to_string(last.status);
  if (!type.empty()) text += " " + printable(trim(type.substr(0, type.find(';'))), 60);
  if (const FoundSettings* const reading = finding.settings()) text += " " + reading->form;
  if (finding.hops.size() > 1)
    text += fmt::format(
        ", after {} to {}", finding.hops[finding.hops.size() - 2].fetched.status,
        redirect_target(finding.hops[finding.hops.size() - 2].url, finding.hops.back().url));
  return text;
}

JudgedUrl bad(std::string text, std::string advice, Outcome outcome = Outcome::goes_on) {
  return {{Level::bad, {}, std::move(text), std::move(advice)}, outcome};
}

JudgedUrl note(std::string text) {
  return {{Level::note, {}, std::move(text)}};
}

JudgedUrl good(std::string text, Outcome outcome) {
  return {{Level::good, {}, std::move(text)}, outcome};
}

/** Judges a web server that does not include fingerpost. */
JudgedUrl not_included(std::string text) {
  JudgedUrl judged = bad(std::move(text),
                         "include fingerpost's file in the server block of {hosts}, and see that "
                         "its configuration serves the domain (`fingerpost check`)");
  judged.verdict.cause.id = "not included";
  return judged;
}

JudgedUrl judge_unknown_host(const WebFinding& finding, const Survey& survey) {
  const auto url = Url::parse(finding.url);
  const std::string host = url ? url->host() : std::string();
  const std::string& failure = survey.host(host).failure;
  if (!failure.empty()) return {lookup_failure(failure, {})};
  JudgedUrl judged = note("the host has no address");
  judged.verdict.cause = missing_host(host);
  return judged;
}

/** What keeps the client from an answer; nothing if nothing does. */
std::optional<JudgedUrl> judge_connection(const WebFinding& finding, const Survey& survey,
                                          const ProbeSettings& settings) {
  const bool is_outlook = family_of(finding.route->kind) == Family::outlook;
  for (const auto& hop : finding.hops) {
    const Url url = url_of(hop);
    if (auto failure = connection_failure(place_of(url, survey, settings), hop.fetched)) {
      if (!is_own(finding)) failure->level = Level::note;
      return JudgedUrl{*std::move(failure), Outcome::goes_on, is_outlook};
    }
    if (hop.fetched.flaw == CertificateFlaw::none) continue;
    JudgedUrl judged = note(fmt::format("the certificate of {} is not trusted", url.host()));
    judged.verdict.cause = certificate_flaw(url.host(), url.port(), hop.fetched)->cause;
    if (!settings.fetch.connect_host.empty() && is_bare(finding)) return judged;
    judged.verdict.level = Level::bad;
    // Outlook warns its user whatever the web site; the others go on silently.
    if (is_outlook) judged.outcome = Outcome::stops;
    return judged;
  }
  return std::nullopt;
}

/** A redirect that no client follows to an answer, or should not. */
std::optional<JudgedUrl> judge_redirects(const WebFinding& finding) {
  if (auto loop = redirect_loop(finding)) return JudgedUrl{*std::move(loop)};
  for (std::size_t i = 1; i < finding.hops.size(); ++i)
    if (finding.hops[i - 1].url.starts_with("https:") && finding.hops[i].url.starts_with("http:"))
      return bad(fmt::format("{} to plain http", finding.hops[i - 1].fetched.status),
                 "redirect to https, if at all: anybody on the way could change the settings");
  const Fetched& last = finding.hops.back().fetched;
  if (!is_redirect(last)) return std::nullopt;
  if (finding.hops.size() > redirect_limit)
    return bad(fmt::format("redirects more than {} times", redirect_limit),
               "see what redirects to " + printable(last.location, 120));
  return bad(fmt::format("{} to {}, where nothing can be asked", last.status,
                         printable(last.location, 120)),
             "correct the redirect, or answer 404");
}

/** No success. */
JudgedUrl judge_refusal(const WebFinding& finding) {
  const long status = finding.hops.back().fetched.status;
  const std::string text = describe(finding);
  if (status == 401 || status == 403)
    return bad(text, "let everybody ask: clients have no password yet, and ask their users for one",
               status == 401 && finding.route->kind == ClientKind::outlook ? Outcome::stops
                                                                           : Outcome::goes_on);
  if (status >= 500)
    return bad(text, "see the web server's error log: it does not reach fingerpostd, or may not");
  if (finding.wanted && finding.wanted->status == status)
    return good(text + ", as configured", Outcome::goes_on);
  if (is_own(finding) && finding.wanted) return not_included(text);
  return note(text);
}

/** 200, and something else than settings. */
JudgedUrl judge_nonsense(const WebFinding& finding) {
  const std::string text = fmt::format("{}, but {}", describe(finding), finding.reading->error());
  JudgedUrl judged = bad(text,
                         "answer 404 there, or include fingerpost's file for {hosts}: clients take "
                         "every 200 for settings",
                         Outcome::stops);
  judged.verdict.cause.id = "not settings";
  if (!finding.url.starts_with("https:")) {
    judged.verdict.level = Level::note;
    judged.verdict.advice.clear();
    judged.outcome = Outcome::goes_on;
    return judged;
  }
  // Autoconfig clients ask there only after the domain's own names.
  judged.excused_if_found = is_bare(finding) && finding.route->kind == ClientKind::autoconfig;
  return judged;
}

/** Outlook follows from http to the very path over https, and nowhere else. */
bool is_outlook_redirect(const WebFinding& finding) {
  if (finding.hops.size() < 2) return false;
  const long status = finding.hops.front().fetched.status;
  const Url target = url_of(finding.hops[1]);
  return (status == 301 || status == 302) && target.is_https() &&
         equal_ignoring_case(target.path(), finding.route->path);
}

JudgedUrl judge_outlook_redirect(const WebFinding& finding) {
  const std::string text = describe(finding);
  if (is_outlook_redirect(finding)) return good(text, Outcome::finds);
  return bad(text,
             fmt::format("redirect there, by 302, to https://{}{}: Outlook takes nothing else "
                         "over plain http",
                         url_of(finding.hops.front()).host(), finding.route->path));
}

bool wants_xml(ClientKind kind) {
  return kind == ClientKind::autoconfig || kind == ClientKind::outlook ||
         kind == ClientKind::mobilesync;
}

/** In small letters: Thunderbird's FetchHTTP.sys.mjs@fetchHTTP, 2026-08. */
bool is_xml(const Fetched& fetched) {
  return fetched.content_type.starts_with("text/xml") ||
         fetched.content_type.starts_with("application/xml");
}

/** Against the configuration; empty if it says the same. */
std::string against_configuration(const WebFinding& finding, const ProbeSettings& settings) {
  const auto wanted = read_answer(finding.route->kind, finding.wanted->body, settings.address);
  return wanted ? difference(*finding.settings(), *wanted) : std::string();
}

/** A server that no other answer names, if there is one. */
const MailServer* strange_server(const FoundSettings& reading,
                                 const std::vector<MailServer>& reference) {
  for (const MailServer& server : reading.servers)
    if (std::find(reference.begin(), reference.end(), server) == reference.end()) return &server;
  return nullptr;
}

/** Settings, good or bad. */
JudgedUrl judge_settings(const WebFinding& finding, const std::vector<MailServer>& reference,
                         const ProbeSettings& settings) {
  const FoundSettings& reading = *finding.settings();
  const std::string text = describe(finding);
  if (wants_xml(finding.route->kind) && !is_xml(finding.hops.back().fetched))
    return bad(text + ", which Thunderbird reads only as text/xml", "send Content-Type: text/xml",
               Outcome::stops);
  if (finding.wanted && finding.wanted->status == 200) {
    const std::string differs = against_configuration(finding, settings);
    if (differs.empty()) return good(text + ", as configured", Outcome::finds);
    JudgedUrl judged = bad(fmt::format("{}, {}, against the configuration", text, differs),
                           "reload fingerpostd (systemctl reload fingerpost), or turn off what "
                           "answers here instead of it",
                           Outcome::stops);
    judged.verdict.cause.id = "differs " + differs;
    return judged;
  }
  if (finding.wanted && finding.wanted->status >= 400)
    return bad(text + ", where the configuration says nothing", "turn off what answers here",
               Outcome::stops);
  if (const MailServer* const server = strange_server(reading, reference)) {
    const std::string named = fingerpost::describe(*server);
    JudgedUrl judged = bad(fmt::format("{}, names {}, which other answers do not", text, named),
                           "let all answers come from one place", Outcome::stops);
    judged.verdict.cause.id = "disagrees " + named;
    return judged;
  }
  return good(fmt::format("{}: {}", text, fingerpost::describe(reading)), Outcome::finds);
}

/** Whether an SRV record leads to the service too (RFC 6764, RFC 8620). */
bool is_found_by_srv(const WebFinding& finding, const Survey& survey, const Domain& domain) {
  const auto url = Url::parse(finding.wanted->location);
  const auto name = fmt::format("{}.{}", finding.route->service->srv, domain.text());
  const auto& records = survey.answer(name, DnsType::srv).records;
  return url && std::any_of(records.begin(), records.end(), [&](const DnsRecord& record) {
           return record.data == url->host() && record.port == url->port();
         });
}

/** Judges the redirect to a service. It is not followed because the service wants a password. */
JudgedUrl judge_service(const WebFinding& finding, const Survey& survey, const Domain& domain) {
  const auto leads_there = [&](const auto& hop) {
    return hop.fetched.location == finding.wanted->location;
  };
  if (std::any_of(finding.hops.begin(), finding.hops.end(), leads_there))
    return good(
        fmt::format("redirects to {}, as configured", printable(finding.wanted->location, 120)),
        Outcome::finds);
  const std::string text = describe(finding);
  if (is_found_by_srv(finding, survey, domain)) return note(text + "; clients find it by SRV");
  if (auto loop = redirect_loop(finding)) return {*std::move(loop)};
  return not_included(text);
}

JudgedUrl judge_alone(const WebFinding& finding, const Survey& survey,
                      const std::vector<MailServer>& reference, const ProbeSettings& settings) {
  if (finding.hops.empty()) return judge_unknown_host(finding, survey);
  if (auto judged = judge_connection(finding, survey, settings)) return *std::move(judged);
  if (finding.route->service) return judge_service(finding, survey, settings.domain());
  if (auto judged = judge_redirects(finding)) return *std::move(judged);
  if (!finding.reading) return judge_refusal(finding);
  if (!finding.settings()) return judge_nonsense(finding);
  if (finding.route->kind == ClientKind::outlook && !finding.route->https)
    return judge_outlook_redirect(finding);
  return judge_settings(finding, reference, settings);
}

/** Completes the cause: the same answer of one machine at several URLs has one cause. */
void complete(Verdict& verdict, const WebFinding& finding, const Survey& survey,
              const ProbeSettings& settings) {
  Cause& cause = verdict.cause;
  const bool has_cause = verdict.level == Level::bad || !cause.id.empty();
  if (!has_cause || !cause.host.empty() || finding.hops.empty()) return;
  const Url url = url_of(finding.hops.back());
  cause.host = url.host();
  cause.id = fmt::format("{} {}", cause.id.empty() ? verdict.text : cause.id,
                         place_of(url, survey, settings).machine);
}

}  // namespace

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
    case ClientKind::service:
      return Family::other;
  }
  return Family::other;
}

JudgedUrl judge_url(const WebFinding& finding, const Survey& survey,
                    const std::vector<MailServer>& reference, const ProbeSettings& settings) {
  JudgedUrl judged = judge_alone(finding, survey, reference, settings);
  complete(judged.verdict, finding, survey, settings);
  return judged;
}

}  // namespace fingerpost
