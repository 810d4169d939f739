// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postfix/socketmap.hpp"

namespace fingerpost {

/** A reply to the question with this number. */
struct MapReply {
  std::uint32_t id;
  /** Its text is valid until the next call of the dialogue. */
  SocketmapReply reply;
};

/** The protocol of a connection to a map's server, without the connection: converts questions to
    bytes, and bytes to replies. Incoming bytes are hostile: whatever they are, a dialogue holds a
    bounded number of them. Throws only bad_alloc. */
class Dialogue {
 public:
  virtual ~Dialogue() = default;

  /** Returns the number of questions that the server accepts before it has answered the first. */
  virtual std::size_t most_at_once() const noexcept = 0;
  /** Returns the length of the longest key that the server accepts. */
  virtual std::size_t longest_key() const noexcept = 0;

  /** Returns the bytes of a question. The key must not have control characters or be too long. */
  virtual std::string ask(std::uint32_t id, std::string_view key) = 0;
  /** Adds bytes that arrived. */
  virtual void take(std::string_view bytes) = 0;
  /** Returns the next reply; nothing if there is none yet. */
  virtual std::optional<MapReply> next() = 0;
  /** Describes for administrators why the bytes are invalid; empty if they are valid. If not, the
      connection is useless. */
  virtual std::string_view problem() const noexcept = 0;
  /** Whether part of a reply has arrived. */
  virtual bool is_inside_reply() const noexcept = 0;
};

}  // namespace fingerpost
