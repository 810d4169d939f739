// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <utility>

#include "base/log_output.hpp"

namespace fingerpost {

namespace {

std::atomic<LogLevel> threshold{LogLevel::info};
std::atomic<LogFormat> chosen_format{LogFormat::text};
/** The number of lines dropped since a line was last written. */
std::atomic<std::uint64_t> lost = 0;
/** The number of lines dropped since the start. */
std::atomic<std::uint64_t> dropped = 0;

void drop(std::uint64_t lines) noexcept {
  lost += lines;
  dropped.fetch_add(lines, std::memory_order_relaxed);
}

const LogOutput& output() noexcept {
  static const LogOutput standard_error(STDERR_FILENO, std::getenv("JOURNAL_STREAM"));
  return standard_error;
}

LogLine new_line(LogLevel level) noexcept {
  return {level, log_format(), output().is_journal()};
}

bool write_line_about(std::uint64_t missing) noexcept {
  char text[80];
  const auto written =
      fmt::format_to_n(text, sizeof text, "dropped {} log lines: the reader was too slow", missing);
  LogLine line = new_line(LogLevel::warning);
  line.add_text({text, written.size});
  return output().write(line.finish());
}

/** Writes whole lines, preceded by a line about any that were dropped. Counts the lines as dropped
    if they cannot be written. */
void write_lines(std::string_view lines, unsigned count) noexcept {
  // Loads before exchanging, because exchange costs more and the value is nearly always 0.
  if (const std::uint64_t missing = lost.load(std::memory_order_relaxed) ? lost.exchange(0) : 0) {
    if (!write_line_about(missing)) {
      lost += missing;
      return drop(count);
    }
  }
  if (!output().write(lines)) drop(count);
}

/** The calling thread's round, or null. */
thread_local LogRound* round_of_thread = nullptr;

}  // namespace

void set_log_level(LogLevel level) noexcept {
  threshold = level;
}

bool logs(LogLevel level) noexcept {
  return level <= threshold.load(std::memory_order_relaxed);
}

void set_log_format(LogFormat format) noexcept {
  chosen_format = format;
}

LogFormat log_format() noexcept {
  return chosen_format.load(std::memory_order_relaxed);
}

std::uint64_t dropped_log_lines() noexcept {
  return dropped.load(std::memory_order_relaxed);
}

void log_line(LogLevel level, std::string_view text) noexcept {
  if (!logs(level)) return;
  LogLine line = new_line(level);
  line.add_text(text);
  LogRound::write_or_collect(line.finish());
}

void log_members(LogLevel level, std::initializer_list<LogMember> members) noexcept {
  if (!logs(level)) return;
  LogLine line(level, LogFormat::json, output().is_journal());
  for (const LogMember& member : members) line.add(member);
  LogRound::write_or_collect(line.finish());
}

void log_formatted(LogLevel level, fmt::string_view text, fmt::format_args args) noexcept {
  // One byte more than a line can hold, so that LogLine notices the cut.
  char line[PIPE_BUF + 1];
  const auto written = fmt::vformat_to_n(line, sizeof line, text, args);
  log_line(level, {line, std::min(written.size, sizeof line)});
}

LogRound::LogRound() noexcept {
  round_of_thread = this;
}

LogRound::~LogRound() {
  round_of_thread = nullptr;
  write();
}

void LogRound::write_collected() noexcept {
  if (round_of_thread) round_of_thread->write();
}

void LogRound::write_or_collect(std::string_view line) noexcept {
  if (round_of_thread)
    round_of_thread->add(line);
  else
    write_lines(line, 1);
}

void LogRound::add(std::string_view line) noexcept {
  if (line.size() > sizeof bytes_ - size_) write();
  line.copy(bytes_ + size_, line.size());
  size_ += line.size();
  ++lines_;
}

void LogRound::write() noexcept {
  if (lines_ > 0) write_lines({bytes_, std::exchange(size_, 0)}, std::exchange(lines_, 0));
}

}  // namespace fingerpost
