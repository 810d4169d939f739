#!/usr/bin/env python3
"""run.py FINGERPOSTD SOURCE [NAME…]: the end-to-end tests, all or those whose names hold NAME."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def main():
    names = sys.argv[3:]
    found = flatten(unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent)))
    suite = unittest.TestSuite(test for test in found
                               if not names or any(name in test.id() for name in names))
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(suite)
    failed = len({test.id().split(' ')[0] for test, _ in result.failures + result.errors})
    # A class that could not be set up has failed without having run.
    skipped = len(result.skipped)
    for test, reason in result.skipped:
        print(f'skipped {test}: {reason}')
    print(f'e2e: {max(0, result.testsRun - failed - skipped)} passed, {failed} failed')
    return 0 if result.wasSuccessful() and result.testsRun else 1


sys.exit(main())
