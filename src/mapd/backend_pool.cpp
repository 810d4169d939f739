// SPDX-License-Identifier: MIT
#include "mapd/backend_pool.hpp"

#include <utility>

namespace fingerpost {

BackendAnswer BackendPool::look_up(std::string_view key) {
  std::unique_ptr<Backend> backend = take();
  BackendAnswer answer = backend->look_up(key);
  give_back(std::move(backend));
  return answer;
}

void BackendPool::close() {
  Backends idle;
  const std::lock_guard lock(mutex_);
  idle.swap(idle_);
  closed_ = true;
}

std::unique_ptr<Backend> BackendPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Backend> backend = std::move(idle_.back());
      idle_.pop_back();
      return backend;
    }
  }
  return open_();
}

void BackendPool::give_back(std::unique_ptr<Backend> backend) {
  const std::lock_guard lock(mutex_);
  // After close(), the caller destroys the backend once the mutex is unlocked.
  if (!closed_) idle_.push_back(std::move(backend));
}

}  // namespace fingerpost
