// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sysexits.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "command/check_command.hpp"
#include "command/completion.hpp"
#include "command/configuration.hpp"
#include "command/dns_command.hpp"
#include "command/import_command.hpp"
#include "command/init_command.hpp"
#include "command/names_command.hpp"
#include "command/probe_command.hpp"
#include "command/show_command.hpp"
#include "command/site_command.hpp"
#include "config/config_source.hpp"

namespace fingerpost {

namespace {

/** The parsed command line. */
struct Arguments {
  ConfigSource config = {FINGERPOST_CONFIG, false};
  Output output = {};
  CheckOptions check = {};
  ShowOptions show = {};
  /** The options of `dns`. */
  RecordOptions records = {};
  NamesOptions names = {};
  SiteOptions site = {};
  ProbeOptions probe = {};
  ImportOptions import = {};
  InitOptions init = {};
};

template <class T>
struct Choice {
  std::string_view word;
  T value;
};

constexpr Choice<ClientKind> client_kinds[] = {
    {"autoconfig", ClientKind::autoconfig},
    {"outlook", ClientKind::outlook},
    {"mobilesync", ClientKind::mobilesync},
    {"autodiscover-json", ClientKind::autodiscover_json},
    {"mobileconfig", ClientKind::mobileconfig},
    {"pacc", ClientKind::pacc},
    {"page", ClientKind::page},
};

constexpr Choice<RecordStyle> record_styles[] = {
    {"cname", RecordStyle::cname},
    {"srv", RecordStyle::srv},
    {"mx", RecordStyle::mx},
};

constexpr Choice<const SiteServer*> web_servers[] = {
    {nginx.word, &nginx},       {apache.word, &apache},   {caddy.word, &caddy},
    {lighttpd.word, &lighttpd}, {haproxy.word, &haproxy},
};

constexpr Choice<Shell> shells[] = {
    {"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}};

/** Adds an option that takes one of several words; passes the word's value to `take`. */
template <class T, std::size_t N>
CLI::Option* add_choice(CLI::App& app, const std::string& name, const Choice<T> (&choices)[N],
                        std::function<void(T)> take, const std::string& help) {
  std::vector<std::string_view> words;
  for (const auto& choice : choices) words.push_back(choice.word);
  const auto read = [name, words, &choices, take](const std::string& text) {
    for (const auto& [word, value] : choices)
      if (word == text) return take(value);
    throw CLI::ValidationError(
        name, fmt::format("\"{}\" is not one of {}{}", text, fmt::join(words, ", "),
                          did_you_mean(text, words)));
  };
  return app.add_option_function<std::string>(name, read, help)
      ->type_name(fmt::format("{}", fmt::join(words, "|")));
}

void add_check_options(CLI::App& app, CheckOptions& own) {
  app.add_flag("--strict", own.strict, "Exit with status 1 if there are warnings");
  app.add_flag("--maps", own.maps, "Query each map once; exit with status 1 if one fails");
  app.add_flag("--server", own.server, "Warn of differences from the mail server on this machine");
}

void add_show_options(CLI::App& app, ShowOptions& own) {
  app.add_option("ADDRESS", own.address, "The address")->required();
  add_choice<ClientKind>(
      app, "--as", client_kinds, [&own](ClientKind kind) { own.as = kind; },
      "Print the exact answer that such a client gets");
}

void add_domains(CLI::App& app, RecordOptions& own) {
  app.add_option("DOMAIN", own.domains, "Only these domains (default: all in the configuration)");
}

void add_target(CLI::App& app, RecordOptions& own, const std::string& help) {
  app.add_option("--target", own.targets, help)->type_name("HOST|ADDRESS")->allow_extra_args(false);
}

void add_record_options(CLI::App& app, RecordOptions& own) {
  add_domains(app, own);
  add_choice<RecordStyle>(
      app, "--style", record_styles, [&own](RecordStyle style) { own.style = style; },
      "How clients find the web server: by names in each domain (the default), by SRV records, or "
      "by the domain of the MX host");
  add_target(app, own,
             "The web server's host name or addresses (repeatable); the MX host if --style is mx");
}

void add_names_options(CLI::App& app, NamesOptions& own) {
  add_record_options(app, own.records);
  app.add_flag("--certbot", own.certbot, "Print the command that gets the certificate");
  add_choice<const SiteServer*>(
      app, "--for", web_servers, [&own](const SiteServer* server) { own.server = server; },
      "With --certbot: the web server that is running");
}

void add_network_options(CLI::App& app, NetworkOptions& own) {
  app.add_option("--resolver", own.resolver, "Use this DNS server (default: the system's)")
      ->type_name("ADDR[:PORT]");
  app.add_option("--ca", own.ca, "Trust the certificates in this file instead of the system's")
      ->type_name("FILE");
}

void add_site_options(CLI::App& app, SiteOptions& own) {
  add_choice<const SiteServer*>(
      app, "SERVER", web_servers, [&own](const SiteServer* server) { own.server = server; },
      "The web server")
      ->required();
  add_domains(app, own.records);
  add_target(app, own.records, "The web server's host name or addresses (repeatable)");
}

void add_probe_options(CLI::App& app, ProbeOptions& own) {
  app.add_option("DOMAIN|ADDRESS", own.subjects, "What to test (repeatable)")->required();
  app.add_flag("--quiet", own.quiet, "Print only problems (for cron)");
  app.add_option("--connect", own.connect,
                 "Send all HTTPS requests there, whatever DNS says; skip plain HTTP")
      ->type_name("HOST:PORT");
  add_network_options(app, own.network);
}

void add_init_options(CLI::App& app, InitOptions& own) {
  app.add_option("DOMAIN", own.domains,
                 "Only these domains (default: all that the mail server has)");
  app.add_option("--host", own.host, "The mail server, if it is not this machine")
      ->type_name("HOST");
  app.add_flag("--write", own.write,
               "Install the configuration, unless the existing one was changed by hand");
  add_network_options(app, own.network);
}

void add_import_options(CLI::App& app, ImportOptions& own) {
  app.add_option("FILE", own.files,
                 "config-v1.1.xml, autodiscover.xml, a .mobileconfig, automx.conf, automx2's JSON "
                 "or the environment of autodiscover-email-settings; - is standard input")
      ->required();
  app.add_option("--domain", own.domains,
                 "A domain for providers whose file contains none (repeatable)")
      ->type_name("NAME")
      ->allow_extra_args(false);
}

/** Returns the option that names the configuration, quoted for a shell. */
std::string config_option(const Arguments& arguments) {
  return arguments.config.is_given ? " -c " + shell_word(arguments.config.file) : std::string();
}

int run_check(const Arguments& arguments) {
  CheckOptions own = arguments.check;
  own.command += config_option(arguments);
  return check(arguments.config, own, arguments.output);
}

int run_init(const Arguments& arguments) {
  InitOptions own = arguments.init;
  own.config_option = config_option(arguments);
  return init(arguments.config.file, own, arguments.output);
}

int run_site(const Arguments& arguments) {
  SiteOptions own = arguments.site;
  own.config_option = config_option(arguments);
  return site(arguments.config, own, arguments.output);
}

struct Subcommand {
  std::string_view name;
  std::string_view help;
  void (*add_options)(CLI::App& app, Arguments& arguments);
  /** Returns the exit status. */
  int (*run)(const Arguments& arguments);
};

constexpr Subcommand subcommands[] = {
    {"init", "Generate a configuration from the mail server's settings",
     [](CLI::App& app, Arguments& all) { add_init_options(app, all.init); }, run_init},
    {"check", "Check the configuration, and list what it serves",
     [](CLI::App& app, Arguments& all) { add_check_options(app, all.check); }, run_check},
    {"show", "Show the settings for an address",
     [](CLI::App& app, Arguments& all) { add_show_options(app, all.show); },
     [](const Arguments& all) { return show(all.config, all.show, all.output); }},
    {"dns", "Print the DNS records to add",
     [](CLI::App& app, Arguments& all) { add_record_options(app, all.records); },
     [](const Arguments& all) { return dns(all.config, all.records, all.output); }},
    {"names", "Print the host names that a certificate needs",
     [](CLI::App& app, Arguments& all) { add_names_options(app, all.names); },
     [](const Arguments& all) { return names(all.config, all.names, all.output); }},
    {"site", "Print the site for a web server",
     [](CLI::App& app, Arguments& all) { add_site_options(app, all.site); }, run_site},
    {"probe", "Query DNS, URLs and mail servers as clients do, and say what to fix",
     [](CLI::App& app, Arguments& all) { add_probe_options(app, all.probe); },
     [](const Arguments& all) { return probe(all.config, all.probe, all.output); }},
    {"import", "Convert other software's files to a configuration",
     [](CLI::App& app, Arguments& all) { add_import_options(app, all.import); },
     [](const Arguments& all) { return import_configuration(all.import, all.output); }},
};

/** Prints the script for a shell and stops parsing the command line, as `--help` does. */
[[noreturn]] void print_completion(const CLI::App& app, Shell shell) {
  fmt::print("{}", completion(app, shell));
  throw CLI::Success();
}

void add_arguments(CLI::App& app, Arguments& arguments) {
  app.set_version_flag("--version", "fingerpost " FINGERPOST_VERSION);
  app.add_option("-c,--config", arguments.config.file, "The configuration file")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_flag("--json", arguments.output.json, "Print JSON, for programs");
  add_choice<Shell>(
      app, "--completion", shells, [&app](Shell shell) { print_completion(app, shell); },
      "Print the completion of this shell")
      ->group("");
  app.require_subcommand(1);
  // Otherwise -c and --json would have to precede the subcommand.
  app.fallthrough();
  for (const Subcommand& subcommand : subcommands) {
    CLI::App& own = *app.add_subcommand(std::string(subcommand.name), std::string(subcommand.help));
    own.fallthrough();
    own.footer("Every subcommand also accepts -c FILE and --json.");
    subcommand.add_options(own, arguments);
  }
}

const Subcommand* find_subcommand(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(subcommands), std::end(subcommands),
                   [&](const Subcommand& subcommand) { return subcommand.name == name; });
  return found == std::end(subcommands) ? nullptr : found;
}

/** Returns an error about the first word that is not a subcommand, with the most similar
    subcommand. */
std::string unknown_subcommand(const CLI::App& app) {
  std::vector<std::string_view> words;
  for (const Subcommand& subcommand : subcommands) words.push_back(subcommand.name);
  for (const std::string& word : app.remaining())
    if (!word.starts_with('-'))
      return fmt::format("unknown subcommand \"{}\"{}", word, did_you_mean(word, words));
  return {};
}

int wrong_usage(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const std::string unknown = chosen.empty() ? unknown_subcommand(app) : std::string();
  complain(unknown.empty() ? error.what() : unknown);
  fmt::print(stderr, "Try `fingerpost{}{} --help`.\n", chosen.empty() ? "" : " ",
             chosen.empty() ? "" : chosen.front()->get_name());
  return EX_USAGE;
}

int run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Shows the settings that mail clients get, and whether clients can find them.",
               "fingerpost");
  add_arguments(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app, error);
  }
  arguments.config.is_given = app.count("--config") > 0;
  arguments.config.variables = configuring_variables(environ);
  arguments.output.colour = !arguments.output.json && terminal_has_colour();
  return find_subcommand(app.get_subcommands().front()->get_name())->run(arguments);
}

/** Returns the status, or EX_IOERR if output was lost: half a zone or half a configuration must not
    pass for a complete one. */
int checked_output(int status) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return status;
  complain("standard output: " + errno_text());
  return EX_IOERR;
}

}  // namespace

}  // namespace fingerpost

int main(int argc, char** argv) try {
  return fingerpost::checked_output(fingerpost::run(argc, argv));
} catch (const std::exception& error) {
  fingerpost::complain(error.what());
  return std::ferror(stdout) ? EX_IOERR : EXIT_FAILURE;
}
