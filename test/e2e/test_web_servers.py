"""The shipped files behind the real web servers, over http and https."""
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

# Every path that clients ask for, and some spelling of it.
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
    """fingerpostd behind a web server; a subclass says which."""

    log_level = 'info'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        golden = golden_configuration()
        path = cls.start_on_socket(cls.write('served.conf', f'log-level {cls.log_level}\n{golden}'))
        cls.server = cls.web_server(cls, path)


class Shipped(Served):
    """Tests for both web servers."""

    def test_golden_cases(self):
        self.ask_golden_cases(whole_url=False)

    def test_golden_cases_with_whole_urls_in_the_request_line(self):
        self.ask_golden_cases(whole_url=True)

    def ask_golden_cases(self, whole_url):
        refused = self.refused_by_web_server + (self.refused_as_whole_url if whole_url else ())
        for golden in all_golden():
            with self.subTest(golden.name):
                answer = self.server.ask(golden.method, golden.url, golden.headers, golden.body,
                                         whole_url)
                if golden.name in refused:
                    self.assertEqual(answer.status, 400)
                    continue
                self.assertEqual(answer.status, golden.status)
                self.assertEqual(answer.body, golden.answer_body)
                for name, value in golden.answer_headers.items():
                    self.assertEqual(answer.headers.get(name), value, name)

    def test_every_path_reaches_the_responder(self):
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

    def test_a_refusal_is_a_line_for_people_and_head_has_none(self):
        for method, url, status, text in (
                (b'GET', b'https://nowhere.example/mail/config-v1.1.xml', 404, b'for this domain'),
                (b'GET', b'https://example.com/autodiscover/autodiscover.svc', 404, b'this URL'),
                (b'GET', b'https://example.com/email.mobileconfig', 400, b'?email='),
                (b'PUT', b'https://example.com/mail/config-v1.1.xml', 405, b'Allow'),
                (b'GET', b'http://example.com/autodiscover/autodiscover.xml', 302, b'Location')):
            for asked in (method, b'HEAD') if method == b'GET' else (method,):
                with self.subTest(method=asked, url=url):
                    answer = self.server.ask(asked, url)
                    self.assertEqual(answer.status, status)
                    self.assertEqual(answer.headers.get('content-type'), 'text/plain')
                    self.assertEqual(answer.body.count(b'\n'), asked != b'HEAD')
                    self.assertEqual(text in answer.body, asked != b'HEAD')

    def test_other_paths_do_not(self):
        for path in (b'/', b'/mail/', b'/mail/config-v1.1.xml.bak', b'/x/mail/config-v1.1.xml',
                     b'/.well-known/acme-challenge/x', b'/xmobileconfig'):
            answer = self.server.ask(b'GET', b'https://example.com' + path)
            self.assertNotIn('x-content-type-options', answer.headers, path)

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

    def test_chunked_body(self):
        chunks = b'10\r\n' + OUTLOOK[:16] + b'\r\n' + \
            f'{len(OUTLOOK) - 16:x}\r\n'.encode() + OUTLOOK[16:] + b'\r\n0\r\n\r\n'
        answer = self.server.ask(b'POST', b'https://example.com/autodiscover/autodiscover.xml',
                                 [b'Transfer-Encoding: chunked'], chunks)
        self.assertEqual(answer.status, 200)
        self.assertIn(b'<LoginName>ann@example.com<', answer.body)

    def test_any_or_no_content_type(self):
        for header in ([], [b'Content-Type:'], [b'Content-Type: application/x-www-form-urlencoded'],
                       [b'Content-Type: multipart/form-data; boundary=x']):
            answer = self.server.ask(b'POST', b'https://example.com/autodiscover/autodiscover.xml',
                                     [b'Content-Length: %d' % len(OUTLOOK), *header], OUTLOOK)
            self.assertIn(b'<LoginName>ann@example.com<', answer.body, header)

    def test_a_body_over_64_kib_is_refused(self):
        body = OUTLOOK + b' ' * (64 * 1024)
        answer = self.server.ask(b'POST', b'https://example.com/autodiscover/autodiscover.xml',
                                 [b'Content-Length: %d' % len(body)], body)
        self.assertEqual(answer.status, 413)
        body = (OUTLOOK + b' ' * (64 * 1024))[:64 * 1024]
        answer = self.server.ask(b'POST', b'https://example.com/autodiscover/autodiscover.xml',
                                 [b'Content-Length: %d' % len(body)], body)
        self.assertIn(b'<LoginName>ann@example.com<', answer.body)

    def test_clients_that_stop_half_way_hold_up_nobody(self):
        heads = (b'GET /mail/config-v1.1.xml HTTP/1.1\r\nHost: autoconfig.example.com\r\n'
                 b'Content-Length: 1\r\n\r\n',
                 b'POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: example.com\r\n'
                 b'Content-Length: 60000\r\n\r\n' + b' ' * 100,
                 b'POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: example.com\r\n'
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

    def test_what_a_cache_holds_is_still_good(self):
        url = b'http://autoconfig.example.com/mail/config-v1.1.xml'
        for encoding in (b'identity', b'gzip'):
            answer = self.server.ask(b'GET', url, [b'Accept-Encoding: ' + encoding])
            self.assertEqual(answer.status, 200)
            etag = answer.headers['etag'].encode('latin-1')
            again = self.server.ask(b'GET', url, [b'Accept-Encoding: ' + encoding,
                                                  b'If-None-Match: ' + etag])
            self.assertEqual((again.status, again.body), (304, b''), etag)

    def test_a_real_http_client(self):
        run = subprocess.run(
            ['curl', '-sS', '--fail', '--max-time', '20', '--cacert', self.path('cert.pem'),
             '--connect-to', f'autoconfig.example.com:443:127.0.0.1:{self.server.https}',
             'https://autoconfig.example.com/mail/config-v1.1.xml?emailaddress=ann@example.com'],
            capture_output=True, check=False)
        self.assertEqual(run.stderr, b'')
        self.assertIn(b'<hostname>mail.example.com</hostname>', run.stdout)


class Logs(Served):
    """What is left in the logs when the web server has ended."""

    log_level = 'debug'

    def test_logs_hold_no_address(self):
        for golden in all_golden():
            for whole_url in (False, True):
                self.server.ask(golden.method, golden.url, golden.headers, golden.body, whole_url)
        for path in [*PATHS, b'/%6Dail/config-v1.1.xml', b'/mail/config-v1.1%2Exml']:
            self.server.ask(b'GET', b'https://example.com' + path +
                            b'?emailaddress=secret%40example.com&email=secret@example.com',
                            [PASSWORD])
        self.server.ask(b'GET', b'https://example.com/autodiscover/autodiscover.json/v1.0/'
                        b'secret@example.com?Protocol=x', [PASSWORD])
        self.server.ask(b'POST', b'https://example.com/Autodiscover/Autodiscover.xml',
                        [PASSWORD, b'Content-Length: %d' % len(OUTLOOK)], OUTLOOK)
        self.server.ask(b'GET', b'https://autoconfig.example.com/mail/config-v1.1.xml')
        self.server.ask(b'GET', b'https://example.com/other?visible')
        # Apache and nginx write their logs when a process ends, at the latest.
        self.server.process.stop()
        access = self.server.access_log.read_text()
        self.assertRegex(access, r'"GET /mail/config-v1\.1\.xml HTTP/1\.1" 200 ')
        self.assertRegex(access, r'(?i)"GET /autodiscover/autodiscover\.json HTTP/1\.1" 4\d\d ')
        self.assertRegex(access, r'(?i)"POST /Autodiscover/Autodiscover\.xml HTTP/1\.1" 200 ')
        # The other requests of the virtual host are logged as ever.
        self.assertIn('"GET /other?visible HTTP/1.1" 404 ', access)
        responder = self.fingerpostd.log()
        self.assertRegex(responder, r'<6>autoconfig: example\.com: 200\n')
        for log in (access, self.server.error_text(), responder):
            words = re.compile(r'@|%40|emailaddress=|secret|\bann\b|jörg|YW5u')
            self.assertEqual([line for line in log.splitlines() if words.search(line)], [])


class WithNginx(Shipped, Case):
    refused_by_web_server = ()
    # Not a host name in a URL (RFC 3986), which nginx checks only there.
    refused_as_whole_url = ('autoconfig/unusable_everything',)

    @staticmethod
    def web_server(case, path):
        return Nginx(case, path, server='rewrite ^/old/(.*)$ /mail/$1;')


class WithApache(Shipped, Case):
    @staticmethod
    def web_server(case, path):
        return Apache(case, path, 'RewriteEngine On\nRewriteRule ^/old/(.*)$ /mail/$1 [PT]')

    # Not a host name (RFC 3986), which Apache checks.
    refused_by_web_server = ('autoconfig/unusable_everything',)
    refused_as_whole_url = ()


class LogsOfNginx(Logs, Case):
    web_server = Nginx


class LogsOfApache(Logs, Case):
    web_server = Apache


class Passed:
    """What the web servers hand over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = str(cls.path('fingerpost.sock'))
        cls.recorder = fastcgi.Recorder(path)
        cls.addClassCleanup(cls.recorder.close)
        share_with_web_server(path)
        cls.server = cls.web_server(cls, path)

    def ask(self, *arguments):
        self.recorder.requests.clear()
        self.server.ask(*arguments)
        self.assertEqual(len(self.recorder.requests), 1)
        return self.recorder.requests[0]

    def test_connections_are_kept(self):
        for _ in range(60):
            self.ask(b'GET', b'http://autoconfig.example.com/mail/config-v1.1.xml')
        self.assertLess(self.recorder.connections, 20)

    def test_the_password_is_dropped(self):
        for scheme in (b'http', b'https'):
            passed = self.ask(b'POST', scheme + b'://example.com/autodiscover/autodiscover.xml',
                              [PASSWORD, b'Content-Length: 0'])
            self.assertNotIn('HTTP_AUTHORIZATION', passed)
            self.assertNotIn('AUTHORIZATION', passed)
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
                         b'ua-auto-config.nowhere.example'):
                passed = self.ask(b'POST', scheme + b'://' + host + b'/?lang=de',
                                  [PASSWORD, b'Content-Length: 3'], b'a=b')
                self.assertEqual((passed['REQUEST_SCHEME'], passed['DOCUMENT_URI'],
                                  passed['QUERY_STRING'], passed['CONTENT_LENGTH']),
                                 (scheme, b'/', b'lang=de', b'3'))
                self.assertNotIn(b'YW5uOnNlY3JldA==', b'\n'.join(passed.values()))

    def test_the_first_page_of_a_web_site_is_not_passed(self):
        self.recorder.requests.clear()
        for scheme in (b'http', b'https'):
            self.server.ask(b'GET', scheme + b'://example.com/')
        self.assertEqual(self.recorder.requests, [])

    def test_the_first_page_is_passed_as_the_paths_of_mail_clients_are(self):
        headers = [b'Accept-Language: de', b'Cookie: a=b', b'Referer: https://example.com/']
        first, other = (self.ask(b'GET', b'https://autoconfig.example.com' + path, headers)
                        for path in (b'/', b'/mail/config-v1.1.xml'))
        self.assertLessEqual(first.keys(), other.keys())
        self.assertEqual(first['HTTP_ACCEPT_LANGUAGE'], b'de')


class PassedByNginx(Passed, Case):
    web_server = Nginx


class PassedByApache(Passed, Case):
    web_server = Apache


class LimitedByNginx(Case):
    """One client cannot try out addresses by the thousand; a proxy on this machine has no limit."""

    def statuses(self, source, *asked):
        """What a client with this address gets for 130 requests, one after the other."""
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
                # Over http, but that makes no difference here.
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
