// SPDX-License-Identifier: MIT
#include "base/log_output.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "base/fd.hpp"

using namespace fingerpost;

namespace {

struct Ends {
  Fd reading;
  Fd writing;
};

Ends open_pipe(int flags = 0) {
  std::array<int, 2> ends;
  REQUIRE(pipe2(ends.data(), flags) == 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

Ends open_sockets() {
  std::array<int, 2> ends;
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

/** Returns the value that systemd would give JOURNAL_STREAM. */
std::string stream_of(const Fd& descriptor, unsigned more = 0) {
  struct stat status = {};
  REQUIRE(fstat(descriptor.get(), &status) == 0);
  return fmt::format("{}:{}", status.st_dev, status.st_ino + more);
}

std::string read_from(const Fd& descriptor) {
  std::array<char, 100> bytes;
  const ssize_t count = read(descriptor.get(), bytes.data(), bytes.size());
  return {bytes.data(), static_cast<std::size_t>(count > 0 ? count : 0)};
}

}  // namespace

TEST_CASE("journald is recognized by the socket that JOURNAL_STREAM names") {
  const Ends sockets = open_sockets();
  const Ends others = open_sockets();
  const auto is_journal = [](const Fd& descriptor, const char* stream) {
    return LogOutput(descriptor.get(), stream).is_journal();
  };
  const std::string stream = stream_of(sockets.writing);
  CHECK(is_journal(sockets.writing, stream.c_str()));
  CHECK_FALSE(is_journal(others.writing, stream.c_str()));
  CHECK_FALSE(is_journal(sockets.writing, stream_of(sockets.writing, 1).c_str()));
  for (const std::string& bad : {std::string(), std::string(":"), std::string("1"), stream + " ",
                                 ' ' + stream, stream + ":1", stream.substr(1)})
    CHECK_FALSE(is_journal(sockets.writing, bad.c_str()));
  CHECK_FALSE(is_journal(sockets.writing, nullptr));

  const Ends pipe = open_pipe();
  CHECK_FALSE(is_journal(pipe.writing, stream_of(pipe.writing).c_str()));
  CHECK_FALSE(LogOutput(-1, stream.c_str()).is_journal());
}

TEST_CASE("a socket, a pipe and a file can be written to") {
  for (const Ends& ends : std::array{open_sockets(), open_pipe()}) {
    CHECK(LogOutput(ends.writing.get(), nullptr).write("one\n"));
    CHECK(read_from(ends.reading) == "one\n");
  }
  std::string path = "/tmp/fingerpost-log-XXXXXX";
  const Fd file(mkstemp(path.data()));
  REQUIRE(file);
  CHECK(LogOutput(file.get(), nullptr).write("one\n"));
  CHECK(lseek(file.get(), 0, SEEK_SET) == 0);
  CHECK(read_from(file) == "one\n");
  unlink(path.c_str());
}

TEST_CASE("a write never waits for a reader") {
  const std::string line(PIPE_BUF, 'x');
  for (const Ends& ends : std::array{open_sockets(), open_pipe(), open_pipe(O_NONBLOCK)}) {
    const LogOutput output(ends.writing.get(), nullptr);
    int lines = 0;
    while (output.write(line)) ++lines;
    CHECK(lines > 10);
    CHECK_FALSE(output.write(line));
    std::string bytes(PIPE_BUF, '\0');
    for (ssize_t left = PIPE_BUF; left > 0;)
      left -= read(ends.reading.get(), bytes.data(), static_cast<std::size_t>(left));
    CHECK(output.write("one\n"));
  }
}

TEST_CASE("a write fails if nothing is open") {
  Ends sockets = open_sockets();
  const LogOutput to_nobody(sockets.writing.get(), nullptr);
  sockets.reading = Fd();
  CHECK_FALSE(to_nobody.write("one\n"));
  CHECK_FALSE(LogOutput(-1, nullptr).write("one\n"));
  const Fd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  REQUIRE(full);
  CHECK_FALSE(LogOutput(full.get(), nullptr).write("one\n"));
}
