// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace fingerpost {

/** A value that many threads read while one replaces it whole. A reader keeps what it got for as
    long as it likes; the old value goes with its last reader. A mutex and not
    std::atomic<std::shared_ptr>: that one is a data race to ThreadSanitizer in libstdc++ 12. */
template <class T>
class Shared {
 public:
  explicit Shared(std::shared_ptr<const T> value) : value_(std::move(value)) {}

  std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  /** Gives the old value back, which readers may still hold. */
  std::shared_ptr<const T> replace(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    return std::exchange(value_, std::move(value));
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace fingerpost
