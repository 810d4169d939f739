// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <climits>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/log_line.hpp"

namespace fingerpost {

/** Lines above this level are dropped from now on. Any thread. Starts at info. */
void set_log_level(LogLevel level) noexcept;

/** Whether a line of this level would be written: ask before building an expensive one. */
bool logs(LogLevel level) noexcept;

/** Lines have this format from now on. Any thread. Starts as text. */
void set_log_format(LogFormat format) noexcept;
LogFormat log_format() noexcept;

/** Returns the number of lines dropped since the start: nobody read the log, or it could not be
    written. It never decreases. Any thread. */
std::uint64_t dropped_log_lines() noexcept;

/** Writes one line to standard error, whole; see LogLine. journald gets `<6>text`, where
    LogFormat::text would be `info: text`, and the same prefix before an object. If nobody reads the
    log, it drops the line and counts it in the next one that is written. Any thread may call it.
    Never throws, never waits, allocates nothing. */
void log_line(LogLevel level, std::string_view text) noexcept;

/** Writes a line as log_line() does, whose object has these members; for LogFormat::json. */
void log_members(LogLevel level, std::initializer_list<LogMember> members) noexcept;

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
  friend void log_members(LogLevel level, std::initializer_list<LogMember> members) noexcept;

  static void write_or_collect(std::string_view line) noexcept;

  void add(std::string_view line) noexcept;
  void write() noexcept;

  std::size_t size_ = 0;
  unsigned lines_ = 0;
  char bytes_[PIPE_BUF];
};

}  // namespace fingerpost
