"""The page for people, through the provided example sites: its paths, methods and headers, and what
it must not reveal in an answer or a log."""
import base64
import hashlib
import re
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

from golden import golden_configuration
from harness import Apache, Case, Nginx

PAGE = b'https://autoconfig.example.com/'
LABELS = (b'autoconfig', b'autodiscover', b'ua-auto-config')
LANGUAGES = ('de', 'en', 'es', 'fr', 'it', 'nl', 'pl', 'pt')
PASSWORD = b'Authorization: Basic c3RyYW5nZXI='

# A local part that does not occur in any configuration, text or log line.
MARK = 'zyxwv'
# Addresses that are valid, however odd.
ODD = (f'{MARK}+tag@example.com', f"{MARK}'or'1@example.com", f'{MARK}&lt;x&gt;@example.com',
       f'{MARK}%3Cscript%3E@example.com', f'<script>{MARK}</script>@example.com',
       f'"><img/src=x/onerror=alert(1)>{MARK}@example.com', f'javascript:{MARK}@example.com',
       f'{{address}}{MARK}@example.com', f'{MARK}ß@example.com')
# Texts that are not addresses.
HOSTILE = (MARK, f'{MARK}@', f'@{MARK}@', f'{MARK}@-', f'{MARK}@exa mple.com', f'{MARK} x@example.com',
           f'{MARK}\r\nSet-Cookie: a=b@example.com', f'{MARK}\nx@example.com', f'{MARK}\0@example.com',
           f'{MARK}\u202egnp@example.com', f'{MARK}\u200b@example.com', f'{MARK}\x1b[2J@example.com',
           f'{MARK}@example.com"><script>alert(1)</script>', f'javascript:alert({MARK})',
           f'{MARK * 20}@example.com', MARK * 13000, f'{MARK}@{"a." * 200}com',
           f'</code><h1>{MARK}</h1>', f'{MARK}\udcff@example.com')
# Undecoded values in a query or a form.
RAW = (f'emailaddress={MARK}%', f'emailaddress={MARK}%4', f'emailaddress={MARK}%zz%40example.com',
       f'emailaddress={MARK}%00%40example.com', f'emailaddress={MARK}%0d%0aSet-Cookie:%20a%40x.example',
       f'emailaddress={MARK}%2540example.com', f'emailaddress={MARK}%c0%af%40example.com',
       f'&&=&{MARK}', f'{MARK}={MARK}&lang={MARK}&show={MARK}', f'lang=de%00{MARK}',
       f'emailaddress[]={MARK}@example.com', f'<script>{MARK}</script>')

HEADERS = {
    'cache-control': 'private, no-store',
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
    'vary': 'Accept-Language',
}
# Headers that web servers add.
OF_THE_WEB_SERVER = {'server', 'date', 'connection', 'transfer-encoding', 'content-length'}

# The most that a hoster may have: seven servers, all services, and the largest logo.
LARGE = '''
provider large
{
    name             "Großes Postamt & Söhne, Genossenschaft für elektronische Briefe"
    domain           large.example
    accent           #1a5fb4
    logo             logo.svg
    imprint          https://www.large.example/imprint
    imap             imap1.large.example { login %EMAILLOCALPART% }
    imap             imap2.large.example { security starttls  auth password-encrypted }
    imap             imap3.large.example { auth oauth2  auth password-cleartext }
    pop3             pop1.large.example
    pop3             pop2.large.example { security starttls }
    smtp             smtp1.large.example
    smtp             smtp2.large.example { security starttls  auth password-encrypted }
    webmail          https://webmail.large.example/
    documentation    https://help.large.example/ { en "How to set up mail"  de "E-Mail einrichten" }
    documentation    https://status.large.example/
    caldav           https://dav.large.example/calendars/%EMAILADDRESS%/
    carddav          https://dav.large.example/contacts/%EMAILADDRESS%/
    jmap             https://jmap.large.example/.well-known/jmap
    activesync       https://eas.large.example/Microsoft-Server-ActiveSync
    oauth2           { issuer https://id.large.example  scope "imap smtp" }
    extensions       yes
}
'''
# The logo of linked.example in the configuration of the golden cases.
LOGO_ELSEWHERE = 'https://cdn.linked.example:8443/logos/a,b;c.png?v=2'
# The pictures that a page's policy allows. Commas and semicolons are encoded in a policy.
LOGOS = {'logo in it': 'data:', 'logo elsewhere': 'https://cdn.linked.example:8443/logos/a%2Cb%3Bc.png'}
LARGEST_LOGO = 6 * 1024
LARGEST_PAGE = 30_000


def picture(size):
    """Returns an SVG of this many bytes."""
    begin, end = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0', '"/></svg>'
    return begin + 'h1v1'.ljust(size - len(begin) - len(end)) + end


def form(address, **more):
    """Returns the body of a browser's POST."""
    fields = {'emailaddress': address, 'lang': 'en'} | more
    return urllib.parse.urlencode(fields, errors='surrogateescape').encode()


def elements(answer):
    """Returns all elements of a page, which must be XML."""
    return list(ElementTree.fromstring(answer.body.decode()).iter())


def name(element):
    return element.tag.rpartition('}')[2]


def by_id(answer, value):
    return next(element for element in elements(answer) if element.get('id') == value)


class Served:
    log_level = 'info'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.write('logo.svg', picture(LARGEST_LOGO))
        path = cls.start_on_socket(cls.write(
            'served.conf', f'log-level {cls.log_level}\n{golden_configuration()}{LARGE}'))
        cls.server = cls.web_server(cls, path)

    def get(self, url=PAGE, headers=()):
        return self.server.ask(b'GET', url, headers)

    def post(self, body, url=PAGE, headers=()):
        headers = [b'Content-Type: application/x-www-form-urlencoded',
                   b'Content-Length: %d' % len(body), *headers]
        return self.server.ask(b'POST', url, headers, body)

    def ask_for(self, address, **more):
        return self.post(form(address, **more))

    def every_page(self):
        """Returns an answer of each kind of page, by name."""
        return {'form': self.get(), 'steps': self.ask_for('ann@example.com'),
                'codes': self.ask_for('ann@example.com', show='codes'),
                'logo in it': self.ask_for('ann@large.example'),
                'logo elsewhere': self.ask_for('ann@linked.example'),
                'not an address': self.ask_for('ann'),
                'bad address': self.ask_for('ann@@'),
                'unknown domain': self.ask_for('ann@nowhere.example')}


class Page(Served):
    """Tests for both web servers."""

    def test_each_host_with_a_client_label_has_the_form(self):
        for label in LABELS:
            for domain in (b'.example.com', b'.nowhere.example'):
                with self.subTest(label=label, domain=domain):
                    answer = self.get(b'https://' + label + domain + b'/')
                    self.assertEqual(answer.status, 200)
                    ask = by_id(answer, 'ask')
                    self.assertEqual((name(ask), ask.get('method'), ask.get('action')),
                                     ('form', 'post', '/'))
                    field = by_id(answer, 'address')
                    self.assertEqual((field.get('name'), field.get('value')), ('emailaddress', ''))

    def test_no_other_host_has_a_page(self):
        for host in (b'example.com', b'www.example.com', b'mail.example.com', b'nowhere.example',
                     b'autoconfig-x.example.com', b'x.autoconfig.example.com', b'127.0.0.1', b'[::1]',
                     b'localhost'):
            for answer in (self.get(b'https://' + host + b'/?emailaddress=ann@example.com'),
                           self.post(form('ann@example.com'), b'https://' + host + b'/')):
                with self.subTest(host):
                    self.assertEqual(answer.status, self.web_site_status)
                    self.assertNotIn(b'mail.example.com', answer.body)
                    self.assertNotIn(b'<form', answer.body)

    def test_no_other_path_has_a_page(self):
        for path, has_page in ((b'/index.html', False), (b'/x', False), (b'/x/', False), (b'/?/x', True),
                               (b'/.', True), (b'//', True), (b'/x/..', True)):
            with self.subTest(path):
                self.assertEqual(b'<form' in self.get(PAGE[:-1] + path).body, has_page)

    def test_over_http_people_are_redirected_without_the_query(self):
        for host in [label + b'.example.com' for label in LABELS] + [b'autoconfig.nowhere.example']:
            for answer in (self.get(b'http://' + host + b'/?emailaddress=ann@example.com&lang=de'),
                           self.post(form('ann@example.com'), b'http://' + host + b'/'),
                           self.server.ask(b'HEAD', b'http://' + host + b'/')):
                with self.subTest(host):
                    self.assertEqual((answer.status, answer.headers['location']),
                                     (302, f'https://{host.decode()}/'))
                    self.assertNotIn(b'ann', answer.body)

    def test_a_form_gets_the_settings_of_the_address(self):
        answer = self.ask_for('ann@example.com')
        self.assertEqual(answer.status, 200)
        text = [element.text for element in elements(answer) if name(element) == 'code']
        for value in ('ann@example.com', 'mail.example.com', '993', '465'):
            self.assertIn(value, text)
        # Any content type of a form, on any host.
        body = form('ann@example.com')
        for header in ([], [b'Content-Type: text/plain'], [PASSWORD, b'Cookie: a=b']):
            again = self.server.ask(b'POST', PAGE, [b'Content-Length: %d' % len(body), *header], body)
            self.assertEqual(again.body, answer.body)
        answer = self.post(body, b'https://autodiscover.example.net/')
        self.assertIn(b'>mail.example.com<', answer.body)

    def test_a_link_gets_the_same(self):
        answer = self.ask_for('ann+tag@example.com')
        for query in (b'emailaddress=ann%2Btag%40example.com&lang=en',
                      b'lang=en&emailaddress=ann+tag@example.com', b'emailaddress=ann+tag@Example.COM'):
            again = self.get(PAGE + b'?' + query)
            self.assertEqual((again.status, again.body), (200, answer.body), query)

    def test_a_local_part_alone_gets_the_domain_of_the_host(self):
        self.assertEqual(self.ask_for('ann').body, self.ask_for('ann@example.com').body)

    def test_the_codes(self):
        answer = self.ask_for('ann@example.com', show='codes')
        self.assertEqual(answer.status, 200)
        self.assertEqual([name(element) for element in elements(answer)].count('svg'), 2)

    def test_only_the_address_differs_between_mailboxes(self):
        for domain, status in (('nowhere.example', 404), ('example.com', 200)):
            bodies = set()
            for local in ('ann', 'bob', 'nobody', 'root'):
                answer = self.ask_for(f'{local}-{MARK}@{domain}')
                self.assertEqual(answer.status, status)
                bodies.add(answer.body.replace(f'{local}-{MARK}'.encode(), b''))
            self.assertEqual(len(bodies), 1)

    def test_the_page_of_an_unknown_domain_names_no_other(self):
        answer = self.ask_for('ann@nowhere.example')
        self.assertEqual(answer.status, 404)
        self.assertEqual(by_id(answer, 'address').get('value'), 'ann@nowhere.example')
        served = re.findall(r'^\s*domain\s+([a-z.-]+\.[a-z]+)$', golden_configuration() + LARGE, re.M)
        self.assertGreater(len(served), 9)
        for domain in set(served) - {'example.com'}:
            self.assertNotIn(domain.encode(), answer.body)
        # Also on the host of a domain that is not served.
        answer = self.post(form('ann@nowhere.example'), b'https://autoconfig.elsewhere.example/')
        self.assertEqual(answer.status, 404)
        self.assertNotIn(b'>mail.', answer.body)

    def test_an_invalid_address_is_an_error_of_the_field(self):
        for address in ('ann@', '@example.com', 'ann example.com', 'ann@exa mple.com', 'ann@-.example',
                        'ann@example..com'):
            for answer in (self.ask_for(address),
                           self.get(PAGE + b'?' + form(address).replace(b'+', b'%20'))):
                with self.subTest(address):
                    self.assertEqual(answer.status, 400)
                    field = by_id(answer, 'address')
                    self.assertEqual((field.get('aria-invalid'), field.get('value')), ('true', ''))
                    problem = by_id(answer, field.get('aria-describedby'))
                    self.assertEqual(problem.get('role'), 'alert')
                    self.assertTrue(''.join(problem.itertext()).strip())

    def test_an_empty_field_is_no_error(self):
        # The language buttons send it, too.
        for body in (b'emailaddress=', b'emailaddress=&lang=en', b'lang=en', b''):
            for answer in (self.post(body), self.get(PAGE + b'?' + body)):
                self.assertEqual((answer.status, answer.body), (200, self.get().body), body)

    def test_the_language(self):
        for query, header, expected in (
                ('', '', 'en'), ('?lang=de', '', 'de'), ('?lang=DE', 'fr', 'de'), ('?lang=xx', 'fr', 'fr'),
                ('', 'de', 'de'), ('', 'de-CH', 'de'), ('', 'fr;q=0.5, de;q=0.9', 'de'),
                ('', 'fr;q=0.9, de;q=0.5', 'fr'), ('', 'de;q=0, nl;q=0.1', 'nl'), ('', 'xx, *;q=0.1', 'en'),
                ('', 'xx', 'en'), ('', 'xx, pl;q=0.001', 'pl'), ('', 'pt-BR, pt;q=0.8', 'pt'),
                ('', ',;q=x,' * 300, 'en')):
            with self.subTest(query=query, header=header):
                answer = self.get(PAGE + query.encode(), [b'Accept-Language: ' + header.encode()])
                self.assertEqual(answer.status, 200)
                self.assertEqual(answer.headers['content-language'], expected)
                self.assertEqual(elements(answer)[0].get('lang'), expected)
        for language in LANGUAGES:
            answer = self.post(form('ann@example.com', lang=language), headers=[b'Accept-Language: xx'])
            self.assertEqual(elements(answer)[0].get('lang'), language)

    def test_head_is_get_without_a_body(self):
        for query in (b'', b'?emailaddress=ann@example.com', b'?emailaddress=ann@nowhere.example',
                      b'?emailaddress=@'):
            with self.subTest(query):
                head, get = self.server.ask(b'HEAD', PAGE + query), self.get(PAGE + query)
                self.assertEqual((head.status, head.body), (get.status, b''))
                of_the_page = [{key: value for key, value in answer.headers.items()
                                if key not in OF_THE_WEB_SERVER} for answer in (head, get)]
                self.assertEqual(*of_the_page)

    def test_other_methods_are_not_allowed(self):
        for method in (b'PUT', b'DELETE', b'PATCH', b'OPTIONS', b'PROPFIND'):
            answer = self.server.ask(method, PAGE, [b'Content-Length: 0'])
            self.assertEqual((answer.status, answer.headers.get('allow')), (405, 'GET, HEAD, POST'), method)

    def test_a_body_over_64_kib_is_refused(self):
        body = form('ann@example.com')
        for size, status in ((64 * 1024, 200), (64 * 1024 + 1, 413)):
            answer = self.post(body + b'&x='.ljust(size - len(body), b'x'))
            self.assertEqual(answer.status, status)
            self.assertEqual(b'>mail.example.com<' in answer.body, status == 200)
            self.assertNotIn(b'ann@', answer.body if status == 413 else b'')

    def test_headers(self):
        for kind, answer in self.every_page().items():
            with self.subTest(kind):
                headers = {key: value for key, value in answer.headers.items()
                           if key not in OF_THE_WEB_SERVER}
                policy = headers.pop('content-security-policy')
                self.assertEqual(headers, HEADERS | {'content-language': 'en'})
                self.check_policy(policy, answer, LOGOS.get(kind, ''))

    def check_policy(self, policy, answer, pictures):
        """Checks that nothing is loaded, and that only styles in the page are used."""
        directives = dict(directive.split(' ', 1) for directive in policy.split('; '))
        styles = [element.text for element in elements(answer) if name(element) == 'style']
        hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
                  for style in styles]
        self.assertEqual(directives.pop('style-src').split(), [f"'sha256-{value}'" for value in hashes])
        self.assertEqual(directives.pop('img-src', ''), pictures)
        self.assertEqual(directives, {'default-src': "'none'", 'form-action': "'self'",
                                      'base-uri': "'none'", 'frame-ancestors': "'none'"})

    def test_a_page_has_no_script_and_loads_nothing(self):
        for kind, answer in self.every_page().items():
            with self.subTest(kind):
                self.check_content(answer, LOGO_ELSEWHERE if kind == 'logo elsewhere' else 'data:image/')

    def check_content(self, answer, logo='data:image/'):
        """Checks that the page has its usual elements and attributes, whatever was typed."""
        for element in elements(answer):
            self.assertNotIn(name(element), ('script', 'link', 'iframe', 'object', 'embed', 'base'))
            for key, value in element.attrib.items():
                self.assertNotRegex(key, r'^(?:on|style$|srcset$|formaction$)')
                if key == 'src':
                    self.assertTrue(value.startswith(logo), value)
                if key.rpartition('}')[2] == 'href':
                    self.assertRegex(value, r'^(?:https://|/email\.mobileconfig\?|#)')

    def test_an_odd_address_is_escaped(self):
        for address in ODD:
            for answer in (self.ask_for(address), self.ask_for(address, show='codes'),
                           self.get(PAGE + b'?' + form(address).replace(b'+', b'%20'))):
                with self.subTest(address):
                    self.assertIn(answer.status, (200, 400))
                    self.check_content(answer)
                    field = by_id(answer, 'address')
                    self.assertEqual(field.get('value'), address if answer.status == 200 else '')
                    if answer.status == 400:
                        self.assertNotIn(MARK.encode(), answer.body)

    def test_an_invalid_address_is_not_in_the_answer(self):
        for address in HOSTILE:
            for domain in ('', '@nowhere.example'):
                with self.subTest(address=address[:50], domain=domain):
                    self.check_hostile(self.ask_for(address + domain))
        for raw in RAW:
            for answer in (self.post(raw.encode()), self.get(PAGE + b'?' + raw.encode())):
                with self.subTest(raw):
                    self.check_hostile(answer)

    def check_hostile(self, answer):
        """Checks that an accepted hostile address is in a field and in texts, and nowhere else."""
        self.assertIn(answer.status, (200, 400, 404))
        self.check_content(answer)
        self.assertNotIn('set-cookie', answer.headers)
        self.assertNotIn(MARK, str(answer.headers))
        typed = by_id(answer, 'address').get('value')
        if MARK in typed:
            self.assertRegex(typed, r'^[!-~ß]{1,64}@[a-z0-9.-]+$')
        else:
            self.assertNotIn(MARK.encode(), answer.body)

    def test_size(self):
        for language in LANGUAGES:
            for show in ('steps', 'codes'):
                answer = self.ask_for('ann.example@large.example', lang=language, show=show)
                self.assertEqual(answer.status, 200)
                self.assertLessEqual(len(answer.body), LARGEST_PAGE, (language, show))


class PageLogs(Served):
    """The logs after the web server has ended."""

    log_level = 'debug'

    def test_no_log_contains_an_address(self):
        for scheme in (b'https', b'http'):
            for host in (b'autoconfig.example.com', b'autoconfig.nowhere.example', b'example.com'):
                self.ask_everything(scheme + b'://' + host + b'/')
        self.server.process.stop()
        access = self.server.access_log.read_text()
        self.assertRegex(access, r'"GET / HTTP/1\.1" 200 ')
        self.assertRegex(access, r'"POST / HTTP/1\.1" 404 ')
        self.assertRegex(access, r'"POST / HTTP/1\.1" 413 ')
        # nginx logs it if it writes a body or an answer to a file.
        self.assertNotIn('temporary file', self.server.error_text())
        responder = self.fingerpostd.log()
        self.assertRegex(responder, r'info: page: example\.com: 200\n')
        words = re.compile(rf'@|%40|emailaddress(=|%3d)|{MARK}|c3RyYW5nZXI', re.IGNORECASE)
        for log in (access, self.server.error_text(), responder):
            self.assertEqual([line for line in log.splitlines() if words.search(line)], [])

    def ask_everything(self, url):
        for address in (*ODD, *HOSTILE, f'{MARK}@nowhere.example'):
            body = form(address)
            self.post(body, url, [PASSWORD])
            self.post(form(address, show='codes'), url)
            # Neither web server reads a longer request line.
            if len(body) < 4000 and not url.endswith(b'/example.com/'):
                self.get(url + b'?' + body, [PASSWORD])
        for raw in RAW:
            self.post(raw.encode(), url)
            if not url.endswith(b'/example.com/'):
                self.get(url + b'?' + raw.encode())
        self.post(form(MARK * 14000), url)
        self.server.ask(b'PUT', url, [b'Content-Length: 4'], b'a=b&')


class PageOfNginx(Page, Case):
    web_server = Nginx
    web_site_status = 404


class PageOfApache(Page, Case):
    """Apache with a web site, too: mod_dir looks for an index file before anything else."""

    web_site_status = 200

    @staticmethod
    def web_server(case, path):
        case.write('site/index.html', 'The web site.')
        return Apache(case, path, f'DocumentRoot {case.path("site")}')

    def test_a_web_site_behind_a_proxy_keeps_its_first_page(self):
        for forwarded in (b'www.example.com', b'autoconfig.example.com, www.example.com',
                          b'autoconfig-x.example.com', b'www.autoconfig.example.com'):
            with self.subTest(forwarded):
                answer = self.get(b'https://www.example.com/', [b'X-Forwarded-Host: ' + forwarded])
                self.assertEqual((answer.status, answer.body), (200, b'The web site.'))

    def test_no_cache_takes_the_web_site_for_missing(self):
        answer = self.get(b'https://www.example.com/', [b'X-Forwarded-Host: autoconfig.example.com'])
        self.assertEqual(answer.headers['cache-control'], 'private, no-store')


class PageLogsOfNginx(PageLogs, Case):
    web_server = Nginx


class PageLogsOfApache(PageLogs, Case):
    web_server = Apache


if __name__ == '__main__':
    unittest.main()
