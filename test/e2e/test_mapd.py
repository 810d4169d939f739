"""fingerpost-mapd as a program: its sockets, signals, clients, log and memory.
test_maps_conformance.py checks the values that it finds."""
import contextlib
import os
import pathlib
import select
import signal
import socket
import stat
import subprocess
import time
import unittest

from databases import MAPD, PASSWORD, READER, Mapd, PostgreSQL, SQLite, Socketmap
from harness import (HANGS, SMALL, Case, NotifySocket, accepts, as_systemd, descriptors, memory_kib,
                     wait_until)

KEY, VALUE = 'secret.key@example.com', 'secret.value'
LONG = 'x' * 90_000


def provider_of(*maps):
    lines = ''.join(f'domain-map {map_}\n' for map_ in maps)
    return f'provider p {{\n{lines}imap mail.example.com\nsmtp mail.example.com\n}}\n'


def make_database(case):
    database = SQLite.of(case)
    database.sql('CREATE TABLE alias (k TEXT, v TEXT);'
                 f"INSERT INTO alias VALUES ('{KEY}', '{VALUE}'), ('long', '{LONG}');")
    return database


def sqlite_cf(case, database, name='alias.cf', query="SELECT v FROM alias WHERE k = '%s'"):
    """Writes a .cf file for SQLite and returns the map's name."""
    path = case.write(name, f'dbpath = {database.path}\nquery = {query}\n')
    return f'sqlite:{path}'


def run_mapd(*arguments, **options):
    return subprocess.run([MAPD, *arguments], capture_output=True, text=True, timeout=HANGS,
                          check=False, stdin=subprocess.DEVNULL, **options)


def lines_of(log, word):
    return [line for line in log.splitlines() if word in line]


class Served(Case):
    """A fingerpost-mapd with one SQLite map, `self.map`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = make_database(cls)
        cls.map = sqlite_cf(cls, cls.database)

    def new_name(self):
        """Returns a name for the files of one process in a test."""
        return f'mapd{len(list(self.folder.iterdir()))}'

    def serve(self, map_=None, **options):
        return Mapd(type(self), provider_of(map_ or self.map), name=self.new_name(), **options)

    def check(self, mapd):
        self.assertEqual(mapd.ask(self.map, KEY), ('found', VALUE.encode()))


class Sockets(Served):
    def test_its_own_socket(self):
        mapd = self.serve()
        self.check(mapd)
        self.assertEqual(stat.S_IMODE(os.stat(mapd.socket_path).st_mode), 0o660)
        mapd.process.stop()
        self.assertEqual(mapd.process.process.returncode, 0)
        self.assertFalse(mapd.socket_path.exists())

    def test_a_socket_of_systemd(self):
        path = self.path('systemd.sock')
        config = self.write('mapd.conf', provider_of(self.map))
        notify = NotifySocket(self.path('notify'))
        self.addCleanup(notify.close)
        process = self.start(['systemd-socket-activate', '-l', path, '-E',
                                   f'NOTIFY_SOCKET={notify.path}', MAPD, '-c', config],
                                  'systemd.log', stdin=subprocess.DEVNULL)
        wait_until(lambda: accepts(str(path)), 'the socket of systemd')
        with Socketmap(path) as connection:
            self.assertEqual(connection.ask(self.map, KEY), ('found', VALUE.encode()))
        self.assertEqual(notify.next(), 'READY=1')
        process.stop()
        self.assertEqual(notify.next(), 'STOPPING=1')
        self.assertEqual(process.process.returncode, 0)

    def test_what_waits_in_a_socket_of_systemd_is_left_to_the_next_process(self):
        path = str(self.path('survives.sock'))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen(16)
            options = as_systemd([listener])
            first = self.serve(**options)
            first.process.stop()
            with Socketmap(path) as waiting:
                waiting.send(self.map, KEY)
                self.serve(**options)
                self.assertEqual(waiting.receive(), ('found', VALUE.encode()))
            self.assertTrue(os.path.exists(path))

    def test_without_maps_it_waits_for_a_reload(self):
        mapd = Mapd(type(self), SMALL, name=self.new_name())
        self.assertEqual(mapd.ask(self.map, KEY)[0], 'failed')
        self.assertIn('serves, no maps: the configuration has none of the types pgsql, mysql, '
                      'sqlite, ldap', mapd.log())
        with open(mapd.config, 'a', encoding='ascii') as config:
            config.write(provider_of(self.map))
        mapd.process.signal(signal.SIGHUP)
        mapd.notify.wait_for('READY=1')
        self.check(mapd)
        self.assertIn('reloaded, maps: 1', mapd.log())


class CommandLine(Served):
    def test_version_help_and_usage(self):
        run = run_mapd('--version')
        self.assertEqual((run.returncode, run.stderr), (0, ''))
        self.assertRegex(run.stdout, r'^fingerpost-mapd \d+\.\d+\.\d+\n$')
        run = run_mapd('--help')
        self.assertEqual((run.returncode, run.stderr), (0, ''))
        for word in ('--config', '--check', '--version', '/fingerpost/fingerpost.conf'):
            self.assertIn(word, run.stdout)
        for arguments in (['--nonsense'], ['-c'], ['extra']):
            self.assertEqual(run_mapd(*arguments).returncode, 64, arguments)

    def test_check_without_problems(self):
        config = self.write('good.conf', provider_of(self.map))
        run = run_mapd('--check', '-c', config)
        self.assertEqual((run.returncode, run.stderr), (0, ''))
        self.assertEqual(run.stdout, f'{config}: valid, maps: 1\n')

    def test_all_problems_with_their_places(self):
        word = 'bind-word-4711'
        first = self.write('first.cf', f'hosts = localhost\npassword = {word}\n'
                                            'dbname = mail\nquory = x\n')
        second = self.write('second.cf', "server_host = ldap://localhost\nsearch_base = dc=x\n"
                                              'scope = everywhere\n')
        config = self.write('bad.conf', provider_of(
            f'pgsql:{first}', f'ldap:{second}', 'sqlite:/nonexistent.cf'))
        run = run_mapd('--check', '-c', config)
        self.assertEqual((run.returncode, run.stdout), (78, ''))
        self.assertIn(f'{first}:4: ', run.stderr)
        self.assertIn('did you mean "query"?', run.stderr)
        self.assertIn(f'{second}:3: ', run.stderr)
        self.assertIn('/nonexistent.cf: No such file or directory', run.stderr)
        self.assertNotIn(word, run.stderr)
        run = run_mapd('-c', config)
        self.assertEqual(run.returncode, 78)
        self.assertEqual(len(lines_of(run.stderr, 'error: ')), 4, run.stderr)

    def test_an_error_of_the_configuration(self):
        config = self.write('bad.conf', f'threads x\n{SMALL}')
        run = run_mapd('--check', '-c', config)
        self.assertEqual(run.returncode, 78)
        self.assertIn(f'{config}:1: threads: "x" is not a number', run.stderr)

    def test_a_driver_that_is_missing(self):
        # The linker takes the first file with this name, even though it is empty.
        folder = self.path('drivers')
        folder.mkdir()
        for library in pathlib.Path('/usr/lib').glob('*/libsoci_sqlite3.so*'):
            (folder / library.name).touch()
        config = self.write('driver.conf', provider_of(self.map))
        run = run_mapd('--check', '-c', config, env={**os.environ, 'LD_LIBRARY_PATH': str(folder)})
        self.assertEqual(run.returncode, 78)
        self.assertEqual(run.stderr, f'{self.map.removeprefix("sqlite:")}: cannot load the driver '
                                     'for sqlite3 databases; install the package '
                                     'libsoci-sqlite3-4.0\n')

    def test_the_key_that_signs_is_not_read(self):
        config = self.write('sign.conf', 'sign { certificate cert.pem  key /nonexistent }\n' +
                                 provider_of(self.map))
        run = run_mapd('--check', '-c', config)
        self.assertEqual((run.returncode, run.stderr), (0, ''))


class Clients(Served):
    def test_a_map_that_the_configuration_does_not_have(self):
        mapd = self.serve()
        other = sqlite_cf(self, self.database, 'other.cf')
        for name in (other, 'sqlite:', '', self.map + 'x', self.map.removeprefix('sqlite:')):
            self.assertEqual(mapd.ask(name, KEY), ('failed', b'no such map'), name)

    def test_rubbish(self):
        mapd = self.serve()
        for rubbish in (b'GET / HTTP/1.1\r\n\r\n', b'\0' * 5000, b'99999999:', b':', b'3:a b;',
                        b'8193:', os.urandom(3000) + b'\xff'):
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(HANGS)
                client.connect(str(mapd.socket_path))
                client.sendall(rubbish)
                with contextlib.suppress(ConnectionResetError):
                    self.assertEqual(client.recv(100), b'', rubbish[:20])
        self.check(mapd)

    def test_slow_clients_are_disconnected_and_block_no_other(self):
        mapd = self.serve()
        with contextlib.ExitStack() as stack:
            # One client that does not finish its question, and one that does not read its replies.
            half = stack.enter_context(mapd.connect())
            half.socket.sendall(b'100:sqlite')
            deaf = stack.enter_context(mapd.connect())
            deaf.socket.settimeout(0.2)
            begin = time.monotonic()
            with contextlib.suppress(TimeoutError):
                for _ in range(100_000):
                    deaf.send(self.map, 'long')
            self.check(mapd)
            self.assertLess(time.monotonic() - begin, HANGS)
            self.assertLess(memory_kib(mapd.process.process.pid, 'VmHWM'), 100_000)
            for each in half, deaf:
                # Nothing is read, because that would make it a client that reads its replies.
                ends = select.poll()
                ends.register(each.socket, 0)
                self.assertTrue(ends.poll(HANGS * 1000))
        self.check(mapd)

    def test_many_connections(self):
        mapd = self.serve()
        with contextlib.ExitStack() as stack:
            crowd = [stack.enter_context(mapd.connect()) for _ in range(600)]
            for each in crowd[-200:]:
                self.assertEqual(each.ask(self.map, KEY), ('found', VALUE.encode()))
            # The connections that were idle longest were closed.
            self.assertEqual(crowd[0].socket.recv(1), b'')
            self.assertLess(descriptors(mapd.process.process.pid), 300)
        self.check(mapd)

    def test_memory_is_bounded(self):
        mapd = self.serve()
        pid = mapd.process.process.pid
        with mapd.connect() as connection:
            def flood(begin):
                for i in range(begin, begin + 5000):
                    connection.ask(self.map, f'{i}{"y" * 1000}@example.com')
                    if i % 20 == 0:
                        self.assertEqual(connection.ask(self.map, 'long')[0], 'found')
            flood(0)
            before = memory_kib(pid, 'VmRSS')
            flood(5000)
            self.assertLess(memory_kib(pid, 'VmRSS'), before + 2000)


class Reload(Served):
    def reload(self, mapd):
        mapd.process.signal(signal.SIGHUP)
        told = mapd.notify.next()
        self.assertIn('RELOADING=1', told)
        mapd.notify.wait_for('READY=1')

    def test_good_and_broken_files(self):
        changed = sqlite_cf(self, self.database, 'changed.cf')
        path = self.path('changed.cf')
        mapd = self.serve(changed)
        with mapd.connect() as connection:
            self.assertEqual(connection.ask(changed, KEY), ('found', VALUE.encode()))
            sqlite_cf(self, self.database, 'changed.cf', "SELECT 'new' FROM alias WHERE k = '%s'")
            self.reload(mapd)
            self.assertEqual(connection.ask(changed, KEY), ('found', b'new'))
            self.assertIn('reloaded, maps: 1', mapd.log())

            path.write_text(f'dbpath = {self.database.path}\nquory = x\n')
            self.reload(mapd)
            self.assertEqual(connection.ask(changed, KEY), ('found', b'new'))
            self.assertIn(f'error: {path}:2: ', mapd.log())
            self.assertIn(f'{mapd.config}: not reloaded, the old maps stay', mapd.log())

            # And a map that is added.
            sqlite_cf(self, self.database, 'changed.cf')
            mapd.config.write_text(mapd.config.read_text() +
                                   provider_of(self.map).replace('p {', 'q {'))
            self.reload(mapd)
            for map_ in (changed, self.map):
                self.assertEqual(connection.ask(map_, KEY), ('found', VALUE.encode()))

    def test_descriptors_and_threads_do_not_grow(self):
        mapd = self.serve()
        pid = mapd.process.process.pid
        # The first question starts the parts that all maps share.
        self.check(mapd)
        threads = len(os.listdir(f'/proc/{pid}/task'))
        for _ in range(20):
            self.check(mapd)
            self.reload(mapd)
        self.check(mapd)
        wait_until(lambda: len(os.listdir(f'/proc/{pid}/task')) == threads, 'the old threads',
                   known=lambda: len(os.listdir(f'/proc/{pid}/task')))
        self.assertLess(descriptors(pid), 30)


class Database(Case):
    """A fingerpost-mapd with PostgreSQL, which stops, returns and is slow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = PostgreSQL.of(cls)
        cls.server.create('mail')
        cls.server.sql(f"""CREATE TABLE alias (k text, v text);
                           INSERT INTO alias VALUES ('{KEY}', '{VALUE}')""", 'mail')
        connect = (f'hosts = {cls.server.inet}\nuser = {READER}\npassword = {PASSWORD}\n'
                   'dbname = mail\n')
        queries = {'quick': "SELECT v FROM alias WHERE k = '%s'",
                   'slow': "SELECT v FROM alias, pg_sleep(0.7) WHERE k = '%s'",
                   'never': "SELECT v FROM alias, pg_sleep(30) WHERE k = '%s'",
                   'bad': "SELECT v FROM missing WHERE k = '%s'"}
        cls.maps = {name: f"pgsql:{cls.write(name + '.cf', connect + 'query = ' + query)}"
                    for name, query in queries.items()}
        cls.providers = provider_of(*cls.maps.values())

    def serve(self, name, level='info'):
        return Mapd(type(self), f'log-level {level}\n' + self.providers, name=name)

    def test_a_stop_waits_for_answers_that_have_begun(self):
        mapd = self.serve('stop')
        with mapd.connect() as slow, mapd.connect() as idle:
            self.assertEqual(idle.ask(self.maps['quick'], KEY), ('found', VALUE.encode()))
            slow.send(self.maps['slow'], KEY)
            time.sleep(0.3)
            mapd.process.signal(signal.SIGTERM)
            self.assertEqual(slow.receive(), ('found', VALUE.encode()))
            self.assertEqual(idle.socket.recv(1), b'')
        self.assertEqual(mapd.process.wait(), 0)
        self.assertIn('stopped', mapd.log())

    def test_a_stop_does_not_wait_for_ever(self):
        mapd = self.serve('never')
        with mapd.connect() as slow:
            slow.send(self.maps['never'], KEY)
            time.sleep(0.3)
            begin = time.monotonic()
            mapd.process.signal(signal.SIGTERM)
            self.assertEqual(mapd.process.wait(), 0)
            self.assertLess(time.monotonic() - begin, 6)

    def test_a_slow_map_blocks_no_other(self):
        mapd = self.serve('slow')
        with contextlib.ExitStack() as stack:
            slow = [stack.enter_context(mapd.connect()) for _ in range(20)]
            for each in slow:
                each.send(self.maps['never'], KEY)
            begin = time.monotonic()
            self.assertEqual(mapd.ask(self.maps['quick'], KEY), ('found', VALUE.encode()))
            self.assertLess(time.monotonic() - begin, 1.5)
            for each in slow:
                self.assertIn(each.receive()[0], ('failed', 'timeout'))
            self.assertLess(time.monotonic() - begin, 6)
        self.assertEqual(len(lines_of(mapd.log(), 'never.cf: fails: ')), 1)

    def test_an_unreachable_database_is_logged_once(self):
        self.server.stop()
        try:
            mapd = self.serve('away')
            for _ in range(20):
                self.assertEqual(mapd.ask(self.maps['quick'], KEY)[0], 'failed')
        finally:
            self.server.start()
        wait_until(lambda: mapd.ask(self.maps['quick'], KEY) == ('found', VALUE.encode()),
                   'the answer')
        time.sleep(1.1)
        for _ in range(3):
            self.assertEqual(mapd.ask(self.maps['quick'], KEY), ('found', VALUE.encode()))
        told = lines_of(mapd.log(), 'quick.cf: ')
        self.assertEqual(len(told), 2, told)
        self.assertTrue(told[0].startswith(f'warning: {self.maps["quick"]}: fails: '), told)
        self.assertEqual(told[1], f'info: {self.maps["quick"]}: works again')

    def test_the_log_contains_no_key_and_no_value_at_any_level(self):
        for level in ('error', 'warning', 'info', 'debug'):
            mapd = self.serve(f'private-{level}', level)
            hostile = [KEY, f"{KEY}'", f'{KEY}\\', f'{KEY}\0x', f'{KEY}\x01', 'secret' * 1000,
                       'secret\u00e4@example.com', b'secret\xff@example.com']
            with mapd.connect() as connection:
                for map_ in (self.maps['quick'], self.maps['bad'], self.maps['slow'], 'pgsql:secret'):
                    for key in hostile:
                        connection.ask(map_, key)
                self.server.stop()
                try:
                    for map_ in self.maps.values():
                        connection.ask(map_, KEY)
                finally:
                    self.server.start()
                wait_until(lambda: connection.ask(self.maps['quick'], KEY)[0] == 'found',
                           'the answer')
            mapd.process.signal(signal.SIGHUP)
            mapd.notify.wait_for('READY=1')
            mapd.process.stop()
            told = mapd.log()
            if level != 'error':
                self.assertIn('quick.cf: fails: ', told)
                self.assertIn('bad.cf: ', told)
            for word in ('secret', PASSWORD, 'missing', 'alias'):
                self.assertNotIn(word, told)


if __name__ == '__main__':
    unittest.main()
