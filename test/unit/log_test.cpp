// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace fingerpost;

namespace {

/** Has a child process log into a pipe. Returns what it writes, a string for each write. */
template <class Action>
std::vector<std::string> writes_of(Action action) {
  int ends[2];
  // Each read of such a pipe returns one write.
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

TEST_CASE("a line by itself is one write") {
  const auto writes = writes_of([] {
    log_line(LogLevel::info, "one");
    log(LogLevel::warning, "{}", "two");
  });
  REQUIRE(writes.size() == 2);
  CHECK(writes[0].ends_with("one\n"));
  CHECK(writes[1].ends_with("two\n"));
}

TEST_CASE("the lines of a round are one write, in their order") {
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

TEST_CASE("what a round has collected can be written before it ends") {
  const auto writes = writes_of([] {
    const LogRound round;
    log_line(LogLevel::info, "last words");
    LogRound::write_collected();
    _exit(1);
  });
  REQUIRE(writes.size() == 1);
  CHECK(writes[0].ends_with("last words\n"));
}
