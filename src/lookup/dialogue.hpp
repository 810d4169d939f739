// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postfix/socketmap.hpp"

namespace fingerpost {

/** A reply to the question of this number. */
struct MapReply {
  std::uint32_t id;
  /** Its text lives until the next call of the dialogue. */
  SocketmapReply reply;
};

/** What is said on a connection to the server of a map, without the connection: questions in, bytes
    out, bytes in, replies out. Bytes that come are hostile: whatever they are, a dialogue holds a
    bounded number of them. Throws only bad_alloc. */
class Dialogue {
 public:
  virtual ~Dialogue() = default;

  /** Returns the number of questions that the server takes before it has answered the first. */
  virtual std::size_t most_at_once() const noexcept = 0;
  /** Returns the length of the longest key that the server takes. */
  virtual std::size_t longest_key() const noexcept = 0;

  /** Returns the bytes that ask. The key has no control characters and is not too long. */
  virtual std::string ask(std::uint32_t id, std::string_view key) = 0;
  /** Takes bytes that came. */
  virtual void take(std::string_view bytes) = 0;
  /** Returns the next reply; nothing if there is none yet. */
  virtual std::optional<MapReply> next() = 0;
  /** Returns what is wrong with the bytes, in words for an administrator; empty if nothing is. Then
      the connection is worth nothing. */
  virtual std::string_view problem() const noexcept = 0;
  /** Whether part of a reply has come. */
  virtual bool is_inside_reply() const noexcept = 0;
};

}  // namespace fingerpost
