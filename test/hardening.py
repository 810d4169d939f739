#!/usr/bin/env python3
"""hardening.py FILE…: checks that the compiler and the linker have hardened each program or module.

Needs readelf and objdump (binutils). Only optimized code calls functions that check the size of their
destination. With --fortified before the files, at least one file must have such calls.
"""
import pathlib
import re
import subprocess
import sys

# The instruction with which CET or branch protection marks targets of indirect calls.
LANDING = {'X86-64': 'endbr64', 'AArch64': r'(?:paciasp|bti)'}


def output(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout


class Elf:
    def __init__(self, path):
        header = output('readelf', '--wide', '--file-header', path)
        self.machine = re.search(r'Machine:.*?([\w-]+)$', header, re.MULTILINE).group(1)
        self.position_independent = bool(re.search(r'Type: +DYN', header))
        self.is_program = 'INTERP' in output('readelf', '--wide', '--segments', path)
        # The name and flags of each segment.
        self.segments = re.findall(r'^  (\w+) .* ([R ][W ][E ]) 0x\w+$',
                                   output('readelf', '--wide', '--segments', path), re.MULTILINE)
        self.dynamic = output('readelf', '--wide', '--dynamic', path)
        self.imports = set(re.findall(r' UND (\w+)',
                                      output('readelf', '--wide', '--dyn-syms', path)))
        self.code = output('objdump', '--disassemble', '--no-show-raw-insn', path)

    def has_landings(self):
        pattern = LANDING.get(self.machine)
        return pattern is None or len(re.findall(rf'\t{pattern}\b', self.code)) > 10


def weaknesses(elf):
    if not elf.position_independent or (elf.is_program and not re.search(r'FLAGS_1.*\bPIE\b',
                                                                         elf.dynamic)):
        yield 'is not position-independent'
    if 'GNU_RELRO' not in dict(elf.segments):
        yield 'has no segment that becomes read-only after relocation'
    if not re.search(r'FLAGS_1.*\bNOW\b', elf.dynamic):
        yield 'binds functions when they are called, so their table stays writable'
    if 'TEXTREL' in elf.dynamic:
        yield 'relocates its code'
    if ('GNU_STACK', 'RW ') not in elf.segments:
        yield 'has an executable stack'
    if any('W' in rights and 'E' in rights for _, rights in elf.segments):
        yield 'has memory that is writable and executable'
    if '__stack_chk_fail' not in elf.imports:
        yield 'does not protect its stack'
    if not elf.has_landings():
        yield 'does not mark where indirect calls may lead'


def main():
    arguments = sys.argv[1:]
    fortified = '--fortified' in arguments
    paths = [pathlib.Path(argument) for argument in arguments if argument != '--fortified']
    files = {path: Elf(path) for path in paths}
    failed = 0
    for path, elf in files.items():
        found = list(weaknesses(elf))
        failed += bool(found)
        for weakness in found:
            print(f'FAILED {path}: {weakness}')
    passed = len(files) - failed
    if fortified:
        checked = any(name.endswith('_chk') for elf in files.values() for name in elf.imports)
        passed += checked
        failed += not checked
        if not checked:
            print('FAILED: no file calls a function that checks the size of what it writes to')
    print(f'hardening: {passed} passed, {failed} failed')
    return 1 if failed or not files else 0


sys.exit(main())
