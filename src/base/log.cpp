// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <fmt/compile.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>

namespace fingerpost {

namespace {

std::atomic<LogLevel> threshold{LogLevel::info};
/** The number of lines dropped since the last line that was written. */
std::atomic<unsigned> lost = 0;

std::string_view word(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return "error";
    case LogLevel::warning:
      return "warning";
    case LogLevel::info:
      return "info";
    case LogLevel::debug:
      return "debug";
  }
  return {};
}

bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/** Whoever reads the log may have stopped, and must not stop the answers. */
bool is_read() noexcept {
  pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  return poll(&log, 1, 0) == 1;
}

void write_line(LogLevel level, std::string_view text) {
  static const bool terminal = isatty(STDERR_FILENO) == 1;
  fmt::memory_buffer line;
  if (terminal)
    fmt::format_to(fmt::appender(line), FMT_COMPILE("{}: {}"), word(level), text);
  else
    fmt::format_to(fmt::appender(line), FMT_COMPILE("<{}>{}"), static_cast<int>(level), text);
  std::replace_if(line.begin(), line.end(), is_control, '?');
  line.push_back('\n');
  // A log that cannot be written is no reason to stop answering.
  [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void set_log_level(LogLevel level) noexcept {
  threshold = level;
}

bool logs(LogLevel level) noexcept {
  return level <= threshold.load(std::memory_order_relaxed);
}

void log_line(LogLevel level, std::string_view text) noexcept try {
  if (!logs(level)) return;
  if (!is_read()) {
    ++lost;
    return;
  }
  if (const unsigned count = lost.exchange(0))
    write_line(LogLevel::warning,
               fmt::format("{} lines are missing here: nobody read them", count));
  write_line(level, text);
} catch (const std::exception&) {
  // Only a long line needs memory, and losing a line is no reason to stop answering.
  ++lost;
}

void log_formatted(LogLevel level, fmt::string_view text, fmt::format_args args) noexcept try {
  fmt::memory_buffer line;
  fmt::vformat_to(fmt::appender(line), text, args);
  log_line(level, {line.data(), line.size()});
} catch (const std::exception&) {
  ++lost;
}

}  // namespace fingerpost
