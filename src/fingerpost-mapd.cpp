// SPDX-License-Identifier: MIT
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>
#include <cstdio>

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "config/config_source.hpp"
#include "mapd/map_reloader.hpp"
#include "mapd/map_server.hpp"
#include "process/confinement.hpp"
#include "process/listener.hpp"
#include "process/loop.hpp"
#include "process/service_manager.hpp"
#include "process/signals.hpp"

namespace fingerpost {

namespace {

struct Options {
  ConfigSource config = {FINGERPOST_CONFIG, false};
  bool check = false;
};

int check(const Options& options) {
  const LoadedMaps loaded = load_maps(options.config);
  for (const Problem& problem : loaded.problems) fmt::print(stderr, "{}\n", describe(problem));
  if (!loaded.maps) return EX_CONFIG;
  fmt::print("{}: valid, {}\n", name_of(options.config), summary(*loaded.maps));
  return EX_OK;
}

void warn_root() {
  if (geteuid() == 0)
    log(LogLevel::warning, "runs as root, which it does not need: give the service a User=");
}

int serve(const Options& options) {
  // Blocks these first, so that no reload is lost and none of them ends the process.
  block_signals({SIGHUP, SIGUSR1, SIGPIPE});
  let_signals_end_process();
  const ServiceManager manager;

  LoadedMaps loaded = load_maps(options.config);
  set_log_format(loaded.log_format);
  log_problems(std::move(loaded.problems));
  if (!loaded.maps) return EX_CONFIG;
  // From here on, stopping waits until open questions are answered and sockets are removed.
  block_signals({SIGINT, SIGTERM});
  set_log_level(loaded.log_level);

  Listeners listeners = Listeners::inherited();
  if (listeners.empty())
    listeners = Listeners::opened({{Endpoint::Kind::unix_socket, loaded.socket}});
  const Needs needs = {.unlink = listeners.has_paths()};
  Loop loop;
  MapServer server(loop, std::move(listeners));
  MapReloader reloader(loop, options.config, server, manager);
  bool stopping = false;
  const Signals signals(loop, {SIGHUP, SIGINT, SIGTERM}, [&](int number) {
    if (number == SIGHUP)
      reloader.ask();
    else
      stopping = true;
  });

  warn_root();
  confine_client(needs);
  server.replace_maps(*loaded.maps);
  reloader.start();
  log(LogLevel::info, "fingerpost-mapd " FINGERPOST_VERSION " serves, {}", summary(*loaded.maps));
  manager.tell("READY=1");
  while (!stopping) loop.run_round();

  reloader.stop();
  manager.tell("STOPPING=1");
  server.drain();
  log(LogLevel::info, "stopped");
  // Does not wait for a database that hangs, which could take seconds more.
  if (reloader.is_busy() || server.is_busy()) _exit(EX_OK);
  return EX_OK;
}

}  // namespace

}  // namespace fingerpost

int main(int argc, char** argv) try {
  using namespace fingerpost;
  Options options;
  CLI::App app("Looks up keys in SQL and LDAP for fingerpostd, over Postfix's socketmap protocol.",
               "fingerpost-mapd");
  app.set_version_flag("--version", "fingerpost-mapd " FINGERPOST_VERSION);
  app.add_option("-c,--config", options.config.file, "The configuration of fingerpostd")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_flag("--check", options.check,
               "Load the configuration and its maps, print their problems, and exit");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("fingerpost-mapd: {}\nTry `fingerpost-mapd --help`.\n", error.what());
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EX_OK : EX_USAGE;
  }
  options.config.is_given = app.count("--config") > 0;
  options.config.variables = configuring_variables(environ);
  // Otherwise libldap reads defaults from its own files, from variables, and from the working
  // directory. Set now, before other threads can read variables.
  setenv("LDAPNOINIT", "1", 1);
  return options.check ? check(options) : serve(options);
} catch (const std::exception& error) {
  fingerpost::log(fingerpost::LogLevel::error, "{}", error.what());
  return EXIT_FAILURE;
}
