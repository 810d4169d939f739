"""The provided files with the real web servers, over http and https."""
import http.client
import re
import signal
import socket
import subprocess
import time
import unittest

import fastcgi
from golden import all_golden, golden_configuration
from harness import PROMPTLY, SOURCE, Apache, Case, HttpAnswer, Nginx, share_with_web_server

# Every path that clients use, and some spellings of it.
PATHS = [
    b'/mail/config-v1.1.xml', b'/Mail/Config-v1.1.xml', b'/v1.1/mail/config-v1.1.xml',
    b'/.well-known/autoconfig/mail/config-v1.1.xml', b'/.Well-Known/AutoConfig/mail/config-v1.1.xml',
    b'/.well-known/mail-v1.xml', b'/.well-known/user-agent-configuration.json',
    b'/autodiscover/autodiscover.xml', b'/Autodiscover/Autodiscover.xml',
    b'/AUTODISCOVER/AUTODISCOVER.XML', b'/autodiscover/autodiscover.svc',
    b'/autodiscover/autodiscover.svc/wssecurity', b'/autodiscover/autodiscover.json',
    b'/Autodiscover/Autodiscover.json', b'/autodiscover/autodiscover.json/v1.0/ann%40example.com',
    b'/autodiscover/autodiscover.json/v1.0/ann@example.com', b'/email.mobileconfig',
    b'/mobileconfig', b'/mobileconfig/', b'/profile.mobileconfig', b'/apple.mobileconfig', b'/.well-known/caldav',
    b'/.well-known/carddav', b'/.well-known/jmap', b'/.well-known/caldav/', b'/.Well-Known/CardDAV/',
    b'/.well-known/jmap/',
]

OUTLOOK = (b'<Autodiscover><Request><EMailAddress>ann@example.com</EMailAddress>'
           b'<Password>secret</Password></Request></Autodiscover>')
PASSWORD = b'Authorization: Basic YW5uOnNlY3JldA=='


class Served:
    """fingerpostd behind a web server that a subclass chooses."""

    log_level = 'info'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        golden = golden_configuration()
        path = cls.start_on_socket(cls.write('served.conf', f'log-level {cls.log_level}\n{golden}'))
        cls.server = cls.web_server(cls, path)


class Requests:
    """Requests that every web server must handle. `server` has the names autoconfig.example.com and
    autodiscover.example.com."""

    def post(self, *headers, body=OUTLOOK, path=b'/autodiscover/autodiscover.xml'):
        return self.server.ask(b'POST', b'https://autodiscover.example.com' + path,
                               headers or [b'Content-Length: %d' % len(body)], body)

    def test_every_path_reaches_the_responder(self):
        for scheme in (b'http', b'https'):
            for path in PATHS:
                with self.subTest(path=path, scheme=scheme):
                    answer = self.server.ask(b'GET', scheme + b'://autodiscover.example.com' + path)
                    self.assertEqual(answer.headers.get('x-content-type-options'), 'nosniff')

    def test_a_refusal_is_a_line_for_people_and_head_has_no_body(self):
        """Independent of the web server's error pages."""
        host = b'://autodiscover.example.com'
        for method, url, status, text in (
                (b'GET', b'https' + host + b'/email.mobileconfig?email=a@nowhere.example', 404,
                 b'for this domain'),
                (b'GET', b'https' + host + b'/autodiscover/autodiscover.svc', 404, b'this URL'),
                (b'GET', b'https' + host + b'/email.mobileconfig', 400, b'?email='),
                (b'PUT', b'https' + host + b'/mail/config-v1.1.xml', 405, b'Allow'),
                (b'GET', b'http' + host + b'/autodiscover/autodiscover.xml', 302, b'Location')):
            for asked in (method, b'HEAD') if method == b'GET' else (method,):
                with self.subTest(method=asked, url=url):
                    answer = self.server.ask(asked, url)
                    self.assertEqual(answer.status, status)
                    self.assertEqual(answer.headers.get('content-type'), 'text/plain')
                    self.assertEqual(answer.body.count(b'\n'), asked != b'HEAD')
                    self.assertEqual(text in answer.body, asked != b'HEAD')

    def test_other_paths_do_not(self):
        for path in (b'/mail/', b'/mail/config-v1.1.xml.bak', b'/x/mail/config-v1.1.xml',
                     b'/.well-known/acme-challenge/x', b'/xmobileconfig'):
            answer = self.server.ask(b'GET', b'https://autodiscover.example.com' + path)
            self.assertNotIn('x-content-type-options', answer.headers, path)

    def test_addresses_as_clients_write_them(self):
        for path, address in ((b'/email.mobileconfig?email=ann%2Bshop%40example.com', b'ann+shop@example.com'),
                              (b'/Email.MobileConfig?email=a/b%2fc@Example.com', b'a/b/c@example.com'),
                              (b'/mobileconfig/?email=ann@example.com', b'ann@example.com')):
            answer = self.server.ask(b'GET', b'https://autoconfig.example.com' + path)
            self.assertIn(b'<string>' + address + b'</string>', answer.body)
        for address in (b'ann@example.com', b'ann%40example.com', b'a%2Bb%40example.com',
                        b'a%2Fb@example.com'):
            answer = self.server.ask(b'GET', b'https://autodiscover.example.com/Autodiscover/'
                                     b'Autodiscover.json/v1.0/' + address + b'?Protocol=AutodiscoverV1')
            self.assertEqual((answer.status, answer.headers['content-type']),
                             (200, 'application/json; charset=utf-8'), address)

    def test_chunked_body(self):
        chunks = b'10\r\n' + OUTLOOK[:16] + b'\r\n' + \
            f'{len(OUTLOOK) - 16:x}\r\n'.encode() + OUTLOOK[16:] + b'\r\n0\r\n\r\n'
        answer = self.post(b'Transfer-Encoding: chunked', body=chunks)
        self.assertEqual(answer.status, 200)
        self.assertIn(b'<LoginName>ann@example.com<', answer.body)

    def test_any_or_no_content_type(self):
        for header in ([], [b'Content-Type:'], [b'Content-Type: application/x-www-form-urlencoded'],
                       [b'Content-Type: multipart/form-data; boundary=x']):
            answer = self.post(b'Content-Length: %d' % len(OUTLOOK), *header,
                               path=b'/Autodiscover/AutoDiscover.XML')
            self.assertIn(b'<LoginName>ann@example.com<', answer.body, header)

    # Whether the web server reads a body that it refuses, and only then answers.
    reads_what_it_refuses = True

    def test_a_body_over_64_kib_is_refused(self):
        body = OUTLOOK + b' ' * (64 * 1024)
        answer = self.post(b'Content-Length: %d' % len(body),
                           body=body if self.reads_what_it_refuses else b'')
        self.assertEqual(answer.status, 413)
        answer = self.post(body=body[:64 * 1024])
        self.assertIn(b'<LoginName>ann@example.com<', answer.body)

    def test_clients_that_stop_half_way_block_no_other(self):
        heads = (b'GET /mail/config-v1.1.xml HTTP/1.1\r\nHost: autoconfig.example.com\r\n'
                 b'Content-Length: 1\r\n\r\n',
                 b'POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: autodiscover.example.com\r\n'
                 b'Content-Length: 60000\r\n\r\n' + b' ' * 100,
                 b'POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: autodiscover.example.com\r\n'
                 b'Transfer-Encoding: chunked\r\n\r\n10\r\n')
        stuck = []
        for head in heads * 6:
            stuck.append(socket.create_connection(('127.0.0.1', self.server.http), timeout=20))
            stuck[-1].sendall(head)
        for _ in range(10):
            started = time.monotonic()
            answer = self.server.ask(b'GET', b'http://autoconfig.example.com/mail/config-v1.1.xml')
            self.assertEqual(answer.status, 200)
            self.assertLess(time.monotonic() - started, PROMPTLY)
        for connection in stuck:
            connection.close()

    def test_cached_answers_are_confirmed(self):
        url = b'http://autoconfig.example.com/mail/config-v1.1.xml'
        for encoding in (b'identity', b'gzip'):
            answer = self.server.ask(b'GET', url, [b'Accept-Encoding: ' + encoding])
            self.assertEqual(answer.status, 200)
            etag = answer.headers['etag'].encode('latin-1')
            again = self.server.ask(b'GET', url, [b'Accept-Encoding: ' + encoding,
                                                  b'If-None-Match: ' + etag])
            self.assertEqual((again.status, again.body), (304, b''), etag)


class GoldenCases:
    """Through a web server, the answers to the golden cases are the same."""

    # The cases that a web server itself refuses, with the status.
    refused_by_web_server = {}

    def test_golden_cases(self):
        self.ask_golden_cases(all_golden(), self.refused_by_web_server)

    def ask_golden_cases(self, cases, refused, **options):
        for golden in cases:
            with self.subTest(golden.name):
                answer = self.server.ask(golden.method, golden.url, golden.headers, golden.body,
                                         **options)
                if golden.name in refused:
                    self.assertEqual(answer.status, refused[golden.name])
                    continue
                self.assertEqual(answer.status, golden.status)
                self.assertEqual(answer.body, golden.answer_body)
                for name, value in golden.answer_headers.items():
                    self.assertEqual(answer.headers.get(name), value, name)


class Shipped(GoldenCases, Requests, Served):
    """Tests for both web servers."""

    def test_golden_cases_with_whole_urls_in_the_request_line(self):
        self.ask_golden_cases(all_golden(), {**self.refused_by_web_server, **self.refused_as_whole_url},
                              whole_url=True)

    def test_a_refusal_of_every_path_is_a_line_for_people(self):
        for scheme in (b'http', b'https'):
            for path in PATHS:
                with self.subTest(path=path, scheme=scheme):
                    url = scheme + b'://nowhere.example' + path
                    answer = self.server.ask(b'GET', url)
                    self.assertIn(answer.status, (400, 404))
                    self.assertEqual(answer.headers.get('x-content-type-options'), 'nosniff')
                    if answer.status == 404:
                        self.assertEqual(answer.headers.get('content-type'), 'text/plain')
                        self.assertRegex(answer.body, rb'\A[A-Z][a-zA-Z ,;]+\.\n\Z')

    def test_the_path_is_the_one_that_the_web_server_matched(self):
        for path in (b'//mail/config-v1.1.xml', b'/mail//config-v1.1.xml', b'/./mail/config-v1.1.xml',
                     b'/x/../mail/./config-v1.1.xml', b'/%6Dail%2Econfig/../mail/config-v1.1.xml',
                     b'/mail/%2e/config-v1.1.xml', b'/old/config-v1.1.xml', b'//old//config-v1.1.xml'):
            for whole_url in (False, True):
                with self.subTest(path=path, whole_url=whole_url):
                    answer = self.server.ask(b'GET', b'https://autoconfig.example.com' + path,
                                             whole_url=whole_url)
                    self.assertEqual(answer.status, 200)
                    self.assertIn(b'<emailProvider id="example.com">', answer.body)

    def test_a_whole_url_overrides_the_host_header(self):
        for target in (b'https://autoconfig.example.com/mail/config-v1.1.xml',
                       b'http://AutoConfig.example.com:80/mail/config-v1.1.xml'):
            data = b'GET ' + target + b' HTTP/1.1\r\nHost: nowhere.example\r\nConnection: close\r\n\r\n'
            self.assertEqual(HttpAnswer(self.server.exchange('http', data)).status, 200)

    def test_a_real_http_client(self):
        run = subprocess.run(
            ['curl', '-sS', '--fail', '--max-time', '20', '--cacert', self.path('cert.pem'),
             '--connect-to', f'autoconfig.example.com:443:127.0.0.1:{self.server.https}',
             'https://autoconfig.example.com/mail/config-v1.1.xml?emailaddress=ann@example.com'],
            capture_output=True, check=False)
        self.assertEqual(run.stderr, b'')
        self.assertIn(b'<hostname>mail.example.com</hostname>', run.stdout)


class Logs(Served):
    """The logs after the web server has ended."""

    log_level = 'debug'

    def test_logs_hold_no_address(self):
        for golden in all_golden():
            for whole_url in (False, True):
                self.server.ask(golden.method, golden.url, golden.headers, golden.body, whole_url)
        for path in [*PATHS, b'/%6Dail/config-v1.1.xml', b'/mail/config-v1.1%2Exml']:
            self.server.ask(b'GET', b'https://example.com' + path +
                            b'?emailaddress=secret%40example.com&email=secret@example.com',
                            [PASSWORD])
        for address in (b'secret@example.com', b'a%2Fsecret%40example.com'):
            self.server.ask(b'GET', b'https://example.com/autodiscover/autodiscover.json/v1.0/' + address +
                            b'?Protocol=x', [PASSWORD])
        self.server.ask(b'POST', b'https://example.com/Autodiscover/Autodiscover.xml',
                        [PASSWORD, b'Content-Length: %d' % len(OUTLOOK)], OUTLOOK)
        self.server.ask(b'GET', b'https://autoconfig.example.com/mail/config-v1.1.xml')
        self.server.ask(b'GET', b'https://example.com/other?visible')
        self.server.ask(b'GET', b'http://localhost/fingerpost/metrics')
        # Apache and nginx write their logs at the latest when a process ends.
        self.server.process.stop()
        access = self.server.access_log.read_text()
        self.assertRegex(access, r'"GET /mail/config-v1\.1\.xml HTTP/1\.1" 200 ')
        self.assertRegex(access, r'(?i)"GET /autodiscover/autodiscover\.json HTTP/1\.1" 4\d\d ')
        self.assertRegex(access, r'(?i)"POST /Autodiscover/Autodiscover\.xml HTTP/1\.1" 200 ')
        # Other requests to the virtual host are logged as usual.
        self.assertIn('"GET /other?visible HTTP/1.1" 404 ', access)
        self.assertNotIn('/fingerpost/metrics', access)
        responder = self.fingerpostd.log()
        self.assertRegex(responder, r'info: autoconfig: example\.com: 200\n')
        for log in (access, self.server.error_text(), responder):
            words = re.compile(r'@|%40|emailaddress=|secret|\bann\b|jörg|YW5u')
            self.assertEqual([line for line in log.splitlines() if words.search(line)], [])


class WithNginx(Shipped, Case):
    # Not a host name in a URL (RFC 3986), which nginx checks only there.
    refused_as_whole_url = {'autoconfig/unusable_everything': 400}

    @staticmethod
    def web_server(case, path):
        return Nginx(case, path, server='rewrite ^/old/(.*)$ /mail/$1;')


class WithApache(Shipped, Case):
    @staticmethod
    def web_server(case, path):
        return Apache(case, path, 'RewriteEngine On\nRewriteRule ^/old/(.*)$ /mail/$1 [PT]')

    # Not a host name (RFC 3986), which Apache checks.
    refused_by_web_server = {'autoconfig/unusable_everything': 400}
    refused_as_whole_url = {}


class LogsOfNginx(Logs, Case):
    web_server = Nginx


class LogsOfApache(Logs, Case):
    web_server = Apache


def let_in(file, added):
    """Returns the change that a comment in a file describes for letting another machine read the
    reports. `added` is the part of the commented line that the active line does not have."""
    line = next(line for line in (SOURCE / file).read_text().splitlines()
                if '#' in line and added in line)
    example = line[max(line.rfind(mark) for mark in (': ', '#   ')):].lstrip(':# ')
    other = added.replace('192.0.2.7', '127.0.0.3').replace(r'192\.0\.2\.7', r'127\.0\.0\.3')
    return {example.replace(added, ''): example.replace(added, other)}


class Passed:
    """The parameters that web servers send. `recorder` takes the place of fingerpostd."""

    # The remains of headers with a password and a session.
    secrets = ('HTTP_AUTHORIZATION', 'AUTHORIZATION', 'AUTH_TYPE', 'REMOTE_USER', 'HTTP_COOKIE')

    @classmethod
    def record(cls):
        """Returns the path of the recorder's socket."""
        path = str(cls.path('fingerpost.sock'))
        cls.recorder = fastcgi.Recorder(path)
        cls.addClassCleanup(cls.recorder.close)
        share_with_web_server(path)
        return path

    def passed(self, *arguments):
        """Returns everything that is passed on for a request."""
        self.recorder.requests.clear()
        self.server.ask(*arguments)
        return list(self.recorder.requests)

    def ask(self, *arguments):
        passed, = self.passed(*arguments)
        return passed

    def test_the_password_is_dropped(self):
        for scheme in (b'http', b'https'):
            for path in (b'/autodiscover/autodiscover.xml', b'/'):
                passed = self.ask(b'POST', scheme + b'://autodiscover.example.com' + path,
                                  [PASSWORD, b'Cookie: a=b', b'Content-Length: 0'])
                for name in self.secrets:
                    self.assertFalse(passed.get(name), name)
                self.assertNotIn(b'YW5uOnNlY3JldA==', b'\n'.join(passed.values()))

    def test_scheme_and_host_are_passed(self):
        for scheme in (b'http', b'https'):
            passed = self.ask(b'GET', scheme + b'://AutoConfig.example.com:8443/mail/'
                              b'config-v1.1.xml?emailaddress=a%2Bb@example.com')
            self.assertEqual(passed['REQUEST_SCHEME'], scheme)
            self.assertIn(passed['HTTP_HOST'].lower(),
                          (b'autoconfig.example.com', b'autoconfig.example.com:8443'))
            self.assertEqual(passed['QUERY_STRING'], b'emailaddress=a%2Bb@example.com')
            self.assertEqual(passed['REQUEST_METHOD'], b'GET')

    def test_the_first_page_is_passed_if_the_host_has_a_client_label(self):
        for scheme in (b'http', b'https'):
            for host in (b'autoconfig.example.com', b'AutoDiscover.example.com:8443',
                         b'ua-auto-config.example.com'):
                passed = self.ask(b'POST', scheme + b'://' + host + b'/?lang=de',
                                  [PASSWORD, b'Content-Length: 3'], b'a=b')
                self.assertEqual((passed['REQUEST_SCHEME'], passed['QUERY_STRING'],
                                  passed['CONTENT_LENGTH']), (scheme, b'lang=de', b'3'))
                self.assertNotIn(b'YW5uOnNlY3JldA==', b'\n'.join(passed.values()))

    def test_the_first_page_of_a_web_site_is_not_passed(self):
        for scheme in (b'http', b'https'):
            self.assertEqual(self.passed(b'GET', scheme + b'://mail.example.com/'), [])

    def test_the_first_page_is_passed_as_the_paths_of_mail_clients_are(self):
        headers = [b'Accept-Language: de', b'Cookie: a=b', b'Referer: https://example.com/']
        first, other = (self.ask(b'GET', b'https://autoconfig.example.com' + path, headers)
                        for path in (b'/', b'/mail/config-v1.1.xml'))
        self.assertLessEqual(first.keys(), other.keys())
        self.assertEqual(first['HTTP_ACCEPT_LANGUAGE'], b'de')

    def test_a_report_is_for_this_machine(self):
        for report in (b'metrics', b'status'):
            url = b'http://localhost/fingerpost/' + report
            passed = self.ask(b'GET', url, [b'Accept: application/openmetrics-text', PASSWORD,
                                            b'Cookie: a=b'])
            self.assertEqual((passed['FINGERPOST_REPORT'], passed['REQUEST_METHOD'],
                              passed['HTTP_ACCEPT']),
                             (report, b'GET', b'application/openmetrics-text'))
            for name in self.secrets:
                self.assertFalse(passed.get(name), name)
            self.assertNotIn(b'YW5uOnNlY3JldA==', b'\n'.join(passed.values()))
            self.assertEqual(self.ask(b'HEAD', url)['REQUEST_METHOD'], b'HEAD')

    def test_no_other_machine_gets_a_report(self):
        url = b'http://localhost/fingerpost/metrics'
        for header in (b'X-Forwarded-For: 127.0.0.1', b'x-forwarded-for: 0', b'X-Forwarded-Proto: http',
                       b'Forwarded: for=127.0.0.1'):
            self.assertEqual(self.passed(b'GET', url, [header]), [], header)
        # If so configured, a module replaces the peer's address with one of the last two.
        self.server.source = '127.0.0.2'
        try:
            for header in (b'Accept: text/plain', b'X-Forwarded-For: 127.0.0.1', b'X-Real-IP: 127.0.0.1',
                           b'Client-IP: ::1'):
                self.assertEqual(self.passed(b'GET', url, [header]), [], header)
        finally:
            del self.server.source

    def test_another_machine_that_the_administrator_lets_in(self):
        """Uses the change that the comment describes, which was applied to `server`."""
        self.server.source = '127.0.0.3'
        try:
            passed = self.ask(b'GET', b'http://localhost/fingerpost/metrics')
            self.assertEqual(passed['FINGERPOST_REPORT'], b'metrics')
            self.assertEqual(self.passed(b'GET', b'http://localhost/fingerpost/metrics',
                                         [b'X-Forwarded-For: 127.0.0.1']), [])
        finally:
            del self.server.source

    def test_no_client_can_ask_for_a_report(self):
        """With a header, or with another spelling of the path."""
        headers = [name + b': metrics' for name in
                   (b'FINGERPOST_REPORT', b'Fingerpost-Report', b'X-Fingerpost-Report', b'fingerpost_report',
                    b'HTTP-FINGERPOST_REPORT', b'Env-Fingerpost-Report', b'Redirect-Fingerpost-Report')]
        for method in (b'GET', b'POST', b'HEAD'):
            for path in (b'/', b'/mail/config-v1.1.xml?FINGERPOST_REPORT=metrics', b'/mobileconfig/',
                         b'/autodiscover/fingerpost/metrics'):
                passed = self.ask(method, b'https://autoconfig.example.com' + path,
                                  [b'Content-Length: 0', *headers])
                self.assertNotIn('FINGERPOST_REPORT', passed)
        for path in (b'/fingerpost/', b'/fingerpost', b'/fingerpost/metrics/', b'/fingerpost/metrics/x',
                     b'/fingerpost/other', b'/Fingerpost/Metrics', b'/x/fingerpost/metrics'):
            self.assertEqual(self.passed(b'GET', b'http://localhost' + path, headers), [], path)


class PassedByShipped(Passed):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.web_server(cls, cls.record())

    def test_connections_are_kept(self):
        for _ in range(60):
            self.ask(b'GET', b'http://autoconfig.example.com/mail/config-v1.1.xml')
        self.assertLess(self.recorder.connections, 20)

    def test_the_path_is_passed(self):
        passed = self.ask(b'GET', b'https://autoconfig.example.com/?lang=de')
        self.assertEqual(passed['DOCUMENT_URI'], b'/')


class OpenNginx(Nginx):
    changes = let_in('nginx/fingerpost-metrics.conf', r'|192\.0\.2\.7')


class OpenApache(Apache):
    changes = let_in('apache/fingerpost-metrics.conf', " || -R '192.0.2.7'")


class PassedByNginx(PassedByShipped, Case):
    @staticmethod
    def web_server(case, path):
        return OpenNginx(case, path, http='underscores_in_headers on; set_real_ip_from 127.0.0.0/8;'
                     'real_ip_header X-Real-IP;')

    def test_nothing_else_is_passed_for_a_report(self):
        passed = self.ask(b'POST', b'http://localhost/fingerpost/status',
                          [b'Content-Length: 3', b'User-Agent: x'], b'a=b')
        self.assertEqual(passed, {'FINGERPOST_REPORT': b'status', 'REQUEST_METHOD': b'POST',
                                  'HTTP_ACCEPT': b''})


class PassedByApache(PassedByShipped, Case):
    @staticmethod
    def web_server(case, path):
        return OpenApache(case, path, 'RemoteIPHeader Client-IP\nRemoteIPInternalProxy 127.0.0.0/8')

    # Cookies are passed on; only requests for reports have none.
    secrets = Passed.secrets[:-1]


class LimitedByNginx(Case):
    """One client cannot try thousands of addresses; a proxy on this machine has no limit."""

    def statuses(self, source, *asked):
        """Returns the statuses that a client with this address gets for 130 consecutive
        requests."""
        connection = http.client.HTTPConnection('127.0.0.1', self.server.http, timeout=20,
                                                source_address=(source, 0))
        statuses = []
        for _ in range(130):
            connection.request(*asked, headers={'Host': 'autoconfig.example.com'})
            with connection.getresponse() as response:
                statuses.append(response.status)
                response.read()
        connection.close()
        return statuses

    def test_limit(self):
        self.server = Nginx(self, self.start_on_socket(SOURCE / 'conf/fingerpost.conf'))
        for number, asked, status in (
                (2, ('GET', '/mail/config-v1.1.xml?emailaddress=ann@example.com'), 200),
                # This is over http, which makes no difference here.
                (3, ('POST', '/', 'emailaddress=ann@example.com'), 302)):
            self.assertEqual(set(self.statuses('127.0.0.1', *asked)), {status})
            statuses = self.statuses(f'127.0.0.{number}', *asked)
            self.assertEqual(set(statuses[:100]), {status})
            self.assertIn(429, statuses[100:])
            self.assertNotIn('ann@', self.server.error_text())


class ServedWhileDown(Case):
    def test_nginx_reports_502_and_recovers(self):
        path = self.start_on_socket(self.write('served.conf', golden_configuration()))
        server = Nginx(self, path)
        url = b'http://autoconfig.example.com/mail/config-v1.1.xml'
        self.assertEqual(server.ask(b'GET', url).status, 200)
        self.fingerpostd.signal(signal.SIGTERM)
        self.assertEqual(self.fingerpostd.wait(), 0)
        self.assertEqual(server.ask(b'GET', url).status, 502)
        self.start_fingerpostd(self.path('fingerpost.conf'))
        self.assertEqual(server.ask(b'GET', url).status, 200)


if __name__ == '__main__':
    unittest.main()
