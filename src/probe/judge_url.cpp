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

/** Whether the URL's host is the domain itself, whose web site is often run by somebody else. */
bool is_bare(const WebFinding& finding) {
  return finding.lead == Lead::domain && finding.route->label.empty();
}

/** Whether the host exists only for autoconfiguration and the URL is https. Clients try plain http
    last. */
bool is_own(const WebFinding& finding) {
  return finding.url.is_https() && !is_bare(finding);
}

/** Returns an untrusted URL, safe to print on a terminal. */
std::string shown(std::string_view url) {
  return printable(url, 120);
}

/** Returns the target of a redirect, or `https` if only the scheme changes. */
std::string redirect_target(const Url& from, const Url& to) {
  const bool is_upgrade =
      !from.is_https() && to.is_https() && "https" + from.text().substr(4) == to.text();
  return is_upgrade ? "https" : shown(to.text());
}

/** Returns a description such as `200 text/xml clientConfig`. */
std::string describe(const WebFinding& finding) {
  const Fetched& last = finding.hops.back().fetched;
  const std::string_view type = last.content_type;
  std::string text = std::to_string(last.status);
  if (!type.empty()) text += " " + printable(trim(type.substr(0, type.find(';'))), 60);
  if (const FoundSettings* const reading = finding.settings()) text += " " + reading->form;
  if (finding.hops.size() > 1) {
    const auto& before = finding.hops[finding.hops.size() - 2];
    text += fmt::format(", after {} to {}", before.fetched.status,
                        redirect_target(before.url, finding.hops.back().url));
  }
  return text;
}

JudgedUrl stops(std::string text, std::string advice) {
  return {Verdict::bad(std::move(text), std::move(advice)), Outcome::stops};
}

JudgedUrl finds(std::string text) {
  return {Verdict::good(std::move(text)), Outcome::finds};
}

/** Judges a web server without fingerpost's file. */
Verdict not_included(std::string text) {
  Verdict verdict = Verdict::bad(std::move(text),
                                 "include fingerpost's file in the server block of {hosts}, and "
                                 "check that its configuration serves the domain (`fingerpost "
                                 "check`)");
  verdict.cause.id = "not included";
  return verdict;
}

Verdict judge_unknown_host(const std::string& host, const Survey& survey) {
  const std::string& failure = survey.host(host).failure;
  if (!failure.empty()) return lookup_failure(failure);
  Verdict verdict = Verdict::note("the host has no address");
  verdict.cause = missing_host(host);
  return verdict;
}

/** Judges connections and certificates on the way to the answer. Returns nothing if they work. */
std::optional<JudgedUrl> judge_connection(const WebFinding& finding, const Survey& survey) {
  const bool is_outlook = family_of(finding.route->kind) == Family::outlook;
  for (const auto& [url, fetched] : finding.hops) {
    if (auto failure = connection_failure(asked_server(url, survey), fetched)) {
      if (!is_own(finding)) failure->level = Level::note;
      return JudgedUrl{*std::move(failure), Outcome::goes_on, is_outlook};
    }
    if (fetched.flaw == CertificateFlaw::none) continue;
    JudgedUrl judged{
        Verdict::note(fmt::format("the certificate of {} is not trusted", url.host()))};
    judged.verdict.cause = certificate_flaw(url.host(), url.port(), fetched)->cause;
    if (!survey.settings.fetch.connect_host.empty() && is_bare(finding)) return judged;
    judged.verdict.level = Level::bad;
    // Outlook shows its user a warning; other clients silently try the next URL.
    if (is_outlook) judged.outcome = Outcome::stops;
    return judged;
  }
  return std::nullopt;
}

/** Judges redirects that do not lead to an answer, or are not safe. */
std::optional<Verdict> judge_redirects(const WebFinding& finding) {
  if (auto loop = redirect_loop(finding)) return loop;
  for (std::size_t i = 1; i < finding.hops.size(); ++i)
    if (finding.hops[i - 1].url.is_https() && !finding.hops[i].url.is_https())
      return Verdict::bad(
          fmt::format("{} redirect to plain http", finding.hops[i - 1].fetched.status),
          "redirect to https, or not at all: over plain http, anybody on the network path can "
          "change the settings");
  const Fetched& last = finding.hops.back().fetched;
  if (last.location.empty()) return std::nullopt;
  if (finding.hops.size() > redirect_limit)
    return Verdict::bad(fmt::format("redirects more than {} times", redirect_limit),
                        "check what redirects to " + shown(last.location));
  return Verdict::bad(fmt::format("{} redirect to {}, which cannot be requested", last.status,
                                  shown(last.location)),
                      "fix the redirect, or return 404");
}

/** Judges an answer whose status is not a success. */
JudgedUrl judge_refusal(const WebFinding& finding) {
  const long status = finding.hops.back().fetched.status;
  const std::string text = describe(finding);
  if (status == 401 || status == 403)
    return {Verdict::bad(text,
                         "allow access to everybody: clients do not have a password yet, and would "
                         "ask their users for one"),
            status == 401 && finding.route->kind == ClientKind::outlook ? Outcome::stops
                                                                        : Outcome::goes_on};
  if (status >= 500)
    return {Verdict::bad(
        text, "check the web server's error log: it probably cannot connect to fingerpostd")};
  if (finding.wanted && finding.wanted->status == status)
    return {Verdict::good(text + ", as configured")};
  return {is_own(finding) && finding.wanted ? not_included(text) : Verdict::note(text)};
}

/** Judges an answer with status 200 that does not contain settings. */
JudgedUrl judge_nonsense(const WebFinding& finding) {
  const std::string text = fmt::format("{}, but {}", describe(finding), finding.reading->error());
  JudgedUrl judged = finding.url.is_https()
                         ? stops(text,
                                 "return 404 there, or include fingerpost's file for {hosts}: "
                                 "clients treat every 200 as settings")
                         : JudgedUrl{Verdict::note(text)};
  judged.verdict.cause.id = "not settings";
  // Autoconfig clients try the domain itself only after its special names.
  judged.excused_if_found = judged.outcome == Outcome::stops && is_bare(finding) &&
                            finding.route->kind == ClientKind::autoconfig;
  return judged;
}

/** Whether Outlook follows the redirect: only from http to the same path over https. */
bool is_outlook_redirect(const WebFinding& finding) {
  if (finding.hops.size() < 2) return false;
  const long status = finding.hops.front().fetched.status;
  const Url& target = finding.hops[1].url;
  return (status == 301 || status == 302) && target.is_https() &&
         equal_ignoring_case(target.path(), finding.route->path);
}

JudgedUrl judge_outlook_redirect(const WebFinding& finding) {
  const std::string text = describe(finding);
  if (is_outlook_redirect(finding)) return finds(text);
  return {Verdict::bad(text, fmt::format("answer with a 302 redirect to https://{}{}: Outlook "
                                         "accepts nothing else over plain http",
                                         finding.url.host(), finding.route->path))};
}

bool wants_xml(ClientKind kind) {
  return kind == ClientKind::autoconfig || kind == ClientKind::outlook ||
         kind == ClientKind::mobilesync;
}

/** Whether Thunderbird treats the answer as XML. It accepts only lower case
    (FetchHTTP.sys.mjs@fetchHTTP, 2026-08). */
bool is_xml(const Fetched& fetched) {
  return fetched.content_type.starts_with("text/xml") ||
         fetched.content_type.starts_with("application/xml");
}

/** Returns the difference from the configuration; empty if there is none. */
std::string against_configuration(const WebFinding& finding, const Address& address) {
  const auto wanted = read_answer(finding.route->kind, finding.wanted->body, address);
  return wanted ? difference(*finding.settings(), *wanted) : std::string();
}

/** Returns a server that is not in the reference, or null. */
const MailServer* strange_server(const FoundSettings& found,
                                 const std::vector<MailServer>& reference) {
  for (const MailServer& server : found.servers)
    if (std::find(reference.begin(), reference.end(), server) == reference.end()) return &server;
  return nullptr;
}

/** Judges an answer that contains settings. */
JudgedUrl judge_settings(const WebFinding& finding, const Survey& survey) {
  const FoundSettings& found = *finding.settings();
  const std::string text = describe(finding);
  if (wants_xml(finding.route->kind) && !is_xml(finding.hops.back().fetched))
    return stops(text + ", which Thunderbird reads only as text/xml",
                 "send Content-Type: text/xml");
  if (finding.wanted && finding.wanted->status == 200) {
    const std::string differs = against_configuration(finding, survey.settings.address);
    if (differs.empty()) return finds(text + ", as configured");
    JudgedUrl judged = stops(
        fmt::format("{}, but {}, unlike the configuration", text, differs),
        "reload fingerpostd (systemctl reload fingerpost), or turn off whatever else answers here");
    judged.verdict.cause.id = "differs " + differs;
    return judged;
  }
  if (finding.wanted && finding.wanted->status >= 400)
    return stops(text + ", although the configuration has no answer",
                 "turn off whatever answers here");
  if (const MailServer* const server = strange_server(found, survey.reference)) {
    const std::string named = fingerpost::describe(*server);
    JudgedUrl judged = stops(fmt::format("{}, but names {}, unlike other answers", text, named),
                             "serve all answers from one place");
    judged.verdict.cause.id = "disagrees " + named;
    return judged;
  }
  return finds(fmt::format("{}: {}", text, fingerpost::describe(found)));
}

/** Whether an SRV record also leads to the service (RFC 6764, RFC 8620). */
bool is_found_by_srv(const WebFinding& finding, const Survey& survey, const Domain& domain) {
  const auto url = Url::parse(finding.wanted->location);
  const auto name = fmt::format("{}.{}", finding.route->service->srv, domain.text());
  const auto& records = survey.answer(name, DnsType::srv).records;
  return url && std::any_of(records.begin(), records.end(), [&](const DnsRecord& record) {
           return record.data == url->host() && record.port == url->port();
         });
}

/** Judges the redirect to a service. It is not followed because the service asks for a password. */
JudgedUrl judge_service(const WebFinding& finding, const Survey& survey) {
  const std::string& wanted = finding.wanted->location;
  if (std::any_of(finding.hops.begin(), finding.hops.end(),
                  [&](const auto& hop) { return hop.fetched.location == wanted; }))
    return finds(fmt::format("redirects to {}, as configured", shown(wanted)));
  const std::string text = describe(finding);
  if (is_found_by_srv(finding, survey, survey.settings.domain()))
    return {Verdict::note(text + "; clients find the service by SRV")};
  return {redirect_loop(finding).value_or(not_included(text))};
}

/** Judges the page for people. No client needs it, so it may be missing. */
JudgedUrl judge_page(const WebFinding& finding, const Survey& survey) {
  if (finding.settings()) return judge_settings(finding, survey);
  if (auto loop = redirect_loop(finding)) return {*std::move(loop)};
  if (finding.hops.back().fetched.status >= 500) return judge_refusal(finding);
  return {Verdict::note(describe(finding) + ": the page for people is missing",
                        fmt::format("to offer it, include fingerpost-page.conf in the "
                                    "site of {}",
                                    finding.url.host()))};
}

JudgedUrl judge_alone(const WebFinding& finding, const Survey& survey) {
  const Route& route = *finding.route;
  if (finding.hops.empty()) return {judge_unknown_host(finding.url.host(), survey)};
  if (auto judged = judge_connection(finding, survey)) return *std::move(judged);
  if (route.service) return judge_service(finding, survey);
  if (route.kind == ClientKind::page) return judge_page(finding, survey);
  if (auto verdict = judge_redirects(finding)) return {*std::move(verdict)};
  if (!finding.reading) return judge_refusal(finding);
  if (!finding.settings()) return judge_nonsense(finding);
  if (route.kind == ClientKind::outlook && !route.https) return judge_outlook_redirect(finding);
  return judge_settings(finding, survey);
}

/** Completes the cause: the same answer from one machine at several URLs has one cause. */
void complete(Verdict& verdict, const WebFinding& finding, const Survey& survey) {
  Cause& cause = verdict.cause;
  const bool has_cause = verdict.level == Level::bad || !cause.id.empty();
  if (!has_cause || !cause.host.empty() || finding.hops.empty()) return;
  const Url& url = finding.hops.back().url;
  cause.host = url.host();
  cause.id = fmt::format("{} {}", cause.id.empty() ? verdict.text : cause.id,
                         asked_server(url, survey).machine);
}

}  // namespace

Family family_of(ClientKind kind) {
  switch (kind) {
    case ClientKind::autoconfig:
      return Family::autoconfig;
    case ClientKind::outlook:
    case ClientKind::mobilesync:
    case ClientKind::autodiscover_json:
    case ClientKind::mobileconfig:
      return Family::outlook;
    case ClientKind::pacc:
    case ClientKind::page:
    case ClientKind::service:
      return Family::other;
  }
  return Family::other;
}

JudgedUrl judge_url(const WebFinding& finding, const Survey& survey) {
  JudgedUrl judged = judge_alone(finding, survey);
  complete(judged.verdict, finding, survey);
  return judged;
}

}  // namespace fingerpost
