// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "inspect/asked_domains.hpp"
#include "inspect/inspector.hpp"
#include "inspect/published_answer.hpp"
#include "model/url.hpp"

namespace fingerpost {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int most_redirects = 3;
/** The time limit for following redirects: a slow server may be slow for each one. */
constexpr std::chrono::seconds patience{10};

/** A request to a URL, which follows redirects. */
struct Request {
  Domain domain;
  const Route* route;
  std::string shown_url;
  std::string body;
  Url url;
  /** The latest answer. */
  Fetched fetched = {};
  bool done = false;
};

std::vector<Request> requests_for(const std::vector<Domain>& domains) {
  std::vector<Request> requests;
  for (const Domain& domain : domains)
    for (const Route* const route : answer_routes()) {
      Question question = question_on(*route, postmaster(domain));
      const auto url = Url::parse(question.url());
      std::string body = std::exchange(question.body, {});
      question.query.clear();
      if (url) requests.push_back({domain, route, question.url(), std::move(body), *url});
    }
  return requests;
}

/** Sends requests until they are done, and caches the addresses of hosts. */
class Browser {
 public:
  explicit Browser(const InspectSettings& settings) : settings_(settings) {}

  void fetch_round(std::vector<Request>& requests) {
    look_up(requests);
    std::vector<Request*> asked;
    std::vector<Fetch> fetches;
    for (Request& request : requests) {
      const std::vector<std::string>& addresses = addresses_[request.url.host()];
      if (addresses.empty()) request.done = true;
      if (request.done) continue;
      asked.push_back(&request);
      fetches.push_back({.url = request.url.text(),
                         .host = request.url.host(),
                         .port = request.url.port(),
                         .addresses = addresses,
                         .body = request.body});
    }
    if (fetches.empty()) return;
    std::vector<Fetched> results = fetch(fetches, settings_.fetch, [] {});
    for (std::size_t i = 0; i < asked.size(); ++i) take(*asked[i], std::move(results[i]));
  }

 private:
  static void take(Request& request, Fetched result) {
    const auto location = Url::parse(result.location);
    request.fetched = std::move(result);
    request.done = !location;
    if (location) request.url = *location;
  }

  void look_up(const std::vector<Request>& requests) {
    std::set<std::string> hosts;
    for (const Request& request : requests)
      if (!request.done && !addresses_.contains(request.url.host()))
        hosts.insert(request.url.host());
    std::vector<DnsQuestion> questions;
    for (const std::string& host : hosts)
      for (const DnsType type : {DnsType::a, DnsType::aaaa}) questions.push_back({host, type});
    if (questions.empty()) return;
    const std::vector<DnsAnswer> answers = settings_.resolver.ask(questions, [] {});
    for (std::size_t i = 0; i < answers.size(); ++i)
      for (const DnsRecord& record : answers[i].records)
        addresses_[questions[i].name].push_back(record.data);
  }

  const InspectSettings& settings_;
  /** Empty for a host without addresses. */
  std::map<std::string, std::vector<std::string>> addresses_ = {};
};

/** Returns whether clients accept the answer. */
bool is_answer(const Request& request) {
  const Fetched& fetched = request.fetched;
  return fetched.failure == FetchFailure::none && fetched.flaw == CertificateFlaw::none &&
         fetched.status == 200;
}

}  // namespace

Findings look_at_answers(const InspectSettings& settings, const Inspection& so_far) {
  Findings findings;
  std::vector<Request> requests = requests_for(domains_to_look_up(settings, so_far));
  try {
    Browser browser(settings);
    const auto deadline = Clock::now() + patience;
    for (int round = 0; round <= most_redirects && Clock::now() < deadline; ++round)
      browser.fetch_round(requests);
  } catch (const Error& error) {
    // Other inspectors may still find something if DNS does not work.
    findings.remarks.push_back(fmt::format("cannot query autoconfig hosts: {}", error.what()));
    return findings;
  }
  std::set<std::string> answered;
  for (const Request& request : requests)
    if (is_answer(request) && !answered.contains(request.domain.text()) &&
        add_answer(request.route->kind, request.shown_url, request.fetched.body,
                   postmaster(request.domain), findings))
      answered.insert(request.domain.text());
  return findings;
}

}  // namespace fingerpost
