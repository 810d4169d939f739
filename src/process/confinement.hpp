// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** What the process still has to do that only some processes have. */
struct Needs {
  /** Sockets that it made itself are removed when it ends. */
  bool unlink = false;
  /** Unix sockets of others are connected to, as maps need it. */
  bool connect = false;
};

/** Gives up, for good and for every thread started from here on, what serving and reloading do not
    need: privileges of programs it might start, and with libseccomp the system calls to start any,
    to write to a file, to open a socket (but for `needs.connect`), to make memory executable; they
    fail with ENOSYS, upon which libc takes another way where there is one. What the kernel does not
    let it give up is logged. */
void confine(const Needs& needs) noexcept;

/** Gives up less, for a process whose libraries connect to servers, resolve names and load modules
    in ways of their own: with libseccomp the system calls to start programs, to look into other
    processes, to open files but for reading, to change or remove them, to make memory writable and
    executable. They fail with EPERM. Of `needs`, only `unlink` matters. */
void confine_client(const Needs& needs) noexcept;

}  // namespace fingerpost
