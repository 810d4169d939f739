"""Real web servers with the sites that `fingerpost site` prints. Only ports and paths are
changed."""
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import unittest

from golden import all_golden, golden_configuration
from harness import IS_ROOT, SOURCE, WEB_GROUP, Apache, Case, Nginx, WebServer, accepts, free_port, wait_until
from test_web_servers import OUTLOOK, PASSWORD, PATHS, GoldenCases, Passed, Requests, let_in
from world import FINGERPOST, needs_root, needs_tool, run

CONFIG = '''
provider example
{
    domain example.com
    domain example.net
    imap   mail.example.com
    smtp   mail.example.com
}
'''
# Domains whose names cannot be listed.
ANY = CONFIG + '''
provider customers
{
    domain *.hosted.example
    imap   mail.example.com
    smtp   mail.example.com
}
'''
# More than two hundred names, one of which is too long for nginx's default.
LONG = 'a-company-with-a-name-that-is-rather-long.example'
MANY = CONFIG.replace('domain example.net', '\n'.join(
    f'domain {name}' for name in [*(f'd{number}.example' for number in range(80)), LONG]))


CLIENT_LABELS = ('autoconfig.', 'autodiscover.', 'ua-auto-config.')


def printed(server, config, *options):
    """Returns the site, with the first certificate in place of all."""
    result = run('site', server, '-c', config, *options)
    assert result.returncode == 0, result.stderr
    return re.sub(r'(live/fingerpost)-\d+/|(haproxy/fingerpost)-\d+\.pem', lambda found: f'{found[1]}/' if found[1] else f'{found[2]}.pem', result.stdout)


class Site(WebServer):
    """A web server with a printed site."""

    user = WEB_GROUP

    def __init__(self, case, socket_path, site):
        super().__init__(case, socket_path)
        self.challenges = self.folder / 'html/.well-known/acme-challenge'
        self.replacements['/var/www/html'] = str(self.folder / 'html')
        self.config = self.write_config(site)
        self.process = self.start_server()
        self.wait_until_ready()

    def start_server(self):
        return self.case.start(self.command(), 'web.log', **self.options())

    def check(self):
        """Checks the configuration with the web server itself."""
        return subprocess.run([str(word) for word in self.check_command()], capture_output=True,
                              text=True, timeout=60, **self.options())

    def options(self):
        return {}

    def ask(self, method, url, *arguments, **options):
        # The server name in TLS is the host.
        host = re.match(rb'\w+://([^/:]*)', url).group(1).decode()
        self.server_name = host if len(host) < 256 else 'example.com'
        return super().ask(method, url, *arguments, **options)


class SiteOfNginx(Nginx):
    """With a second site, of example.net, which also has the name localhost."""

    OWN = '''server {{
        listen 127.0.0.1:{0.http}; listen 127.0.0.1:{0.https} ssl; server_name example.net localhost;
        ssl_certificate {0.folder}/cert.pem; ssl_certificate_key {0.folder}/key.pem;
        root {0.folder}/own; error_page 404 /index.html;
        include snippets/fingerpost.conf; include snippets/fingerpost-metrics.conf; }}'''
    user = WEB_GROUP

    def __init__(self, case, socket_path, site):
        self.case = case
        super().__init__(case, socket_path, http='include own.conf; error_page 404 /index.html;',
                         site=site)

    def install_text(self, text, name, **more):
        self.container_port = free_port()
        container = (SOURCE / 'conf/container/metrics.conf').read_text().replace(
            'listen 9180;', f'listen 127.0.0.1:{self.container_port};')
        self.case.write('own.conf', self.OWN.format(self) + container)
        self.replacements['/var/www/html'] = str(self.folder / 'html')
        return super().install_text(text, name, **more)

    def check(self):
        return subprocess.run([str(word) for word in self.command[:-2] + ['-t']],
                              capture_output=True, text=True, timeout=60)


class SiteOfApache(Apache):
    OWN = '''<VirtualHost 127.0.0.1:{1}>
        ServerName example.net
        ServerAlias localhost
        DocumentRoot {0.folder}/own
        ErrorDocument 404 /index.html
        CustomLog {0.folder}/access.log combined env=!fingerpost
        <Directory {0.folder}/own>
        Require all granted
        </Directory>
        {2}
        Include conf-available/fingerpost.conf
        </VirtualHost>\n'''
    TLS = '''SSLEngine on
        SSLCertificateFile {0.folder}/cert.pem
        SSLCertificateKeyFile {0.folder}/key.pem'''
    user = WEB_GROUP

    def __init__(self, case, socket_path, site):
        super().__init__(case, socket_path, main='DirectoryIndex index.html\nInclude own.conf', site=site)

    def install_text(self, text, name, **more):
        self.case.write('own.conf', self.OWN.format(self, self.http, '') +
                        self.OWN.format(self, self.https, self.TLS.format(self)))
        self.replacements['/var/www/html'] = str(self.folder / 'html')
        return super().install_text(text, name, **more)

    def check(self):
        return subprocess.run(['apache2', '-d', self.folder, '-f', self.config, '-t'],
                              capture_output=True, text=True, timeout=60, env=self.environment)


class SiteOfCaddy(Site):
    user = 'caddy'
    # Options that a test changes for all sites.
    OPTIONS = '''{{
	admin off
	local_certs
	skip_install_trust
	http_port {0.http}
	https_port {0.https}
	default_bind 127.0.0.1
'''
    MAIN = OPTIONS + '''	on_demand_tls {{
		ask http://127.0.0.1:{0.ask_port}/
	}}
}}
import fingerpost.caddy
http://example.net, https://example.net {{
	import fingerpost
	skip_log @fingerpost
	log
	root * {0.folder}/own
	file_server
}}
'''

    def write_config(self, site):
        self.ask_port = free_port()
        self.access_log = self.folder / 'web.log'
        if IS_ROOT:
            # Caddy keeps its certificates here.
            self.case.path('home').mkdir()
            shutil.chown(self.case.path('home'), self.user)
        self.install_text(site, 'fingerpost.caddy', **{'127.0.0.1:9180': f'127.0.0.1:{self.ask_port}'})
        return self.case.write('Caddyfile', self.MAIN.format(self))

    def options(self):
        home = self.case.path('home')
        # Without the groups that the machine gives this user.
        groups = {'user': self.user, 'group': self.user, 'extra_groups': []} if IS_ROOT else {}
        return {'env': {**os.environ, 'HOME': str(home), 'XDG_DATA_HOME': str(home),
                        'XDG_CONFIG_HOME': str(home)}, **groups}

    def command(self):
        return ['caddy', 'run', '--adapter', 'caddyfile', '--config', self.config]

    def check_command(self):
        return ['caddy', 'validate', '--adapter', 'caddyfile', '--config', self.config]

    def wait_until_ready(self):
        super().wait_until_ready()
        # It gets the certificates in the meantime.
        wait_until(lambda: self.ask(b'GET', b'https://autoconfig.example.com/x').status == 404,
                   'a certificate', known=self.process.log)

    def exchange(self, scheme, data):
        try:
            return super().exchange(scheme, data)
        except ssl.SSLError as error:
            return f'HTTP/1.1 0 {error}\r\n\r\n'.encode()


class SiteOfLighttpd(Site):
    MAIN = '''
server.modules = ( "mod_indexfile", "mod_access", "mod_alias", "mod_redirect" )
server.document-root = "{0.folder}/own"
server.errorlog = "{0.folder}/error.log"
server.bind = "127.0.0.1"
server.port = {0.http}
{1}
server.http-parseopts = (
  "header-strict" => "enable", "host-strict" => "enable", "host-normalize" => "enable",
  "url-normalize-unreserved" => "enable", "url-normalize-required" => "enable",
  "url-ctrls-reject" => "enable", "url-path-2f-decode" => "enable",
  "url-path-dotseg-remove" => "enable" )
index-file.names = ( "index.html" )
server.error-handler-404 = "/index.html"
server.modules += ( "mod_accesslog" )
accesslog.filename = "{0.folder}/access.log"
include "fingerpost.conf"
server.modules += ( "mod_dirlisting", "mod_staticfile" )
'''

    def write_config(self, site):
        if IS_ROOT:
            for log in (self.access_log, self.error_log):
                log.touch()
                shutil.chown(log, self.user)
        self.install_text(site, 'fingerpost.conf', **{
            '"0.0.0.0:443"': f'"127.0.0.1:{self.https}"', '"[::]:443"': f'"127.0.0.2:{self.https}"'})
        user = f'server.username = "{self.user}"\nserver.groupname = "{self.user}"' if IS_ROOT else ''
        return self.case.write('lighttpd.conf', self.MAIN.format(self, user))

    def command(self):
        return ['lighttpd', '-D', '-f', self.config]

    def check_command(self):
        return ['lighttpd', '-tt', '-f', self.config]


class Challenges:
    """Takes the place of certbot --standalone behind HAProxy: answers with the last word of the
    path."""

    def __init__(self, case):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        case.addClassCleanup(self.listener.close)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client:
                path = client.recv(65536).split()[1]
                client.sendall(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n' +
                               path.rsplit(b'/', 1)[1])


class SiteOfHaproxy(Site):
    user = 'haproxy'
    # Debian's configuration.
    MAIN = '''
global
	log stdout format raw local0
	{1}
	ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
defaults
	log	global
	mode	http
	option	httplog
	option	dontlognull
	timeout connect 5000
	timeout client  50000
	timeout server  50000
	errorfile 403 /etc/haproxy/errors/403.http
	errorfile 503 /etc/haproxy/errors/503.http
'''

    def write_config(self, site):
        self.access_log = self.folder / 'web.log'
        self.challenge_port = Challenges(self.case).port
        pem = self.case.write('haproxy.pem', (self.folder / 'cert.pem').read_text() +
                              (self.folder / 'key.pem').read_text())
        chroot = ''
        if IS_ROOT:
            chroot = f'chroot {self.folder}\n\tuser {self.user}\n\tgroup {self.user}'
        socket_path = '/fingerpost.sock' if IS_ROOT else self.folder / 'fingerpost.sock'
        self.site = self.install_text(site, 'fingerpost.cfg', **{
            'bind :::80 v4v6': f'bind 127.0.0.1:{self.http}\n    bind 127.0.0.2:{self.http}',
            'bind :::443 v4v6': f'bind 127.0.0.1:{self.https}', 'unix@/fingerpost.sock': f'unix@{socket_path}',
            '/etc/haproxy/fingerpost.pem': str(pem), '127.0.0.1:8888': f'127.0.0.1:{self.challenge_port}'})
        return self.case.write('haproxy.cfg', self.MAIN.format(self, chroot))

    def command(self):
        return ['haproxy', '-db', '-f', self.config, '-f', self.site]

    def check_command(self):
        return ['haproxy', '-c', '-f', self.config, '-f', self.site]


class Served:
    """fingerpostd behind a web server, chosen by a subclass, with a printed site."""

    text = CONFIG
    site_options = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ('own', 'html/.well-known/acme-challenge'):
            cls.path(name).mkdir(parents=True)
        cls.write('own/index.html', 'the site of example.net\n')
        cls.write('html/.well-known/acme-challenge/token', 'token')
        cls.served = cls.write('served.conf', cls.text)
        socket_path = cls.start_on_socket(cls.served)
        cls.share(socket_path)
        cls.site = cls.adapted(printed(cls.word, cls.served, *cls.site_options))
        cls.server = cls.kind(cls, socket_path, cls.site)

    @staticmethod
    def adapted(site):
        """Returns the site as an administrator adapts it."""
        return site

    @classmethod
    def share(cls, socket_path):
        """Sets up the socket like the unit, with SocketUser= if the site says so."""
        if IS_ROOT and cls.kind.user != WEB_GROUP:
            shutil.chown(socket_path, user=cls.kind.user)

    def answer(self, url):
        """Answers a request. After its start, Caddy makes its certificates one at a time."""
        end = time.monotonic() + 20
        while (answer := self.server.ask(b'GET', url)).status == 0 and time.monotonic() < end:
            time.sleep(0.2)
        return answer

    def shown(self, client, address='ann@example.com'):
        return run('show', '-c', self.served, '--as', client, address).stdout.encode()


class Answers(Served):
    """Tests for all web servers."""

    def test_the_web_server_accepts_it(self):
        checked = self.server.check()
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertNotRegex((checked.stdout + checked.stderr).lower(), r'"level":"error"|\[warning\]|\[alert\]|\[emerg\]|\[warn\]')

    def test_thunderbird(self):
        for scheme in (b'https', b'http'):
            for host in (b'autoconfig.example.com', b'AutoConfig.Example.com', b'mail.example.com'):
                answer = self.server.ask(b'GET', scheme + b'://' + host + b'/mail/config-v1.1.xml'
                                         b'?emailaddress=ann%40example.com')
                self.assertEqual(answer.status, 200, (scheme, host))
                self.assertEqual(answer.body, self.shown('autoconfig'))

    def test_outlook(self):
        url = b'://autodiscover.example.com/Autodiscover/Autodiscover.xml'
        answer = self.server.ask(b'POST', b'https' + url, [b'Content-Length: %d' % len(OUTLOOK)], OUTLOOK)
        self.assertEqual(answer.body, self.shown('outlook'))
        chunks = b'%x\r\n%s\r\n0\r\n\r\n' % (len(OUTLOOK), OUTLOOK)
        answer = self.server.ask(b'POST', b'https' + url, [b'Transfer-Encoding: chunked'], chunks)
        self.assertEqual(answer.body, self.shown('outlook'))
        answer = self.server.ask(b'GET', b'http' + url)
        self.assertEqual((answer.status, answer.headers.get('location')),
                         (302, 'https://autodiscover.example.com/autodiscover/autodiscover.xml'))

    def test_the_page_for_people(self):
        page = self.server.ask(b'GET', b'https://autoconfig.example.com/')
        self.assertEqual(page.status, 200)
        self.assertIn(b'<form', page.body)
        form = b'emailaddress=ann%40example.com&lang=en'
        page = self.server.ask(b'POST', b'https://autoconfig.example.com/?lang=en',
                               [b'Content-Length: %d' % len(form)], form)
        self.assertIn(b'<code>mail.example.com</code>', page.body)
        page = self.server.ask(b'GET', b'http://autoconfig.example.com/?emailaddress=a@example.com')
        self.assertEqual((page.status, page.headers.get('location')),
                         (302, 'https://autoconfig.example.com/'))
        self.assertNotIn(b'<form', self.server.ask(b'GET', b'https://mail.example.com/').body)

    def test_strangers(self):
        answer = self.server.ask(b'GET', b'http://autoconfig.nowhere.example/mail/config-v1.1.xml')
        self.assertNotIn(b'<emailProvider', answer.body)
        answer = self.server.ask(b'GET', b'https://autoconfig.example.com/email.mobileconfig'
                                 b'?email=ann@nowhere.example')
        self.assertEqual(answer.status, 404)
        # The text comes from fingerpostd, whatever error pages the web server has.
        self.assertIn(b'for this domain', answer.body)
        self.assertNotIn('x-content-type-options',
                         self.server.ask(b'GET', b'https://autoconfig.example.com/other').headers)

    def test_a_proof_for_certbot(self):
        answer = self.server.ask(b'GET', b'http://autoconfig.example.com/.well-known/acme-challenge/token')
        self.assertEqual((answer.status, answer.body), (200, b'token'))

    def test_metrics(self):
        metrics, status = b'http://localhost/fingerpost/metrics', b'http://localhost/fingerpost/status'
        for accept, kind, last in (
                (b'*/*', 'text/plain; version=0.0.4; charset=utf-8', b'\n'),
                (b'application/openmetrics-text;version=1.0.0', 'application/openmetrics-text; '
                 'version=1.0.0; charset=utf-8', b'\n# EOF\n')):
            answer = self.server.ask(b'GET', metrics, [b'Accept: ' + accept])
            self.assertEqual((answer.status, answer.headers['content-type']), (200, kind))
            self.assertIn(b'\nfingerpost_build_info{', answer.body)
            self.assertTrue(answer.body.endswith(last))
        answer = self.server.ask(b'GET', status)
        self.assertEqual((answer.status, answer.headers['content-type']), (200, 'application/json'))
        self.assertIn('version', json.loads(answer.body))
        answer = self.server.ask(b'HEAD', metrics)
        self.assertEqual((answer.status, answer.body), (200, b''))
        self.assertEqual(self.server.ask(b'POST', metrics, [b'Content-Length: 3'], b'a=b').status, 405)
        for url, header in ((metrics, b'X-Forwarded-For: 127.0.0.1'),
                            (b'http://autoconfig.nowhere.example/fingerpost/metrics', b'Forwarded: for=::1'),
                            (b'https://autoconfig.example.com/fingerpost/status', b'X-Forwarded-Proto: http')):
            answer = self.server.ask(b'GET', url, [header])
            self.assertNotIn(b'fingerpost_', answer.body)
            self.assertNotIn('x-content-type-options', answer.headers)


class GoldenSite(GoldenCases, Served):
    """The golden cases whose host has a site."""

    text = golden_configuration()
    site_options = ('--target', 'mail.example.com')

    def test_golden_cases(self):
        cases = [golden for golden in all_golden() if self.has(golden)]
        self.assertGreater(len(cases), len(all_golden()) / 2)
        self.ask_golden_cases(cases, self.refused_by_web_server)

    def has(self, golden):
        host = re.match(rb'\w+://([^/:]*)', golden.url)[1].decode().lower()
        # lighttpd's names are regular expressions.
        site = self.site.replace('\\', '')
        return host.startswith(CLIENT_LABELS) or \
            re.search(rf'(?<![\w.-]){re.escape(host)}(?![\w.-])', site)


class AnswersAll(Served):
    """Domains whose names cannot be listed."""

    text = ANY

    def test_every_name(self):
        checked = self.server.check()
        self.assertEqual(checked.returncode, 0, checked.stderr)
        for scheme in (b'http', b'https'):
            for domain in (b'one.hosted.example', b'b.two.hosted.example', b'example.com'):
                answer = self.answer(scheme + b'://autoconfig.' + domain + b'/mail/config-v1.1.xml')
                self.assertEqual(answer.status, 200, (scheme, domain))
                self.assertEqual(answer.body, self.shown('autoconfig', 'ann@' + domain.decode()))
        page = self.server.ask(b'GET', b'https://ua-auto-config.one.hosted.example/')
        self.assertIn(b'<form', page.body)
        self.assertNotIn(b'<form', self.server.ask(b'GET', b'https://mail.example.com/').body)
        answer = self.server.ask(b'GET', b'https://autoconfig.nowhere.example/mail/config-v1.1.xml')
        self.assertEqual(answer.status, self.status_of_stranger)

    status_of_stranger = 404


class AnswersMany(Served):
    """More names than a certificate can hold."""

    text = MANY

    def test_every_name(self):
        checked = self.server.check()
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertNotIn('could not build', checked.stderr)
        for scheme in (b'http', b'https'):
            for domain in (b'example.com', b'd31.example', b'd32.example', b'd33.example',
                           b'd79.example', LONG.encode()):
                answer = self.answer(scheme + b'://ua-auto-config.' + domain +
                                     b'/mail/config-v1.1.xml')
                self.assertEqual(answer.status, 200, (scheme, domain))
                self.assertIn(b'<domain>' + domain + b'</domain>', answer.body)


class OwnSite:
    """example.net has a web site on the same server, set up as the site's comments say."""

    def test_the_web_site_of_a_domain_is_as_it_was(self):
        for scheme in (b'http', b'https'):
            for path in (b'/', b'/index.html'):
                answer = self.server.ask(b'GET', scheme + b'://example.net' + path)
                self.assertEqual((answer.status, answer.body), (200, b'the site of example.net\n'))
            answer = self.server.ask(b'GET', scheme + b'://example.net/.well-known/autoconfig/mail/'
                                     b'config-v1.1.xml?emailaddress=ann@example.net')
            self.assertEqual(answer.body, self.shown('autoconfig', 'ann@example.net'))

    def test_another_site_keeps_the_name_localhost(self):
        answer = self.server.ask(b'GET', b'http://localhost/')
        self.assertEqual((answer.status, answer.body), (200, b'the site of example.net\n'))


class Logs(Served):
    """The logs after the web server has ended, and the headers that fingerpostd must not get."""

    def test_logs_hold_no_address(self):
        query = b'?emailaddress=secret%40example.com&email=secret@example.com'
        below = b'/v1.0/secret@example.com'
        for path in [*PATHS, b'/%6Dail/config-v1.1.xml', b'/autodiscover/autodiscover%2Ejson' + below,
                     b'/autodiscover/autodiscover.json/v1.0/a%2Fsecret%40example.com',
                     b'//autodiscover//autodiscover.json' + below,
                     b'/./autodiscover/autodiscover.json' + below]:
            for host in (b'autoconfig.example.com', b'mail.example.com'):
                self.server.ask(b'GET', b'https://' + host + path + query, [PASSWORD])
        self.server.ask(b'GET', b'https://autoconfig.example.com/' + query, [PASSWORD])
        self.server.ask(b'POST', b'https://autodiscover.example.com/Autodiscover/Autodiscover.xml',
                        [PASSWORD, b'Content-Length: %d' % len(OUTLOOK)], OUTLOOK)
        self.server.ask(b'GET', b'https://autoconfig.example.com/mail/config-v1.1.xml?emailaddress=secret@x')
        self.server.ask(b'GET', b'http://localhost/fingerpost/metrics')
        self.server.process.stop()
        access = self.server.access_log.read_text()
        self.assertRegex(access, self.line)
        self.assertNotIn('/fingerpost/metrics', access)
        for log in (access, self.server.error_text(), self.fingerpostd.log()):
            words = re.compile(r'@|%40|emailaddress=|secret|\bann\b|YW5u')
            self.assertEqual([line for line in log.splitlines() if words.search(line)], [])

    line = r'GET /mail/config-v1\.1\.xml HTTP/1\.1" 200 '


class PassedBySite(Passed, Served):
    """The parameters that the web server sends."""

    @classmethod
    def start_on_socket(cls, config):
        return cls.record()


class ByNginx:
    word, kind = 'nginx', SiteOfNginx


class ByApache:
    word, kind = 'apache', SiteOfApache


class ByCaddy:
    word, kind = 'caddy', SiteOfCaddy
    line = r'"method":"GET","host":"autoconfig\.example\.com","uri":"/mail/config-v1\.1\.xml"'


class ByLighttpd:
    word, kind = 'lighttpd', SiteOfLighttpd


class ByHaproxy:
    word, kind = 'haproxy', SiteOfHaproxy
    line = r'200 \d+ .*"GET /mail/config-v1\.1\.xml HTTP/1\.1"'


@needs_tool
class AnswersOfNginx(OwnSite, ByNginx, Answers, Case):
    def test_the_port_for_a_prometheus_in_another_container(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.server.container_port, timeout=20)
        self.addCleanup(connection.close)
        for path, status, begin in (('/fingerpost/metrics', 200, b'# TYPE fingerpost_build_info gauge'),
                                    ('/fingerpost/status', 200, b'{"version":'),
                                    ('/mail/config-v1.1.xml', 404, b'<html>')):
            connection.request('GET', path, headers={'Host': 'nginx:9180', 'FINGERPOST_REPORT': 'x'})
            with connection.getresponse() as response:
                self.assertEqual(response.status, status, path)
                self.assertTrue(response.read().startswith(begin), path)


@needs_tool
class AnswersOfApache(OwnSite, ByApache, Answers, Case):
    pass


@needs_tool
class AnswersOfCaddy(OwnSite, ByCaddy, Requests, Answers, Case):
    def test_another_site_keeps_the_name_localhost(self):
        """Caddy refuses a second site of the same name, and keeps its configuration."""
        self.server.install_text(self.site + '\nhttp://localhost {\n}\n', 'fingerpost.caddy')
        checked = self.server.check()
        self.server.install_text(self.site, 'fingerpost.caddy')
        self.assertIn('ambiguous site definition: http://localhost', checked.stderr)

    def test_it_takes_certificates_of_certbot(self):
        """The line for them is commented out."""
        if IS_ROOT:
            shutil.chown(self.server.folder / 'key.pem', self.server.user)
        self.server.install_text(self.site.replace('# tls ', 'tls '), 'fingerpost.caddy')
        checked = self.server.check()
        self.server.install_text(self.site, 'fingerpost.caddy')
        self.assertEqual(checked.returncode, 0, checked.stderr)


@needs_tool
class AnswersOfLighttpd(OwnSite, ByLighttpd, Requests, Answers, Case):
    reads_what_it_refuses = False


@needs_tool
class AnswersOfHaproxy(ByHaproxy, Requests, Answers, Case):
    reads_what_it_refuses = False

    def test_one_client_cannot_try_out_addresses(self):
        """A proxy on this machine has no limit."""
        for source, statuses in (('127.0.0.1', {200}), ('127.0.0.2', {200, 429})):
            connection = http.client.HTTPConnection('127.0.0.1', self.server.http, timeout=20,
                                                    source_address=(source, 0))
            got = []
            for _ in range(220):
                connection.request('GET', '/mail/config-v1.1.xml',
                                   headers={'Host': 'autoconfig.example.com'})
                with connection.getresponse() as response:
                    got.append(response.status)
                    response.read()
            connection.close()
            self.assertEqual(set(got), statuses)
            self.assertEqual(set(got[:200]), {200})


@needs_tool
class AllByNginx(ByNginx, AnswersAll, Case):
    pass


@needs_tool
class AllByApache(ByApache, AnswersAll, Case):
    pass


@needs_tool
class AllByCaddy(ByCaddy, AnswersAll, Case):
    # Caddy gets no certificate for it.
    status_of_stranger = 0


@needs_tool
class AllByLighttpd(ByLighttpd, AnswersAll, Case):
    pass


@needs_tool
class AllByHaproxy(ByHaproxy, AnswersAll, Case):
    pass


@needs_tool
class ManyByNginx(ByNginx, AnswersMany, Case):
    pass


@needs_tool
class ManyByApache(ByApache, AnswersMany, Case):
    pass


@needs_tool
class ManyByCaddy(ByCaddy, AnswersMany, Case):
    pass


@needs_tool
class ManyByLighttpd(ByLighttpd, AnswersMany, Case):
    pass


@needs_tool
class ManyByHaproxy(ByHaproxy, AnswersMany, Case):
    pass


@needs_tool
class GoldenByCaddy(ByCaddy, GoldenSite, Case):
    # It gets no certificate for the name of a domain that is not served.
    refused_by_web_server = dict.fromkeys(
        ('autoconfig/geary_unknown', 'autoconfig/head_unknown', 'autoconfig/thunderbird_unknown',
         'autodiscover/thunderbird_unknown', 'autodiscover_json/over_long_host', 'pacc/unknown',
         'page/codes_of_another_host', 'page/form_unserved', 'page/unknown_everything'), 0)

    def test_the_question_whether_a_domain_is_served(self):
        """Caddy asks this before it gets a certificate, and only Caddy can."""
        for name, status in (('autoconfig.example.com', 200), ('autodiscover.example.net', 200),
                             ('ua-auto-config.a.hosted.example', 200),
                             # A domain without servers of its own.
                             ('autodiscover.moved-url.example', 200),
                             ('autodiscover.moved-address.example', 200),
                             ('autoconfig.phones.example', 200),
                             ('autoconfig.xn--bcher-kva.example', 200),
                             ('autoconfig.nowhere.example', 404), ('autoconfig.hosted.example', 404),
                             ('autoconfig.autoconfig.example.com', 404), ('www.example.com', 400),
                             ('example.com', 400), ('autoconfig.', 400), ('', 400),
                             ('autoconfig.nowhere.example%26emailaddress=a@example.com', 400),
                             ('autoconfig.nowhere.example&emailaddress=a@example.com', 404)):
            with self.subTest(name):
                connection = http.client.HTTPConnection('127.0.0.1', self.server.ask_port, timeout=20)
                connection.request('GET', f'/?domain={name}')
                with connection.getresponse() as response:
                    self.assertEqual(response.status, status)
                connection.close()
        self.assertFalse(accepts(('127.0.0.2', self.server.ask_port)))


@needs_tool
class GoldenByLighttpd(ByLighttpd, GoldenSite, Case):
    # Control characters.
    refused_by_web_server = dict.fromkeys(('autoconfig/unusable_address', 'mobileconfig/hostile_address'),
                                          400)


@needs_tool
class GoldenByHaproxy(ByHaproxy, GoldenSite, Case):
    """With the option that lets non-ASCII characters through."""

    # It passes on paths unchanged.
    refused_by_web_server = dict.fromkeys(('autoconfig/dot_segments', 'autoconfig/double_slashes'), 404)

    @staticmethod
    def adapted(site):
        return site.replace('# option accept-invalid', 'option accept-invalid')


@needs_tool
class LogsOfCaddy(ByCaddy, Logs, Case):
    pass


@needs_tool
class LogsOfLighttpd(ByLighttpd, Logs, Case):
    pass


@needs_tool
class LogsOfHaproxy(ByHaproxy, Logs, Case):
    pass


@needs_tool
class PassedByCaddy(PassedBySite, Case):
    class kind(SiteOfCaddy):
        changes = let_in('conf/example-site.caddy', ' 192.0.2.7')

    word = 'caddy'


@needs_tool
class PassedByLighttpd(PassedBySite, Case):
    class kind(SiteOfLighttpd):
        changes = let_in('conf/example-site.lighttpd', r'|192\.0\.2\.7')

    word = 'lighttpd'


@needs_tool
class PassedByHaproxy(PassedBySite, Case):
    class kind(SiteOfHaproxy):
        changes = let_in('conf/example-site.haproxy', ' 192.0.2.7')

    word = 'haproxy'


# A host with its own folders, as the packages leave them, and with a certificate as certbot leaves
# it.
HOST = '''
ip link set lo up
mount -t tmpfs tmpfs {layers}
for folder in etc var; do
    mkdir -p {layers}/$folder/upper {layers}/$folder/work
    mount -t overlay overlay -o \\
        lowerdir=/$folder,upperdir={layers}/$folder/upper,workdir={layers}/$folder/work /$folder
done
mount -t tmpfs -o mode=755 tmpfs /run
cp nginx/fingerpost.conf nginx/fingerpost-[mp]*.conf /etc/nginx/snippets/
cp nginx/fingerpost-upstream.conf /etc/nginx/conf.d/
cp apache/fingerpost*.conf /etc/apache2/conf-available/
mkdir -p /etc/fingerpost /run/fingerpost /run/haproxy /run/lock
cp conf/fingerpost.conf /etc/fingerpost/
sh debian/tests/make-certificate
{{ cat conf/fingerpost.conf; echo 'listen {socket}'; }} > /run/fingerpost.conf
fingerpostd -c /run/fingerpost.conf < /dev/null &
until [ -S {socket} ]; do sleep 0.1; done
# Like the unit, with the SocketUser= of the site.
chown {user}:www-data {socket}
chmod 660 {socket}
{commands}
{start}
sh debian/tests/ask
sh debian/tests/ask-metrics
'''


@needs_tool
@needs_root
class AsPrinted(Case):
    """Each site, installed where its first lines say and by their commands, in Debian's
    configuration of the web server. Nothing is replaced."""

    def commands(self, text):
        """Returns the commands at the end of the first lines, except for those of systemd."""
        lines = re.findall(r'^#   (.*)', text, re.MULTILINE)
        first = next(i for i, line in enumerate(lines) if ' site ' in line)
        last = next(i for i, line in enumerate(lines) if i > first and 'systemctl' in line)
        return '\n'.join(lines[first:last + 1]).rpartition(' && systemctl')[0]

    def ask(self, server, start, before='', user='root', socket_path='/run/fingerpost/fingerpost.sock'):
        layers = self.path(server)
        layers.mkdir()
        text = printed(server, SOURCE / 'conf/fingerpost.conf')
        script = HOST.format(layers=layers, user=user, socket=socket_path, start=start,
                             commands=before + self.commands(text))
        result = subprocess.run(
            ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc',
             'sh', '-euc', script], cwd=SOURCE, capture_output=True, text=True, timeout=120,
            env={**os.environ, 'PATH': f'{FINGERPOST.parent}:{os.environ["PATH"]}'})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn('the answers are right', result.stdout)

    def test_nginx(self):
        self.ask('nginx', 'nginx')

    def test_apache(self):
        self.ask('apache', 'apachectl start')

    def test_lighttpd(self):
        self.ask('lighttpd', 'lighttpd -f /etc/lighttpd/lighttpd.conf',
                 'install -d -o www-data /var/log/lighttpd\n')

    def test_haproxy(self):
        self.ask('haproxy', 'haproxy -D -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/fingerpost.cfg',
                 'cd /etc/letsencrypt/live/fingerpost\n'
                 'cat fullchain.pem privkey.pem > /etc/haproxy/fingerpost.pem\n'
                 'cd - > /dev/null\n', 'haproxy', '/var/lib/haproxy/fingerpost.sock')

    def test_caddy(self):
        """With certificates from Caddy's own authority, and a web site of example.com that imports
        fingerpost's paths."""
        root = '/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt'
        self.ask('caddy', f'''
            echo 'http://example.com {{
                import fingerpost
                skip_log @fingerpost
            }}' >> /etc/caddy/Caddyfile
            export HOME=/var/lib/caddy
            setpriv --reuid caddy --regid caddy --clear-groups --inh-caps +net_bind_service \\
                --ambient-caps +net_bind_service caddy run --config /etc/caddy/Caddyfile > /run/log 2>&1 &
            until [ -s {root} ]; do sleep 0.1; done
            cp {root} /etc/ssl/certs/example.com.pem''',
                 'sed -i "1i {\\n local_certs\\n skip_install_trust\\n}" /etc/caddy/Caddyfile\n', 'caddy')


if __name__ == '__main__':
    unittest.main()
