// SPDX-License-Identifier: MIT
#include "mapd/map_connection.hpp"

#include <utility>

namespace fingerpost {

bool MapConnection::wants_bytes() const noexcept {
  return has_room() && !is_wrong();
}

std::optional<MapConnection::Question> MapConnection::next() {
  if (!has_room()) return std::nullopt;
  const auto text = reader_.next();
  if (!text) return std::nullopt;
  replies_.emplace_back();
  return Question{oldest_ + replies_.size() - 1, *text};
}

void MapConnection::reply(std::uint64_t number, std::string_view text) {
  replies_[number - oldest_] = netstring(text);
  for (; !replies_.empty() && replies_.front(); ++oldest_) {
    unsent_ += *replies_.front();
    replies_.pop_front();
  }
}

void MapConnection::sent(std::size_t count) {
  unsent_.erase(0, count);
  // Frees the buffer so that an idle connection holds no memory.
  if (unsent_.empty()) std::exchange(unsent_, {});
}

}  // namespace fingerpost
