// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <future>
#include <thread>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/memory.hpp"
#include "base/shared.hpp"
#include "config/load.hpp"
#include "server/confinement.hpp"
#include "server/fcgi_server.hpp"
#include "server/listener.hpp"
#include "server/service_manager.hpp"

namespace fingerpost {

namespace {

struct Options {
  std::string config = FINGERPOST_CONFIG;
  bool check = false;
};

/** The signals that main waits for, and those that libfcgi would catch. */
sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGPIPE}) sigaddset(&signals, number);
  return signals;
}

std::string summary(const State& state) {
  return fmt::format("providers: {}, domains: {}", state.catalog.providers().size(),
                     state.catalog.domains());
}

/** Takes them, as there may be many and nobody needs them afterwards. */
void log_problems(Problems problems) {
  for (const Problem& problem : problems)
    log(problem.severity == Problem::Severity::error ? LogLevel::error : LogLevel::warning, "{}",
        describe(problem));
}

int check(const Options& options) {
  const Loaded loaded = load_configuration(options.config);
  for (const Problem& problem : loaded.problems) fmt::print(stderr, "{}\n", describe(problem));
  if (!loaded.state) return EX_CONFIG;
  fmt::print("{}: good, {}\n", options.config, summary(*loaded.state));
  return EX_OK;
}

/** Waits until no request needs it, as to destroy a large one takes its time, but not for ever;
    then gives the memory back, which malloc would keep. */
void retire(std::shared_ptr<const State> state) {
  using namespace std::chrono_literals;
  for (auto waited = 0ms; state.use_count() > 1 && waited < 10s; ++waited)
    std::this_thread::sleep_for(1ms);
  state.reset();
  return_freed_memory();
}

/** The new configuration takes over between two requests, or the old one stays. */
void reload(const Options& options, Settings& settings, Shared<State>& state) {
  Loaded loaded = load_configuration(options.config);
  log_problems(std::move(loaded.problems));
  if (loaded.state) {
    if (loaded.settings.listen != settings.listen || loaded.settings.threads != settings.threads)
      log(LogLevel::warning, "{}: listen and threads change only at a restart", options.config);
    set_log_level(loaded.settings.log_level);
    auto old = state.replace(loaded.state);
    log(LogLevel::info, "reloaded, {}", summary(*loaded.state));
    retire(std::move(old));
  } else {
    log(LogLevel::error, "{}: not reloaded, the old configuration stays", options.config);
  }
}

/** Runs a task at a low priority, to the good of the threads that answer, and waits for it. On a
    thread of its own, for the way back would need a privilege. Throws what the task throws. */
void beside_the_service(const std::function<void()>& task) {
  std::async(std::launch::async, [&] {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
    task();
  }).get();
}

/** The web server may keep more connections open than the soft limit allows for programs that use
    select(2). */
void raise_descriptor_limit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const Options& options) {
  // First, so that no signal is lost or ends the process while it loads.
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  raise_descriptor_limit();
  const ServiceManager manager;

  Loaded loaded = load_configuration(options.config);
  log_problems(std::move(loaded.problems));
  if (!loaded.state) return EX_CONFIG;
  set_log_level(loaded.settings.log_level);

  Listeners listeners = Listeners::inherited();
  if (listeners.empty()) listeners = Listeners::opened(loaded.settings.listen);
  if (listeners.empty()) {
    log(LogLevel::error,
        "{}: no socket from systemd, none on descriptor 0 (spawn-fcgi), and no listen",
        options.config);
    return EX_CONFIG;
  }

  Shared<State> state(loaded.state);
  const Needs needs = {.unlink = listeners.has_paths()};
  FcgiServer server(std::move(listeners), state);
  if (geteuid() == 0)
    log(LogLevel::warning,
        "runs as root, which it does not need: give the service a User=, or spawn-fcgi -u");
  confine(needs);
  server.start(loaded.settings.threads);
  log(LogLevel::info, "fingerpostd " FINGERPOST_VERSION " serves, {}", summary(*loaded.state));
  loaded.state.reset();
  manager.tell("READY=1");

  for (int signal = 0; signal != SIGINT && signal != SIGTERM;) {
    sigwait(&signals, &signal);
    if (signal != SIGHUP) continue;
    manager.tell_reloading();
    try {
      beside_the_service([&] { reload(options, loaded.settings, state); });
    } catch (const std::exception& error) {
      log(LogLevel::error, "{}: not reloaded: {}", options.config, error.what());
    }
    manager.tell("READY=1");
  }
  manager.tell("STOPPING=1");
  server.stop();
  log(LogLevel::info, "stopped");
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
  app.add_option("-c,--config", options.config, "The configuration")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_flag("--check", options.check,
               "Load the configuration, print what is wrong with it, end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EX_OK : EX_USAGE;
  }
  return options.check ? check(options) : serve(options);
} catch (const std::exception& error) {
  fingerpost::log(fingerpost::LogLevel::error, "{}", error.what());
  return EXIT_FAILURE;
}
