// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace fingerpost {

/** Writes log lines to a descriptor. */
class LogOutput {
 public:
  /** Determines the kind of the descriptor, which must stay open. `journal_stream` is the value of
      the variable JOURNAL_STREAM, or null (systemd.exec(5), since systemd 231). */
  LogOutput(int descriptor, const char* journal_stream) noexcept;

  /** Whether journald reads the descriptor; it takes a level as a prefix (sd-daemon(3)). */
  bool is_journal() const noexcept { return is_journal_; }

  /** Writes without waiting, because the reader of the log may have stopped. Returns false if
      nothing was written. Up to PIPE_BUF bytes stay together. Any thread may call it. */
  bool write(std::string_view bytes) const noexcept;

 private:
  enum class Kind { socket, file, other };

  int descriptor_;
  Kind kind_ = Kind::other;
  bool is_journal_ = false;
};

}  // namespace fingerpost
