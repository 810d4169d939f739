// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string>
#include <vector>

using namespace fingerpost;

namespace {

/** Runs a child process that logs to a pipe. Returns its output, a string for each write. */
template <class Action>
std::vector<std::string> writes_of(Action action) {
  int ends[2];
  // Each read from such a pipe returns one write.
  REQUIRE(pipe2(ends, O_DIRECT) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    action();
    _exit(0);
  }
  close(ends[1]);
  std::vector<std::string> writes;
  char buffer[2 * PIPE_BUF];
  for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
    writes.emplace_back(buffer, static_cast<std::size_t>(count));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return writes;
}

std::ptrdiff_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace

TEST_CASE("a single line is one write") {
  const auto writes = writes_of([] {
    log_line(LogLevel::info, "one");
    log(LogLevel::warning, "{}", "two");
  });
  REQUIRE(writes.size() == 2);
  CHECK(writes[0].ends_with("one\n"));
  CHECK(writes[1].ends_with("two\n"));
}

TEST_CASE("the lines of a round are one write, in order") {
  const auto writes = writes_of([] {
    const LogRound round;
    for (const char* const text : {"one", "two", "three"}) log_line(LogLevel::info, text);
  });
  REQUIRE(writes.size() == 1);
  CHECK(lines_in(writes[0]) == 3);
  CHECK(writes[0].find("one\n") < writes[0].find("two\n"));
  CHECK(writes[0].ends_with("three\n"));
}

TEST_CASE("a round writes whole lines, and never more than a pipe takes at once") {
  const auto writes = writes_of([] {
    const LogRound round;
    for (int i = 0; i < 100; ++i) log_line(LogLevel::info, std::string(100, 'x'));
  });
  CHECK(writes.size() == 3);
  std::ptrdiff_t lines = 0;
  for (const std::string& text : writes) {
    CHECK(text.size() <= PIPE_BUF);
    CHECK(text.back() == '\n');
    lines += lines_in(text);
  }
  CHECK(lines == 100);
}

TEST_CASE("collected lines can be written before the round ends") {
  const auto writes = writes_of([] {
    const LogRound round;
    log_line(LogLevel::info, "last words");
    LogRound::write_collected();
    _exit(1);
  });
  REQUIRE(writes.size() == 1);
  CHECK(writes[0].ends_with("last words\n"));
}

TEST_CASE("the count of dropped lines keeps growing after a line has reported them") {
  const auto writes = writes_of([] {
    // Like the services.
    std::signal(SIGPIPE, SIG_IGN);
    const int reader = dup(STDERR_FILENO);
    int ends[2];
    if (pipe2(ends, O_NONBLOCK) != 0) _exit(1);
    dup2(ends[1], STDERR_FILENO);
    const auto report = [&] { dprintf(reader, "%d", static_cast<int>(dropped_log_lines())); };
    const std::array<char, 4096> filler = {};
    while (write(ends[1], filler.data(), filler.size()) > 0) continue;

    log_line(LogLevel::info, "dropped");
    report();
    {
      const LogRound round;
      for (int i = 0; i < 3; ++i) log_line(LogLevel::info, "dropped");
    }
    report();
    std::array<char, 4096> read_bytes;
    while (read(ends[0], read_bytes.data(), read_bytes.size()) > 0) continue;
    log_line(LogLevel::info, "written");
    report();
    const ssize_t count = read(ends[0], read_bytes.data(), read_bytes.size());
    if (write(reader, read_bytes.data(), static_cast<std::size_t>(count)) < 0) _exit(1);
    close(ends[0]);
    log_line(LogLevel::info, "nobody can read it");
    report();
  });
  REQUIRE(writes.size() == 5);
  CHECK(writes[0] == "1");
  CHECK(writes[1] == "4");
  CHECK(writes[2] == "4");
  CHECK(writes[3].find("dropped 4 log lines") != std::string::npos);
  CHECK(writes[3].ends_with("written\n"));
  CHECK(writes[4] == "5");
}

TEST_CASE("the format changes from one line to the next") {
  const auto writes = writes_of([] {
    log(LogLevel::info, "{}", "one");
    set_log_format(LogFormat::json);
    log(LogLevel::info, "{}", "two");
    log_members(LogLevel::error, {{"status", 500}, {"detail", "three"}});
    log_members(LogLevel::debug, {{"status", 404}});
    set_log_format(LogFormat::syslog);
    log(LogLevel::info, "{}", "four");
  });
  CHECK(writes == std::vector<std::string>{
                      "info: one\n", "{\"level\":\"info\",\"message\":\"two\"}\n",
                      "{\"level\":\"error\",\"status\":500,\"detail\":\"three\"}\n", "<6>four\n"});
}

TEST_CASE("a long line is cut where a line ends") {
  const std::string text(3 * PIPE_BUF, 'x');
  const auto writes = writes_of([&] {
    const LogRound round;
    log_line(LogLevel::info, "one");
    log(LogLevel::info, "{}", text);
    log_line(LogLevel::info, text);
  });
  REQUIRE(writes.size() == 3);
  CHECK(writes[0] == "info: one\n");
  CHECK(writes[1].size() > PIPE_BUF - 10);
  CHECK(writes[1].ends_with("x...\n"));
  CHECK(writes[2] == writes[1]);
}
