// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "mapd/backend.hpp"

namespace fingerpost {

/** Creates a backend of one map, without connecting. Callable from any thread. Throws only
    bad_alloc. */
using OpenBackend = std::function<std::unique_ptr<Backend>()>;

/** The backends of one map, at most as many as threads have used at the same time. Usable from any
    thread. */
class BackendPool {
 public:
  explicit BackendPool(OpenBackend open) : open_(std::move(open)) {}

  /** Looks up a key with a backend that no other thread is using. Otherwise like
      Backend::look_up(). */
  BackendAnswer look_up(std::string_view key);
  /** Destroys the idle backends now, and the others as soon as they become idle. */
  void close();

 private:
  using Backends = std::vector<std::unique_ptr<Backend>>;

  std::unique_ptr<Backend> take();
  void give_back(std::unique_ptr<Backend> backend);

  const OpenBackend open_;
  std::mutex mutex_;
  /** Idle backends, the most recently used last. Guarded by `mutex_`. */
  Backends idle_;
  bool closed_ = false;
};

}  // namespace fingerpost
