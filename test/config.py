#!/usr/bin/env python3
"""config.py FINGERPOSTD DIRECTORY: loads every configuration of DIRECTORY/good and DIRECTORY/bad.

A file begins with the lines that fingerpostd --check must print, each after `; expect: `, where
FILE stands for the path of the file and DIRECTORY for its folder; a good one ends with 0, a bad one with 78.
Variables are set by lines `; variable: NAME=VALUE`. A file *.env is not a configuration itself: its
lines NAME=VALUE are variables that fingerpostd runs with, without a file; FILE is then the one that is
missing. In a value, `\\n` is a new line.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / 'e2e'))
import no_configuration

EXPECT = '; expect: '
VARIABLE = '; variable: '


def settings_of(path, lines):
    """The variables of a case."""
    if path.suffix == '.env':
        lines = [line for line in lines if not line.startswith(';')]
    else:
        lines = [line[len(VARIABLE):] for line in lines if line.startswith(VARIABLE)]
    return dict(line.replace(r'\n', '\n').split('=', 1) for line in lines if line)


def passes(fingerpostd, default, path):
    lines = path.read_text(errors='replace').splitlines()
    own = path.suffix == '.conf'
    expected = [line[len(EXPECT):].replace('FILE', str(path if own else default))
                .replace('DIRECTORY', str(path.parent))
                for line in lines if line.startswith(EXPECT)]
    command = [fingerpostd, '--check', *(['-c', path] if own else [])]
    run = subprocess.run([*([] if own else no_configuration.hiding(default)), *command],
                         capture_output=True, text=True, timeout=10,
                         env=no_configuration.environment(settings_of(path, lines)))
    status = {'good': 0, 'bad': 78}[path.parent.name]
    printed = run.stderr.splitlines()
    if printed == expected and run.returncode == status:
        return True
    print(f'FAILED {path}: exit {run.returncode}, expected {status}')
    for line in sorted(set(printed) ^ set(expected)):
        print(f'  {"printed " if line in printed else "expected"}: {line}')
    if sorted(printed) == sorted(expected) and printed != expected:
        print('  in another order:', *printed, sep='\n    ')
    return False


def main():
    fingerpostd, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    default = no_configuration.default_configuration(fingerpostd)
    results = [passes(fingerpostd, default, path)
               for path in sorted(directory.glob('*/*')) if path.suffix in ('.conf', '.env')]
    print(f'config: {results.count(True)} passed, {results.count(False)} failed')
    return 0 if results and all(results) else 1


sys.exit(main())
