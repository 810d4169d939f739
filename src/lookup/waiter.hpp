// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

namespace fingerpost {

/** Waits for the answer to one question at a time. Destroying it ends the waiting. */
class Waiter : public boost::intrusive::list_base_hook<
                   boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  virtual ~Waiter() = default;

  /** The answer is there, or there is none: look up again, now or within a second. Called from the
      loop, never while something is looked up. It may look up, and destroy any waiter. */
  virtual void on_known() noexcept = 0;

  bool is_waiting() const noexcept { return is_linked(); }
  /** Waits no longer. */
  void stop_waiting() noexcept { unlink(); }
};

}  // namespace fingerpost
