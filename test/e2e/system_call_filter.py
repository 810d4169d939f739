#!/usr/bin/env python3
"""system_call_filter.py NAMES COMMAND…: runs a command that is killed at the first system call that
is not in NAMES, like SystemCallFilter= of systemd."""
import ctypes
import os
import re
import subprocess
import sys

KILL_PROCESS = 0x80000000
ALLOW = 0x7fff0000


def names_in(entry):
    """Returns the names in an entry: a system call, or an @group of systemd's."""
    if not entry.startswith('@'):
        return {entry}
    listing = subprocess.run(['systemd-analyze', 'syscall-filter', entry], check=True, text=True,
                             capture_output=True).stdout
    entries = [line.strip() for line in listing.splitlines()[1:]]
    return set().union(*(names_in(entry) for entry in entries if entry and entry[0] != '#'))


def filter_of(unit):
    """Returns the names that a unit's SystemCallFilter= lines allow."""
    names = set()
    for value in re.findall(r'^SystemCallFilter=(.*)', unit, re.MULTILINE):
        listed = set().union(*(names_in(entry) for entry in value.removeprefix('~').split()))
        names = names - listed if value.startswith('~') else names | listed
    # systemd adds @default to every list of allowed calls.
    return names | names_in('@default') if names else names


def apply(names):
    library = ctypes.CDLL('libseccomp.so.2')
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(KILL_PROCESS))
    for name in names:
        # A name that this machine does not know resolves to a negative number.
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0 and library.seccomp_rule_add(rules, ALLOW, number, 0) != 0:
            raise OSError(name)
    if library.seccomp_load(rules) != 0:
        raise OSError('the kernel refuses the filter')


if __name__ == '__main__':
    apply(sys.argv[1].split(','))
    os.execvp(sys.argv[2], sys.argv[2:])
