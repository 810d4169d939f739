"""Tests of exhausted resources: memory, descriptors, turns, and files that never end."""
import base64
import contextlib
import os
import random
import re
import resource
import signal
import socket
import subprocess
import threading
import time
import unittest

import fastcgi
from harness import (FINGERPOSTD, SANITIZED, SMALL, Apache, Case, Nginx, Process, make_certificate,
                     memory_kib, wait_until)

POX = 'https://example.com/autodiscover/autodiscover.xml'
BODY = (b'<Autodiscover><Request><EMailAddress>ann@example.com</EMailAddress></Request>'
        b'</Autodiscover>')
RICH = '''
sign { certificate cert.pem  key key.pem }
provider example
{
    name       Example
    domain     example.com
    imap       mail.example.com
    smtp       mail.example.com
    caldav     https://dav.example.com/dav
    activesync https://eas.example.com/Microsoft-Server-ActiveSync
    accent     #1a5fb4
    logo       logo.svg
    imprint    https://www.example.com/imprint
}
'''
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
ANN = 'https://example.com/%s?email=ann@example.com&emailaddress=ann@example.com'
# Method, URL, body and status of requests in every protocol, small and large.
QUESTIONS = [
    ('GET', ANN % '.well-known/autoconfig/mail/config-v1.1.xml', b'', 200),
    ('POST', POX, BODY, 200),
    ('POST', POX, BODY + b' ' * 60_000, 200),
    ('POST', POX, b'<a>' + b'<b>12345678901234567890</b>' * 2000 + b'</a>', 200),
    ('GET', ANN % 'autodiscover/autodiscover.json' + '&Protocol=ActiveSync', b'', 200),
    ('GET', ANN % 'email.mobileconfig', b'', 200),
    ('GET', ANN % '.well-known/user-agent-configuration.json', b'', 200),
    ('GET', ANN % '.well-known/caldav', b'', 307),
    ('GET', 'https://autoconfig.example.com/', b'', 200),
    ('POST', 'https://autoconfig.example.com/', b'lang=de&emailaddress=ann%40example.com', 200),
    ('POST', 'https://autoconfig.example.com/', b'show=codes&emailaddress=ann%40example.com', 200),
    ('POST', 'https://autoconfig.example.com/', b'emailaddress=' + b'%40' * 20_000, 400),
    ('GET', 'https://example.com/' + 'x' * 60_000, b'', 404),
    ('GET', 'https://example.com/?' + 'x' * 60_000, b'', 404),
]
UNFINISHED = (fastcgi.begin(True) + fastcgi.params(fastcgi.environment('POST', POX)) +
              fastcgi.record(fastcgi.STDIN, b' ' * 60_000))


@contextlib.contextmanager
def many(address, count, data):
    """Yields connections that have sent as much of `data` as the server accepted."""
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(count):
            connection = stack.enter_context(fastcgi.Connection(address))
            with contextlib.suppress(OSError):
                connection.send(data)
            connections.append(connection)
        yield connections


@unittest.skipIf(SANITIZED, 'ends where there is no memory')
class OutOfMemory(Case):
    """A process with limited memory. Each request is answered, or its connection is closed. Once
    there is memory again, everything works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_certificate(cls.folder)
        cls.write('logo.svg', LOGO)

    def ask_until(self, address, end, outcomes, seed):
        choice = random.Random(seed)
        with contextlib.ExitStack() as stack:
            while time.monotonic() < end:
                method, url, body, status = choice.choice(QUESTIONS)
                try:
                    if choice.random() < 0.1:
                        held = stack.enter_context(fastcgi.Connection(address))
                        held.send(UNFINISHED)
                        continue
                    outcomes.append(fastcgi.ask(address, method, url, body).status in (status, 500))
                except (EOFError, ConnectionError):
                    outcomes.append(True)
                except OSError as error:
                    outcomes.append(error)

    def check(self, name, threads, limits):
        """`limits` maps a resource to the name of its current use and the amount that is left."""
        address = str(self.path(f'{name}.sock'))
        daemon = self.start_fingerpostd(self.write(
            f'{name}.conf', f'listen {address}\nthreads {threads}\nrequest-memory 1G\n{RICH}'))
        pid = daemon.process.pid
        for kind, (field, more) in limits.items():
            resource.prlimit(pid, kind, (memory_kib(pid, field) * 1024 + more,
                                         resource.RLIM_INFINITY))
        outcomes = []
        end = time.monotonic() + 2
        clients = [threading.Thread(target=self.ask_until, args=(address, end, outcomes, i))
                   for i in range(4)]
        for client in clients:
            client.start()
        daemon.signal(signal.SIGHUP)
        for client in clients:
            client.join()
        self.assertFalse(daemon.has_ended(), daemon.log()[-2000:])
        self.assertEqual({outcome for outcome in outcomes if outcome is not True}, set())
        for kind in limits:
            resource.prlimit(pid, kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        for method, url, body, status in QUESTIONS:
            self.assertEqual(fastcgi.ask(address, method, url, body).status, status, url[:80])
        daemon.stop()
        self.assertEqual(daemon.process.returncode, 0)

    def test_address_space_is_used_up(self):
        for i, (threads, more) in enumerate([(1, 0), (4, 0), (2, 100_000), (4, 2_000_000)]):
            self.check(f'space{i}', threads, {resource.RLIMIT_AS: ('VmSize', more)})

    def test_data_segment_is_used_up(self):
        for i, (threads, more) in enumerate([(1, 0), (2, 0), (4, 50_000), (40, 0), (4, 500_000)]):
            self.check(f'data{i}', threads, {resource.RLIMIT_AS: ('VmSize', more),
                                             resource.RLIMIT_DATA: ('VmData', more)})


class RequestMemory(Case):
    def start_it(self, name, memory, provider=SMALL):
        self.address = str(self.path(name + '.sock'))
        return self.start_fingerpostd(self.write(
            name + '.conf', f'listen {self.address}\nrequest-memory {memory}\n{provider}'))

    def resident_kib(self):
        return memory_kib(self.daemon.process.pid, 'VmRSS')

    def assert_answers(self, ask):
        started = time.monotonic()
        self.assertEqual(ask(), 200)
        self.assertLess(time.monotonic() - started, 5)

    def ask_directly(self):
        return fastcgi.ask(self.address).status

    def assert_bounded(self, before, most):
        if not SANITIZED:
            self.assertLess(self.resident_kib() - before, most)

    def assert_peak(self, before, most):
        if not SANITIZED:
            self.assertLess(memory_kib(self.daemon.process.pid, 'VmHWM') - before, most)

    def assert_given_back(self, before):
        if not SANITIZED:
            wait_until(lambda: self.resident_kib() - before < 1536, 'the memory')

    @staticmethod
    def closed(connections):
        closed = 0
        for connection in connections:
            connection.socket.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                closed += connection.is_closed()
        return closed

    def test_unfinished_requests_are_bounded_and_the_oldest_go_first(self):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.daemon = self.start_it('half', '8M')
        self.assert_answers(self.ask_directly)
        before = self.resident_kib()
        for _ in range(2):
            with many(self.address, 500, UNFINISHED) as connections:
                self.assert_answers(self.ask_directly)
                self.assert_bounded(before, 16 * 1024)
                # There is room for the last, and for the first only if there is room for all.
                wait_until(lambda: self.closed(connections[:100]) == 100, 'the oldest to be closed')
                last = connections[-1]
                last.socket.settimeout(20)
                last.send(fastcgi.record(fastcgi.STDIN))
                self.assertEqual(last.read_reply().status, 200)
        self.assert_given_back(before)
        wait_until(lambda: 'unfinished requests reached request-memory' in self.daemon.log(),
                   'the log line')
        # At most one line a second, however many connections are closed.
        self.assertLess(self.daemon.log().count('request-memory'), 20)

    def test_small_ones_count_too(self):
        self.daemon = self.start_it('small', '1M')
        with many(self.address, 1500, fastcgi.begin(True)[:1]) as connections:
            wait_until(lambda: self.closed(connections[:300]) == 300, 'the oldest to be closed')
            self.assertEqual(self.closed(connections[-300:]), 0)
            self.assert_answers(self.ask_directly)

    def test_idle_connections_do_not_count(self):
        self.daemon = self.start_it('idle', '1M')
        with contextlib.ExitStack() as stack:
            idle = [stack.enter_context(fastcgi.Connection(self.address)) for _ in range(600)]
            for connection in idle:
                self.assertEqual(connection.ask().status, 200)
            with many(self.address, 50, UNFINISHED):
                self.assert_answers(self.ask_directly)
            for connection in idle:
                self.assertEqual(connection.ask().status, 200)

    def test_unread_answers_count_too(self):
        name = 'x' * 400_000
        self.daemon = self.start_it(
            'unread', '4M', SMALL.replace('domain example.com', f'domain example.com\nname {name}'))
        self.assert_answers(self.ask_directly)
        before = self.resident_kib()
        question = (fastcgi.begin(True) + fastcgi.params(fastcgi.environment()) +
                    fastcgi.stdin(b''))
        with many(self.address, 30, question) as connections:
            self.assert_answers(self.ask_directly)
            self.assert_bounded(before, 12 * 1024)
            self.assertIn(name.encode(), connections[-1].read_reply().body)
            self.assertRaises((EOFError, ConnectionError), connections[0].read_reply)
        self.assert_given_back(before)

    def test_requests_given_up_before_they_are_signed_hold_nothing(self):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:4096', '-nodes', '-subj', '/CN=x',
                        '-keyout', self.path('slow.key'), '-out', self.path('slow.pem')],
                       check=True, capture_output=True)
        self.daemon = self.start_it(
            'given-up', '8M\nthreads 1\nsign { certificate slow.pem  key slow.key }')
        environment = fastcgi.environment(url=ANN % 'email.mobileconfig')
        question = fastcgi.begin(True) + fastcgi.params(environment) + fastcgi.stdin(b'')
        environment['HTTP_ACCEPT_LANGUAGE'] = 'x' * 60_000
        large = fastcgi.begin(True) + fastcgi.params(environment) + fastcgi.stdin(b'')
        self.assertEqual(fastcgi.ask(self.address, url=ANN % 'email.mobileconfig').status, 200)
        before = self.resident_kib()
        # These take half a second to sign; meanwhile the others come and go.
        with many(self.address, 200, question) as connections:
            for _ in range(1000):
                with fastcgi.Connection(self.address) as connection:
                    connection.send(large)
            for connection in connections:
                self.assertEqual(connection.read_reply().status, 200)
        self.assert_peak(before, 16 * 1024)

    def slow_clients(self, server, count):
        """Clients of a web server stop in the middle of a body."""
        head = (b'POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: autodiscover.example.com\r\n'
                b'Content-Type: text/xml\r\nContent-Length: 60001\r\n\r\n')
        for _ in range(count):
            client = socket.create_connection(('127.0.0.1', server.http), timeout=20)
            self.addCleanup(client.close)
            client.sendall(head + b' ' * 60_000)

    def check_behind(self, server_class, count):
        path = self.start_on_socket(self.write('behind.conf', 'request-memory 2M\n' + SMALL))
        self.daemon = self.fingerpostd
        server = server_class(self, path)
        url = b'http://autoconfig.example.com/mail/config-v1.1.xml'

        def ask():
            return server.ask(b'GET', url).status
        self.assert_answers(ask)
        before = self.resident_kib()
        self.slow_clients(server, count)
        for _ in range(10):
            self.assert_answers(ask)
        self.assert_bounded(before, 6 * 1024)
        self.doCleanups()
        self.assert_given_back(before)
        self.assert_answers(ask)
        self.fingerpostd.stop()

    def test_slow_clients_of_apache(self):
        self.check_behind(Apache, 80)

    def test_slow_clients_of_nginx(self):
        self.check_behind(Nginx, 80)


class ThrownAway(Case):
    """After a 413, the rest is discarded, up to a limit and without delaying other requests."""

    def pour(self, connection, poured):
        block = fastcgi.record(fastcgi.STDIN, b'x' * 65535) * 4
        with contextlib.suppress(OSError):
            while True:
                poured.append(connection.socket.send(block))

    def test_others_get_their_turn_and_it_ends(self):
        address = str(self.path('thrown.sock'))
        self.start_fingerpostd(self.write('thrown.conf', f'listen {address}\nthreads 1\n{SMALL}'))
        environment = fastcgi.environment('POST', POX)
        environment['CONTENT_LENGTH'] = '99999999999'
        pourers, poured = [], []
        started = time.monotonic()
        for keep in (True, True, False):
            connection = fastcgi.Connection(address)
            self.addCleanup(connection.close)
            connection.send(fastcgi.begin(keep) + fastcgi.params(environment))
            self.assertEqual(connection.read_reply().status, 413)
            pourers.append(threading.Thread(target=self.pour, args=(connection, poured)))
            pourers[-1].start()
        for _ in range(20):
            asked = time.monotonic()
            self.assertEqual(fastcgi.ask(address).status, 200)
            self.assertLess(time.monotonic() - asked, 2)
        for pourer in pourers:
            pourer.join()
        self.assertLess(time.monotonic() - started, 10)
        # 16 MiB each, plus the socket buffers.
        self.assertLess(sum(poured), 3 * 24 * 1024 * 1024)


class Descriptors(Case):
    def test_a_stop_with_all_descriptors_in_use_answers_all(self):
        for i, kept in enumerate((0, 20, 60)):
            address = str(self.path(f'full{i}.sock'))
            daemon = self.start_fingerpostd(
                self.write(f'full{i}.conf', f'listen {address}\nthreads 2\n{SMALL}'),
                before=['prlimit', '--nofile=40:40'])
            idle = [fastcgi.Connection(address) for _ in range(kept)]
            question = (fastcgi.begin(True) + fastcgi.params(fastcgi.environment()) +
                        fastcgi.stdin(b''))
            with many(address, 64, question[:-8]) as asking:
                daemon.signal(signal.SIGTERM)
                for connection in asking:
                    connection.send(question[-8:])
                answered = 0
                for connection in asking:
                    with contextlib.suppress(EOFError, ConnectionError):
                        answered += connection.read_reply().status == 200
            self.assertEqual(daemon.wait(), 0)
            self.assertEqual(answered, 64, kept)
            for connection in idle:
                connection.close()

    def test_few_descriptors_are_an_error_or_enough(self):
        config = self.write('few.conf', f'listen {self.path("few.sock")}\n{SMALL}')
        for number in range(4, 14):
            daemon = Process(['prlimit', f'--nofile={number}:{number}', FINGERPOSTD, '-c', config],
                             self.path(f'few{number}.log'), stdin=subprocess.DEVNULL)
            wait_until(lambda: daemon.has_ended() or 'serves' in daemon.log(), 'the start')
            daemon.signal(signal.SIGTERM)
            self.assertIn(daemon.wait(), (0, 1, 127), daemon.log())
            self.assertNotIn('terminate', daemon.log())
            # Opening files fails because descriptors are missing; this must be the reason in the
            # log, not a later error.
            self.assertNotIn('Bad file descriptor', daemon.log())


class Loading(Case):
    """Files are read at each reload. Neither an endless file nor a long load delays the stop."""

    def setUp(self):
        self.address = str(self.path('loading.sock'))

    def fifo(self, name):
        path = self.path(name)
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        return path

    @staticmethod
    def reload(daemon):
        daemon.signal(signal.SIGHUP)
        daemon.notify.wait_for('RELOADING=1')
        daemon.notify.wait_for('READY=1')

    def assert_refused(self, daemon, file):
        self.reload(daemon)
        self.assertRegex(daemon.log(), f'{file}: (.*: )?is a named pipe, not a regular file')
        self.assertEqual(fastcgi.ask(self.address).status, 200)

    def test_named_pipes_are_refused(self):
        make_certificate(self.folder)
        good = f'listen {self.address}\n{SMALL}'
        config = self.write('pipes.conf', good)
        daemon = self.start_fingerpostd(config)
        for name in ('domains', 'logo', 'cert', 'key', 'chain'):
            self.fifo(name)
        for setting in ('domains-file domains', 'domain more.example logo logo'):
            config.write_text(good + f'provider more {{ {setting} imap i.example '
                              'smtp s.example }\n')
            self.assert_refused(daemon, self.path(setting.split()[-1]))
        for missing in ('certificate cert key key.pem', 'certificate cert.pem key key',
                        'certificate cert.pem key key.pem chain chain'):
            config.write_text(good + f'sign {{ {missing} }}\n')
            self.assert_refused(daemon, self.path(missing.split()[-1] if 'cert ' not in missing
                                                  else 'cert'))
        config.write_text(good)
        part = self.fifo('conf.d/part.conf')
        self.assert_refused(daemon, part)
        part.unlink()
        self.fifo('pipes.conf')
        self.assert_refused(daemon, config)
        daemon.stop()
        self.assertEqual(daemon.process.returncode, 0)
        check = subprocess.run([FINGERPOSTD, '--check', '-c', config], capture_output=True,
                               text=True, timeout=20, check=False)
        self.assertEqual((check.returncode, check.stderr),
                         (78, f'{config}: is a named pipe, not a regular file\n'))

    def test_a_reload_reads_the_logo_again(self):
        config = self.write('look.conf', f'listen {self.address}\nprovider look {{ domain look.example '
                            'imap i.example smtp s.example logo logo.svg }\n')
        red = self.write('logo.svg', LOGO.replace('<path', '<path fill="#f00"')).read_bytes()
        daemon = self.start_fingerpostd(config)
        green = self.write('logo.svg', LOGO.replace('<path', '<path fill="#080"')).read_bytes()
        for text, shown in ((None, red), (green, green), (b'<html/>', green)):
            if text:
                self.path('logo.svg').write_bytes(text)
                self.reload(daemon)
            page = fastcgi.ask(self.address, url='https://autoconfig.look.example/').body
            self.assertEqual([shown], [base64.b64decode(picture) for picture in
                                       re.findall(rb'data:image/svg\+xml;base64,([^"]*)"', page)])
        self.assertIn(f'logo: {self.path("logo.svg")}: begins with <html>', daemon.log())
        daemon.stop()

    def write_many(self):
        self.write('many', ''.join(f'd{i}.example\n' for i in range(1_000_000)))
        return ('provider many { name Many  domains-file many  imap i.example  smtp s.example }\n')

    def test_a_stop_interrupts_a_reload(self):
        config = self.write('reload.conf', f'listen {self.address}\n{SMALL}')
        daemon = self.start_fingerpostd(config)
        # The tests in a class share a log.
        logged_before = len(daemon.log())
        config.write_text(f'listen {self.address}\n{SMALL}{self.write_many()}')
        daemon.signal(signal.SIGHUP)
        daemon.notify.wait_for('RELOADING=1')
        time.sleep(0.2)
        with fastcgi.Connection(self.address) as connection:
            started = time.monotonic()
            daemon.signal(signal.SIGTERM)
            self.assertEqual(connection.ask(keep=False).status, 200)
            self.assertEqual(daemon.notify.next(), 'STOPPING=1')
            self.assertEqual(daemon.wait(), 0)
        self.assertLess(time.monotonic() - started, 5 if SANITIZED else 1)
        self.assertNotIn('reloaded', daemon.log()[logged_before:])
        self.assertFalse(os.path.exists(self.address))

    def test_a_stop_interrupts_the_start(self):
        config = self.write('start.conf', f'listen {self.address}\n{self.write_many()}')
        daemon = Process([FINGERPOSTD, '-c', config], self.path('start.log'),
                         stdin=subprocess.DEVNULL)
        time.sleep(0.3)
        started = time.monotonic()
        daemon.signal(signal.SIGTERM)
        self.assertIn(daemon.wait(), (0, -signal.SIGTERM))
        self.assertLess(time.monotonic() - started, 1)
        self.assertNotIn('serves', daemon.log())

    def test_reloads_asked_for_while_one_runs(self):
        config = self.write('again.conf', f'listen {self.address}\n{SMALL}')
        daemon = self.start_fingerpostd(config)
        for i in range(20):
            config.write_text(f'listen {self.address}\n' + SMALL.replace('mail.', f'mail{i}.'))
            daemon.signal(signal.SIGHUP)
        wait_until(lambda: b'mail19.example.com' in fastcgi.ask(self.address).body, 'the last one')
        daemon.stop()
        self.assertEqual(daemon.process.returncode, 0)

    def test_a_reload_asked_for_while_one_runs_comes_after_it(self):
        self.write('more', ''.join(f'd{i}.example\n' for i in range(100_000)))
        more = 'provider more { name More  domains-file more  imap i.example  smtp s.example }\n'
        config = self.write('twice.conf', f'listen {self.address}\n{SMALL}{more}')
        daemon = self.start_fingerpostd(config)
        daemon.signal(signal.SIGHUP)
        daemon.notify.wait_for('RELOADING=1')
        daemon.signal(signal.SIGHUP)
        for _ in range(2):
            daemon.notify.wait_for('READY=1')
        daemon.stop()
        self.assertEqual(daemon.process.returncode, 0)


if __name__ == '__main__':
    unittest.main()
