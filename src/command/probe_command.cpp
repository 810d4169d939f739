// SPDX-License-Identifier: MIT
#include "command/probe_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <utility>

#include "base/free.hpp"
#include "base/text.hpp"
#include "command/configuration.hpp"
#include "command/json.hpp"
#include "command/reported_lookups.hpp"
#include "probe/grouping.hpp"
#include "probe/judge.hpp"
#include "probe/surveyor.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

struct Look {
  std::string_view word;
  fmt::text_style style;
};

const Look& look(Level level) {
  static constexpr Look looks[] = {{"good", green}, {"note", yellow}, {"BAD ", red}};
  return looks[static_cast<std::size_t>(level)];
}

/** Resolves a host from the command line with the system's resolver. */
std::vector<std::string> addresses_of(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &raw) != 0) return {};
  const std::unique_ptr<addrinfo, Free<freeaddrinfo>> list(raw);
  std::vector<std::string> addresses;
  for (const addrinfo* one = raw; one; one = one->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) ==
        0)
      addresses.emplace_back(text);
  }
  return addresses;
}

std::optional<Address> read_subject(const std::string& text) {
  if (text.find('@') != text.npos) return Address::parse(text);
  const auto domain = Domain::parse(text);
  return domain ? std::optional(postmaster(*domain)) : std::nullopt;
}

/** Parses the option. Returns an error, or an empty string. */
std::string read_connect(const std::string& text, ProbeSettings& settings) {
  if (text.empty()) return {};
  const auto there = split_host_port(text);
  if (!there || !there->port || there->host.empty())
    return fmt::format("--connect: \"{}\" is not HOST:PORT", text);
  FetchSettings& to = settings.fetch;
  to.connect_host = there->host;
  to.connect_port = *there->port;
  to.connect_addresses = addresses_of(to.connect_host);
  if (to.connect_addresses.empty())
    return fmt::format("--connect: {} has no address", to.connect_host);
  return {};
}

/** Returns the settings for each domain in the options, or an error. */
tl::expected<std::vector<ProbeSettings>, std::string> read_options(const ProbeOptions& options) {
  std::vector<ProbeSettings> all;
  for (const std::string& subject : options.subjects) {
    auto address = read_subject(subject);
    if (!address)
      return tl::make_unexpected(fmt::format("\"{}\" is neither a domain nor an address", subject));
    all.push_back({*std::move(address), nullptr});
  }
  ProbeSettings& first = all.front();
  for (const std::string& wrong :
       {read_network_options(options.network, first.resolver, first.fetch),
        read_connect(options.connect, first)})
    if (!wrong.empty()) return tl::make_unexpected(wrong);
  for (ProbeSettings& settings : all) {
    settings.resolver = first.resolver;
    settings.fetch = first.fetch;
  }
  return all;
}

/** A progress line on a terminal, which disappears at the end. */
class ProgressLine {
 public:
  explicit ProgressLine(const Domain& domain) : domain_(domain) {}
  void show(std::size_t done, std::size_t begun) const {
    if (terminal_) fmt::print(stderr, "\r\x1b[K{}: {} of {} answers", domain_.text(), done, begun);
  }
  ~ProgressLine() {
    if (terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  const Domain& domain_;
  bool terminal_ = is_capable_terminal(STDERR_FILENO);
};

/** The findings on a domain. */
struct Report {
  std::string domain;
  std::vector<Section> sections;
  /** Maps each cause of a bad verdict to an earlier domain with the same cause. */
  std::map<std::string, std::string> said_before = {};

  std::size_t bad() const { return count_bad(sections); }
};

/** Fills in `said_before`. `causes` maps each cause to the first domain that has it. */
void compare(Report& report, std::map<std::string, std::string>& causes) {
  for (const Section& section : report.sections)
    for (const Verdict& verdict : section.verdicts) {
      if (verdict.level != Level::bad || verdict.summary || verdict.cause.id.empty()) continue;
      const auto [known, is_new] = causes.emplace(verdict.cause.id, report.domain);
      if (!is_new) report.said_before.insert(*known);
    }
}

/** Keeps only the bad verdicts. */
void reduce(Report& report) {
  for (Section& section : report.sections)
    std::erase_if(section.verdicts,
                  [](const Verdict& verdict) { return verdict.level != Level::bad; });
}

Json as_json(const Verdict& verdict, const std::string& section) {
  Json entry = {{"section", section},
                {"level", trim(to_lower(look(verdict.level).word))},
                {"subject", verdict.subject},
                {"text", verdict.text}};
  if (!verdict.advice.empty()) entry["advice"] = verdict.advice;
  if (!verdict.affects.empty()) entry["affects"] = verdict.affects;
  if (!verdict.because.empty()) entry["because"] = verdict.because;
  return entry;
}

Json as_json(const Report& report) {
  Json verdicts = Json::array();
  for (const Section& section : report.sections)
    for (const Verdict& verdict : section.verdicts)
      verdicts.push_back(as_json(verdict, section.title));
  return {{"domain", report.domain},
          {"good", report.bad() == 0},
          {"bad", report.bad()},
          {"verdicts", std::move(verdicts)}};
}

void print_details(const Verdict& verdict, const Output& output) {
  if (!verdict.advice.empty())
    fmt::print("        {}\n", painted("-> " + verdict.advice, look(verdict.level).style, output));
  std::vector<std::string> others = verdict.affects;
  std::erase(others, verdict.subject);
  if (!others.empty()) fmt::print("        affects {}\n", listed(others));
}

/** Returns the verdict's text, with the finding that it follows from and the earlier domain with
    the same cause. */
std::string text_of(const Verdict& verdict, const Report& report) {
  std::string text = verdict.text;
  if (text.find(verdict.because) == text.npos)
    text += fmt::format(" (because of: {})", verdict.because);
  const auto before = report.said_before.find(verdict.cause.id);
  if (before != report.said_before.end() && !verdict.summary)
    text += fmt::format(" (same cause as for {}, see there)", before->second);
  return text;
}

/** Prints one line per verdict, followed by its advice. */
void print_section(const Section& section, const Report& report, const Output& output) {
  if (section.verdicts.empty()) return;
  Table table;
  for (const Verdict& verdict : section.verdicts)
    table.add({verdict.subject, text_of(verdict, report)});
  const std::string lines = table.text();
  fmt::print("{}\n", painted(section.title, bold, output));
  std::string_view rest = lines;
  for (const Verdict& verdict : section.verdicts) {
    const auto& [word, style] = look(verdict.level);
    const std::string_view line = rest.substr(0, rest.find('\n') + 1);
    rest.remove_prefix(line.size());
    fmt::print("  {}  {}", painted(word, style, output), line);
    if (!report.said_before.contains(verdict.cause.id)) print_details(verdict, output);
  }
  fmt::print("\n");
}

void print_text(const Report& report, const Output& output) {
  const std::size_t bad = report.bad();
  for (const Section& section : report.sections) print_section(section, report, output);
  fmt::print("{}: {}\n", report.domain,
             bad == 0 ? painted("clients find everything they need.", green, output)
                      : painted(fmt::format("{} to fix.", counted(bad, "problem")), red, output));
}

std::string why_not_served(const Domain& domain, const Serving& serving) {
  return fmt::format(
      "{} {}", serving.kind == Serving::Kind::known ? "does not serve" : "may or may not serve",
      domain.text());
}

/** Loads the configuration to compare each domain with. Returns false if it has errors. Prints
    which domains have nothing to compare with, unless `quiet` is set. */
bool load_states(const ConfigSource& config, bool quiet, Lookups& lookups,
                 std::vector<ProbeSettings>& all) {
  const bool missing = is_missing(config) && !stands_in(config);
  const auto state = missing ? nullptr : load_or_explain(config);
  if (!missing && !state) return false;
  for (ProbeSettings& settings : all) {
    const Serving serving =
        state ? find_provider(state->catalog, settings.domain(), lookups) : Serving();
    if (serving.provider) {
      settings.state = state;
      settings.provider = serving.provider;
      settings.lookups = &lookups;
    } else if (!quiet) {
      complain(fmt::format("{} {}: comparing the findings only with each other", name_of(config),
                           missing ? "is missing" : why_not_served(settings.domain(), serving)));
    }
  }
  return true;
}

Report report_on(const ProbeSettings& settings, Memory& memory) {
  const ProgressLine line(settings.domain());
  const Survey survey = make_survey(
      settings, memory, [&](std::size_t done, std::size_t begun) { line.show(done, begun); });
  return {settings.domain().text(), judge(survey)};
}

}  // namespace

int probe(const ConfigSource& config, const ProbeOptions& options, const Output& output) {
  auto all = read_options(options);
  if (!all) return usage_error(all.error());
  ReportedLookups lookups;
  if (!load_states(config, options.quiet, lookups, *all)) return EX_CONFIG;
  Memory memory;
  Json json = Json::array();
  bool good = true;
  std::map<std::string, std::string> causes;
  std::string_view between;
  for (const ProbeSettings& settings : *all) {
    Report report = report_on(settings, memory);
    compare(report, causes);
    const bool is_good = report.bad() == 0;
    good = good && is_good;
    if (options.quiet) reduce(report);
    if (output.json) json.push_back(as_json(report));
    if (output.json || (options.quiet && is_good)) continue;
    fmt::print("{}", std::exchange(between, "\n"));
    print_text(report, output);
    std::fflush(stdout);
  }
  if (output.json) print(json);
  return good ? EX_OK : EXIT_FAILURE;
}

}  // namespace fingerpost
