// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace fingerpost {

/** A descriptor that takes the lines of a log. */
class LogOutput {
 public:
  /** Looks once at what the descriptor is; it must stay open. `journal_stream` is what the variable
      JOURNAL_STREAM holds, or null (systemd.exec(5), since systemd 231). */
  LogOutput(int descriptor, const char* journal_stream) noexcept;

  /** Whether journald reads it, which takes a level as a prefix (sd-daemon(3)). */
  bool is_journal() const noexcept { return is_journal_; }

  /** Writes without waiting, because whoever reads the log may have stopped. Returns false if nothing
      was written. Up to PIPE_BUF bytes stay together. Any thread. */
  bool write(std::string_view bytes) const noexcept;

 private:
  enum class Kind { socket, file, other };

  int descriptor_;
  Kind kind_ = Kind::other;
  bool is_journal_ = false;
};

}  // namespace fingerpost
