"""A real nginx that terminates TLS, in front of the provided files for nginx and for Apache."""
import unittest

from golden import golden_configuration
from harness import (IS_ROOT, Apache, Case, Nginx, WebServer, free_port,
                     make_certificate)

POX = b'/autodiscover/autodiscover.xml'
JSON = b'/autodiscover/autodiscover.json?Protocol=AutodiscoverV1'
OUTLOOK = b'<Autodiscover><Request><EMailAddress>ann@example.com</EMailAddress></Request></Autodiscover>'
HTTPS_URL = b'https://autodiscover.example.com/autodiscover/autodiscover.xml'


class TlsProxy(WebServer):
    """nginx on two ports, one with TLS, each of which forwards everything to the port `origin`."""

    KEEPS_HOST = '''proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-Proto $scheme;'''
    # Apache's mod_proxy does this by default; Traefik and nginx-proxy set both.
    NAMES_HOST = '''proxy_set_header Host origin.internal;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Host "$http_x_forwarded_host, $host";
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'''

    def __init__(self, case, name, origin, headers):
        self.case = case
        self.folder = case.folder / name
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.http, self.https = free_port(), free_port()
        self.error_log = self.folder / 'error.log'
        make_certificate(self.folder)
        temporary = '\n'.join(f'{kind}_temp_path {self.folder}/{kind};' for kind in
                              ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
        main = case.write(f'{name}/nginx.conf', f'''
            {'user root;' if IS_ROOT else ''}
            worker_processes 1;
            pid {self.folder}/nginx.pid;
            error_log {self.error_log};
            events {{ worker_connections 64; }}
            http {{
                {temporary}
                access_log off;
                server {{
                    listen 127.0.0.1:{self.http};
                    listen 127.0.0.1:{self.https} ssl;
                    ssl_certificate {self.folder}/cert.pem;
                    ssl_certificate_key {self.folder}/key.pem;
                    location / {{
                        proxy_pass http://127.0.0.1:{origin};
                        {headers}
                    }}
                }}
            }}''')
        self.process = case.start(['nginx', '-p', self.folder, '-c', main, '-e', self.error_log,
                                   '-g', 'daemon off;'], f'{name}.log')
        self.wait_until_ready()


class Proxied:
    """The proxy connects from 127.0.0.1 to the origin's port without TLS."""

    trusted = 'trusted-proxy 127.0.0.0/8\n'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        golden = golden_configuration()
        path = cls.start_on_socket(cls.write('served.conf', cls.trusted + golden))
        cls.origin = cls.web_server(cls, path)
        cls.proxies = {name: TlsProxy(cls, name, cls.origin.http, headers) for name, headers in
                       (('keeps', TlsProxy.KEEPS_HOST), ('names', TlsProxy.NAMES_HOST))}

    def ask(self, proxy, method, url, headers=(), body=b''):
        if body:
            headers = [*headers, b'Content-Length: %d' % len(body)]
        return self.proxies[proxy].ask(method, url, headers, body)


class Trusted(Proxied):
    def test_what_the_client_used_decides(self):
        host = b'://autodiscover.example.com'
        for proxy in self.proxies:
            with self.subTest(proxy):
                answer = self.ask(proxy, b'GET', b'https' + host + POX)
                self.assertEqual(answer.status, 200)
                self.assertIn(b'<Action>settings</Action>', answer.body)
                answer = self.ask(proxy, b'GET', b'http' + host + POX)
                self.assertEqual((answer.status, answer.headers.get('location')),
                                 (302, HTTPS_URL.decode()))
                for scheme in (b'http', b'https'):
                    answer = self.ask(proxy, b'POST', scheme + host + POX, (), OUTLOOK)
                    self.assertIn(b'<LoginName>ann@example.com<', answer.body)
                    answer = self.ask(proxy, b'GET', scheme + host + JSON)
                    self.assertIn(b'"' + HTTPS_URL + b'"', answer.body)
                    answer = self.ask(proxy, b'GET', scheme + b'://autoconfig.example.com'
                                      b'/mail/config-v1.1.xml')
                    self.assertIn(b'<emailProvider id="example.com">', answer.body)

    def test_people_are_redirected_to_https_once(self):
        for proxy in self.proxies:
            with self.subTest(proxy):
                answer = self.ask(proxy, b'GET', b'http://autoconfig.example.com/?lang=de')
                self.assertEqual((answer.status, answer.headers['location']),
                                 (302, 'https://autoconfig.example.com/'))
                answer = self.ask(proxy, b'GET', b'https://autoconfig.example.com/')
                self.assertEqual(answer.status, 200)
                self.assertIn(b'<form ', answer.body)

    def test_a_client_cannot_say_what_the_proxy_says(self):
        url = b'://autodiscover.example.com' + POX
        for proxy in self.proxies:
            for scheme, status in ((b'http', 302), (b'https', 200)):
                for header in (b'X-Forwarded-Proto: http', b'X-Forwarded-Proto: https',
                               b'X-Forwarded-Host: customer.example'):
                    with self.subTest(proxy=proxy, scheme=scheme, header=header):
                        answer = self.ask(proxy, b'GET', scheme + url, [header])
                        self.assertEqual(answer.status, status)
                        if status == 302:
                            self.assertEqual(answer.headers['location'], HTTPS_URL.decode())

    def test_a_client_cannot_say_another_host_where_a_pattern_covers_its_own(self):
        host = 'autodiscover.customer.hosted.example'
        for proxy in self.proxies:
            with self.subTest(proxy):
                answer = self.ask(proxy, b'GET', b'http://' + host.encode() + POX,
                                  [b'X-Forwarded-Host: autodiscover.example.com'])
                self.assertEqual((answer.status, answer.headers['location']),
                                 (302, f'https://{host}/autodiscover/autodiscover.xml'))

    def test_the_log_contains_no_address_of_a_peer(self):
        self.ask('keeps', b'GET', b'http://autodiscover.example.com' + POX)
        self.assertNotIn('127.0.0.1', self.fingerpostd.log())


class Untrusted(Proxied):
    """A proxy or client that the configuration does not name is not trusted."""

    trusted = 'trusted-proxy 127.0.0.2\ntrusted-proxy ::1\ntrusted-proxy unix\n'

    def test_headers_change_nothing(self):
        url = b'://autodiscover.example.com' + POX
        answer = self.ask('keeps', b'GET', b'https' + url)
        self.assertEqual((answer.status, answer.headers['location']), (302, HTTPS_URL.decode()))
        answer = self.ask('names', b'GET', b'https://autoconfig.example.com/mail/config-v1.1.xml')
        self.assertEqual(answer.status, 404)
        for scheme, claimed, status in ((b'http', b'https', 302), (b'https', b'http', 200)):
            for more in ([], [b'X-Forwarded-For: 127.0.0.2'], [b'X-Real-IP: ::1'],
                         [b'Forwarded: for=unix:;proto=' + claimed], [b'Remote-Addr: 127.0.0.2'],
                         [b'Remote_Addr: 127.0.0.2']):
                answer = self.origin.ask(b'GET', scheme + url, [
                    b'X-Forwarded-Proto: ' + claimed, b'X-Forwarded-Host: nowhere.example', *more])
                self.assertEqual(answer.status, status, more)


class RealIp:
    """A module replaces the peer's address with the one in X-Forwarded-For, which the origin's
    administrator may want in the access log."""

    def test_the_peer_is_the_connected_machine(self):
        url = b'autodiscover.example.com' + POX
        self.assertEqual(self.ask('names', b'GET', b'https://' + url,
                                  [b'X-Forwarded-For: 203.0.113.9']).status, 200)
        self.assertEqual(self.ask('names', b'GET', b'http://' + url).status, 302)


class RealIpUntrusted:
    """A client uses such a module to pretend to be the trusted proxy."""

    trusted = 'trusted-proxy 203.0.113.9\n'

    def test_a_client_cannot_forge_the_peer(self):
        answer = self.origin.ask(b'GET', b'http://autodiscover.example.com' + POX, [
            b'X-Forwarded-Proto: https', b'X-Forwarded-For: 203.0.113.9'])
        self.assertEqual(answer.status, 302)


class OriginNginx:
    web_server = Nginx


class OriginApache:
    web_server = Apache


class OriginNginxRealIp:
    @staticmethod
    def web_server(case, path):
        return Nginx(case, path, http='set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;'
                     'real_ip_recursive on;')


class OriginApacheRemoteIp:
    @staticmethod
    def web_server(case, path):
        return Apache(case, path, 'RemoteIPHeader X-Forwarded-For\n'
                      'RemoteIPInternalProxy 127.0.0.1')


class NginxTrusted(OriginNginx, Trusted, Case):
    pass


class ApacheTrusted(OriginApache, Trusted, Case):
    pass


class NginxUntrusted(OriginNginx, Untrusted, Case):
    pass


class ApacheUntrusted(OriginApache, Untrusted, Case):
    pass


class NginxRealIp(OriginNginxRealIp, RealIp, Proxied, Case):
    pass


class ApacheRemoteIp(OriginApacheRemoteIp, RealIp, Proxied, Case):
    pass


class NginxRealIpUntrusted(OriginNginxRealIp, RealIpUntrusted, Proxied, Case):
    pass


class ApacheRemoteIpUntrusted(OriginApacheRemoteIp, RealIpUntrusted, Proxied, Case):
    pass


if __name__ == '__main__':
    unittest.main()
