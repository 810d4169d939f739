// SPDX-License-Identifier: MIT
#include "probe/survey.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "model/subject.hpp"
#include "model/url.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t redirect_limit = 5;
/** Of a kind: a hostile zone must not send us to a thousand hosts. */
constexpr std::size_t record_limit = 8;
constexpr std::size_t server_limit = 32;

bool is_ip_address(const std::string& text) {
  in6_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

class Surveyor {
 public:
  Surveyor(const ProbeSettings& settings, const Progress& progress)
      : settings_(settings), progress_(progress) {}

  Survey run() {
    look_up_domain();
    plan_routes();
    plan_leads();
    fetch_web();
    fetch_mail();
    return std::move(survey_);
  }

 private:
  // Counting.
  void begin(std::size_t number) {
    begun_ += number;
    progress_(done_, begun_);
  }
  std::function<void()> counter() {
    return [this] { progress_(++done_, begun_); };
  }

  std::string name(std::string_view label) const {
    return fmt::format("{}{}", label, settings_.domain().text());
  }

  // DNS.
  void look_up(std::vector<DnsQuestion> questions) {
    std::erase_if(questions, [&](const auto& question) { return survey_.dns.contains(question); });
    begin(questions.size());
    const auto answers = settings_.resolver.ask(questions, counter());
    for (std::size_t i = 0; i < questions.size(); ++i)
      survey_.dns.emplace(questions[i], answers[i]);
  }

  void look_up_hosts(const std::set<std::string>& hosts) {
    std::vector<DnsQuestion> questions;
    for (const std::string& host : hosts)
      if (is_ip_address(host))
        survey_.hosts[host].addresses = {host};
      else if (!survey_.hosts.contains(host))
        for (const DnsType type : {DnsType::a, DnsType::aaaa}) questions.push_back({host, type});
    look_up(questions);
    for (const DnsQuestion& question : questions) gather_host(question);
  }

  void gather_host(const DnsQuestion& question) {
    const DnsAnswer& answer = survey_.dns.at(question);
    HostFacts& host = survey_.hosts[question.name];
    if (!answer.failure.empty()) host.failure = answer.failure;
    if (!answer.alias.empty()) host.alias = answer.alias;
    for (const DnsRecord& record : answer.records) host.addresses.push_back(record.data);
  }

  void look_up_domain() {
    std::vector<DnsQuestion> questions = {{name(""), DnsType::mx},
                                          {name(""), DnsType::txt},
                                          {name("_autodiscover._tcp."), DnsType::srv},
                                          {name("_ua-auto-config."), DnsType::txt}};
    for (const std::string& service : service_names(settings_.domain()))
      questions.push_back({service, DnsType::srv});
    for (const std::string_view label : {"_caldavs._tcp.", "_carddavs._tcp."})
      questions.push_back({name(label), DnsType::txt});
    for (const std::string_view label : {"", "autoconfig.", "autodiscover.", "ua-auto-config."})
      for (const DnsType type : {DnsType::a, DnsType::aaaa})
        questions.push_back({name(label), type});
    look_up(questions);
    for (const DnsQuestion& question : questions)
      if (question.type == DnsType::a || question.type == DnsType::aaaa) gather_host(question);
  }

  // Which URLs.
  bool is_asked(const Route& route, const std::optional<Response>& wanted) const {
    // --connect says where TLS is, and nothing of plain http.
    if (!route.https && !settings_.fetch.connect_host.empty()) return false;
    if (wanted && wanted->status < 400) return true;
    switch (route.kind) {
      case ClientKind::autoconfig:
      case ClientKind::outlook:
      case ClientKind::mobilesync:
      case ClientKind::json:
        return true;
      case ClientKind::apple:
        return !wanted;
      case ClientKind::pacc:
        return !survey_.host(name(route.label)).addresses.empty();
      case ClientKind::caldav:
      case ClientKind::carddav:
      case ClientKind::jmap:
        return false;
    }
    return false;
  }

  void add(const Route& route, WebFinding::Lead lead, const Question& question) {
    WebFinding finding{&route, lead, question.url(), question.body};
    if (settings_.state) finding.wanted = answer(question, *settings_.state);
    if (is_asked(route, finding.wanted)) survey_.web.push_back(std::move(finding));
  }

  void plan_routes() {
    for (const Route& route : routes())
      add(route, WebFinding::Lead::domain, question_on(route, settings_.address));
  }

  const Route& first_route(ClientKind kind) const {
    const auto all = routes();
    return *std::find_if(all.begin(), all.end(),
                         [&](const Route& route) { return route.kind == kind; });
  }

  void plan_leads() {
    const Route& outlook = first_route(ClientKind::outlook);
    const Route& autoconfig = first_route(ClientKind::autoconfig);
    for (const DnsRecord& record : records(name("_autodiscover._tcp."), DnsType::srv))
      if (const auto host = Domain::parse(record.data))
        add(outlook, WebFinding::Lead::srv, question_on(outlook, settings_.address, host->text()));
    if (const auto host = mx_autoconfig_host())
      add(autoconfig, WebFinding::Lead::mx, question_on(autoconfig, settings_.address, *host));
    for (const DnsRecord& record : records(name(""), DnsType::txt))
      if (const auto url = mailconf_url(record.data))
        survey_.web.push_back({&autoconfig, WebFinding::Lead::txt, url->text()});
  }

  std::vector<DnsRecord> records(const std::string& host, DnsType type) const {
    auto records = survey_.answer(host, type).records;
    records.resize(std::min(records.size(), record_limit));
    return records;
  }

  /** Thunderbird's FetchConfig.sys.mjs@fetchConfigForMX, 2026-08: the best MX host without its
      first label. */
  std::optional<std::string> mx_autoconfig_host() const {
    const auto best = records(name(""), DnsType::mx);
    const auto host = best.empty() ? std::nullopt : Domain::parse(best.front().data);
    if (!host) return std::nullopt;
    const std::string base = host->text().substr(host->text().find('.') + 1);
    if (base.find('.') == base.npos || base == settings_.domain().text()) return std::nullopt;
    return "autoconfig." + base;
  }

  static std::optional<Url> mailconf_url(std::string_view text) {
    constexpr std::string_view key = "mailconf=";
    return text.starts_with(key) ? Url::parse(text.substr(key.size())) : std::nullopt;
  }

  // HTTP.
  void fetch_web() {
    if (!settings_.fetch.connect_host.empty()) look_up_hosts({settings_.fetch.connect_host});
    std::vector<Step> steps;
    for (WebFinding& finding : survey_.web) steps.push_back({&finding, finding.url});
    for (std::size_t round = 0; round <= redirect_limit && !steps.empty(); ++round)
      steps = take(steps);
  }

  /** A URL to fetch for a finding. */
  struct Step {
    WebFinding* finding;
    std::string url;
  };

  /** Returns the steps that redirects ask for. */
  std::vector<Step> take(std::vector<Step> steps) {
    std::erase_if(steps, [](const Step& step) { return !Url::parse(step.url); });
    std::set<std::string> hosts;
    for (const Step& step : steps) hosts.insert(Url::parse(step.url)->host());
    look_up_hosts(hosts);
    std::erase_if(steps, [&](const Step& step) { return addresses_for(step.url).empty(); });

    std::vector<Fetch> fetches;
    for (const Step& step : steps)
      fetches.push_back({step.url, addresses_for(step.url), step.finding->body});
    begin(fetches.size());
    auto results = fetch(fetches, settings_.fetch, counter());
    std::vector<Step> next;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!results[i].location.empty()) next.push_back({steps[i].finding, results[i].location});
      steps[i].finding->hops.push_back({steps[i].url, std::move(results[i])});
    }
    return next;
  }

  /** Of where libcurl is to connect to. */
  const std::vector<std::string>& addresses_for(const std::string& url) const {
    const std::string& connect = settings_.fetch.connect_host;
    return survey_.host(connect.empty() ? Url::parse(url)->host() : connect).addresses;
  }

  // Mail.
  void fetch_mail() {
    const std::vector<MailServer> servers = mail_servers();
    std::set<std::string> hosts;
    for (const MailServer& server : servers) hosts.insert(server.host);
    look_up_hosts(hosts);
    std::vector<Fetch> fetches;
    for (const MailServer& server : servers) {
      survey_.mail.push_back({server});
      const auto& addresses = survey_.host(server.host).addresses;
      if (!addresses.empty())
        fetches.push_back({mail_url(server), addresses, {}, server.security == Security::starttls});
    }
    begin(fetches.size());
    auto results = fetch(fetches, settings_.fetch, counter());
    auto result = results.begin();
    for (MailFinding& finding : survey_.mail)
      if (!survey_.host(finding.server.host).addresses.empty())
        finding.fetched = std::move(*result++);
  }

  static std::string mail_url(const MailServer& server) {
    return fmt::format("{}{}://{}:{}", word(server.type),
                       server.security == Security::tls ? "s" : "", server.host, server.port);
  }

  /** Those of the configuration, then those that only answers name. */
  std::vector<MailServer> mail_servers() const {
    std::vector<MailServer> servers;
    const auto add_all = [&](const std::vector<MailServer>& more) {
      for (const MailServer& server : more) {
        const auto host = Domain::parse(server.host);
        const bool usable = (host || is_ip_address(server.host)) && server.port != 0;
        if (usable && servers.size() < server_limit &&
            std::find(servers.begin(), servers.end(), server) == servers.end())
          servers.push_back(server);
      }
    };
    if (settings_.state) add_all(configured_servers(*settings_.state, settings_.domain()));
    for (const WebFinding& finding : survey_.web)
      if (const auto reading = read(finding, settings_.address); reading && *reading)
        add_all((*reading)->servers);
    return servers;
  }

  const ProbeSettings& settings_;
  const Progress& progress_;
  std::size_t begun_ = 0, done_ = 0;
  Survey survey_;
};

}  // namespace

const DnsAnswer& Survey::answer(const std::string& name, DnsType type) const {
  static const DnsAnswer nothing;
  const auto found = dns.find({name, type});
  return found == dns.end() ? nothing : found->second;
}

const HostFacts& Survey::host(const std::string& name) const {
  static const HostFacts nothing;
  const auto found = hosts.find(name);
  return found == hosts.end() ? nothing : found->second;
}

std::optional<tl::expected<Reading, std::string>> read(const WebFinding& finding,
                                                       const Address& address) {
  if (finding.hops.empty()) return std::nullopt;
  const Fetched& last = finding.hops.back().fetched;
  if (last.failure != FetchFailure::none || last.status != 200) return std::nullopt;
  return read_answer(finding.route->kind, last.body, address);
}

std::vector<std::string> service_names(const Domain& domain) {
  std::vector<std::string> names;
  for (const std::string_view label : {"_imaps", "_imap", "_pop3s", "_pop3", "_submissions",
                                       "_submission", "_caldavs", "_carddavs", "_jmap"})
    names.push_back(fmt::format("{}._tcp.{}", label, domain.text()));
  return names;
}

std::vector<MailServer> configured_servers(const State& state, const Domain& domain) {
  std::vector<MailServer> servers;
  const Provider& provider = *state.catalog.find(domain);
  for (const auto* const some : {&provider.incoming, &provider.outgoing})
    for (const Server& server : *some)
      servers.push_back({server.type, server.host.expand(domain), server.port, server.security});
  return servers;
}

Survey survey(const ProbeSettings& settings, const Progress& progress) {
  return Surveyor(settings, progress).run();
}

}  // namespace fingerpost
