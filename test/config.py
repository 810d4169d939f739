#!/usr/bin/env python3
"""config.py FINGERPOSTD DIRECTORY: loads every configuration of DIRECTORY/good and DIRECTORY/bad.

A file begins with the lines that fingerpostd --check must print, each after `; expect: `, where
FILE stands for the path of the file and DIRECTORY for its folder; a good one ends with 0, a bad one with 78.
"""
import pathlib
import subprocess
import sys

PREFIX = '; expect: '


def passes(fingerpostd, path):
    lines = path.read_text(errors='replace').splitlines()
    expected = [line[len(PREFIX):].replace('FILE', str(path)).replace('DIRECTORY', str(path.parent))
                for line in lines if line.startswith(PREFIX)]
    run = subprocess.run([fingerpostd, '--check', '-c', path], capture_output=True, text=True,
                         timeout=10)
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
    results = [passes(fingerpostd, path) for path in sorted(directory.glob('*/*.conf'))]
    print(f'config: {results.count(True)} passed, {results.count(False)} failed')
    return 0 if results and all(results) else 1


sys.exit(main())
