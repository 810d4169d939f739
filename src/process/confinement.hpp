// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** Exceptions that only some processes need. */
struct Needs {
  /** Whether the process removes the Unix sockets that it created when it ends. */
  bool unlink = false;
  /** Whether the process connects to Unix sockets, as maps require. */
  bool connect = false;
};

/** Permanently gives up, for this thread and all threads started from now on, everything that
    serving and reloading do not need: it cannot gain privileges, and, with libseccomp, cannot start
    programs, write to files, open sockets (except for `needs.connect`) or make memory executable.
    Forbidden system calls fail with ENOSYS, upon which libc tries an alternative if it has one.
    Logs a warning if the kernel refuses to confine the process. */
void confine(const Needs& needs) noexcept;

/** Gives up less than confine(), for a process whose libraries have their own ways to connect to
    servers, resolve names and load modules. With libseccomp, the process cannot start programs,
    look into other processes, open files for writing, change or remove files, or make memory both
    writable and executable. Forbidden system calls fail with EPERM. Of `needs`, only `unlink`
    matters. */
void confine_client(const Needs& needs) noexcept;

}  // namespace fingerpost
