// SPDX-License-Identifier: MIT
#include "base/log_line.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

using namespace fingerpost;
using namespace std::string_view_literals;

namespace {

std::string line_of(LogFormat format, std::string_view text, bool prefixed = false) {
  LogLine line(LogLevel::info, format, prefixed);
  line.add_text(text);
  return std::string(line.finish());
}

std::string object_of(std::initializer_list<LogMember> members) {
  LogLine line(LogLevel::debug, LogFormat::json, false);
  for (const LogMember& member : members) line.add(member);
  return std::string(line.finish());
}

/** Returns the message of an object, from between its quotation marks. */
std::string message_of(std::string_view text) {
  const std::string line = line_of(LogFormat::json, text);
  constexpr std::string_view begin = "{\"level\":\"info\",\"message\":\"";
  REQUIRE(line.starts_with(begin));
  REQUIRE(line.ends_with("\"}\n"));
  return line.substr(begin.size(), line.size() - begin.size() - 3);
}

}  // namespace

TEST_CASE("a line shows its level in its format") {
  CHECK(line_of(LogFormat::text, "stopped") == "info: stopped\n");
  CHECK(line_of(LogFormat::syslog, "stopped") == "<6>stopped\n");
  CHECK(line_of(LogFormat::json, "stopped") == "{\"level\":\"info\",\"message\":\"stopped\"}\n");
  CHECK(line_of(LogFormat::text, "stopped", true) == "<6>stopped\n");
  CHECK(line_of(LogFormat::syslog, "stopped", true) == "<6>stopped\n");
  CHECK(line_of(LogFormat::json, "stopped", true) ==
        "<6>{\"level\":\"info\",\"message\":\"stopped\"}\n");
}

TEST_CASE("each level has its number and its word") {
  struct Row {
    LogLevel level;
    std::string number;
    std::string word;
  };
  for (const auto& [level, number, word] : {Row{LogLevel::error, "<3>", "error"},
                                            {LogLevel::warning, "<4>", "warning"},
                                            {LogLevel::info, "<6>", "info"},
                                            {LogLevel::debug, "<7>", "debug"}}) {
    CHECK(LogLine(level, LogFormat::text, false).finish() == word + ": \n");
    CHECK(LogLine(level, LogFormat::text, true).finish() == number + "\n");
    CHECK(LogLine(level, LogFormat::json, true).finish() ==
          number + "{\"level\":\"" + word + "\"}\n");
  }
}

TEST_CASE("an object has the given members, in order") {
  CHECK(object_of({{"protocol", "pacc"}, {"domain", "example.com"}, {"status", 200}}) ==
        R"({"level":"debug","protocol":"pacc","domain":"example.com","status":200})"
        "\n");
  CHECK(object_of({{"protocol", ""}, {"status", 404}, {"detail", "no such path"}}) ==
        R"({"level":"debug","status":404,"detail":"no such path"})"
        "\n");
  CHECK(object_of({{"status", std::numeric_limits<int>::min()}}) ==
        "{\"level\":\"debug\",\"status\":-2147483648}\n");
}

TEST_CASE("an object is JSON whatever its texts hold") {
  CHECK(message_of(R"(say "a\b")") == R"(say \"a\\b\")");
  CHECK(message_of("a\nb\tc\x7f\0d"sv) == "a?b?c??d");
  CHECK(message_of("b\u00fccher \u2713 \U0001f600") == "b\u00fccher \u2713 \U0001f600");
  // Truncated, overlong, a surrogate, too large, alone.
  CHECK(message_of("\xc3") == "?");
  CHECK(message_of("\xe2\x9c") == "??");
  CHECK(message_of("\xc0\xaf|\xed\xa0\x80|\xf4\x90\x80\x80|\x80|\xff") == "??|???|????|?|?");
  // A line separator, a next line, and a character that changes the writing direction.
  CHECK(message_of("a\u2028b\u0085c\u202e") == "a?b?c?");
  CHECK(line_of(LogFormat::json, "") == "{\"level\":\"info\"}\n");
}

TEST_CASE("a text without JSON keeps its quotation marks") {
  CHECK(line_of(LogFormat::text, R"("a\b")") == "info: \"a\\b\"\n");
  CHECK(line_of(LogFormat::syslog, "a\nb\xff\u00fc") == "<6>a?b?\u00fc\n");
}

TEST_CASE("a line that is too long is cut") {
  for (const LogFormat format : {LogFormat::text, LogFormat::syslog, LogFormat::json}) {
    const std::string end = format == LogFormat::json ? "...\"}\n" : "...\n";
    std::string longest;
    for (std::size_t size = PIPE_BUF - 60; size <= PIPE_BUF + 60; ++size) {
      const std::string text = std::string(size - 2, 'x') + "\u00fc";
      const std::string line = line_of(format, text);
      REQUIRE(line.size() <= PIPE_BUF);
      REQUIRE((line.find(text) != std::string::npos || line.ends_with("x" + end) ||
               line.ends_with("\u00fc" + end)));
      if (line.size() > longest.size()) longest = line;
    }
    CHECK(longest.size() >= PIPE_BUF - end.size());
  }
}

TEST_CASE("a cut never splits a character or an escape") {
  for (const std::string_view character : {"\"", "\\", "\u00fc", "\u2713", "\U0001f600", "\xff"})
    for (std::size_t before = 0; before < 8; ++before) {
      std::string text(before, 'x');
      while (text.size() < 2 * PIPE_BUF) text += character;
      const std::string line = line_of(LogFormat::json, text);
      REQUIRE(line.size() <= PIPE_BUF);
      REQUIRE(line.size() > PIPE_BUF - 10);
      REQUIRE(line.ends_with("...\"}\n"));
      const std::string written = message_of(text);
      const std::string one = character == "\""     ? "\\\""
                              : character == "\\"   ? "\\\\"
                              : character == "\xff" ? "?"
                                                    : std::string(character);
      REQUIRE((written.size() - 3 - before) % one.size() == 0);
      REQUIRE(written.ends_with(one + "..."));
    }
}

TEST_CASE("a member that is cut or does not fit is the last") {
  const std::string text(PIPE_BUF, 'x');
  CHECK(object_of({{"detail", text}, {"status", 200}}).ends_with("xxx...\"}\n"));
  CHECK(object_of({{"detail", text}, {"domain", "example.com"}}).ends_with("xxx...\"}\n"));
  for (std::size_t size = PIPE_BUF - 100; size <= PIPE_BUF; ++size) {
    const std::string_view part = std::string_view(text).substr(0, size);
    const std::string line =
        object_of({{"detail", part}, {"status", 200}, {"domain", "a.example"}});
    REQUIRE(line.size() <= PIPE_BUF);
    REQUIRE((line.ends_with("x\"}\n") || line.ends_with("x...\"}\n") ||
             line.ends_with("\"status\":200}\n") || line.ends_with("\"a.example\"}\n") ||
             line.ends_with("...\"}\n")));
  }
}
