// SPDX-License-Identifier: MIT
#include "inspect/program.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

using namespace fingerpost;

TEST_CASE("a program is found in PATH and in the folders of administrators' programs") {
  CHECK(find_program("sh").ends_with("/sh"));
  CHECK(find_program("no-such-program-anywhere").empty());
}

TEST_CASE("the output of a program, or why there is none") {
  const std::string sh = find_program("sh");
  CHECK(output_of(sh, {"-c", "echo one; echo two >&2; echo three"}) == "one\nthree\n");
  CHECK(output_of(sh, {"-c", "cat"}) == "");
  CHECK(output_of(sh, {"-c", "echo \"$0 $1\"", "a b", "*"}) == "a b *\n");
  CHECK(output_of(sh, {"-c", "echo no; echo 'a warning' >&2; echo 'it is\x1b broken' >&2; exit 3"})
            .error() == "it is? broken");
  CHECK(output_of(sh, {"-c", "exit 3"}).error() == sh + " failed");
  CHECK(output_of("/no/such/program", {}).error().starts_with("/no/such/program: "));
  CHECK(output_of(sh, {"-c", "yes"}).error() == sh + " wrote too much");
  for (const char* const slow : {"sleep 100", "exec >&- 2>&-; exec sleep 100"})
    CHECK(output_of(sh, {"-c", slow}, std::chrono::milliseconds(200)).error() ==
          sh + " took too long");
  // Its child processes end with it, so they release the lock that this waits for.
  const std::string lock = fmt::format("/tmp/fingerpost-program-test-{}", getpid());
  CHECK(output_of(sh, {"-c", "flock " + lock + " sleep 100; :"}, std::chrono::milliseconds(200))
            .error() == sh + " took too long");
  CHECK(output_of(sh, {"-c", "flock --timeout 10 " + lock + " echo free"}) == "free\n");
  unlink(lock.c_str());
  // More than a pipe can hold, on both streams.
  CHECK(output_of(sh, {"-c", "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero"})->size() ==
        300000);
}
