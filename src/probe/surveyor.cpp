// SPDX-License-Identifier: MIT
#include "probe/surveyor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/ip_address.hpp"
#include "model/url.hpp"
#include "probe/mail_fetch.hpp"
#include "probe/plan.hpp"

namespace fingerpost {

namespace {

/** A URL to fetch for a finding. */
struct Step {
  WebFinding* finding;
  Url url;
};

/** Returns the IPv6 addresses if there are IPv4 addresses too, else nothing. */
std::vector<std::string> ipv6_beside_ipv4(const std::vector<std::string>& addresses) {
  std::vector<std::string> ipv6;
  std::copy_if(addresses.begin(), addresses.end(), std::back_inserter(ipv6), is_ipv6);
  return ipv6.size() < addresses.size() ? ipv6 : std::vector<std::string>();
}

class Surveyor {
 public:
  Surveyor(const ProbeSettings& settings, Memory& memory, const Progress& progress)
      : settings_(settings), memory_(memory), progress_(progress), survey_{settings, memory.dns} {}

  Survey run() {
    look_up(planned_questions(settings_.domain()));
    survey_.web = planned_urls(survey_);
    fetch_web();
    for (MailServer& server : planned_mail_servers(survey_))
      survey_.mail.push_back({std::move(server)});
    survey_.reference = reference_servers(survey_);
    fetch_mail();
    connect_over_ipv6();
    return std::move(survey_);
  }

 private:
  void begin(std::size_t number) {
    begun_ += number;
    progress_(done_, begun_);
  }
  std::function<void()> counter() {
    return [this] { progress_(++done_, begun_); };
  }
  std::vector<Fetched> fetch_all(const std::vector<Fetch>& fetches, const FetchSettings& settings) {
    begin(fetches.size());
    return fetch(fetches, settings, counter());
  }

  /** Looks up the questions that are not in the memory. */
  void look_up(std::vector<DnsQuestion> questions) {
    std::erase_if(questions, [&](const auto& question) { return memory_.dns.contains(question); });
    begin(questions.size());
    auto answers = settings_.resolver.ask(questions, counter());
    for (std::size_t i = 0; i < questions.size(); ++i)
      memory_.dns.emplace(std::move(questions[i]), std::move(answers[i]));
  }

  void look_up_hosts(const std::set<std::string>& hosts) {
    std::vector<DnsQuestion> questions;
    for (const std::string& host : hosts)
      for (const DnsType type : {DnsType::a, DnsType::aaaa})
        if (!is_ip_address(host)) questions.push_back({host, type});
    look_up(std::move(questions));
  }

  void fetch_web() {
    std::vector<Step> steps;
    for (WebFinding& finding : survey_.web) steps.push_back({&finding, finding.url});
    for (std::size_t round = 0; round <= redirect_limit && !steps.empty(); ++round)
      steps = take(std::move(steps));
    for (WebFinding& finding : survey_.web) read(finding);
  }

  void read(WebFinding& finding) const {
    if (finding.hops.empty()) return;
    const Fetched& last = finding.hops.back().fetched;
    if (last.failure == FetchFailure::none && last.status == 200)
      finding.reading = read_answer(finding.route->kind, last.body, settings_.address);
  }

  /** Fetches the steps. Returns the next ones, for redirects. */
  std::vector<Step> take(std::vector<Step> steps) {
    std::erase_if(steps, [&](const Step& step) { return !is_fetched(step.url); });
    std::set<std::string> hosts;
    for (const Step& step : steps) hosts.insert(step.url.host());
    if (settings_.fetch.connect_host.empty()) look_up_hosts(hosts);
    std::erase_if(steps, [&](const Step& step) { return addresses_for(step.url).empty(); });

    std::vector<Fetch> fetches;
    for (const Step& step : steps)
      fetches.push_back({step.url.text(), step.url.host(), step.url.port(), addresses_for(step.url),
                         step.finding->body});
    auto results = fetch_all(fetches, settings_.fetch);
    std::vector<Step> next;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      WebFinding& finding = *steps[i].finding;
      const auto location = Url::parse(results[i].location);
      finding.hops.push_back({steps[i].url, std::move(results[i])});
      if (location && !was_fetched(finding, *location)) next.push_back({&finding, *location});
    }
    return next;
  }

  /** Whether the location was fetched already: the redirects form a loop. */
  static bool was_fetched(const WebFinding& finding, const Url& location) {
    return std::any_of(finding.hops.begin(), finding.hops.end(),
                       [&](const auto& hop) { return is_same_place(hop.url, location); });
  }

  /** Whether to fetch a URL: --connect names a TLS port and says nothing about plain http. */
  bool is_fetched(const Url& url) const {
    return url.is_https() || settings_.fetch.connect_host.empty();
  }

  std::vector<std::string> addresses_for(const Url& url) const {
    const FetchSettings& to = settings_.fetch;
    return to.connect_host.empty() ? survey_.host(url.host()).addresses : to.connect_addresses;
  }

  void fetch_mail() {
    std::set<std::string> hosts;
    for (const MailFinding& finding : survey_.mail) hosts.insert(finding.server.host);
    look_up_hosts(hosts);
    std::vector<std::string> asked;
    std::vector<Fetch> fetches;
    for (const auto& [server, fetched] : survey_.mail) {
      auto addresses = survey_.host(server.host).addresses;
      if (addresses.empty() || memory_.mail.contains(describe(server))) continue;
      asked.push_back(describe(server));
      fetches.push_back(fetch_for(server, std::move(addresses)));
    }
    auto results = fetch_all(fetches, settings_.fetch);
    for (std::size_t i = 0; i < asked.size(); ++i)
      memory_.mail.emplace(asked[i], std::move(results[i]));
    for (MailFinding& finding : survey_.mail)
      if (const auto known = memory_.mail.find(describe(finding.server));
          known != memory_.mail.end())
        finding.fetched = known->second;
  }

  /** Tries IPv6 alone, because libcurl, like clients, uses any address that answers and so hides
      one that does not. */
  void connect_over_ipv6() {
    std::set<std::pair<std::string, std::uint16_t>> places;
    if (settings_.fetch.connect_host.empty())
      for (const WebFinding& finding : survey_.web)
        for (const auto& hop : finding.hops) places.insert({hop.url.host(), hop.url.port()});
    for (const MailFinding& finding : survey_.mail)
      places.insert({finding.server.host, finding.server.port});
    std::vector<Fetch> fetches;
    for (const auto& [host, port] : places)
      if (auto addresses = ipv6_beside_ipv4(survey_.host(host).addresses); !addresses.empty()) {
        survey_.ipv6.push_back({host, port});
        fetches.push_back({.url = fmt::format("http://{}:{}/", host, port),
                           .host = host,
                           .port = port,
                           .addresses = std::move(addresses),
                           .connect_only = true});
      }
    auto results = fetch_all(fetches, FetchSettings());
    for (std::size_t i = 0; i < results.size(); ++i)
      survey_.ipv6[i].fetched = std::move(results[i]);
  }

  const ProbeSettings& settings_;
  Memory& memory_;
  const Progress& progress_;
  std::size_t begun_ = 0, done_ = 0;
  Survey survey_;
};

}  // namespace

Survey make_survey(const ProbeSettings& settings, Memory& memory, const Progress& progress) {
  return Surveyor(settings, memory, progress).run();
}

}  // namespace fingerpost
