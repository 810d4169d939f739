// SPDX-License-Identifier: MIT
#include "process/confinement.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>

#include "base/free.hpp"
#include "base/log.hpp"

#ifdef FINGERPOST_SECCOMP
#include <seccomp.h>
#endif

namespace fingerpost {

#ifdef FINGERPOST_SECCOMP

namespace {

/** System calls that are allowed with any arguments. All calls that each request makes are here,
    because the kernel permits them without running the filter. libseccomp ignores calls that this
    machine does not have. glibc and musl use different calls for the same function. Calls marked as
    musl's were found in its sources (1.2.5, of 2025-05). */
constexpr int allowed[] = {
    // Requests.
    SCMP_SYS(accept4), SCMP_SYS(close), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_wait), SCMP_SYS(fcntl), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(read),
    SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(setsockopt), SCMP_SYS(shutdown), SCMP_SYS(write),
    // Configuration files; openat is below.
    SCMP_SYS(fstat), SCMP_SYS(getdents64), SCMP_SYS(lseek), SCMP_SYS(newfstatat), SCMP_SYS(pread64),
    SCMP_SYS(statx),
    // Only musl uses these.
    SCMP_SYS(lstat), SCMP_SYS(readv), SCMP_SYS(stat),
    // Memory; mmap and mprotect are below.
    SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(mremap), SCMP_SYS(munmap),
    // Threads; clone is below.
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(rseq), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield), SCMP_SYS(set_robust_list),
    SCMP_SYS(setpriority),
    // Only musl uses this, for dlopen() of a module with thread-local variables.
    SCMP_SYS(membarrier),
    // Signals.
    SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    // Other calls of libc and OpenSSL.
    SCMP_SYS(clock_gettime), SCMP_SYS(getrandom), SCMP_SYS(gettimeofday), SCMP_SYS(sysinfo),
    SCMP_SYS(writev)};

/** A system call and a condition for the rule: the bits `mask` of one of its arguments are
    `value`. */
struct Condition {
  int call;
  unsigned argument;
  scmp_datum_t mask;
  scmp_datum_t value;
};

constexpr scmp_datum_t all = ~scmp_datum_t{};

constexpr Condition conditions[] = {
    {SCMP_SYS(openat), 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY},
    // Only musl uses this.
    {SCMP_SYS(open), 1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY},
    // To find out whether the log is a terminal, in glibc and in musl.
    {SCMP_SYS(ioctl), 1, all, TCGETS},
    {SCMP_SYS(ioctl), 1, all, TIOCGWINSZ},
    // Never both writable and executable, not even one after the other.
    {SCMP_SYS(mmap), 2, PROT_EXEC, 0},
    {SCMP_SYS(mmap), 2, PROT_WRITE, 0},
    {SCMP_SYS(mprotect), 2, PROT_EXEC, 0},
    // libc starts threads with this, because clone3(), whose arguments a filter cannot see, is not
    // allowed.
    {SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD},
    // For abort() in musl, whose call does not name the process; no other signal is allowed.
    {SCMP_SYS(tkill), 1, all, SIGABRT},
};

/** System calls that a client of a server never needs, whatever library it uses. */
constexpr int denied_to_clients[] = {
    // Starting programs and access to other processes.
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(ptrace),
    // Changing files.
    SCMP_SYS(chmod), SCMP_SYS(chown), SCMP_SYS(creat), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
    SCMP_SYS(fchown), SCMP_SYS(fchownat), SCMP_SYS(ftruncate), SCMP_SYS(lchown), SCMP_SYS(link),
    SCMP_SYS(linkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(mknod), SCMP_SYS(mknodat),
    SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(rmdir), SCMP_SYS(symlink),
    SCMP_SYS(symlinkat), SCMP_SYS(truncate),
    // Ways around the filter and into the kernel.
    SCMP_SYS(bpf), SCMP_SYS(io_uring_setup), SCMP_SYS(mount), SCMP_SYS(openat2),
    SCMP_SYS(perf_event_open), SCMP_SYS(setns), SCMP_SYS(unshare), SCMP_SYS(userfaultfd)};

constexpr Condition conditions_denied_to_clients[] = {
    {SCMP_SYS(open), 1, O_ACCMODE, O_WRONLY},
    {SCMP_SYS(open), 1, O_ACCMODE, O_RDWR},
    {SCMP_SYS(open), 1, O_CREAT, O_CREAT},
    {SCMP_SYS(open), 1, O_TRUNC, O_TRUNC},
    {SCMP_SYS(openat), 2, O_ACCMODE, O_WRONLY},
    {SCMP_SYS(openat), 2, O_ACCMODE, O_RDWR},
    {SCMP_SYS(openat), 2, O_CREAT, O_CREAT},
    {SCMP_SYS(openat), 2, O_TRUNC, O_TRUNC},
    {SCMP_SYS(mmap), 2, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC},
    {SCMP_SYS(mprotect), 2, PROT_EXEC, PROT_EXEC},
};

/** A seccomp filter: `with_these` is the action for calls that match a rule, `with_others` for the
    rest. */
class Filter {
 public:
  Filter(std::uint32_t with_others, std::uint32_t with_these) noexcept
      : action_(with_these), filter_(seccomp_init(with_others)) {}

  bool add(int call) noexcept { return add(call, 0, {}); }
  bool add(const Condition& condition) noexcept {
    const auto& [call, argument, mask, value] = condition;
    return add(call, 1,
               {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value});
  }
  bool load() noexcept { return filter_ && seccomp_load(filter_.get()) == 0; }

 private:
  bool add(int call, unsigned count, scmp_arg_cmp condition) noexcept {
    return filter_ && seccomp_rule_add_array(filter_.get(), action_, call, count, &condition) == 0;
  }

  const std::uint32_t action_;
  const std::unique_ptr<void, Free<seccomp_release>> filter_;
};

bool filter_system_calls(const Needs& needs) noexcept {
  Filter filter(SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_ALLOW);
  bool good = true;
  for (const int call : allowed) good = good && filter.add(call);
  for (const Condition& condition : conditions) good = good && filter.add(condition);
  // For abort() in glibc.
  good = good && filter.add({SCMP_SYS(tgkill), 0, all, static_cast<scmp_datum_t>(getpid())});
  if (needs.unlink) good = good && filter.add(SCMP_SYS(unlink)) && filter.add(SCMP_SYS(unlinkat));
  // A socket of this family can connect only to Unix sockets.
  if (needs.connect)
    good = good && filter.add({SCMP_SYS(socket), 0, all, AF_UNIX}) && filter.add(SCMP_SYS(connect));
  return good && filter.load();
}

bool filter_system_calls_of_client(const Needs& needs) noexcept {
  Filter filter(SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM));
  bool good = true;
  for (const int call : denied_to_clients) good = good && filter.add(call);
  for (const Condition& condition : conditions_denied_to_clients)
    good = good && filter.add(condition);
  if (!needs.unlink) good = good && filter.add(SCMP_SYS(unlink)) && filter.add(SCMP_SYS(unlinkat));
  return good && filter.load();
}

}  // namespace

#else

namespace {

bool filter_system_calls(const Needs&) noexcept {
  return true;
}

bool filter_system_calls_of_client(const Needs&) noexcept {
  return true;
}

}  // namespace

#endif

namespace {

/** Sets the filter. First forbids new privileges, which the kernel requires for a filter. */
void confine_by(bool (*filter)(const Needs&) noexcept, const Needs& needs) noexcept {
  bool good = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  good = filter(needs) && good;
  if (!good) log_line(LogLevel::warning, "the kernel refused to confine the process");
}

}  // namespace

void confine(const Needs& needs) noexcept {
  confine_by(filter_system_calls, needs);
}

void confine_client(const Needs& needs) noexcept {
  confine_by(filter_system_calls_of_client, needs);
}

}  // namespace fingerpost
