#!/usr/bin/env python3
"""formats.py TEST: holds the golden answers to the formats, by a parser that is not ours.

Every XML answer must be well-formed for libxml2, and every autoconfig answer valid against
autoconfig.rng.
"""
import pathlib
import subprocess
import sys


def body_of(path):
    head, _, body = path.read_bytes().partition(b'\n\n')
    is_xml = b'\nContent-Type: text/xml; charset=utf-8\n' in head + b'\n'
    return body if is_xml else b''


def passes(path, body, grammar):
    options = ['--relaxng', grammar] if b'<clientConfig' in body else []
    run = subprocess.run(['xmllint', '--noout', '--nonet', *options, '-'], input=body,
                         capture_output=True, timeout=10)
    if run.returncode != 0:
        print(f'FAILED {path}: {run.stderr.decode()}')
    return run.returncode == 0


def main():
    test = pathlib.Path(sys.argv[1])
    answers = [(path, body_of(path)) for path in sorted(test.glob('golden/*/*/answer'))]
    results = [passes(path, body, test / 'autoconfig.rng') for path, body in answers if body]
    print(f'formats: {results.count(True)} passed, {results.count(False)} failed')
    return 0 if results and all(results) else 1


sys.exit(main())
