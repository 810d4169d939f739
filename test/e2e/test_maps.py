"""Requests that wait for maps: fingerpostd and a socketmap server like an administrator's own."""
import os
import signal
import socket
import socketserver
import subprocess
import threading
import time
import unittest

import fastcgi
from harness import FINGERPOSTD, Case, wait_until

HAS_FILTER = FINGERPOSTD and b'seccomp_load' in FINGERPOSTD.read_bytes()
FILED = 'filed.example'


def thunderbird(domain, name='ann'):
    return f'https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={name}%40{domain}'


class Socketmap(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers from `tables`: {table: {key: value}}. While `gate` is not set, it only reads
    questions."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path, tables):
        super().__init__(str(path), Conversation)
        # As for a service that runs as its own user.
        os.chmod(path, 0o666)
        self.tables = tables
        self.asked = []
        self.gate = threading.Event()
        self.gate.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reply(self, request):
        table, _, key = request.decode().partition(' ')
        self.asked.append((table, key))
        self.gate.wait(20)
        value = self.tables[table].get(key)
        return b'NOTFOUND ' if value is None else b'OK ' + value.encode()

    def handle_error(self, *_):
        """A client that closes its connection is not an error."""


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        while length := self.read_length():
            request = self.rfile.read(length + 1)[:-1]
            reply = self.server.reply(request)
            self.wfile.write(b'%d:%s,' % (len(reply), reply))

    def read_length(self):
        digits = b''
        while (byte := self.rfile.read(1)) not in (b':', b''):
            digits += byte
        return int(digits or b'0')


class MapCase(Case):
    """fingerpostd with a domain-map and a login-map, which the socketmap server `maps` answers."""

    def setUp(self):
        number = len(list(self.folder.iterdir()))
        self.maps = Socketmap(self.path(f'maps{number}.sock'), {
            'domains': {'known.example': 'OK', 'signed.example': 'OK'},
            'logins': {'ann@known.example': 'web1', 'bob@known.example': 'bob@known.example'}})
        self.addCleanup(self.maps.server_close)
        self.addCleanup(self.maps.shutdown)
        self.address = str(self.path(f'fingerpost{number}.sock'))
        self.config = self.write(f'fingerpost{number}.conf', self.configuration())
        self.daemon = self.start_fingerpostd(self.config)

    def configuration(self, more=''):
        where = f'socketmap:unix:{self.maps.server_address}'
        return (f'listen {self.address}\n{more}'
                f'provider file {{\n domain {FILED}\n imap mail.{FILED}\n smtp mail.{FILED}\n}}\n'
                f'provider customers {{\n name Customers\n domain-map {where}:domains\n'
                f' login-map {where}:logins\n imap mail.%EMAILDOMAIN%\n smtp mail.%EMAILDOMAIN%\n}}\n')

    def ask(self, domain, name='ann'):
        return fastcgi.ask(self.address, url=thunderbird(domain, name))

    def in_the_background(self, domain, results):
        thread = threading.Thread(target=lambda: results.append(self.ask(domain)), daemon=True)
        thread.start()
        self.addCleanup(thread.join, 20)
        return thread

    def wait_until_asked(self, *expected):
        wait_until(lambda: self.maps.asked[-len(expected):] == list(expected), 'a question', 20,
                   lambda: self.maps.asked)


class Maps(MapCase):
    def test_domains_and_logins(self):
        known = self.ask('known.example')
        self.assertEqual(known.status, 200)
        self.assertIn(b'<username>web1</username>', known.body)
        self.assertEqual(self.ask('known.example', 'bob').body.count(b'%EMAILADDRESS%'), 2)
        self.assertEqual(self.ask('nobody.example').status, 404)
        self.assertEqual(self.ask(FILED).status, 200)
        self.assertNotIn(('domains', FILED), self.maps.asked)

    def test_an_answer_is_remembered(self):
        for _ in range(20):
            self.assertEqual(self.ask('known.example').status, 200)
            self.assertEqual(self.ask('nobody.example').status, 404)
        self.assertEqual(len(self.maps.asked), len(set(self.maps.asked)))

    def test_existing_and_missing_addresses_get_the_same_answer_if_the_login_follows_from_the_address(self):
        answers = [self.ask('known.example', name) for name in ('bob', 'nobody')]
        self.assertEqual(answers[0].body, answers[1].body)
        self.assertEqual(answers[0].headers, answers[1].headers)

    def test_other_requests_are_answered_meanwhile_and_all_waiting_ones_get_the_answer(self):
        self.maps.gate.clear()
        results = []
        threads = [self.in_the_background('known.example', results) for _ in range(20)]
        self.wait_until_asked(('domains', 'known.example'))
        begin = time.monotonic()
        self.assertEqual(self.ask(FILED).status, 200)
        self.assertLess(time.monotonic() - begin, 1)
        self.assertEqual(results, [])
        self.maps.gate.set()
        for thread in threads:
            thread.join(20)
        self.assertEqual([answer.status for answer in results], [200] * 20)
        self.assertEqual(self.maps.asked.count(('domains', 'known.example')), 1)

    def test_a_map_that_hangs(self):
        self.maps.gate.clear()
        begin = time.monotonic()
        answer = self.ask('new.example')
        self.assertEqual(answer.status, 503)
        self.assertTrue(2 <= time.monotonic() - begin < 3)
        self.assertEqual(answer.headers['Retry-After'], '30')
        self.assertNotIn(b'new.example', answer.body)
        begin = time.monotonic()
        self.assertEqual(self.ask('newer.example').status, 503)
        self.assertLess(time.monotonic() - begin, 1)
        self.maps.gate.set()
        wait_until(lambda: self.ask('newest.example').status == 404, 'the map', 31)

    def test_a_known_domain_with_a_login_map_that_hangs(self):
        self.assertEqual(self.ask('known.example', 'bob').status, 200)
        self.maps.gate.clear()
        answer = self.ask('known.example')
        self.assertEqual(answer.status, 200)
        self.assertIn(b'<username>%EMAILADDRESS%</username>', answer.body)

    def test_a_client_that_gives_up(self):
        self.maps.gate.clear()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self.address)
            environment = fastcgi.environment('GET', thunderbird('known.example'))
            client.sendall(fastcgi.begin(keep=True) + fastcgi.params(environment) +
                           fastcgi.stdin(b''))
            self.wait_until_asked(('domains', 'known.example'))
        self.maps.gate.set()
        self.assertEqual(self.ask('known.example').status, 200)

    def test_a_reload_while_a_request_waits(self):
        self.maps.gate.clear()
        results = []
        thread = self.in_the_background('known.example', results)
        self.wait_until_asked(('domains', 'known.example'))
        self.config.write_text(f'listen {self.address}\nprovider other {{\n domain known.example\n'
                               ' imap imap.other.example\n smtp smtp.other.example\n}\n')
        self.daemon.signal(signal.SIGHUP)
        self.daemon.notify.wait_for('READY=1')
        thread.join(20)
        self.assertIn(b'imap.other.example', results[0].body)

    def test_a_reload_keeps_cached_answers(self):
        self.assertEqual(self.ask('known.example').status, 200)
        self.config.write_text(self.configuration('log-level debug\n'))
        self.daemon.signal(signal.SIGHUP)
        self.daemon.notify.wait_for('READY=1')
        self.maps.gate.clear()
        self.assertEqual(self.ask('known.example').status, 200)

    def test_a_stop_while_a_request_waits(self):
        self.maps.gate.clear()
        results = []
        thread = self.in_the_background('known.example', results)
        self.wait_until_asked(('domains', 'known.example'))
        self.daemon.signal(signal.SIGTERM)
        time.sleep(0.2)
        self.maps.gate.set()
        thread.join(20)
        self.assertEqual(results[0].status, 200)
        self.assertEqual(self.daemon.wait(), 0)

    def test_a_signed_profile(self):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                        'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=x',
                        '-keyout', self.path('key.pem'), '-out', self.path('cert.pem')], check=True,
                       capture_output=True)
        self.config.write_text(self.configuration('sign { certificate cert.pem  key key.pem }\n'))
        self.daemon.signal(signal.SIGHUP)
        self.daemon.notify.wait_for('READY=1')
        answer = fastcgi.ask(self.address,
                             url='https://known.example/email.mobileconfig?email=ann@known.example')
        self.assertEqual(answer.status, 200)
        verified = subprocess.run(['openssl', 'cms', '-verify', '-inform', 'DER', '-noverify'],
                                  input=answer.body, capture_output=True, check=True).stdout
        self.assertIn(b'<string>web1</string>', verified)

    def test_no_log_contains_an_address(self):
        self.config.write_text(self.configuration('log-level debug\n'))
        self.daemon.signal(signal.SIGHUP)
        self.daemon.notify.wait_for('READY=1')
        self.ask('known.example', 'secret.part')
        self.ask('known.example')
        self.maps.gate.clear()
        self.ask('known.example', 'secret.other')
        self.assertIn('known.example', self.daemon.log())
        for word in ('secret', 'web1', 'ann@'):
            self.assertNotIn(word, self.daemon.log())

    @unittest.skipUnless(HAS_FILTER, 'needs libseccomp')
    def test_a_process_that_started_without_maps_cannot_query(self):
        self.address = str(self.path('without.sock'))
        config = self.write('without.conf', f'listen {self.address}\nprovider file {{\n'
                            f' domain {FILED}\n imap mail.{FILED}\n smtp mail.{FILED}\n}}\n')
        daemon = self.start_fingerpostd(config)
        config.write_text(self.configuration())
        daemon.signal(signal.SIGHUP)
        daemon.notify.wait_for('READY=1')
        self.assertIn('started without maps and cannot connect to any now; restart it', daemon.log())
        self.assertEqual(self.ask('known.example').status, 503)
        self.assertEqual(self.ask(FILED).status, 200)
        self.assertEqual(self.maps.asked, [])
