"""Tests the stage itself: what a client finds there."""
from stage import ADDRESS, NAME, Asked, ClientCase, zone

URL = 'https://autoconfig.example.com/mail/config-v1.1.xml?emailaddress=ann%40example.com'
LOOK_UP = ('import socket, sys; print(sorted({found[4][0] for found in '
           'socket.getaddrinfo(sys.argv[1], 443)}))')


class Tests:
    config = """
provider example
{
    domain example.com
    domain bücher.example
    imap   mail.example.com
    smtp   mail.example.com
}
"""
    zones = (zone('example.com', '@', 'autoconfig', 'autodiscover', 'mail') +
             zone('xn--bcher-kva.example', 'autoconfig'))

    def test_answers_and_remembers_what_was_asked(self):
        done = self.stage.client('curl', '-sS', '-A', 'a client', URL)
        self.assertEqual(done.stderr, '')
        self.assertIn('<hostname>mail.example.com<', done.stdout)
        self.stage.client('curl', '-sS', '-A', '', '-d', '<x/>',
                          'http://autodiscover.example.com/autodiscover/autodiscover.xml')
        self.stage.client('curl', '-sS', 'https://example.com/other')
        self.stage.wait_for_answer('https://example.com/other', 404)
        first, second, _ = self.stage.asked()
        self.assertEqual(first, Asked('GET', URL, 200, 'a client'))
        self.assertEqual((second.method, second.url), (
            'POST', 'http://autodiscover.example.com/autodiscover/autodiscover.xml'))
        done = self.stage.client(
            'curl', '-sS', 'https://autoconfig.xn--bcher-kva.example/mail/config-v1.1.xml')
        self.assertIn('<domain>xn--bcher-kva.example<', done.stdout)

    def test_knows_the_names_of_the_test_and_no_others(self):
        for name, answer in ((NAME, [ADDRESS]), ('autoconfig.example.com', [ADDRESS]),
                             ('nobody.example.com', None), ('example.org', None)):
            done = self.stage.client('python3', '-c', LOOK_UP, name)
            self.assertEqual(done.stdout, f'{answer}\n' if answer else '', done.stderr)
            self.assertEqual('Name or service not known' in done.stderr, not answer, done.stderr)

    def test_has_no_other_network(self):
        done = self.stage.client('curl', '-sS', '--max-time', 5, 'http://198.51.100.1/')
        self.assertEqual(done.returncode, 7, done.stderr)

    def test_ends_a_client_that_does_not_end(self):
        done = self.stage.client('sh', '-c', 'echo begun; exec sleep 1000', seconds=1)
        self.assertEqual((done.stdout, done.returncode), ('begun\n', -9))

    def test_can_be_connected_from_outside(self):
        with self.stage.connect(80) as connection:
            connection.sendall(b'GET /fingerpost/metrics HTTP/1.0\r\nHost: localhost\r\n\r\n')
            self.assertIn(b'200 OK', connection.makefile('rb').readline())
        with self.assertRaises(OSError):
            self.stage.connect(9)


class BehindNginx(Tests, ClientCase):
    web = 'nginx'


class BehindApache(Tests, ClientCase):
    web = 'apache'
