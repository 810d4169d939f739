"""A real HAProxy, which speaks FastCGI itself."""
import concurrent.futures
import socket
import unittest

from golden import golden_configuration
from harness import Case, WebServer, accepts, free_port, wait_until

A_URL = b'http://autoconfig.example.com/mail/config-v1.1.xml'
POX = b'http://autodiscover.example.com/autodiscover/autodiscover.xml'
OUTLOOK = b'<Autodiscover><Request><EMailAddress>ann@example.com</EMailAddress></Request></Autodiscover>'


class HAProxy(WebServer):
    """HAProxy. `options` go in the section fcgi-app."""

    def __init__(self, case, socket_path, options, reuse='safe'):
        self.case = case
        self.folder = case.folder
        self.http = free_port()
        name = f'haproxy-{self.http}'
        main = case.write(f'{name}.cfg', f'''
            global
                maxconn 200
            defaults
                mode http
                timeout connect 5s
                timeout client 20s
                timeout server 20s
            frontend front
                bind 127.0.0.1:{self.http}
                use_backend fingerpost
            backend fingerpost
                use-fcgi-app fingerpost
                http-reuse {reuse}
                server one unix@{socket_path} proto fcgi
            fcgi-app fingerpost
                docroot /var/empty
                {options}
''')
        self.process = case.start(['haproxy', '-db', '-f', main], f'{name}.log')
        wait_until(lambda: accepts(('127.0.0.1', self.http)) or self.process.has_ended(), 'HAProxy')
        if self.process.has_ended():
            raise AssertionError(self.process.log())


class WithHAProxy(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        golden = golden_configuration()
        cls.socket_path = cls.start_on_socket(cls.write('served.conf', golden))

    def check_answers(self, server):
        def ask(number):
            if number % 2:
                answer = server.ask(b'GET', A_URL)
                return answer.status, b'<emailProvider id="example.com">' in answer.body
            answer = server.ask(b'POST', POX, [b'Content-Length: %d' % len(OUTLOOK)], OUTLOOK)
            return answer.status, b'<LoginName>ann@example.com<' in answer.body
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            self.assertEqual(set(pool.map(ask, range(40))), {(200, True)})

    def test_get_values(self):
        for option in ('option get-values', 'no option get-values'):
            with self.subTest(option):
                self.check_answers(HAProxy(self, self.socket_path, option))

    def test_requests_do_not_interleave_where_values_are_asked(self):
        self.check_answers(HAProxy(self, self.socket_path, 'option get-values\n'
                                   '                option mpxs-conns\n'
                                   '                option max-reqs 10'))

    def test_requests_sent_before_the_answer_to_the_last(self):
        server = HAProxy(self, self.socket_path, 'option mpxs-conns\n'
                         '                option max-reqs 10', 'always')
        for _ in range(5):
            connections = [socket.create_connection(('127.0.0.1', server.http), timeout=20)
                           for _ in range(50)]
            for connection in connections:
                connection.sendall(b'GET /mail/config-v1.1.xml HTTP/1.1\r\n'
                                   b'Host: autoconfig.example.com\r\nConnection: close\r\n\r\n')
            for connection in connections:
                with connection:
                    self.assertIn(b' 200 ', connection.recv(65536)[:16])

    def test_connections_that_are_not_kept(self):
        self.check_answers(HAProxy(self, self.socket_path,
                                   'option get-values\n                no option keep-conn'))

    def test_the_scheme_is_that_of_the_port(self):
        server = HAProxy(self, self.socket_path, 'option get-values\n'
                         '                set-param SERVER_PORT 80')
        self.assertEqual(server.ask(b'GET', POX).status, 302)
        server = HAProxy(self, self.socket_path, 'set-param REQUEST_SCHEME https')
        self.assertEqual(server.ask(b'GET', POX).status, 200)


if __name__ == '__main__':
    unittest.main()
