"""The serving loop, tested with our own FastCGI client."""
import signal
import socket
import subprocess
import threading
import time
import unittest

import fastcgi
from harness import (FINGERPOSTD, PROMPTLY, SANITIZED, SMALL, Case, Process, descriptors,
                     hosts_in, memory_kib, provider, wait_until)

POX = 'https://example.com/autodiscover/autodiscover.xml'
BODY = (b'<Autodiscover><Request><EMailAddress>ann@example.com</EMailAddress></Request>'
        b'</Autodiscover>')


class LongAnswer(Case):
    """An answer larger than all buffers on the way: it has to wait for its reader."""

    NAME = 'x' * 500_000
    QUESTION = fastcgi.begin(True) + fastcgi.params(fastcgi.environment()) + fastcgi.stdin(b'')

    def setUp(self):
        self.address = str(self.path('fingerpost.sock'))
        config = SMALL.replace('domain example.com', f'domain example.com\n    name {self.NAME}')
        self.daemon = self.start_fingerpostd(
            self.write('fingerpost.conf', f'listen {self.address}\nthreads 2\n{config}'))
        self.addCleanup(self.daemon.stop)

    def unread(self, connection):
        connection.send(self.QUESTION)
        time.sleep(0.2)

    def read(self, connection):
        body = connection.read_reply().body
        self.assertIn(f'<displayName>{self.NAME}</displayName>'.encode(), body)
        self.assertTrue(body.endswith(b'</clientConfig>\n'))

    def assert_quick(self, action):
        started = time.monotonic()
        action()
        self.assertLess(time.monotonic() - started, PROMPTLY)

    def test_all_of_it_comes(self):
        with fastcgi.Connection(self.address) as connection:
            for _ in range(2):
                self.unread(connection)
                self.read(connection)

    def test_requests_behind_it_wait_for_their_turn(self):
        with fastcgi.Connection(self.address) as connection:
            connection.send(self.QUESTION * 2)
            self.unread(connection)
            for _ in range(3):
                self.read(connection)

    def test_a_client_that_does_not_read_blocks_no_other(self):
        unread = [fastcgi.Connection(self.address) for _ in range(8)]
        for connection in unread:
            connection.send(self.QUESTION)
        for _ in range(20):
            self.assert_quick(self.read_one)
        # The limit of ten seconds is for some bytes of an answer, so a slow reader gets all of it.
        slow = [unread[0].read_record()]
        time.sleep(6)
        slow += [unread[0].read_record() for _ in range(4)]
        time.sleep(6)
        while slow[-1][0] != fastcgi.END:
            slow.append(unread[0].read_record())
        self.assertIn(self.NAME.encode(), b''.join(content for _, content in slow))
        for connection in unread[1:]:
            self.assertRaises(EOFError, connection.read_reply)
        for connection in unread:
            connection.close()

    def read_one(self):
        with fastcgi.Connection(self.address) as connection:
            connection.send(self.QUESTION)
            self.read(connection)

    def test_stop_does_not_wait_for_a_client_that_does_not_read(self):
        with fastcgi.Connection(self.address) as connection:
            self.unread(connection)
            self.assert_quick(self.daemon.stop)
        self.assertEqual(self.daemon.process.returncode, 0)


class Serving(Case):
    """One daemon with two threads for all tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.address = str(cls.path('fingerpost.sock'))
        cls.daemon = cls.start_fingerpostd(
            cls.write('fingerpost.conf', f'listen {cls.address}\nthreads 2\n{SMALL}'))

    def tearDown(self):
        self.assertFalse(self.daemon.has_ended(), self.daemon.log())
        self.assertEqual(fastcgi.ask(self.address).status, 200)

    def resident_kib(self):
        return memory_kib(self.daemon.process.pid, 'VmRSS')

    def test_200_kept_connections_with_two_threads(self):
        connections = [fastcgi.Connection(self.address) for _ in range(200)]
        for _ in range(3):
            for connection in connections:
                self.assertEqual(connection.ask().status, 200)
        for connection in connections:
            connection.send(fastcgi.begin(True) + fastcgi.params(fastcgi.environment()) +
                            fastcgi.stdin(b''))
        for connection in connections:
            self.assertEqual(connection.read_reply().status, 200)
            connection.close()

    @unittest.skipIf(SANITIZED, 'keeps memory to see who uses it')
    def test_kept_connections_keep_no_requests(self):
        before = self.resident_kib()
        connections = [fastcgi.Connection(self.address) for _ in range(200)]
        for connection in connections:
            self.assertEqual(connection.ask('POST', POX, b'<a>' + b'x' * 60000).status, 200)
        self.assertLess(self.resident_kib() - before, 2048)
        for connection in connections:
            connection.close()

    def test_connections_that_never_ask_bind_no_thread(self):
        idle = [fastcgi.connect(self.address) for _ in range(100)]
        started = time.monotonic()
        self.assertEqual(fastcgi.ask(self.address).status, 200)
        self.assertLess(time.monotonic() - started, 5)
        for connection in idle:
            connection.close()

    def test_a_connection_is_closed_only_if_it_is_not_kept(self):
        with fastcgi.Connection(self.address) as connection:
            self.assertEqual(connection.ask(keep=True).status, 200)
            self.assertEqual(connection.ask(keep=False).status, 200)
            self.assertTrue(connection.is_closed())

    def test_bad_requests_and_a_good_one_on_the_same_connection(self):
        asked = 'https://autoconfig.example.com'
        bad = [
            ('GET', 'https://x/nonsense', b'', 404),
            ('BREW', f'{asked}/mail/config-v1.1.xml', b'', 405),
            ('GET', 'https://autoconfig.nowhere.example/mail/config-v1.1.xml', b'', 404),
            ('GET', f'{asked}/mail/config-v1.1.xml', b'a body that nobody reads' * 1000, 200),
            ('POST', f'{asked}/mail/config-v1.1.xml', b'x' * 60000, 405),
            ('POST', POX, b'\x00\xff<', 200),
            ('POST', POX, b'<!DOCTYPE x><x/>', 200),
            ('POST', POX, b'<a>' * 20000, 200),
        ]
        with fastcgi.Connection(self.address) as connection:
            for method, url, body, status in bad:
                self.assertEqual(connection.ask(method, url, body).status, status, (method, url))
                self.assertEqual(connection.ask().status, 200)

    def test_a_body_that_comes_in_pieces(self):
        with fastcgi.Connection(self.address) as connection:
            for byte in fastcgi.begin(True) + fastcgi.params(
                    fastcgi.environment('POST', POX, BODY)):
                connection.send(bytes([byte]))
            for byte in BODY:
                connection.send(fastcgi.record(fastcgi.STDIN, bytes([byte])))
            connection.send(fastcgi.record(fastcgi.STDIN))
            self.assertIn(b'<LoginName>ann@example.com<', connection.read_reply().body)
            self.assertEqual(connection.ask().status, 200)

    def test_the_end_of_input_may_come_late(self):
        # If it stayed unread, it would be mistaken for the beginning of the next request.
        with fastcgi.Connection(self.address) as connection:
            for _ in range(3):
                connection.send(fastcgi.begin(True) + fastcgi.params(fastcgi.environment()))
                time.sleep(0.05)
                connection.send(fastcgi.stdin(b''))
                self.assertEqual(connection.read_reply().status, 200)

    def test_no_content_length(self):
        with fastcgi.Connection(self.address) as connection:
            environment = fastcgi.environment('POST', POX, BODY)
            del environment['CONTENT_LENGTH']
            connection.send(fastcgi.begin(True) + fastcgi.params(environment) + fastcgi.stdin(BODY))
            self.assertIn(b'<LoginName>ann@example.com<', connection.read_reply().body)

    def test_a_body_of_exactly_64_kib(self):
        body = BODY + b' ' * (65536 - len(BODY))
        reply = fastcgi.ask(self.address, 'POST', POX, body)
        self.assertIn(b'<LoginName>ann@example.com<', reply.body)

    def test_a_longer_body_is_refused_without_reading_on(self):
        with fastcgi.Connection(self.address) as connection:
            environment = fastcgi.environment('POST', POX)
            environment['CONTENT_LENGTH'] = '99999999999'
            connection.send(fastcgi.begin(True) + fastcgi.params(environment))
            reply = connection.read_reply()
            self.assertEqual((reply.status, reply.body), (413, b'The request is too large; the limit is 64 KiB.\n'))

    def test_a_connection_stays_usable_after_a_refused_body(self):
        """Apache sends the next request whether or not it has sent the rest of the body."""
        environment = fastcgi.environment('POST', POX)
        environment['CONTENT_LENGTH'] = '99999999'
        for rest in (b'', fastcgi.record(fastcgi.STDIN, b' ' * 65535),
                     fastcgi.stdin(b' ' * 5_000_000)):
            with fastcgi.Connection(self.address) as connection:
                for _ in range(2):
                    connection.send(fastcgi.begin(True) + fastcgi.params(environment))
                    self.assertEqual(connection.read_reply().status, 413)
                    connection.send(rest)
                self.assertEqual(connection.ask().status, 200)
                self.assertEqual(connection.ask(keep=False).status, 200)
                self.assertTrue(connection.is_closed())

    def test_a_connection_that_has_discarded_a_body_may_be_idle(self):
        environment = fastcgi.environment('POST', POX)
        environment['CONTENT_LENGTH'] = '70000'
        rest = fastcgi.stdin(b' ' * 70000)
        with fastcgi.Connection(self.address) as connection:
            connection.send(fastcgi.begin(True) + fastcgi.params(environment))
            self.assertEqual(connection.read_reply().status, 413)
            connection.send(rest[:100])
            time.sleep(0.2)
            connection.send(rest[100:])
            # The limit for the record in two pieces was ten seconds.
            time.sleep(11)
            self.assertEqual(connection.ask().status, 200)

    def test_a_refused_body_without_keep_ends_the_connection(self):
        with fastcgi.Connection(self.address) as connection:
            environment = fastcgi.environment('POST', POX)
            environment['CONTENT_LENGTH'] = '99999999'
            connection.send(fastcgi.begin(False) + fastcgi.params(environment))
            self.assertEqual(connection.read_reply().status, 413)
            self.assertTrue(connection.is_closed())

    def test_a_longer_body_of_unknown_length_is_refused(self):
        with fastcgi.Connection(self.address) as connection:
            environment = fastcgi.environment('POST', POX)
            connection.send(fastcgi.begin(True) + fastcgi.params(environment) +
                            fastcgi.stdin(b' ' * 65537))
            self.assertEqual(connection.read_reply().status, 413)

    def test_uris_of_other_web_servers(self):
        def status(**parameters):
            environment = fastcgi.environment()
            for name in ('DOCUMENT_URI', 'REQUEST_SCHEME'):
                del environment[name]
            environment.update(parameters)
            with fastcgi.Connection(self.address) as connection:
                connection.send(fastcgi.begin(True) + fastcgi.params(environment) +
                                fastcgi.stdin(b''))
                return connection.read_reply().status
        self.assertEqual(status(REQUEST_URI='/mail/config-v1.1.xml?emailaddress=x'), 200)
        self.assertEqual(status(REQUEST_URI='/%6Dail/config-v1.1.xml'), 200)
        self.assertEqual(status(REQUEST_URI='https://autoconfig.example.com/mail/config-v1.1.xml',
                                HTTP_HOST='nowhere.example'), 200)
        self.assertEqual(status(REQUEST_URI='//mail/./x/..//config-v1.1.xml?y=//'), 200)
        self.assertEqual(status(SCRIPT_NAME='', PATH_INFO='/mail/config-v1.1.xml'), 200)
        self.assertEqual(status(REQUEST_URI='/mail/'), 404)
        self.assertEqual(status(), 404)
        pox = {'REQUEST_URI': '/autodiscover/autodiscover.xml'}
        self.assertEqual(status(**pox), 200)
        self.assertEqual(status(**pox, SERVER_PORT='80'), 302)
        self.assertEqual(status(**pox, SERVER_PORT='443'), 200)
        self.assertEqual(status(**pox, SERVER_PORT='80', HTTPS='on'), 200)
        self.assertEqual(status(**pox, HTTPS='on'), 200)
        self.assertEqual(status(**pox, HTTPS='off'), 302)
        self.assertEqual(status(**pox, REQUEST_SCHEME='http'), 302)
        self.assertEqual(status(**pox, REQUEST_SCHEME='http', HTTPS='on'), 200)

    def test_management_records_are_answered_before_between_and_amid_requests(self):
        asked = b''.join(fastcgi.pair(name, b'') for name in
                         (b'FCGI_MAX_CONNS', b'OTHER', b'FCGI_MPXS_CONNS', b'FCGI_MAX_REQS'))
        get_values = fastcgi.record(fastcgi.GET_VALUES, asked, request_id=0)
        unknown = fastcgi.record(99, b'anything', request_id=0)
        with fastcgi.Connection(self.address) as connection:
            for _ in range(3):
                connection.send(get_values)
                kind, content = connection.read_record()
                self.assertEqual((kind, fastcgi.unpack_pairs(content)), (
                    fastcgi.GET_VALUES_RESULT, {'FCGI_MAX_CONNS': b'1024', 'FCGI_MAX_REQS': b'1024',
                                                'FCGI_MPXS_CONNS': b'0'}))
                parts = [fastcgi.begin(True), fastcgi.params(fastcgi.environment()), fastcgi.stdin(b'')]
                for part in parts:
                    connection.send(unknown)
                    self.assertEqual(connection.read_record(),
                                     (fastcgi.UNKNOWN_TYPE, b'\x63' + b'\0' * 7))
                    connection.send(part)
                self.assertEqual(connection.read_reply().status, 200)
            # Together with the request, in one piece.
            connection.send(get_values + b''.join(parts))
            self.assertEqual(connection.read_record()[0], fastcgi.GET_VALUES_RESULT)
            self.assertEqual(connection.read_reply().status, 200)

    def test_management_records_without_a_request_have_a_limit(self):
        mpxs = fastcgi.pair(b'FCGI_MPXS_CONNS', b'') * 200
        with fastcgi.Connection(self.address) as connection:
            for _ in range(16):
                connection.send(fastcgi.record(fastcgi.GET_VALUES, mpxs, request_id=0))
                self.assertEqual(connection.read_record(), (
                    fastcgi.GET_VALUES_RESULT, fastcgi.pair(b'FCGI_MPXS_CONNS', b'0')))
            connection.send(fastcgi.record(fastcgi.GET_VALUES, mpxs, request_id=0))
            self.assertTrue(connection.is_closed())

    def test_a_connection_has_requests_of_several_numbers(self):
        with fastcgi.Connection(self.address) as connection:
            for number in (1, 2, 300, 65535, 2):
                def numbered(data):
                    return b''.join(fastcgi.record(kind, content, number)
                                    for kind, content in fastcgi.records_in(data))
                connection.send(numbered(fastcgi.begin(True) + fastcgi.params(fastcgi.environment()) +
                                         fastcgi.stdin(b'')))
                self.assertEqual(connection.read_reply().status, 200)

    def test_requests_sent_before_the_answer_to_the_last_are_answered(self):
        request = (fastcgi.begin(True) + fastcgi.params(fastcgi.environment()) +
                   fastcgi.stdin(b''))
        too_large = fastcgi.begin(True) + fastcgi.params(
            {**fastcgi.environment('POST', POX), 'CONTENT_LENGTH': '70000'})
        with fastcgi.Connection(self.address) as connection:
            connection.send(request * 200 + too_large + request * 2 + request[:20])
            statuses = [connection.read_reply().status for _ in range(203)]
            self.assertEqual(statuses, [200] * 200 + [413] + [200] * 2)
            connection.send(request[20:])
            self.assertEqual(connection.read_reply().status, 200)

    def test_libfcgi_never_sees_what_would_kill_it(self):
        mpxs = fastcgi.pair(b'FCGI_MPXS_CONNS', b'')
        long_pair = b'\xff\xff\xff\xff\xff\xff\xff\xff' + b'A' * 60000
        begin = fastcgi.begin(True)
        for hostile in (fastcgi.record(fastcgi.GET_VALUES, long_pair, request_id=0),
                        begin + fastcgi.record(fastcgi.GET_VALUES, mpxs * 200, request_id=1),
                        begin + fastcgi.record(fastcgi.PARAMS, long_pair) +
                        fastcgi.record(fastcgi.PARAMS) + fastcgi.stdin(b''),
                        begin + begin):
            with fastcgi.Connection(self.address) as connection:
                connection.send(hostile)
                self.assertTrue(connection.is_closed())
            self.assertEqual(fastcgi.ask(self.address).status, 200)

    def test_parameters_are_limited(self):
        environment = fastcgi.environment()
        pairs = sum(len(fastcgi.pair(name.encode(), value.encode()))
                    for name, value in environment.items())
        # A one-letter name adds 6 bytes to its long value.
        environment['F'] = 'x' * (65536 - pairs - 6)
        with fastcgi.Connection(self.address) as connection:
            connection.send(fastcgi.begin(True) + fastcgi.params(environment) + fastcgi.stdin(b''))
            self.assertEqual(connection.read_reply().status, 200)
        environment['F'] += 'x'
        with fastcgi.Connection(self.address) as connection:
            connection.send(fastcgi.begin(True) + fastcgi.params(environment) + fastcgi.stdin(b''))
            self.assertEqual(connection.read_reply().status, 413)
        environment['F'] = 'x' * 16_000_000
        # In each thread, a sanitizer's allocator reserves memory for sizes that are new to it.
        for most_kib in (8192, 8192, 8192, 8192, 1024):
            before = self.resident_kib()
            with fastcgi.Connection(self.address) as connection:
                try:
                    connection.send(fastcgi.begin(True) + fastcgi.params(environment))
                except OSError:
                    pass
                self.assertEqual(connection.read_reply().status, 413)
            self.assertLess(self.resident_kib() - before, most_kib)

    def test_incomplete_requests_block_no_other(self):
        whole = (fastcgi.begin(True) + fastcgi.params(fastcgi.environment('POST', POX, BODY)) +
                 fastcgi.stdin(BODY))
        stuck = [fastcgi.Connection(self.address) for _ in range(50)]
        for i, connection in enumerate(stuck):
            connection.send(whole[:1 + i * 17 % (len(whole) - 1)])
        for _ in range(20):
            started = time.monotonic()
            self.assertEqual(fastcgi.ask(self.address).status, 200)
            self.assertLess(time.monotonic() - started, PROMPTLY)
        # Each is closed ten seconds after it began, however slowly it sends.
        started = time.monotonic()
        drip = fastcgi.Connection(self.address)
        for byte in whole:
            try:
                drip.send(bytes([byte]))
            except OSError:
                break
            time.sleep(0.5)
        self.assertLess(time.monotonic() - started, 20)
        for connection in stuck:
            self.assertTrue(connection.is_closed())
            connection.close()

    def test_deadlines_hold_while_others_come_in_pieces(self):
        stuck = fastcgi.Connection(self.address)
        stuck.send(fastcgi.begin(True))
        with fastcgi.Connection(self.address) as busy:
            started = time.monotonic()
            stuck.socket.settimeout(0.01)
            closed = False
            while not closed and time.monotonic() - started < 20:
                busy.send(fastcgi.begin(True))
                time.sleep(0.1)
                busy.send(fastcgi.params(fastcgi.environment()) + fastcgi.stdin(b''))
                self.assertEqual(busy.read_reply().status, 200)
                try:
                    closed = stuck.is_closed()
                except TimeoutError:
                    pass
        self.assertTrue(closed)
        stuck.close()

    def test_broken_records(self):
        good = fastcgi.begin(True) + fastcgi.params(fastcgi.environment())
        for broken in (b'\x00' * 8, b'GET / HTTP/1.1\r\n\r\n', b'\xff' * 4096,
                       fastcgi.begin(True)[:5], fastcgi.record(fastcgi.STDIN, b'x'),
                       fastcgi.record(fastcgi.BEGIN, b'\x00\x02\x00\x00\x00\x00\x00\x00'),
                       fastcgi.record(fastcgi.BEGIN, b'short'),
                       good[:-12], good + fastcgi.record(fastcgi.ABORT),
                       good + fastcgi.record(fastcgi.PARAMS, b'late')):
            with fastcgi.Connection(self.address) as connection:
                connection.send(broken)
                connection.socket.shutdown(socket.SHUT_WR)
                while connection.socket.recv(65536):
                    pass
            self.assertEqual(fastcgi.ask(self.address).status, 200)

    def test_requests_cut_off_leak_nothing(self):
        whole = (fastcgi.begin(True) + fastcgi.params(fastcgi.environment('POST', POX, BODY)) +
                 fastcgi.stdin(BODY))

        def cut_off(times):
            for i in range(times):
                with fastcgi.Connection(self.address) as connection:
                    connection.send(whole[:i * 37 % len(whole)])
                if i % 4 == 0:
                    fastcgi.ask(self.address, 'POST', POX, b'<a>' * 1000)
            wait_until(lambda: descriptors(self.daemon.process.pid) < 20,
                       'the end of every connection')
        cut_off(1000)
        before = self.resident_kib()
        cut_off(3000)
        self.assertLess(self.resident_kib() - before, 512)


class Signals(Case):
    def start_with(self, name, host):
        self.address = str(self.path(name))
        self.config = self.write(name + '.conf', f'listen {self.address}\nthreads 2\n' +
                                 provider('example.com', host))
        return self.start_fingerpostd(self.config)

    def rewrite(self, text):
        self.config.write_text(f'listen {self.address}\nthreads 2\n{text}')

    def host(self):
        return hosts_in(fastcgi.ask(self.address).body)[0]

    def test_reload(self):
        daemon = self.start_with('reload.sock', 'one.example')
        with fastcgi.Connection(self.address) as kept:
            self.assertEqual(hosts_in(kept.ask().body)[0], 'one.example')
            self.rewrite(provider('example.com', 'two.example') + 'log-level debug')
            daemon.signal(signal.SIGHUP)
            self.assertRegex(daemon.notify.next(), r'^RELOADING=1\nMONOTONIC_USEC=\d+$')
            self.assertEqual(daemon.notify.next(), 'READY=1')
            self.assertEqual(hosts_in(kept.ask().body)[0], 'two.example')
            self.assertEqual(kept.ask(url='https://x/nonsense').status, 404)
        # The log line follows the answer.
        wait_until(lambda: 'debug: no such path: 404' in daemon.log(), 'the log line')
        daemon.stop()

    def test_a_broken_file_changes_nothing(self):
        daemon = self.start_with('broken.sock', 'one.example')
        for broken, message in (
                ('provider {', ':3: the block of "provider", which begins here, is not closed'),
                (provider('example.com', 'two.example') + 'threads many',
                 ':4: threads: is given twice'),
                ('', ': has no provider')):
            self.rewrite(broken)
            daemon.signal(signal.SIGHUP)
            daemon.notify.wait_for('RELOADING=1')
            daemon.notify.wait_for('READY=1')
            self.assertEqual(self.host(), 'one.example')
            self.assertIn(f'error: {self.config}{message}', daemon.log())
            self.assertIn(f'error: {self.config}: not reloaded, the old configuration stays',
                          daemon.log())
        self.config.unlink()
        daemon.signal(signal.SIGHUP)
        daemon.notify.wait_for('READY=1')
        self.assertEqual(self.host(), 'one.example')
        daemon.stop()

    def test_what_needs_a_restart_is_said(self):
        daemon = self.start_with('restart.sock', 'one.example')
        self.config.write_text('threads 3\n' + provider('example.com', 'two.example'))
        daemon.signal(signal.SIGHUP)
        daemon.notify.wait_for('READY=1')
        self.assertIn('listen, threads, request-memory and maps-memory change only at a restart', daemon.log())
        self.assertEqual(self.host(), 'two.example')
        daemon.stop()

    def test_stop_under_load(self):
        for i, number in enumerate([signal.SIGTERM, signal.SIGINT] * 4):
            daemon = self.start_with(f'stop{i}.sock', 'one.example')
            load = Load(self.address)
            wait_until(lambda: load.answered > 200, 'load')
            idle = [fastcgi.Connection(self.address) for _ in range(50)]
            started = time.monotonic()
            daemon.signal(number)
            self.assertEqual(daemon.wait(), 0)
            self.assertLess(time.monotonic() - started, 10)
            load.stop()
            self.assertEqual(load.lost, 0)
            self.assertIn('info: stopped', daemon.log())
            for connection in idle:
                connection.close()

    def test_stop_does_not_wait_for_a_request_that_is_stuck(self):
        daemon = self.start_with('stuck.sock', 'one.example')
        with fastcgi.Connection(self.address) as connection:
            connection.send(fastcgi.begin(True))
            fastcgi.ask(self.address)
            started = time.monotonic()
            daemon.signal(signal.SIGTERM)
            self.assertEqual(daemon.wait(), 0)
            self.assertLess(time.monotonic() - started, PROMPTLY)

    def test_no_reload_begins_after_a_stop(self):
        daemon = self.start_with('after.sock', 'one.example')
        with fastcgi.Connection(self.address) as connection:
            connection.send(fastcgi.begin(True))
            fastcgi.ask(self.address)
            daemon.signal(signal.SIGTERM)
            self.assertEqual(daemon.notify.next(), 'STOPPING=1')
            daemon.signal(signal.SIGHUP)
            self.assertEqual(daemon.wait(), 0)
        daemon.notify.socket.setblocking(False)
        self.assertRaises(BlockingIOError, daemon.notify.next)

    def test_a_signal_while_it_starts(self):
        # Long enough to be still loading.
        self.write('many', ''.join(f'd{i}.example\n' for i in range(300_000)))
        config = self.write('early.conf', f'listen {self.path("early.sock")}\n'
                            'provider p { domains-file many  imap i.example  smtp s.example }\n')
        for number in (signal.SIGTERM, signal.SIGHUP):
            daemon = Process([FINGERPOSTD, '-c', config], self.path(f'early{number}.log'),
                             stdin=subprocess.DEVNULL)
            wait_until(lambda: daemon.has_ended() or handles(daemon.process.pid, number),
                       'the mask')
            daemon.signal(number)
            if number == signal.SIGHUP:
                wait_until(lambda: 'reloaded' in daemon.log(), 'the reload', 60)
                daemon.signal(signal.SIGTERM)
            self.assertEqual(daemon.wait(), 0)

    def test_no_descriptors_left(self):
        address = str(self.path('starved.sock'))
        config = self.write('starved.conf', f'listen {address}\nthreads 2\n{SMALL}')
        daemon = self.start_fingerpostd(config, before=['prlimit', '--nofile=40:40'])
        kept = fastcgi.Connection(address)
        self.assertEqual(kept.ask().status, 200)
        waiting = [fastcgi.Connection(address) for _ in range(100)]
        wait_until(lambda: 'cannot accept: Too many open files' in daemon.log(), 'the log line')
        started = time.monotonic()
        for _ in range(100):
            self.assertEqual(kept.ask().status, 200)
        self.assertLess(time.monotonic() - started, PROMPTLY)
        # UBSan checks objects through a pipe, and reports them as invalid if it gets none.
        if not SANITIZED:
            daemon.signal(signal.SIGHUP)
            daemon.notify.wait_for('READY=1')
            self.assertIn(f'error: {config}: not reloaded, the old configuration stays', daemon.log())
        for connection in waiting:
            connection.close()
        self.assertEqual(fastcgi.ask(address).status, 200)
        self.assertEqual(daemon.log().count('cannot accept'), 1)
        kept.close()
        daemon.stop()

    def test_other_signals_do_not_end_it(self):
        daemon = self.start_with('other.sock', 'one.example')
        for number in (signal.SIGPIPE, signal.SIGUSR1):
            daemon.signal(number)
            self.assertEqual(self.host(), 'one.example')
        daemon.stop()
        self.assertEqual(daemon.process.returncode, 0)


def handles(pid, number):
    """Returns whether a signal is blocked or caught."""
    with open(f'/proc/{pid}/status', encoding='ascii') as status:
        masks = [int(line.split()[1], 16) for line in status
                 if line.startswith(('SigBlk', 'SigCgt'))]
    return any(mask >> (number - 1) & 1 for mask in masks)


class Load:
    """Eight clients that send requests as fast as they can; half of them keep their connection."""

    def __init__(self, address):
        self.address = address
        self.answered = 0
        self.lost = 0
        self.going = True
        self.threads = [threading.Thread(target=self._client, args=(i % 2 == 0,)) for i in range(8)]
        for thread in self.threads:
            thread.start()

    def _client(self, keep):
        while self.going:
            try:
                connection = fastcgi.Connection(self.address)
            except OSError:
                return
            self._ask(connection, keep)
            connection.close()

    def _ask(self, connection, keep):
        """Sends a request. It is lost if the daemon accepted it and did not answer. A kept
        connection may have been closed before the request arrived; then the web server repeats it
        elsewhere."""
        first = True
        while self.going:
            try:
                if connection.ask(keep=keep).status != 200:
                    self.lost += 1
                self.answered += 1
            except (EOFError, OSError):
                self.lost += first
                return
            if not keep:
                return
            first = False

    def stop(self):
        self.going = False
        for thread in self.threads:
            thread.join()
