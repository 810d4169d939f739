// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <fmt/compile.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>

namespace fingerpost {

namespace {

std::atomic<LogLevel> threshold{LogLevel::info};
/** The number of lines dropped since the last line that was written. */
std::atomic<std::uint64_t> lost = 0;
/** The number of lines dropped since the start. */
std::atomic<std::uint64_t> dropped = 0;

void drop(std::uint64_t lines) noexcept {
  lost += lines;
  dropped.fetch_add(lines, std::memory_order_relaxed);
}

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

/** What standard error is. */
enum class Kind { terminal, socket, file, other };

Kind find_kind() noexcept {
  struct stat status = {};
  if (isatty(STDERR_FILENO) == 1) return Kind::terminal;
  if (fstat(STDERR_FILENO, &status) != 0) return Kind::other;
  return S_ISSOCK(status.st_mode)  ? Kind::socket
         : S_ISREG(status.st_mode) ? Kind::file
                                   : Kind::other;
}

Kind kind() noexcept {
  static const Kind found = find_kind();
  return found;
}

/** Writes without waiting, because whoever reads the log may have stopped. Returns false if nothing
    was written. */
bool write_at_once(std::string_view bytes) noexcept {
  if (kind() == Kind::socket)
    return send(STDERR_FILENO, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
  pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  if (kind() != Kind::file && poll(&log, 1, 0) != 1) return false;
  return write(STDERR_FILENO, bytes.data(), bytes.size()) >= 0;
}

fmt::memory_buffer whole_line(LogLevel level, std::string_view text) {
  fmt::memory_buffer line;
  if (kind() == Kind::terminal)
    fmt::format_to(fmt::appender(line), FMT_COMPILE("{}: {}"), word(level), text);
  else
    fmt::format_to(fmt::appender(line), FMT_COMPILE("<{}>{}"), static_cast<int>(level), text);
  std::replace_if(line.begin(), line.end(), is_control, '?');
  line.push_back('\n');
  return line;
}

fmt::memory_buffer line_about(std::uint64_t missing) {
  fmt::memory_buffer text;
  fmt::format_to(fmt::appender(text), "{} lines are missing here: nobody read them", missing);
  return whole_line(LogLevel::warning, {text.data(), text.size()});
}

/** Writes whole lines, after one about those that are missing before them; or counts them. */
void write_lines(std::string_view lines, unsigned count) noexcept {
  // Looked at first, because to exchange it costs more, and nearly always it is 0.
  if (const std::uint64_t missing = lost.load(std::memory_order_relaxed) ? lost.exchange(0) : 0) {
    const fmt::memory_buffer line = line_about(missing);
    if (!write_at_once({line.data(), line.size()})) {
      lost += missing;
      return drop(count);
    }
  }
  if (!write_at_once(lines)) drop(count);
}

/** The calling thread's round, if it has one. */
thread_local LogRound* round_of_thread = nullptr;

}  // namespace

void set_log_level(LogLevel level) noexcept {
  threshold = level;
}

bool logs(LogLevel level) noexcept {
  return level <= threshold.load(std::memory_order_relaxed);
}

std::uint64_t dropped_log_lines() noexcept {
  return dropped.load(std::memory_order_relaxed);
}

void log_line(LogLevel level, std::string_view text) noexcept try {
  if (!logs(level)) return;
  const fmt::memory_buffer line = whole_line(level, text);
  const std::string_view bytes(line.data(), line.size());
  if (round_of_thread)
    round_of_thread->add(bytes);
  else
    write_lines(bytes, 1);
} catch (const std::exception&) {
  // Only a long line needs memory, and losing a line is no reason to stop answering.
  drop(1);
}

void log_formatted(LogLevel level, fmt::string_view text, fmt::format_args args) noexcept try {
  fmt::memory_buffer line;
  fmt::vformat_to(fmt::appender(line), text, args);
  log_line(level, {line.data(), line.size()});
} catch (const std::exception&) {
  drop(1);
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

void LogRound::add(std::string_view line) noexcept {
  if (line.size() > sizeof bytes_ - size_) write();
  if (line.size() > sizeof bytes_) return write_lines(line, 1);
  line.copy(bytes_ + size_, line.size());
  size_ += line.size();
  ++lines_;
}

void LogRound::write() noexcept {
  if (lines_ > 0) write_lines({bytes_, std::exchange(size_, 0)}, std::exchange(lines_, 0));
}

}  // namespace fingerpost
