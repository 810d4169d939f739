"""Metrics and status, which only a parameter of the web server can request."""
import re
import shutil
import signal
import subprocess
import unittest

import fastcgi
import reports
from harness import SMALL, Case, wait_until

AUTOCONFIG = 'https://autoconfig.example.com/mail/config-v1.1.xml'
POX = 'https://example.com/autodiscover/autodiscover.xml'
UNKNOWN_SCHEMA = (b'<Autodiscover><Request><EMailAddress>ann@example.com</EMailAddress>'
                  b'<AcceptableResponseSchema>urn:other</AcceptableResponseSchema></Request>'
                  b'</Autodiscover>')
OPENMETRICS = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5'


class Reports(Case):
    maxDiff = None

    def setUp(self):
        self.address = str(self.path('fingerpost.sock'))
        self.config = self.write('fingerpost.conf', f'listen {self.address}\n{SMALL}')
        self.daemon = self.start_fingerpostd(self.config)
        self.addCleanup(self.daemon.stop)

    def ask(self, method='GET', url=AUTOCONFIG, body=b'', **parameters):
        with fastcgi.Connection(self.address) as connection:
            connection.send(fastcgi.begin(True) +
                            fastcgi.params(fastcgi.environment(method, url, body) | parameters) +
                            fastcgi.stdin(body))
            return connection.read_reply()

    def metrics(self, **parameters):
        return reports.metrics(self.address, **parameters)

    def status(self):
        return reports.status(self.address)

    def test_requests_count_by_protocol_and_outcome(self):
        etag = self.ask(url=AUTOCONFIG + '?emailaddress=ann@example.com').headers['ETag']
        self.ask(url=AUTOCONFIG + '?emailaddress=ann@example.com', HTTP_IF_NONE_MATCH=etag)
        self.ask(url='https://nobody.test/mail/config-v1.1.xml')
        self.ask('DELETE')
        self.ask('POST', POX, UNKNOWN_SCHEMA)
        self.ask('GET', POX.replace('https:', 'http:'))
        self.ask('POST', POX, b'x' * 70_000)
        self.ask(url='https://autoconfig.example.com/')
        self.ask(url='https://autoconfig.example.com/wp-login.php')
        counted = {tuple(re.findall('"(.*?)"', name)): value
                   for name, value in self.metrics().items()
                   if name.startswith('fingerpost_requests_total{') and value}
        self.assertEqual(counted, {
            ('autoconfig', 'answered'): 1, ('autoconfig', 'not_modified'): 1,
            ('autoconfig', 'not_found'): 1, ('autoconfig', 'wrong_method'): 1,
            ('autodiscover', 'bad_request'): 1, ('autodiscover', 'redirected'): 1,
            ('none', 'too_large'): 1, ('page', 'answered'): 1, ('none', 'not_found'): 1})

    def test_durations(self):
        for _ in range(20):
            self.ask()
        metrics = self.metrics()
        name = 'fingerpost_request_duration_seconds'
        self.assertEqual(metrics[f'{name}_count'], 20)
        self.assertEqual(metrics[f'{name}_bucket{{le="+Inf"}}'], 20)
        self.assertEqual(metrics[f'{name}_bucket{{le="1.0"}}'], 20)
        self.assertGreater(metrics[f'{name}_sum'], 0)
        self.assertLess(metrics[f'{name}_sum'], 20)

    def test_connections(self):
        before = self.metrics()
        with fastcgi.Connection(self.address) as idle:
            idle.send(fastcgi.begin(True) + fastcgi.params(fastcgi.environment()) + fastcgi.stdin(b''))
            idle.read_reply()
            after = self.metrics()
            self.assertEqual(after['fingerpost_connections'] - before['fingerpost_connections'], 1)
        accepted = 'fingerpost_connections_accepted_total'
        self.assertEqual(after[accepted] - before[accepted], 2)
        with fastcgi.Connection(self.address) as broken:
            broken.send(b'GET / HTTP/1.1\r\n\r\n')
            self.assertEqual(broken.socket.recv(100), b'')
        self.assertEqual(self.metrics()['fingerpost_connections_closed_total{reason="broken"}'], 1)

    def test_reloads(self):
        first = self.metrics()
        self.config.write_text(self.config.read_text() + 'nonsense\n')
        self.daemon.signal(signal.SIGHUP)
        wait_until(lambda: self.metrics()['fingerpost_reloads_total{result="failed"}'] == 1, 'the reload')
        failed = self.metrics()
        loaded = 'fingerpost_configuration_loaded_timestamp_seconds'
        self.assertEqual(failed['fingerpost_last_reload_successful'], 0)
        self.assertEqual(failed[loaded], first[loaded])
        self.assertTrue(self.status()['configuration']['last_reload_failed'])
        self.config.write_text(self.config.read_text().replace('nonsense\n', '')
                               .replace('domain example.com', 'domain example.com\n domain b.test'))
        self.daemon.signal(signal.SIGHUP)
        wait_until(lambda: self.metrics()['fingerpost_reloads_total{result="good"}'] == 1, 'the reload')
        good = self.metrics()
        self.assertEqual(good['fingerpost_last_reload_successful'], 1)
        self.assertGreater(good[loaded], first[loaded])
        self.assertEqual(good['fingerpost_domains'], first['fingerpost_domains'] + 1)

    def test_the_format_is_what_accept_says(self):
        plain = self.ask(FINGERPOST_REPORT='metrics')
        self.assertEqual(plain.headers['Content-Type'], 'text/plain; version=0.0.4; charset=utf-8')
        openmetrics = self.ask(FINGERPOST_REPORT='metrics', HTTP_ACCEPT=OPENMETRICS)
        self.assertEqual(openmetrics.headers['Content-Type'],
                         'application/openmetrics-text; version=1.0.0; charset=utf-8')
        self.assertTrue(openmetrics.body.endswith(b'\n# EOF\n'))
        self.assertEqual(self.metrics().keys(), self.metrics(HTTP_ACCEPT=OPENMETRICS).keys())

    @unittest.skipUnless(shutil.which('promtool'), 'needs promtool')
    def test_promtool_accepts_it(self):
        self.ask()
        text = self.ask(FINGERPOST_REPORT='metrics').body
        checked = subprocess.run(['promtool', 'check', 'metrics'], input=text, timeout=60,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual((checked.stdout.decode(), checked.returncode), ('', 0))

    def test_a_header_of_the_client_asks_for_nothing(self):
        url = 'https://autoconfig.example.com/fingerpost/metrics'
        self.assertEqual(self.ask(url=url, HTTP_FINGERPOST_REPORT='metrics').status, 404)
        self.assertEqual(self.ask(url=url).status, 404)
        self.assertEqual(self.ask(url=url, FINGERPOST_REPORT='').status, 404)
        self.assertEqual(self.ask(url=url, FINGERPOST_REPORT='other').status, 404)
        refused = self.ask('POST', url, b'x', FINGERPOST_REPORT='metrics')
        self.assertEqual((refused.status, refused.headers['Allow']), (405, 'GET, HEAD'))

    def test_reports_are_neither_counted_nor_logged_nor_kept(self):
        before = self.daemon.log()
        for report in ('metrics', 'status'):
            reply = self.ask(FINGERPOST_REPORT=report)
            self.assertEqual(reply.headers['Cache-Control'], 'private, no-store')
        self.assertEqual(self.metrics()['fingerpost_request_duration_seconds_count'], 0)
        self.assertEqual(self.daemon.log(), before)

    def test_reports_contain_nothing_from_requests(self):
        for url in (AUTOCONFIG + '?emailaddress=secret-ann@example.com',
                    AUTOCONFIG + '?emailaddress=secret-bob@secret-stranger.test',
                    'https://secret-host.test/secret-path'):
            self.ask(url=url)
        for report in ('metrics', 'status'):
            self.assertNotIn(b'secret', self.ask(FINGERPOST_REPORT=report).body)
