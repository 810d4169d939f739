// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace fingerpost {

/** How maps are asked. */
struct MapLimits {
  using Duration = std::chrono::steady_clock::duration;

  /** From asking to giving up. */
  Duration answer = std::chrono::seconds(2);
  /** How long a map that failed, or a key of it, is not asked. */
  Duration first_pause = std::chrono::seconds(1);
  Duration longest_pause = std::chrono::seconds(30);
  /** When a connection that is not used is closed. */
  Duration idle = std::chrono::seconds(60);
  /** When a connection takes no more questions (Postfix's client of socketmap, too, has 100 s). The
      server may have been restarted: the old auth process of Dovecot goes on for those who are
      connected, by its old configuration. */
  Duration age = std::chrono::seconds(100);
  /** When a server that has no room for a connection is tried again. */
  Duration reconnect = std::chrono::milliseconds(50);
  /** Connections to a server of one map that takes one question at a time. */
  std::size_t connections = 4;
  /** Questions that have no answer yet, of one map and of all. */
  std::size_t questions_of_map = 1000;
  std::size_t questions = 4000;
  /** The bytes that they occupy. */
  std::size_t question_memory = 1024 * 1024;
};

}  // namespace fingerpost
