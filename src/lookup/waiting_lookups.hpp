// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "lookup/map_client.hpp"
#include "model/lookup.hpp"

namespace fingerpost {

/** Looks up on behalf of one who waits. Make a new one for each try: it reads the clock once, at its
    first lookup. */
class WaitingLookups final : public Lookups {
 public:
  /** Both must outlive it. */
  WaitingLookups(MapClient& client, Waiter& waiter) noexcept : client_(client), waiter_(waiter) {}

  MapAnswer look_up(const Map& map, std::string_view key) override {
    if (!now_) now_ = Loop::Clock::now();
    return client_.look_up(map, key, waiter_, *now_);
  }

 private:
  MapClient& client_;
  Waiter& waiter_;
  std::optional<MapClient::Time> now_ = {};
};

}  // namespace fingerpost
