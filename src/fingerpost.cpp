// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "base/error.hpp"
#include "command/check_command.hpp"
#include "command/configuration.hpp"
#include "command/dns_command.hpp"
#include "command/import_command.hpp"
#include "command/names_command.hpp"
#include "command/probe_command.hpp"
#include "command/show_command.hpp"
#include "config/nearest.hpp"

namespace fingerpost {

namespace {

struct Options {
  std::string config = FINGERPOST_CONFIG;
  /** Said on the command line. */
  bool config_given = false;
  Output output;
};

/** What runs once the command line is read. */
using Run = std::function<int()>;

/** Adds its options to the subcommand `app`; what it returns runs if that is chosen. */
using Add = Run (*)(CLI::App& app, const Options& options);

struct Subcommand {
  std::string_view name;
  std::string_view summary;
  Add add;
};

Run add_check(CLI::App& app, const Options& options) {
  const auto own = std::make_shared<CheckOptions>();
  app.add_flag("--strict", own->strict, "Warnings count: status 1 if there are any");
  return [&options, own] {
    if (options.config_given) own->command += " -c " + options.config;
    return check(options.config, *own, options.output);
  };
}

template <class T>
struct Choice {
  std::string_view word;
  T value;
};

constexpr Choice<ClientKind> client_kinds[] = {
    {"autoconfig", ClientKind::autoconfig}, {"outlook", ClientKind::outlook},
    {"mobilesync", ClientKind::mobilesync}, {"json", ClientKind::json},
    {"apple", ClientKind::apple},           {"pacc", ClientKind::pacc},
};

constexpr Choice<RecordStyle> record_styles[] = {
    {"cname", RecordStyle::cname},
    {"srv", RecordStyle::srv},
    {"mx", RecordStyle::mx},
};

/** An option that takes one of several words. */
template <class T, class Target, std::size_t N>
void add_choice(CLI::App& app, const std::string& name, const Choice<T> (&choices)[N],
                Target& target, const std::string& description) {
  std::vector<std::string_view> words;
  for (const auto& choice : choices) words.push_back(choice.word);
  const auto read = [name, words, &choices, &target](const std::string& text) {
    for (const auto& [word, value] : choices)
      if (word == text) return void(target = value);
    throw CLI::ValidationError(name,
                               fmt::format("\"{}\" is none of {}{}", text, fmt::join(words, ", "),
                                           did_you_mean(text, words)));
  };
  app.add_option_function<std::string>(name, read, description)
      ->type_name(fmt::format("{}", fmt::join(words, "|")));
}

Run add_show(CLI::App& app, const Options& options) {
  const auto own = std::make_shared<ShowOptions>();
  app.add_option("ADDRESS", own->address, "Whose settings")->required();
  add_choice(app, "--as", client_kinds, own->as, "Print the very bytes that such a client is sent");
  return [&options, own] { return show(options.config, *own, options.output); };
}

/** What `dns` and `names` have in common. */
void add_record_options(CLI::App& app, RecordOptions& own) {
  app.add_option("DOMAIN", own.domains, "Only these; default: all of the configuration");
  add_choice(app, "--style", record_styles, own.style,
             "How clients are led to the web server: by names in each domain (the default), by SRV "
             "records, or by the domain of the MX host");
  app.add_option("--target", own.targets,
                 "The host of the web server that answers, or its addresses (repeatable); for "
                 "--style mx the MX host")
      ->type_name("HOST|ADDRESS")
      ->allow_extra_args(false);
}

Run add_dns(CLI::App& app, const Options& options) {
  const auto own = std::make_shared<RecordOptions>();
  add_record_options(app, *own);
  return [&options, own] { return dns(options.config, *own, options.output); };
}

Run add_names(CLI::App& app, const Options& options) {
  const auto own = std::make_shared<NamesOptions>();
  add_record_options(app, own->records);
  app.add_flag("--certbot", own->certbot, "Print the command that gets the certificate");
  return [&options, own] { return names(options.config, *own, options.output); };
}

Run add_probe(CLI::App& app, const Options& options) {
  const auto own = std::make_shared<ProbeOptions>();
  app.add_option("DOMAIN|ADDRESS", own->subjects, "What to ask about (repeatable)")->required();
  app.add_flag("--quiet", own->quiet, "Print only what is bad; nothing if all is good (for cron)");
  app.add_option("--resolver", own->resolver, "Ask this DNS server; default: the system's")
      ->type_name("ADDR[:PORT]");
  app.add_option("--connect", own->connect,
                 "Send all HTTPS there, whatever DNS says; plain HTTP is not asked")
      ->type_name("HOST:PORT");
  app.add_option("--ca", own->ca, "Trust the certificates in this file instead of the system's")
      ->type_name("FILE");
  return
      [&options, own] { return probe(options.config, options.config_given, *own, options.output); };
}

Run add_import(CLI::App& app, const Options& options) {
  const auto own = std::make_shared<ImportOptions>();
  app.add_option(
         "FILE", own->files,
         "config-v1.1.xml, autodiscover.xml, a .mobileconfig, automx.conf, automx2's JSON or "
         "the environment of autodiscover-email-settings; - is standard input")
      ->required();
  app.add_option("--domain", own->domains,
                 "A domain for providers whose file names none (repeatable)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  return [&options, own] { return import_configuration(*own, options.output); };
}

constexpr Subcommand subcommands[] = {
    {"check", "Say what is wrong with the configuration, and what it serves", add_check},
    {"show", "Show the settings of an address", add_show},
    {"dns", "Print the DNS records to add", add_dns},
    {"names", "Print the host names that a certificate needs", add_names},
    {"probe", "Ask the world as mail clients do, and say what to fix", add_probe},
    {"import", "Turn other software's files into a configuration", add_import},
};

/** The first word that no subcommand has, with the nearest that one has. */
std::string unknown_subcommand(const CLI::App& app) {
  std::vector<std::string_view> words;
  for (const Subcommand& subcommand : subcommands) words.push_back(subcommand.name);
  for (const std::string& word : app.remaining())
    if (!word.starts_with('-'))
      return fmt::format("there is no subcommand \"{}\"{}", word, did_you_mean(word, words));
  return {};
}

int wrong_usage(const CLI::App& app, const CLI::ParseError& error) {
  const std::string unknown =
      app.get_subcommands().empty() ? unknown_subcommand(app) : std::string();
  complain(unknown.empty() ? error.what() : unknown);
  const auto chosen = app.get_subcommands();
  fmt::print(stderr, "`fingerpost{}{} --help` tells how to use it.\n", chosen.empty() ? "" : " ",
             chosen.empty() ? "" : chosen.front()->get_name());
  return EX_USAGE;
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Shows what mail clients are told of their settings, and whether they can find it.",
               "fingerpost");
  app.set_version_flag("--version", "fingerpost " FINGERPOST_VERSION);
  CLI::Option* const config = app.add_option("-c,--config", options.config, "The configuration")
                                  ->capture_default_str()
                                  ->type_name("FILE");
  app.add_flag("--json", options.output.json, "Print JSON, for programs");
  app.require_subcommand(1);
  app.fallthrough();
  // Else -c and --json would have to stand before the subcommand.
  Run chosen;
  for (const Subcommand& subcommand : subcommands) {
    CLI::App& own =
        *app.add_subcommand(std::string(subcommand.name), std::string(subcommand.summary));
    own.fallthrough();
    own.footer("As for every subcommand: -c FILE, and --json to print JSON.");
    own.callback([&chosen, run = subcommand.add(own, options)] { chosen = run; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app, error);
  }
  options.config_given = config->count() > 0;
  options.output.colour = !options.output.json && terminal_has_colour();
  const int status = chosen();
  // Half a zone or half a configuration must not be taken for a whole one.
  if (std::fflush(stdout) != 0 || std::ferror(stdout))
    return complain("standard output: " + errno_text()), EX_IOERR;
  return status;
}

}  // namespace

}  // namespace fingerpost

int main(int argc, char** argv) try {
  return fingerpost::run(argc, argv);
} catch (const std::exception& error) {
  fingerpost::complain(error.what());
  return std::ferror(stdout) ? EX_IOERR : EXIT_FAILURE;
}
