#!/usr/bin/env python3
"""run.py [--quick | --long] [NAME…], or --list: runs test suites side by side, as many as the
processors can handle. tools/test explains the options. The last line is `N passed, N failed`.

A suite starts when the suites that it needs have passed. Its output appears when it ends, and stays in
build-logs/NAME.log.
"""
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
LOGS = TOP / 'build-logs'

QUICK, USUAL, LONG = 'quick', 'usual', 'long'
ALWAYS = (QUICK, USUAL, LONG)
NOT_QUICK = (USUAL, LONG)

TEST_LIBRARIES = 'doctest-dev libqrcodegencpp-dev libxml2-dev libxml2-utils openssl'
CLANG = 'clang libclang-rt-dev'
SERVERS = '''apache2 bind9-utils caddy chromium curl dovecot-imapd dovecot-ldap dovecot-managesieved
    dovecot-pgsql dovecot-pop3d dovecot-submissiond fish haproxy iproute2 ldap-utils librsvg2-bin
    lighttpd lighttpd-mod-openssl mariadb-server nginx-light npm nsd openssl postfix postfix-cdb
    postfix-ldap postfix-lmdb postfix-mysql postfix-pgsql postfix-sqlite postgresql prometheus python3
    python3-yaml slapd spawn-fcgi zbar-tools zsh'''

CLIENT_STAGE = 'apache2 dovecot-imapd iproute2 nginx-light nsd openssl postfix util-linux'
CLIENTS = '''accountwizard claws-mail dbus evolution-data-server evolution-dev evolution-ews fonts-dejavu-core geary
    libebook1.2-dev libevolution libgoa-backend-1.0-dev npm php-cli php-horde-mail-autoconfig php-mbstring php-xml
    python3-exchangelib thunderbird xdotool xvfb'''


@dataclasses.dataclass(frozen=True)
class Suite:
    """A row: what it checks, the command, the runs that include it, the suites that must have passed
    before, the Debian packages, and how many processors it keeps busy."""
    name: str
    what: str
    command: str
    runs: tuple = NOT_QUICK
    needs: tuple = ()
    packages: str = ''
    processors: float = 1
    # It counts its tests in the last line. Other suites are one test each.
    counts: bool = False


def of_build(folder, mark, runs, quick=()):
    """The suites that need only the programs in `folder`. `quick` names those for the quick run."""
    commands = (
        ('unit', 'unit tests', f'{folder}/test/unit --no-intro'),
        ('golden', 'answers, byte for byte', f'{folder}/test/golden test/golden'),
        ('config', 'configurations and their problems',
         f'test/config.py {folder}/src/fingerpostd test/config'),
        ('import', 'configurations of other software',
         f'test/import.py {folder}/src/fingerpost {folder}/src/fingerpostd test/import'),
        ('properties', 'rules that hold for any request', f'{folder}/test/properties --no-intro'),
        ('inputs', 'inputs that fuzzing has found',
         f'meson test -C {folder} --no-rebuild --suite fuzz --print-errorlogs'),
    )
    for name, what, command in commands:
        yield Suite(name + mark, f'{what}, {folder}', command, ALWAYS if name in quick else runs,
                    (folder,), TEST_LIBRARIES, counts=name != 'inputs')


def end_to_end(name, what, folder, tests='', runs=NOT_QUICK, processors=1.0):
    return Suite(name, what, f'test/e2e/run.py {folder}/src/fingerpostd . {tests}', runs, (folder,), SERVERS,
                 processors, counts=True)


def clients(name, what, tests='', runs=(LONG,), packages=''):
    return Suite(name, what, f'test/clients/run.py build-gcc/src/fingerpostd . {tests}', runs, ('build-gcc',),
                 f'{CLIENT_STAGE} {packages}', 0.5, counts=True)


def build(folder, what, options, compiler='clang++', targets='', runs=NOT_QUICK, packages=CLANG):
    return Suite(folder, what, f'CXX={compiler} targets="{targets}" test/checks.sh build {folder} {options}',
                 runs, packages=f'{packages} {TEST_LIBRARIES}', processors=2)


# Each folder is compiled as one file, with line numbers but without other debug information.
SANITIZED = '--unity=on --unity-size=1000 -Ddebug=false -Db_lundef=false -Dseccomp=disabled'
# Optimization would save the tests less time than the compiler needs for it.
# To look at a vptr, the sanitizer makes a pipe, which fails in tests that use up the descriptors.
ASAN = (f'{SANITIZED} -Doptimization=0 -Db_sanitize=address,undefined '
        "'-Dcpp_args=-fno-sanitize=vptr -gline-tables-only'")
TSAN = f'{SANITIZED} -Doptimization=1 -Db_sanitize=thread -Dcpp_args=-gline-tables-only'
# Four files at a time: one change should not compile many others again. The suite `alone` optimizes fully.
GCC = '--unity=on --unity-size=4 -Doptimization=1 -Dmaps=enabled -Dseccomp=enabled -Ddebug=false -Dcpp_args=-g1'

# Where a name has two rows, they are for different runs.
SUITES = (
    build('build-gcc', 'build with gcc', GCC, 'g++', targets='quick', runs=(QUICK,), packages=''),
    build('build-gcc', 'build with gcc', GCC, 'g++', packages=''),
    Suite('layers', 'which folder may include which', 'test/layers.py src', ALWAYS, counts=True),
    Suite('layers-tested', 'layers.py finds what it should', 'test/layers_test.py', counts=True),
    Suite('format', 'clang-format', 'test/checks.sh formatted', ALWAYS, packages='clang-format git'),
    Suite('spelling', 'codespell', 'test/checks.sh spelled', ALWAYS, packages='codespell git'),
    Suite('manuals', 'mandoc -T lint', 'test/checks.sh manuals', packages='mandoc'),
    Suite('words', "the rules for the page's texts", 'test/words_test.py src/page/words.py', counts=True),
    Suite('thunderbird-code', "the tests' reader of Thunderbird's codes", 'test/thunderbird_code_test.py',
          counts=True),
    Suite('formats', 'golden answers against the schemas of their formats', 'test/formats.py test',
          packages=TEST_LIBRARIES, counts=True),
    *of_build('build-gcc', '', NOT_QUICK, quick=('unit', 'golden', 'config')),
    Suite('settings', '--settings, sample and manual have the same settings',
          'test/settings.py . build-gcc/src/fingerpostd build-gcc/src/fingerpost', needs=('build-gcc',),
          counts=True),
    Suite('sites', 'the sites of the web servers are those that fingerpost prints',
          'test/sites.py . build-gcc/src/fingerpost', needs=('build-gcc',), counts=True),
    Suite('monitoring', 'alert rules and dashboard', 'test/monitoring.py .', packages='prometheus python3-yaml',
          counts=True),
    Suite('hardening', "the compiler's protection in the programs",
          'test/hardening.py --fortified build-gcc/src/{fingerpostd,fingerpost,fingerpost-mapd} '
          'build-gcc/src/fingerpost-cms.so', needs=('build-gcc',), counts=True),
    Suite('units', "systemd's assessment of the units", 'test/checks.sh units_are_valid', needs=('build-gcc',),
          packages='systemd'),
    Suite('install', 'an installation has the right files', 'test/checks.sh installs', needs=('build-gcc',)),
    # The long ones first. What keeps all processors busy comes last: then nothing else waits for them.
    end_to_end('e2e', 'end to end, with real servers and clients', 'build-gcc', '--jobs 3', processors=0.75),
    clients('thunderbird', 'Thunderbird finds an account', 'test_thunderbird.Quick', (USUAL,), 'thunderbird'),
    clients('clients', 'real mail clients find their accounts', packages=CLIENTS),
    build('build-tsan', 'build with the thread sanitizer: the programs with threads', TSAN,
          targets='fingerpostd fingerpost-mapd fingerpost-cms', runs=(USUAL,)),
    build('build-tsan', 'build with the thread sanitizer', TSAN, runs=(LONG,)),
    build('build-asan', 'build with address and undefined-behaviour sanitizers', ASAN),
    end_to_end('loop-asan', 'the serving loop with the address sanitizer', 'build-asan',
               'test_fastcgi test_sockets test_chaos', (USUAL,), 0.4),
    end_to_end('loop-tsan', 'the serving loop with the thread sanitizer', 'build-tsan',
               'test_fastcgi test_chaos', (USUAL,), 0.4),
    end_to_end('maps-asan', 'maps with the address sanitizer', 'build-asan',
               'test_maps.Maps test_mapd test_ldap', (USUAL,), 0.25),
    end_to_end('maps-tsan', 'maps with the thread sanitizer', 'build-tsan', 'test_maps.Maps test_mapd',
               (USUAL,), 0.25),
    end_to_end('tool-asan', 'the tool with the address sanitizer', 'build-asan',
               'test_tool test_probe test_inspect', (USUAL,), 0.3),
    end_to_end('e2e-asan', 'end to end with the address sanitizer', 'build-asan', '--jobs 3', (LONG,), 0.75),
    end_to_end('e2e-tsan', 'end to end with the thread sanitizer', 'build-tsan', '--jobs 3', (LONG,), 0.75),
    *of_build('build-asan', '-asan', NOT_QUICK),
    *of_build('build-tsan', '-tsan', (LONG,)),
    Suite('packages', 'Debian packages and lintian', 'test/checks.sh packages', needs=('build-gcc',),
          packages='debhelper dpkg-dev git lintian', processors=1.75),
    Suite('image', 'the container image', 'test/checks.sh image', needs=('build-gcc', 'packages'),
          packages='docker-compose mmdebstrap podman python3-jsonschema python3-yaml runc skopeo umoci '
          'caddy nginx-light', counts=True),
    Suite('release', 'tools/release', 'test/checks.sh releases', needs=('build-gcc',), packages='git'),
    Suite('demo-nginx', 'tools/demo --once', 'test/checks.sh demo', needs=('build-gcc',),
          packages='curl nginx-light'),
    Suite('demo-apache', 'tools/demo --apache --once', 'test/checks.sh demo --apache', needs=('build-gcc',),
          packages='curl apache2'),
    Suite('demo-printed-nginx', 'the commands that the demo prints', 'test/checks.sh demo_serves',
          needs=('build-gcc',), packages='curl nginx-light'),
    Suite('demo-printed-apache', 'the commands that the demo prints, Apache',
          'test/checks.sh demo_serves --apache', needs=('build-gcc',), packages='curl apache2'),
    Suite('small', 'a build without the optional libraries', 'test/checks.sh without_openssl', processors=2),
    Suite('alone', 'sources that differ from main, each compiled on its own', 'test/checks.sh each_alone',
          (USUAL,), packages='git', processors=2),
    Suite('alone', 'all sources, each compiled on its own', 'test/checks.sh each_alone --all', (LONG,),
          packages='git', processors=2),
    Suite('tidy', 'clang-tidy', 'test/checks.sh tidied', needs=('build-asan',), packages='clang-tidy',
          processors=2),
    Suite('fuzzing', 'a minute of fuzzing for each target', 'tools/fuzz', (LONG,), packages=CLANG, processors=2,
          counts=True),
)

ENVIRONMENT = {
    # Freed memory goes back to the system immediately, so that tests can tell it from a leak.
    'ASAN_OPTIONS': 'quarantine_size_mb=0',
    'UBSAN_OPTIONS': 'halt_on_error=1',
    'TSAN_OPTIONS': 'halt_on_error=1',
}
LONG_ENVIRONMENT = {'FINGERPOST_CHAOS_SECONDS': '60', 'FINGERPOST_PROPERTY_CASES': '50000'}


class Run:
    """A suite that runs, or has ended if `status` is a number."""

    def __init__(self, suite, environment, shown):
        self.suite = suite
        self.shown = shown
        self.begin = time.monotonic()
        self.log = LOGS / f'{suite.name}.log'
        self.status = None
        # In seconds. What servers use that leave the suite's processes does not count.
        self.processor_time = 0.0
        output = f'2>&1 | tee {self.log}' if shown else f'> {self.log} 2>&1'
        command = f'set -o pipefail; {{ {suite.command}; }} {output}'
        self.process = subprocess.Popen(['bash', '-c', command], cwd=TOP, env=environment,
                                        stdin=subprocess.DEVNULL, start_new_session=True)

    def has_ended(self):
        pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
        if pid:
            self.status = os.waitstatus_to_exitcode(status)
            self.processor_time = usage.ru_utime + usage.ru_stime
        return self.status is not None

    def stop(self):
        """Ends all of its processes, which are a process group: within 5 s, or else by SIGKILL."""
        for number in [signal.SIGTERM] * 10 + [signal.SIGKILL]:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return
            time.sleep(0.5)
            self.process.poll()

    def result(self):
        """(passed, failed). A runner that ends with an error has failed, whatever it counted."""
        if not self.suite.counts:
            return (1, 0) if self.status == 0 else (0, 1)
        # Both "unit: 3 passed, 1 failed" and doctest's "test cases: 4 | 3 passed | 1 failed".
        counted = [line for line in self.log.read_text(errors='replace').splitlines()
                   if 'assertions' not in line]
        counted = [match for line in counted
                   if (match := re.search(r'(\d+) passed[^0-9]+(\d+) failed', line))]
        passed, failed = map(int, counted[-1].groups()) if counted else (0, 1)
        return passed, failed or int(self.status != 0)


class Scheduler:
    """Starts suites in the order of their rows, and shows the output of each when it ends."""

    def __init__(self, suites, environment):
        self.waiting = list(suites)
        self.environment = environment
        self.running = []
        self.passed = set()
        self.counts = [0, 0]
        self.failed = []
        self.stopping = False
        # A suite that waits for others leaves most of a processor.
        self.processors = (os.cpu_count() or 1) + 0.75

    def run(self):
        while (self.waiting or self.running) and not self.stopping:
            self.start()
            self.collect()
            time.sleep(0.05)
        self.clear_progress()
        for run in self.running:
            print(f'stopping {run.suite.name}')
            run.stop()

    def stop(self, *_):
        """Handles a signal: no more suites start, and those that run are stopped."""
        self.stopping = True

    def is_ready(self, suite):
        return self.passed.issuperset(suite.needs)

    def fits(self, suite):
        if not self.running:
            return True
        busy = sum(run.suite.processors for run in self.running)
        return busy + suite.processors <= self.processors

    def start(self):
        for suite in list(self.waiting):
            if self.is_ready(suite) and self.fits(suite):
                self.waiting.remove(suite)
                self.begin(suite)

    def begin(self, suite):
        """The last suite shows what it prints while it runs."""
        shown = not self.running and not self.waiting
        if shown:
            self.print_name(suite)
        self.running.append(Run(suite, self.environment, shown))
        self.show_progress()

    def print_name(self, suite, text=''):
        self.clear_progress()
        print(f'== {suite.name}: {suite.what}{text}', flush=True)

    def collect(self):
        for run in [run for run in self.running if run.has_ended()]:
            self.running.remove(run)
            self.report(run)
            self.show_progress()
        if not self.running and not any(self.is_ready(suite) for suite in self.waiting):
            for suite in list(self.waiting):
                self.give_up(suite)

    def report(self, run):
        passed, failed = run.result()
        self.counts[0] += passed
        self.counts[1] += failed
        if failed:
            self.failed.append(run.suite.name)
        else:
            self.passed.add(run.suite.name)
        if not run.shown:
            self.print_name(run.suite, f' ({time.monotonic() - run.begin:.0f} s, of processors'
                            f' {run.processor_time:.0f} s)')
            print(run.log.read_text(errors='replace'), end='')
        if failed:
            print(f'FAILED {run.suite.name}; its output is in {run.log.relative_to(TOP)}')
        sys.stdout.flush()

    def give_up(self, suite):
        self.waiting.remove(suite)
        self.counts[1] += 1
        self.failed.append(suite.name)
        self.print_name(suite, f': not run, because it needs {", ".join(suite.needs)}')

    def show_progress(self):
        if sys.stdout.isatty() and self.running and not self.running[0].shown:
            names = ', '.join(run.suite.name for run in self.running)
            print(f'\r\033[Krunning: {names}', end='', flush=True)

    def clear_progress(self):
        if sys.stdout.isatty():
            print('\r\033[K', end='')


def place(suite):
    """Returns the position of a suite in the order in which suites start."""
    return SUITES.index(suite) if suite in SUITES else len(SUITES)


def chosen(run, names):
    """Returns the suites of `run`, or those in `names` with everything that they need. A name such as
    test_tool.Names means end-to-end tests."""
    rows = [suite for suite in SUITES if run in suite.runs]
    if not names:
        return rows
    # A suite of another run can be chosen by its name.
    known = {suite.name: suite for suite in reversed(SUITES)} | {suite.name: suite for suite in rows}
    wanted, look_at = set(), list(names)
    while look_at:
        name = look_at.pop()
        if name.startswith('test_'):
            known[name] = end_to_end(name, 'end to end', 'build-gcc', name)
        if name not in known:
            sys.exit(f'tools/test: unknown suite "{name}"; see `tools/test --list`')
        if run == QUICK and QUICK not in known[name].runs:
            sys.exit(f'tools/test: the quick build lacks what "{name}" needs; leave out --quick')
        wanted.add(name)
        look_at += known[name].needs
    return sorted((known[name] for name in wanted), key=place)


def print_list():
    for name in dict.fromkeys(suite.name for suite in SUITES):
        rows = [suite for suite in SUITES if suite.name == name]
        runs = {run for suite in rows for run in suite.runs}
        mark = QUICK if QUICK in runs else '' if USUAL in runs else LONG
        print(f'{name:20} {mark:6} {rows[0].what}')


def install_packages(suites):
    packages = {package for suite in suites for package in suite.packages.split()}
    # The Node.js of others comes with npm, and then Debian's package cannot be installed.
    if shutil.which('npm'):
        packages.discard('npm')
    script = '. tools/packages.sh && install_packages "${build_packages[@]}" "$@"'
    return subprocess.run(['bash', '-c', script, 'bash', *sorted(packages)], cwd=TOP).returncode == 0


def main():
    options = [word for word in sys.argv[1:] if word.startswith('-')]
    names = [word for word in sys.argv[1:] if not word.startswith('-')]
    if options == ['--list'] and not names:
        # Ends quietly if head(1) reads the list.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        print_list()
        return 0
    if options not in ([], ['--quick'], ['--long']):
        print('usage: tools/test [--quick | --long] [NAME…] | --list | --install [STEP…]', file=sys.stderr)
        return 64
    run = options[0][2:] if options else USUAL
    suites = chosen(run, names)
    if not install_packages(suites):
        return 1
    LOGS.mkdir(exist_ok=True)
    scheduler = Scheduler(suites, os.environ | ENVIRONMENT | (LONG_ENVIRONMENT if run == LONG else {}))
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        # nohup(1) ignores SIGHUP.
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, scheduler.stop)
    scheduler.run()
    if scheduler.stopping:
        return 1
    passed, failed = scheduler.counts
    if failed:
        print('FAILED: ' + ' '.join(scheduler.failed))
    print(f'{passed} passed, {failed} failed')
    return 0 if failed == 0 and passed else 1


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # While packages are installed.
        sys.exit(1)
