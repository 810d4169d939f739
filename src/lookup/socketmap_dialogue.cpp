// SPDX-License-Identifier: MIT
#include "lookup/socketmap_dialogue.hpp"

#include <fmt/format.h>

namespace fingerpost {

std::size_t SocketmapDialogue::longest_key() const noexcept {
  return table_.size() + 1 < longest_request ? longest_request - table_.size() - 1 : 0;
}

std::string SocketmapDialogue::ask(std::uint32_t id, std::string_view key) {
  std::string request = netstring(fmt::format("{} {}", table_, key));
  asked_ = id;
  return request;
}

void SocketmapDialogue::take(std::string_view bytes) {
  // A server that sends data unasked could do so forever.
  if (!asked_) wrong_ = true;
  if (!wrong_) reader_.take(bytes);
}

std::optional<MapReply> SocketmapDialogue::next() {
  if (wrong_) return std::nullopt;
  const auto text = reader_.next();
  if (!text) return std::nullopt;
  const auto reply = parse_socketmap_reply(*text);
  if (!reply || !asked_) {
    wrong_ = true;
    return std::nullopt;
  }
  return MapReply{*std::exchange(asked_, std::nullopt), *reply};
}

std::string_view SocketmapDialogue::problem() const noexcept {
  return wrong_ || reader_.is_wrong() ? "the server does not speak the socketmap protocol" : "";
}

}  // namespace fingerpost
