// SPDX-License-Identifier: MIT
#include "process/confinement.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

using namespace fingerpost;

namespace {

/** Whether a condition holds in a child process that has confined itself. */
template <class Condition>
bool holds_confined(const Needs& needs, const Condition& condition,
                    void (*by)(const Needs&) noexcept = confine) {
  const pid_t child = fork();
  if (child == 0) {
    by(needs);
    _exit(condition() ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("serving and reloading still have what they need") {
  CHECK(holds_confined({}, [] { return open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0; }));
  CHECK(holds_confined({}, [] {
    bool ran = false;
    std::thread([&] { ran = true; }).join();
    return ran;
  }));
}

#ifdef FINGERPOST_SECCOMP

namespace {

/** Whether a call fails with ENOSYS. */
template <class Call>
bool is_denied(const Call& call, const Needs& needs = {}) {
  return holds_confined(needs, [&] { return call() == -1 && errno == ENOSYS; });
}

int map(int protection) {
  void* const mapped = mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mapped == MAP_FAILED ? -1 : 0;
}

int make_executable() {
  void* const mapped =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mprotect(mapped, 4096, PROT_READ | PROT_EXEC);
}

}  // namespace

TEST_CASE("an intruder does not") {
  CHECK(is_denied([] { return execl("/bin/true", "true", nullptr); }));
  CHECK(is_denied([] { return fork(); }));
  for (const int flags : {O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC})
    CHECK(is_denied([&] { return open("/dev/null", flags | O_CLOEXEC, 0600); }));
  for (const int family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET})
    CHECK(is_denied([&] { return socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0); }));
  CHECK(is_denied([] { return connect(0, nullptr, 0); }));
  CHECK(is_denied([] { return map(PROT_READ | PROT_WRITE | PROT_EXEC); }));
  CHECK(is_denied(make_executable));
  CHECK(is_denied([] { return kill(getppid(), 0); }));
}

TEST_CASE("the calls that musl uses where glibc uses others") {
  CHECK(holds_confined({}, [] {
    char byte;
    iovec part{&byte, 1};
    return readv(open("/dev/zero", O_RDONLY | O_CLOEXEC), &part, 1) == 1;
  }));
  CHECK(holds_confined({}, [] {
    winsize size;
    return ioctl(open("/dev/null", O_RDONLY | O_CLOEXEC), TIOCGWINSZ, &size) == -1 &&
           errno == ENOTTY;
  }));
  CHECK(holds_confined({}, [] {
    signal(SIGABRT, [](int) { _exit(0); });
    syscall(SYS_tkill, gettid(), SIGABRT);
    return false;
  }));
  CHECK(is_denied([] { return syscall(SYS_tkill, getppid(), 0); }));
#ifdef SYS_open
  CHECK(
      holds_confined({}, [] { return syscall(SYS_open, "/dev/null", O_RDONLY | O_CLOEXEC) >= 0; }));
  for (const int flags : {O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC})
    CHECK(is_denied([&] { return syscall(SYS_open, "/dev/null", flags | O_CLOEXEC, 0600); }));
#endif
}

TEST_CASE("only a process that created sockets can remove them") {
  const auto remove = [] { return unlink("/nonexistent"); };
  CHECK(is_denied(remove));
  CHECK(holds_confined({.unlink = true}, [&] { return remove() == -1 && errno == ENOENT; }));
}

TEST_CASE("a process that queries maps can connect to Unix sockets only") {
  const Needs needs = {.connect = true};
  CHECK(holds_confined(needs, [] {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd >= 0 && connect(fd, nullptr, 0) == -1 && errno != ENOSYS;
  }));
  for (const int family : {AF_INET, AF_INET6, AF_NETLINK, AF_PACKET})
    CHECK(is_denied([&] { return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0); }, needs));
  CHECK(is_denied([] { return bind(0, nullptr, 0); }, needs));
  CHECK(is_denied([] { return listen(0, 1); }, needs));
}

TEST_CASE("a client has what its libraries need, and can change nothing") {
  const auto is_refused = [](const auto& call, const Needs& needs = {}) {
    return holds_confined(
        needs, [&] { return call() == -1 && errno == EPERM; }, confine_client);
  };
  CHECK(is_refused([] { return execl("/bin/true", "true", nullptr); }));
  for (const int flags : {O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC})
    CHECK(is_refused([&] { return open("/dev/null", flags | O_CLOEXEC, 0600); }));
  CHECK(is_refused([] { return map(PROT_READ | PROT_WRITE | PROT_EXEC); }));
  CHECK(is_refused(make_executable));
  CHECK(is_refused([] { return chmod("/nonexistent", 0600); }));
  const auto remove = [] { return unlink("/nonexistent"); };
  CHECK(is_refused(remove));
  CHECK_FALSE(is_refused(remove, {.unlink = true}));

  CHECK(holds_confined(
      {},
      [] {
        bool ran = false;
        std::thread([&] { ran = true; }).join();
        return ran && open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0 &&
               socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
      },
      confine_client));
}

#endif
