// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <climits>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fingerpost {

/** The numbers are those of syslog(3), which journald takes as a prefix (sd-daemon(3)). */
enum class LogLevel { error = 3, warning = 4, info = 6, debug = 7 };

/** Lines above this level are dropped from now on. Any thread. Starts at info. */
void set_log_level(LogLevel level) noexcept;

/** Whether a line of this level would be written: ask before building an expensive one. */
bool logs(LogLevel level) noexcept;

/** Returns the number of lines dropped since the start: nobody read the log, it could not be written,
    or there was no memory. It never decreases. Any thread. */
std::uint64_t dropped_log_lines() noexcept;

/** Writes one line to standard error, whole: `<6>text` for journald and pipes, `info: text` on a
    terminal. Control characters become '?'. If nobody reads the log, or there is no memory for a
    long line, it drops the line and counts it in the next one that is written. Any thread may call
    it. Never throws, never waits. */
void log_line(LogLevel level, std::string_view text) noexcept;

/** Formats a line and logs it as log_line() does. */
void log_formatted(LogLevel level, fmt::string_view text, fmt::format_args args) noexcept;

/** Formats and logs a line; the compiler checks the types of the arguments. */
template <class... Args>
void log(LogLevel level, fmt::format_string<Args...> text, const Args&... args) noexcept {
  if (logs(level)) log_formatted(level, text, fmt::make_format_args(args...));
}

/** Collects the lines that its thread logs while it lives, and writes as many together as a pipe
    takes in one piece: a line by itself costs more than all the rest of an answer. At most one in a
    thread at a time. */
class LogRound {
 public:
  LogRound() noexcept;
  ~LogRound();
  LogRound(const LogRound&) = delete;
  LogRound& operator=(const LogRound&) = delete;

  /** Writes what the calling thread has collected. To be called before the process is aborted. */
  static void write_collected() noexcept;

 private:
  friend void log_line(LogLevel level, std::string_view text) noexcept;

  void add(std::string_view line) noexcept;
  void write() noexcept;

  std::size_t size_ = 0;
  unsigned lines_ = 0;
  char bytes_[PIPE_BUF];
};

}  // namespace fingerpost
