// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string_view>

#include "lookup/map_client.hpp"
#include "lookup/waiter.hpp"
#include "model/lookup.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** Looks up keys and waits for the answers, for programs that have nothing else to do. No result is
    `pending`, and a lookup takes little longer than `MapLimits::answer`. */
class PatientLookups final : public Lookups {
 public:
  /** Throws Error if the system cannot create a loop, and bad_alloc. */
  explicit PatientLookups(const MapLimits& limits = {});

  MapAnswer look_up(const Map& map, std::string_view key) override;

  /** Returns how long the last lookup took. */
  std::chrono::duration<double> time() const noexcept { return time_; }
  /** See MapClient::failure(). */
  std::string_view failure(const Map& map) const noexcept { return client_.failure(map); }

 private:
  class Asking final : public Waiter {
    void on_known() noexcept override {}
  };

  Loop loop_;
  MapClient client_;
  std::chrono::duration<double> time_ = {};
};

}  // namespace fingerpost
