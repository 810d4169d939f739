// SPDX-License-Identifier: MIT
#include "process/pool.hpp"

#include <sys/resource.h>

#include <cstdlib>
#include <latch>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"

namespace fingerpost {

namespace {

/** Lowers the thread's priority so that the loop runs first. It stays low, because raising it again
    would need privileges. */
void lower_priority() noexcept {
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
}

/** Makes a thread have its own heap (glibc) before memory becomes scarce. */
void prepare_heap() noexcept {
  // volatile keeps the compiler from removing the call.
  void* volatile piece = std::malloc(64);
  std::free(piece);
}

}  // namespace

Pool::Pool(Loop& loop, Fd wake) : Source(loop, wake.get()), wake_(std::move(wake)) {
  if (!wake_ || !await(EPOLLIN)) throw Error("eventfd: {}", errno_text());
}

void Pool::start(unsigned threads, Priority priority) {
  threads_.reserve(threads);
  // Shared, because a thread may still use it when the last one has counted down.
  const auto ready = std::make_shared<std::latch>(threads);
  try {
    for (unsigned i = 0; i < threads; ++i)
      threads_.emplace_back([this, ready, priority] {
        if (priority == Priority::low) lower_priority();
        prepare_heap();
        ready->count_down();
        work();
      });
  } catch (const std::system_error&) {
    if (threads_.empty()) throw;
    log(LogLevel::warning, "threads: the system allows only {} of {}", threads_.size(), threads);
    ready->count_down(static_cast<std::ptrdiff_t>(threads - threads_.size()));
  }
  ready->wait();
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
}

void Pool::submit(std::unique_ptr<Task> task) {
  Tasks one;
  one.push_back(std::move(task));
  one.front()->place_ = one.begin();
  ++unfinished_;
  const std::lock_guard lock(mutex_);
  waiting_.splice(waiting_.end(), one);
  changed_.notify_one();
}

bool Pool::withdraw(Task& task) noexcept {
  // Destroyed after the mutex is released.
  Tasks own;
  const std::lock_guard lock(mutex_);
  if (!task.place_) return false;
  own.splice(own.end(), waiting_, *task.place_);
  --unfinished_;
  return true;
}

void Pool::work() noexcept {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    Tasks own;
    own.splice(own.end(), waiting_, waiting_.begin());
    own.front()->place_.reset();
    lock.unlock();
    own.front()->run();
    lock.lock();
    done_.splice(done_.end(), own);
    eventfd_write(wake_.get(), 1);
  }
}

void Pool::on_ready(std::uint32_t) noexcept {
  eventfd_t count = 0;
  eventfd_read(wake_.get(), &count);
  Tasks done;
  {
    const std::lock_guard lock(mutex_);
    done.swap(done_);
  }
  for (; !done.empty(); done.pop_front()) {
    // Counted before finish(), which may submit a task that waited for the pool to be idle.
    --unfinished_;
    done.front()->finish();
  }
}

}  // namespace fingerpost
