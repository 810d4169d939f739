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

/** A connection from a client of socketmap_table(5) without its socket: bytes in, questions out;
    replies in, in any order, and bytes out, in the order of the questions. What it holds is
    bounded, if its owner takes in bytes only while wants_bytes(). For one thread at a time. Total;
    throws only bad_alloc, after which the connection is worth nothing. */
class MapConnection {
 public:
  /** The number of questions that are handed out and not yet replied to. */
  static constexpr std::size_t most_questions = 16;

  struct Question {
    /** The name for reply(). */
    std::uint64_t number;
    /** The text of the request; it lives until the next call. */
    std::string_view text;
  };

  /** Whether bytes of the client are of use now. */
  bool wants_bytes() const noexcept;
  /** Takes bytes that were read. */
  void take(std::string_view bytes) { reader_.take(bytes); }
  /** Returns the next question; nothing if more bytes or more replies are needed first. */
  std::optional<Question> next();
  /** Whether the client does not speak the protocol. */
  bool is_wrong() const noexcept { return reader_.is_wrong(); }

  /** Replies to a question, once, with the text of a socketmap_reply(). */
  void reply(std::uint64_t number, std::string_view text);
  /** Bytes for the client, and how many of them it has taken. */
  std::string_view unsent() const noexcept { return unsent_; }
  void sent(std::size_t count);

  /** Whether a question is not yet replied to. */
  bool is_asking() const noexcept { return !replies_.empty(); }
  /** Whether the client has begun a question that has not come whole, or has replies to take. */
  bool is_unfinished() const noexcept { return !reader_.is_empty() || !unsent_.empty(); }

 private:
  bool has_room() const noexcept { return replies_.size() < most_questions && unsent_.empty(); }

  NetstringReader reader_{longest_request};
  /** The netstrings of replies, of the oldest question first; nothing for those that lack one. */
  std::deque<std::optional<std::string>> replies_;
  /** The number of the oldest question. */
  std::uint64_t oldest_ = 0;
  std::string unsent_;
};

}  // namespace fingerpost
