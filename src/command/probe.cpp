// SPDX-License-Identifier: MIT
#include "command/probe.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>

#include "base/file.hpp"
#include "base/free.hpp"
#include "base/text.hpp"
#include "command/configuration.hpp"
#include "command/json.hpp"
#include "probe/judge.hpp"
#include "probe/surveyor.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

struct Look {
  std::string_view word;
  Colour colour;
};

Look look(Level level) {
  switch (level) {
    case Level::good:
      return {"good", Colour::green};
    case Level::note:
      return {"note", Colour::yellow};
    case Level::bad:
      return {"BAD ", Colour::red};
  }
  return {};
}

/** The administrator's own host, by the system's means; empty if it has no address. */
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

bool holds_certificates(const std::string& file) {
  const auto content = read_file(file);
  return content && content->find("-----BEGIN ") != content->npos;
}

std::optional<Address> read_subject(const std::string& text) {
  if (text.find('@') != text.npos) return Address::parse(text);
  const auto domain = Domain::parse(text);
  return domain ? std::optional(postmaster(*domain)) : std::nullopt;
}

// Each reads an option that is given, and returns what is wrong with it, or nothing.

std::string read_resolver(const std::string& text, ProbeSettings& settings) {
  if (text.empty()) return {};
  const auto resolver = Resolver::parse(text);
  if (!resolver)
    return fmt::format(
        "--resolver: \"{}\" is not an address (192.0.2.1, 192.0.2.1:5353 or "
        "[2001:db8::1]:5353)",
        text);
  settings.resolver = *resolver;
  return {};
}

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

std::string read_ca(const std::string& text, ProbeSettings& settings) {
  if (!text.empty() && !holds_certificates(text))
    return fmt::format("--ca: {} holds no certificate, or cannot be read", text);
  settings.fetch.ca = text;
  return {};
}

/** What the options ask for, or what is wrong with them. */
tl::expected<ProbeSettings, std::string> read_options(const ProbeOptions& options) {
  auto address = read_subject(options.subject);
  if (!address)
    return tl::make_unexpected(
        fmt::format("\"{}\" is neither a domain nor an address", options.subject));
  ProbeSettings settings{*std::move(address), nullptr};
  for (const std::string& wrong :
       {read_resolver(options.resolver, settings), read_connect(options.connect, settings),
        read_ca(options.ca, settings)})
    if (!wrong.empty()) return tl::make_unexpected(wrong);
  return settings;
}

/** One line on a terminal, gone when it is done. */
class ProgressLine {
 public:
  void show(std::size_t done, std::size_t begun) const {
    if (terminal_) fmt::print(stderr, "\r\x1b[K{} of {} answers", done, begun);
  }
  ~ProgressLine() {
    if (terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool terminal_ = is_capable_terminal(STDERR_FILENO);
};

std::size_t count(const std::vector<Section>& sections, Level level) {
  std::size_t number = 0;
  for (const Section& section : sections)
    for (const Verdict& verdict : section.verdicts) number += verdict.level == level;
  return number;
}

void print_json(const std::vector<Section>& sections, const ProbeSettings& settings) {
  Json json = {{"domain", settings.domain().text()},
               {"good", count(sections, Level::bad) == 0},
               {"verdicts", Json::array()}};
  for (const Section& section : sections)
    for (const Verdict& verdict : section.verdicts) {
      Json entry = {{"section", section.title},
                    {"level", trim(to_lower(look(verdict.level).word))},
                    {"subject", verdict.subject},
                    {"text", verdict.text}};
      if (!verdict.advice.empty()) entry["advice"] = verdict.advice;
      json["verdicts"].push_back(std::move(entry));
    }
  print(json);
}

/** A line for each verdict, and one below for what to do. */
void print_section(const Section& section, const Output& output) {
  if (section.verdicts.empty()) return;
  Table table;
  for (const Verdict& verdict : section.verdicts) table.add({verdict.subject, verdict.text});
  const std::string lines = table.text();
  fmt::print("{}\n", painted(section.title, Colour::bold, output));
  std::string_view rest = lines;
  for (const Verdict& verdict : section.verdicts) {
    const auto [word, colour] = look(verdict.level);
    const std::string_view line = rest.substr(0, rest.find('\n') + 1);
    rest.remove_prefix(line.size());
    fmt::print("  {}  {}", painted(word, colour, output), line);
    if (!verdict.advice.empty())
      fmt::print("        {}\n", painted("-> " + verdict.advice, colour, output));
  }
  fmt::print("\n");
}

void print_text(const std::vector<Section>& sections, const Output& output) {
  for (const Section& section : sections) print_section(section, output);
  const std::size_t bad = count(sections, Level::bad);
  fmt::print("{}\n", bad == 0 ? painted("All that clients need is there.", Colour::green, output)
                              : painted(fmt::format("{} to mend.", counted(bad, "thing")),
                                        Colour::red, output));
}

/** What the domain's settings are held against, unless that is missing or does not serve it. False
    if it has errors. */
bool load_state(const std::string& config, bool config_given, ProbeSettings& settings) {
  const bool missing = !config_given && access(config.c_str(), F_OK) != 0;
  if (!missing) {
    settings.state = load_or_explain(config);
    if (!settings.state) return false;
    if (settings.state->catalog.find(settings.domain())) return true;
  }
  settings.state.reset();
  complain(fmt::format("{} {}: what is found is compared only with itself", config,
                       missing ? "is missing" : "does not serve " + settings.domain().text()));
  return true;
}

}  // namespace

int probe(const std::string& config, bool config_given, const ProbeOptions& options,
          const Output& output) {
  auto settings = read_options(options);
  if (!settings) return complain(settings.error()), EX_USAGE;
  if (!load_state(config, config_given, *settings)) return EX_CONFIG;
  // A server that hangs up is to be told of, not the end.
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  std::vector<Section> sections;
  {
    const ProgressLine line;
    sections = judge(make_survey(*settings, [&](std::size_t done,
                                                std::size_t begun) { line.show(done, begun); }),
                     *settings);
  }
  std::signal(SIGPIPE, handler);
  if (output.json)
    print_json(sections, *settings);
  else
    print_text(sections, output);
  return count(sections, Level::bad) == 0 ? EX_OK : EXIT_FAILURE;
}

}  // namespace fingerpost
