// SPDX-License-Identifier: MIT
#include <signal.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "config/config_source.hpp"
#include "config/environment.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"
#include "config/value.hpp"
#include "lookup/map_client.hpp"
#include "process/confinement.hpp"
#include "process/listener.hpp"
#include "process/loop.hpp"
#include "process/pool.hpp"
#include "process/service_manager.hpp"
#include "process/signals.hpp"
#include "process/socket_address.hpp"
#include "report/counts.hpp"
#include "server/fcgi_server.hpp"
#include "server/reloader.hpp"
#include "server/status_client.hpp"

namespace fingerpost {

namespace {

/** The socket of fingerpost.socket. */
constexpr std::string_view usual_socket = "/run/fingerpost/fingerpost.sock";
/** Enough for a process that is swapped out, and less than the time limit of monitoring systems. */
constexpr auto patience_with_status = std::chrono::seconds(5);

struct Options {
  ConfigSource config = {FINGERPOST_CONFIG, false};
  bool check = false;
  /** The socket to ask for the status; empty for the one in the configuration. */
  std::string status_socket = {};
};

int check(const Options& options) {
  const Loaded loaded = load_configuration(options.config);
  for (const Problem& problem : loaded.problems) fmt::print(stderr, "{}\n", describe(problem));
  if (!loaded.state) return EX_CONFIG;
  fmt::print("{}: valid, {}\n", name_of(options.config), summary(*loaded.state));
  return EX_OK;
}

/** Returns an error if the text is not an endpoint, otherwise an empty text. */
std::string check_endpoint(const std::string& text) {
  const auto endpoint = parse_endpoint(text);
  return endpoint ? std::string() : endpoint.error();
}

/** Returns the endpoint to ask for the status. */
Endpoint asked_endpoint(const Options& options, Problems& problems) {
  if (!options.status_socket.empty()) return *parse_endpoint(options.status_socket);
  const auto listen = find_listen(options.config, problems);
  return listen.empty() ? *parse_endpoint(usual_socket) : listen.front();
}

int print_status(const Options& options) {
  Problems problems;
  const Endpoint endpoint = asked_endpoint(options, problems);
  const auto status = ask_status(endpoint, patience_with_status);
  if (status) {
    fmt::print("{}\n", indented_json(*status));
    return EX_OK;
  }
  for (const Problem& problem : problems) fmt::print(stderr, "{}\n", describe(problem));
  fmt::print(stderr, "{}: {}\n", name_of(endpoint), status.error());
  return EXIT_FAILURE;
}

/** Raises the soft limit of descriptors, which is low for the sake of programs that use select(2).
    The web server can keep more connections open. */
void raise_descriptor_limit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void warn_root() {
  if (geteuid() == 0)
    log(LogLevel::warning,
        "runs as root, which it does not need: give the service a User=, or spawn-fcgi -u");
}

int serve(const Options& options) {
  // Blocked first so that no reload is lost and none of these signals ends the process. libfcgi
  // would catch the last two.
  block_signals({SIGHUP, SIGUSR1, SIGPIPE});
  let_signals_end_process();
  raise_descriptor_limit();
  const ServiceManager manager;

  Counts counts;
  Loaded loaded = load_configuration(options.config);
  counts.warnings = loaded.problems.counts().warnings;
  set_log_format(loaded.settings.log_format);
  log_problems(std::move(loaded.problems));
  if (!loaded.state) return EX_CONFIG;
  const std::string served = summary(*loaded.state);
  const unsigned threads = loaded.settings.threads;
  // From here on, a stop waits until unfinished answers are sent and sockets are removed.
  block_signals({SIGINT, SIGTERM});
  set_log_level(loaded.settings.log_level);

  Listeners listeners = Listeners::inherited();
  if (listeners.empty()) listeners = Listeners::opened(loaded.settings.listen);
  if (listeners.empty()) {
    log(LogLevel::error, "{}: no socket from systemd, none on descriptor 0 (spawn-fcgi), and no {}",
        name_of(options.config), stands_in(options.config) ? variable_name("listen") : "listen");
    return EX_CONFIG;
  }

  const Needs needs = {.unlink = listeners.has_paths(), .connect = asks_maps(*loaded.state)};
  Loop loop;
  Pool pool(loop);
  MapClient maps(loop, loaded.settings.maps_memory);
  FcgiServer server(loop, pool, maps, std::move(listeners), std::move(loaded.state),
                    loaded.settings.request_memory, counts);
  Reloader reloader(loop, options.config, std::move(loaded.settings), needs.connect, maps, server,
                    manager, counts);
  bool stopping = false;
  const Signals signals(loop, {SIGHUP, SIGINT, SIGTERM}, [&](int number) {
    if (number == SIGHUP)
      reloader.ask();
    else
      stopping = true;
  });

  warn_root();
  confine(needs);
  // All threads start before the first request, because memory for them could be short later.
  pool.start(threads);
  reloader.start();
  log(LogLevel::info, "fingerpostd " FINGERPOST_VERSION " serves, {}", served);
  manager.tell("READY=1");
  while (!stopping) loop.run_round();

  reloader.stop();
  manager.tell("STOPPING=1");
  server.drain();
  log(LogLevel::info, "stopped");
  // Does not wait for a running reload, which can take seconds with a million domains.
  if (reloader.is_busy()) _exit(EX_OK);
  return EX_OK;
}

}  // namespace

}  // namespace fingerpost

int main(int argc, char** argv) try {
  using namespace fingerpost;
  Options options;
  CLI::App app("Tells mail clients their settings: a FastCGI responder for nginx and Apache.",
               "fingerpostd");
  app.set_version_flag("--version", "fingerpostd " FINGERPOST_VERSION);
  app.add_option("-c,--config", options.config.file, "The configuration")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_flag("--check", options.check, "Load the configuration, print its problems, and exit");
  app.add_option("--status", options.status_socket,
                 "Ask the running fingerpostd for its status, print it, and exit")
      ->expected(0, 1)
      ->type_name("[SOCKET]")
      ->check(check_endpoint)
      ->excludes("--check");
  app.add_flag_callback(
         "--settings",
         [] {
           fmt::print("{}", list_settings());
           throw CLI::Success();
         },
         "Print the settings of a configuration")
      ->group("");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return fmt::format("fingerpostd: {}\nTry `fingerpostd --help`.\n", error.what());
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EX_OK : EX_USAGE;
  }
  options.config.is_given = app.count("--config") > 0;
  options.config.variables = configuring_variables(environ);
  if (app.count("--status") > 0) return print_status(options);
  return options.check ? check(options) : serve(options);
} catch (const std::exception& error) {
  fingerpost::log(fingerpost::LogLevel::error, "{}", error.what());
  return EXIT_FAILURE;
}
