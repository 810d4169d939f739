// SPDX-License-Identifier: MIT
#pragma once

#include <climits>
#include <cstddef>
#include <string_view>
#include <variant>

namespace fingerpost {

/** The numbers are those of syslog(3), which journald takes as a prefix (sd-daemon(3)). */
enum class LogLevel { error = 3, warning = 4, info = 6, debug = 7 };

/** How a line says its level: `info: text`, `<6>text`, or `{"level":"info","message":"text"}`. */
enum class LogFormat { text, syslog, json };

/** A member of the JSON object that a line is. */
struct LogMember {
  std::string_view name;
  std::variant<std::string_view, int> value;
};

/** Writes one line of the log. It has at most PIPE_BUF bytes, so that a pipe takes it in one piece;
    what does not fit is cut and ends with `...`. Whatever bytes the texts hold, the line is
    well-formed UTF-8 and has one U+000A, its last byte: what printable() replaces becomes '?'.
    Allocates nothing. */
class LogLine {
 public:
  /** Writes the level, for LogFormat::json as the first member. `prefixed` puts `<6>` before an
      object, too. */
  LogLine(LogLevel level, LogFormat format, bool prefixed) noexcept;

  /** Adds the text that the line is for people; in JSON it is the member `message`. */
  void add_text(std::string_view text) noexcept;
  /** Adds a member; only for LogFormat::json. Leaves out an empty text, and all members after one
      that was cut. The name is a word of this program. */
  void add(const LogMember& member) noexcept;

  /** Ends the line and returns it. It is in this object. */
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
  // Not initialized, because most lines are short.
  char bytes_[PIPE_BUF];
};

}  // namespace fingerpost
