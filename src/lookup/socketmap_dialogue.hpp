// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lookup/dialogue.hpp"

namespace fingerpost {

/** The protocol of socketmap_table(5): one question at a time. */
class SocketmapDialogue final : public Dialogue {
 public:
  /** `table` is the name of the map at the server. */
  explicit SocketmapDialogue(std::string table) : table_(std::move(table)) {}

  std::size_t most_at_once() const noexcept override { return 1; }
  std::size_t longest_key() const noexcept override;
  std::string ask(std::uint32_t id, std::string_view key) override;
  void take(std::string_view bytes) override;
  std::optional<MapReply> next() override;
  std::string_view problem() const noexcept override;
  bool is_inside_reply() const noexcept override { return !reader_.is_empty(); }

 private:
  const std::string table_;
  NetstringReader reader_{longest_reply};
  /** The number of the question without a reply. */
  std::optional<std::uint32_t> asked_ = {};
  bool wrong_ = false;
};

}  // namespace fingerpost
