// SPDX-License-Identifier: MIT
#pragma once

#include <climits>
#include <cstddef>
#include <string_view>
#include <variant>

namespace fingerpost {

/** The level of a line. The numbers are those of syslog(3), which journald takes as a prefix
    (sd-daemon(3)). */
enum class LogLevel { error = 3, warning = 4, info = 6, debug = 7 };

/** The form of a line: `info: text`, `<6>text`, or `{"level":"info","message":"text"}`. */
enum class LogFormat { text, syslog, json };

/** A member of the JSON object that makes up a line. */
struct LogMember {
  std::string_view name;
  std::variant<std::string_view, int> value;
};

/** Builds one line of the log. It has at most PIPE_BUF bytes, so that a pipe takes it in one piece;
    a longer text is cut and ends with `...`. Whatever bytes the texts hold, the line is well-formed
    UTF-8 whose only U+000A is its last byte; characters that printable() replaces become '?'.
    Allocates nothing. */
class LogLine {
 public:
  /** Writes the level, which is the first member for LogFormat::json. `prefixed` also puts `<6>`
      before a JSON object. */
  LogLine(LogLevel level, LogFormat format, bool prefixed) noexcept;

  /** Adds the text of the line; in JSON it becomes the member `message`. */
  void add_text(std::string_view text) noexcept;
  /** Adds a member; for LogFormat::json only. Leaves out empty texts, and all members after one
      that was cut. The name is one of the program's own words. */
  void add(const LogMember& member) noexcept;

  /** Ends the line and returns a view of it, which is valid as long as this object. */
  std::string_view finish() noexcept;

 private:
  void put_text(std::string_view text) noexcept;
  void put_character(std::string_view& text) noexcept;
  bool put_name(std::string_view name) noexcept;
  void append(std::string_view bytes) noexcept;
  void cut() noexcept;

  const bool json_;
  bool cut_ = false;
  std::size_t size_ = 0;
  // Left uninitialized, because most lines are short.
  char bytes_[PIPE_BUF];
};

}  // namespace fingerpost
