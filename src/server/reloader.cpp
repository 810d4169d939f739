// SPDX-License-Identifier: MIT
#include "server/reloader.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <new>
#include <utility>

#include "base/log.hpp"
#include "base/memory.hpp"
#include "config/load.hpp"

namespace fingerpost {

namespace {

/** Waits up to 10 s until no request uses the old state, so that no request pays for destroying it. */
void retire(std::shared_ptr<const State> state) {
  using namespace std::chrono_literals;
  for (auto waited = 0ms; state.use_count() > 1 && waited < 10s; ++waited)
    std::this_thread::sleep_for(1ms);
  state.reset();
}

}  // namespace

std::string summary(const State& state) {
  return fmt::format("providers: {}, domains: {}", state.catalog.providers().size(),
                     state.catalog.domains());
}

void log_problems(Problems problems) {
  for (const Problem& problem : problems)
    log(problem.severity == Problem::Severity::error ? LogLevel::error : LogLevel::warning, "{}",
        describe(problem));
}

Reloader::Reloader(std::string path, Settings settings, Shared<State>& state,
                   const ServiceManager& manager)
    : path_(std::move(path)),
      settings_(std::move(settings)),
      state_(state),
      manager_(manager),
      thread_([this] { work(); }) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return running_; });
}

Reloader::~Reloader() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void Reloader::ask() {
  const std::lock_guard lock(mutex_);
  asked_ = true;
  changed_.notify_one();
}

bool Reloader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (busy_) return false;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  return true;
}

void Reloader::work() {
  // The priority stays low, because raising it again would need privileges.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
  std::unique_lock lock(mutex_);
  running_ = true;
  changed_.notify_all();
  for (;;) {
    changed_.wait(lock, [this] { return asked_ || stopping_; });
    if (stopping_) return;
    asked_ = false;
    busy_ = true;
    manager_.tell_reloading();
    lock.unlock();
    try {
      reload();
    } catch (const std::bad_alloc&) {
      log(LogLevel::error, "{}: not reloaded: out of memory", path_);
    } catch (const std::exception& error) {
      log(LogLevel::error, "{}: not reloaded: {}", path_, error.what());
    }
    return_freed_memory();
    lock.lock();
    busy_ = false;
    if (!stopping_) manager_.tell("READY=1");
  }
}

void Reloader::reload() {
  Loaded loaded = load_configuration(path_);
  log_problems(std::move(loaded.problems));
  if (!loaded.state) {
    log(LogLevel::error, "{}: not reloaded, the old configuration stays", path_);
    return;
  }
  const Settings& settings = loaded.settings;
  if (settings.listen != settings_.listen || settings.threads != settings_.threads ||
      settings.request_memory != settings_.request_memory)
    log(LogLevel::warning, "{}: listen, threads and request-memory change only at a restart",
        path_);
  // Made here, because nothing after the replacement may fail.
  const std::string loaded_what = summary(*loaded.state);
  set_log_level(settings.log_level);
  auto old = state_.replace(std::move(loaded.state));
  log(LogLevel::info, "reloaded, {}", loaded_what);
  retire(std::move(old));
}

}  // namespace fingerpost
