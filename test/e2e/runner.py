"""Runs the test modules of a folder: all tests, or those that the command line chooses."""
import argparse
import concurrent.futures
import re
import subprocess
import sys
import unittest


def run(folder, label):
    """Returns the exit status. The last line printed is `LABEL: N passed, M failed`."""
    options = arguments()
    tests = chosen(folder, options)
    if not tests:
        print(f'{label}: no test has a name that contains {" or ".join(options.names)}: 0 passed, 0 failed')
        return 1
    if options.jobs > 1:
        modules = {type(test).__module__ for test in tests}
        # A module that cannot be loaded is a test of unittest's own module, which fails with the reason.
        broken = [test for test in tests if type(test).__module__ == 'unittest.loader']
        _, broken_count = run_here(broken) if broken else (0, 0)
        passed, failed = run_side_by_side(sorted(modules - {'unittest.loader'}), options.jobs)
        failed += broken_count
    else:
        passed, failed = run_here(tests)
    print(f'{label}: {passed} passed, {failed} failed')
    return 0 if passed and not failed else 1


def arguments():
    """FINGERPOSTD SOURCE [--jobs N] [NAME…]: the tests whose names contain a NAME, N
    modules at a time. --module is for the processes that run_side_by_side() starts."""
    parser = argparse.ArgumentParser()
    parser.add_argument('fingerpostd')
    parser.add_argument('source')
    parser.add_argument('--jobs', type=int, default=1)
    parser.add_argument('--module', default='test_*')
    parser.add_argument('names', nargs='*')
    return parser.parse_intermixed_args()


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def chosen(folder, options):
    found = flatten(unittest.defaultTestLoader.discover(str(folder), f'{options.module}.py'))
    return [test for test in found
            if not options.names or any(name in test.id() for name in options.names)]


def run_here(tests):
    """Returns how many tests passed and failed."""
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(unittest.TestSuite(tests))
    # A class whose setup failed counts as failed, although none of its tests ran.
    failed = len({test.id().split(' ')[0] for test, _ in result.failures + result.errors})
    for test, reason in result.skipped:
        print(f'skipped {test}: {reason}')
    return max(0, result.testsRun - failed - len(result.skipped)), failed


def run_module(module):
    """Runs the chosen tests of a module in a process of its own."""
    return subprocess.run([sys.executable, *sys.argv, '--jobs', '1', '--module', module],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors='replace', check=False)


def run_side_by_side(modules, jobs):
    """Runs so many modules at a time. Returns how many tests passed and failed."""
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for ended in concurrent.futures.as_completed(pool.submit(run_module, name) for name in modules):
            process = ended.result()
            print(process.stdout, end='', flush=True)
            counted = re.findall(r'^\w+: (\d+) passed, (\d+) failed$', process.stdout, re.MULTILINE)
            good, bad = map(int, counted[-1]) if counted else (0, 0)
            passed += good
            # A process that ends with an error has failed, whatever it counted.
            failed += bad or int(process.returncode != 0)
    return passed, failed
