// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "mapd/backend.hpp"

namespace fingerpost {

/** Makes a backend of one map. Connects to nothing. Any thread. Throws only bad_alloc. */
using OpenBackend = std::function<std::unique_ptr<Backend>()>;

/** The backends of one map: as many as threads have used at once. Any thread. */
class BackendPool {
 public:
  explicit BackendPool(OpenBackend open) : open_(std::move(open)) {}

  /** Looks a key up with a backend that no other thread uses, on the terms of
      Backend::look_up(). */
  BackendAnswer look_up(std::string_view key);
  /** Destroys all backends that are not in use; the others from now on as soon as they are not. */
  void close();

 private:
  using Backends = std::vector<std::unique_ptr<Backend>>;

  std::unique_ptr<Backend> take();
  void give_back(std::unique_ptr<Backend> backend);

  const OpenBackend open_;
  std::mutex mutex_;
  /** Those not in use, the last used at the end. Used only under the mutex. */
  Backends idle_;
  bool closed_ = false;
};

}  // namespace fingerpost
