// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

namespace fingerpost {

/** Waits for one answer at a time. Destroying it ends the wait. */
class Waiter : public boost::intrusive::list_base_hook<
                   boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  virtual ~Waiter() = default;

  /** Called when the answer is there or the question failed: look up again, now or within a second.
      The loop calls it, never a lookup. It may look up keys and destroy any waiter. */
  virtual void on_known() noexcept = 0;

  bool is_waiting() const noexcept { return is_linked(); }
  /** Ends the wait. */
  void stop_waiting() noexcept { unlink(); }
};

}  // namespace fingerpost
