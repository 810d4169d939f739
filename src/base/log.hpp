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

/** Sets the level above which lines are dropped; initially info. Any thread may call it. */
void set_log_level(LogLevel level) noexcept;

/** Whether a line of this level would be written. Ask before building an expensive one. */
bool logs(LogLevel level) noexcept;

/** Sets the format of the lines; initially text. Any thread may call it. */
void set_log_format(LogFormat format) noexcept;
LogFormat log_format() noexcept;

/** Returns the number of lines dropped since the start, because the reader was too slow or the log
    could not be written. It never decreases. Any thread may call it. */
std::uint64_t dropped_log_lines() noexcept;

/** Writes one line to standard error in one piece; see LogLine. For journald, the line is `<6>text`
    where LogFormat::text has `info: text`, and a JSON object gets the same prefix. If the line
    cannot be written without waiting, drops it and mentions it in the next line that is written.
    Any thread may call it. Never throws, never waits, allocates nothing. */
void log_line(LogLevel level, std::string_view text) noexcept;

/** Writes a JSON object with these members as one line, with the guarantees of log_line(). For
    LogFormat::json only. */
void log_members(LogLevel level, std::initializer_list<LogMember> members) noexcept;

/** Formats a line and passes it to log_line(). */
void log_formatted(LogLevel level, fmt::string_view text, fmt::format_args args) noexcept;

/** Formats and logs a line; the compiler checks the types of the arguments. */
template <class... Args>
void log(LogLevel level, fmt::format_string<Args...> text, const Args&... args) noexcept {
  if (logs(level)) log_formatted(level, text, fmt::make_format_args(args...));
}

/** Collects the lines that its thread logs during its lifetime, and writes as many together as a
    pipe takes in one piece, because writing a single line costs more than all the rest of an
    answer. A thread can have at most one at a time. */
class LogRound {
 public:
  LogRound() noexcept;
  ~LogRound();
  LogRound(const LogRound&) = delete;
  LogRound& operator=(const LogRound&) = delete;

  /** Writes what the calling thread has collected. Call it before aborting the process. */
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
