// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "postfix/socketmap.hpp"

namespace fingerpost {

/** The protocol state of a connection from a socketmap_table(5) client, without its socket. Bytes
    go in and questions come out; replies go in, in any order, and bytes come out in the order of
    the questions. Memory use is bounded if the owner passes in bytes only while wants_bytes() is
    true. For one thread at a time. Accepts any bytes. Throws only bad_alloc, after which the
    connection must be discarded. */
class MapConnection {
 public:
  /** The maximum number of questions without a reply. */
  static constexpr std::size_t most_questions = 16;

  struct Question {
    /** Identifies the question for reply(). */
    std::uint64_t number;
    /** The text of the request, valid until the next call. */
    std::string_view text;
  };

  /** Whether to read more bytes from the client now. */
  bool wants_bytes() const noexcept;
  /** Adds bytes read from the client. */
  void take(std::string_view bytes) { reader_.take(bytes); }
  /** Returns the next question, or nothing if more bytes or replies are needed first. */
  std::optional<Question> next();
  /** Whether the client does not speak the protocol. */
  bool is_wrong() const noexcept { return reader_.is_wrong(); }

  /** Sets the reply to a question, the text of a socketmap_reply(). Call once per question. */
  void reply(std::uint64_t number, std::string_view text);
  /** Returns the bytes to send to the client; sent() removes the first `count` of them. */
  std::string_view unsent() const noexcept { return unsent_; }
  void sent(std::size_t count);

  /** Whether a question has no reply yet. */
  bool is_asking() const noexcept { return !replies_.empty(); }
  /** Whether a question has arrived only in part, or replies are waiting to be sent. */
  bool is_unfinished() const noexcept { return !reader_.is_empty() || !unsent_.empty(); }

 private:
  bool has_room() const noexcept { return replies_.size() < most_questions && unsent_.empty(); }

  NetstringReader reader_{longest_request};
  /** The replies as netstrings, oldest question first; nothing for a question without a reply. */
  std::deque<std::optional<std::string>> replies_;
  /** The number of the oldest question. */
  std::uint64_t oldest_ = 0;
  std::string unsent_;
};

}  // namespace fingerpost
