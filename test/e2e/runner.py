"""Runs the tests of a folder, or those whose names contain one of the given words."""
import sys
import unittest


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def run(folder, label, names):
    """Returns the exit status. The last line printed is `LABEL: N passed, M failed`."""
    found = flatten(unittest.defaultTestLoader.discover(str(folder)))
    suite = unittest.TestSuite(test for test in found
                               if not names or any(name in test.id() for name in names))
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(suite)
    failed = len({test.id().split(' ')[0] for test, _ in result.failures + result.errors})
    # A class that could not be set up has failed without having run.
    skipped = len(result.skipped)
    for test, reason in result.skipped:
        print(f'skipped {test}: {reason}')
    print(f'{label}: {max(0, result.testsRun - failed - skipped)} passed, {failed} failed')
    return 0 if result.wasSuccessful() and result.testsRun else 1
