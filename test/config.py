#!/usr/bin/env python3
"""config.py FINGERPOSTD DIRECTORY: loads every configuration in DIRECTORY/good and DIRECTORY/bad.

A file begins with the lines that fingerpostd --check must print, each after `; expect: `. FILE stands
for the path of the file and DIRECTORY for its folder. The exit status must be 0 for a good file and 78
for a bad one. Lines `; variable: NAME=VALUE` set environment variables. A file *.env is not a
configuration: its lines NAME=VALUE are the variables of a fingerpostd without a configuration file, and
FILE stands for that missing file. In a value, `\\n` is a line feed.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / 'e2e'))
import no_configuration

EXPECT = '; expect: '
VARIABLE = '; variable: '


def settings_of(path, lines):
    """Returns the variables of a case."""
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
