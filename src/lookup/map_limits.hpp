// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace fingerpost {

/** Limits for queries to maps. */
struct MapLimits {
  using Duration = std::chrono::steady_clock::duration;

  /** The time limit for an answer. */
  Duration answer = std::chrono::seconds(2);
  /** How long a failed map, or a failed key, is not queried. */
  Duration first_pause = std::chrono::seconds(1);
  Duration longest_pause = std::chrono::seconds(30);
  /** How long an unused connection stays open. */
  Duration idle = std::chrono::seconds(60);
  /** The age at which a connection takes no more questions (as in Postfix's socketmap client, 100
      s). The server may have been restarted: Dovecot's old auth process continues to serve existing
      connections, with its old configuration. */
  Duration age = std::chrono::seconds(100);
  /** The pause before connecting again to a server whose queue is full. */
  Duration reconnect = std::chrono::milliseconds(50);
  /** The most connections for one map whose server takes one question at a time. */
  std::size_t connections = 4;
  /** The most questions without an answer, for one map and for all. */
  std::size_t questions_of_map = 1000;
  std::size_t questions = 4000;
  /** The most bytes for these questions. */
  std::size_t question_memory = 1024 * 1024;
};

}  // namespace fingerpost
