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
#include <memory>

#include "base/free.hpp"
#include "base/log.hpp"

#ifdef FINGERPOST_SECCOMP
#include <seccomp.h>
#endif

namespace fingerpost {

#ifdef FINGERPOST_SECCOMP

namespace {

/** Whatever their arguments. Those that each request makes are all here: the kernel answers for
    them without running the filter. libseccomp passes over calls that this machine does not have.
    glibc and musl take different calls for the same function. What only musl takes (seen in
    its sources of 2025-05, 1.2.5) is named so. */
constexpr int allowed[] = {
    // Requests.
    SCMP_SYS(accept4), SCMP_SYS(close), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_wait), SCMP_SYS(fcntl), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(read),
    SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(setsockopt), SCMP_SYS(shutdown), SCMP_SYS(write),
    // Files of a configuration; openat below.
    SCMP_SYS(fstat), SCMP_SYS(getdents64), SCMP_SYS(lseek), SCMP_SYS(newfstatat), SCMP_SYS(pread64),
    SCMP_SYS(statx),
    // Only musl uses these.
    SCMP_SYS(lstat), SCMP_SYS(readv), SCMP_SYS(stat),
    // Memory; mmap and mprotect below.
    SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(mremap), SCMP_SYS(munmap),
    // Threads; clone below.
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(rseq), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield), SCMP_SYS(set_robust_list),
    SCMP_SYS(setpriority),
    // Only musl uses this, for dlopen() of a module with variables for each thread.
    SCMP_SYS(membarrier),
    // Signals.
    SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    // What else libc and OpenSSL ask for.
    SCMP_SYS(clock_gettime), SCMP_SYS(getrandom), SCMP_SYS(gettimeofday), SCMP_SYS(sysinfo),
    SCMP_SYS(writev)};

/** A call that is allowed if the bits `mask` of one of its arguments are `value`. */
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
    // Tells whether the log is a terminal, with glibc and with musl.
    {SCMP_SYS(ioctl), 1, all, TCGETS},
    {SCMP_SYS(ioctl), 1, all, TIOCGWINSZ},
    // Never writable and executable at once, nor one after the other.
    {SCMP_SYS(mmap), 2, PROT_EXEC, 0},
    {SCMP_SYS(mmap), 2, PROT_WRITE, 0},
    {SCMP_SYS(mprotect), 2, PROT_EXEC, 0},
    // Without clone3(), whose arguments no filter sees, libc makes threads by this.
    {SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD},
    // abort() in musl, which does not name the process; no other signal is allowed.
    {SCMP_SYS(tkill), 1, all, SIGABRT},
};

class Filter {
 public:
  bool allow(int call) noexcept { return add(call, 0, {}); }
  bool allow(const Condition& condition) noexcept {
    const auto& [call, argument, mask, value] = condition;
    return add(call, 1,
               {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value});
  }
  bool load() noexcept { return filter_ && seccomp_load(filter_.get()) == 0; }

 private:
  bool add(int call, unsigned count, scmp_arg_cmp condition) noexcept {
    return filter_ &&
           seccomp_rule_add_array(filter_.get(), SCMP_ACT_ALLOW, call, count, &condition) == 0;
  }

  std::unique_ptr<void, Free<seccomp_release>> filter_{seccomp_init(SCMP_ACT_ERRNO(ENOSYS))};
};

bool filter_system_calls(const Needs& needs) noexcept {
  Filter filter;
  bool good = true;
  for (const int call : allowed) good = good && filter.allow(call);
  for (const Condition& condition : conditions) good = good && filter.allow(condition);
  // abort().
  good = good && filter.allow({SCMP_SYS(tgkill), 0, all, static_cast<scmp_datum_t>(getpid())});
  if (needs.unlink)
    good = good && filter.allow(SCMP_SYS(unlink)) && filter.allow(SCMP_SYS(unlinkat));
  // A socket of this family connects to no other.
  if (needs.connect)
    good = good && filter.allow({SCMP_SYS(socket), 0, all, AF_UNIX}) &&
           filter.allow(SCMP_SYS(connect));
  return good && filter.load();
}

}  // namespace

#endif

void confine([[maybe_unused]] const Needs& needs) noexcept {
  bool good = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#ifdef FINGERPOST_SECCOMP
  good = filter_system_calls(needs) && good;
#endif
  if (!good) log_line(LogLevel::warning, "the kernel does not let the process confine itself");
}

}  // namespace fingerpost
