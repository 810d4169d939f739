"""The QR codes of the page for people, drawn by librsvg and read by zbar: Thunderbird's, whose text
must follow the rules of its format, and the one with the URL of Apple's profile."""
import plistlib
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as ET

import fastcgi
from harness import SOURCE, Case

if SOURCE:
    sys.path.append(str(SOURCE / 'test'))
from thunderbird_code import Account, Identity, Outgoing, Server, check

SVG = '{http://www.w3.org/2000/svg}svg'
LINK = '{http://www.w3.org/1999/xhtml}a'
# The most bytes of a code, and of the versions and levels just below.
LENGTHS = (152, 153, 192, 193, 213, 214, 230, 231, 270, 271)

CONFIG = '''
provider small
{
    domain example.com
    imap   imap.example.com
    smtp   smtp.example.com
}
provider idn
{
    domain b\u00fccher.example
    imap   mail.%EMAILDOMAIN% { security starttls }
    smtp   mail.%EMAILDOMAIN% { security starttls }
}
provider pop
{
    domain pop.example
    pop3   pop.example.net
    imap   imap.example.net
    smtp   smtp.example.net { auth client-ip-address }
}
provider token
{
    domain token.example
    imap   imap.example.net { auth oauth2  auth password-cleartext }
    smtp   smtp.example.net { auth oauth2  auth password-encrypted }
    oauth2 { issuer https://id.token.example }
}
provider google
{
    domain google.example
    imap   imap.gmail.com { auth oauth2 }
    smtp   smtp.gmail.com { auth oauth2 }
    oauth2 { issuer https://accounts.google.com }
}
provider only-token
{
    domain only-token.example
    imap   imap.example.net { auth oauth2 }
    smtp   smtp.example.net { auth oauth2 }
    oauth2 { issuer https://id.token.example }
}
provider seven
{
    domain seven.example
    imap   1.example.net { auth gssapi }
    imap   2.example.net { security none }
    imap   3.example.net
    pop3   4.example.net
    smtp   5.example.net { auth ntlm }
    smtp   6.example.net { port 2525  security starttls }
    smtp   7.example.net
}
provider mapped
{
    domain    mapped.example
    imap      imap.example.net
    smtp      smtp.example.net { login %EMAILLOCALPART% }
    login-map texthash:logins.map
}
provider sized
{
    domain    sized.example
    imap      imap.example.net
    smtp      smtp.example.net { auth none }
    login-map texthash:sizes.map
}
'''
LOGINS = '''
ann@mapped.example     u1001
back@mapped.example    MAPPED\\back
quotes@mapped.example  "quoted"@mapped.example
umlaut@mapped.example  j\u00fcrgen
'''


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, timeout=20, check=True,
                          **options).stdout


def server(protocol, host, port, security, login, method='password-cleartext'):
    return Server(protocol, host, port, security, method, login)


def account(address, incoming, outgoing):
    return Account(address, incoming, [Outgoing(outgoing, [Identity(address, '')])])


class Codes(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.write('logins.map', LOGINS)
        cls.write('sizes.map', ''.join(f'n{n:03}@sized.example {"x" * n}\n' for n in range(1, 256)))
        cls.address = str(cls.path('fingerpost.sock'))
        cls.start_fingerpostd(cls.write('codes.conf', f'listen {cls.address}\n{CONFIG}'))

    def page(self, address, show='codes'):
        """Returns the page from the host of the address's domain."""
        domain = address.rpartition('@')[2].encode('idna').decode()
        form = urllib.parse.urlencode({'emailaddress': address, 'show': show}).encode()
        reply = fastcgi.ask(self.address, 'POST', f'https://autoconfig.{domain}/', form)
        self.assertEqual(reply.status, 200, reply.body)
        return ET.fromstring(reply.body)

    def read(self, svg, width, background):
        """Returns the text that zbar reads from a drawing of this size in pixels, on a background
        of this colour."""
        source, picture = self.write('code.svg', ET.tostring(svg, 'unicode')), self.path('code.png')
        run('rsvg-convert', '--width', width, '--background-color', background, '--output', picture,
            source)
        # Otherwise zbar guesses that some bytes are Big5.
        text = run('zbarimg', '--quiet', '--nodbus', '--raw', '-Sbinary', picture)
        return text.removesuffix(b'\n')

    def codes(self, address):
        """Returns the texts of Thunderbird's code and of the profile's; `None` if there is none."""
        found = {}
        for svg in self.page(address).iter(SVG):
            modules = int(svg.get('viewBox').split()[2])
            text = self.read(svg, modules * 4, '#fff')
            found['profile' if text.startswith(b'https:') else 'thunderbird'] = text
        return found.get('thunderbird'), found.get('profile')

    def set_up(self, address):
        """Returns the account that Thunderbird creates."""
        text = self.codes(address)[0]
        self.assertIsNotNone(text, address)
        accounts = check(text)
        self.assertEqual(len(accounts), 1)
        return accounts[0]

    def test_an_account(self):
        for address in ('ann@example.com', 'Ann.B+news@example.com', "o'neil/x=y&z@example.com"):
            with self.subTest(address):
                self.assertEqual(self.set_up(address), account(
                    address, server('imap', 'imap.example.com', 993, 'tls', address),
                    server('smtp', 'smtp.example.com', 465, 'tls', address)))

    def test_an_internationalized_domain(self):
        address = 'ann@xn--bcher-kva.example'
        host = 'mail.xn--bcher-kva.example'
        self.assertEqual(self.set_up('ann@B\u00fccher.example'), account(
            address, server('imap', host, 143, 'starttls', address),
            server('smtp', host, 587, 'starttls', address)))

    def test_pop3_first_and_a_server_without_login(self):
        self.assertEqual(self.set_up('ann@pop.example'), account(
            'ann@pop.example', server('pop3', 'pop.example.net', 995, 'tls', 'ann@pop.example'),
            server('smtp', 'smtp.example.net', 465, 'tls', '', 'none')))

    def test_a_password_if_the_app_has_no_oauth2(self):
        address = 'ann@token.example'
        self.assertEqual(self.set_up(address), account(
            address, server('imap', 'imap.example.net', 993, 'tls', address),
            server('smtp', 'smtp.example.net', 465, 'tls', address, 'password-encrypted')))

    def test_oauth2_where_the_app_has_it(self):
        address = 'ann@google.example'
        self.assertEqual(self.set_up(address), account(
            address, server('imap', 'imap.gmail.com', 993, 'tls', address, 'oauth2'),
            server('smtp', 'smtp.gmail.com', 465, 'tls', address, 'oauth2')))

    def test_no_code_where_the_app_cannot_sign_in(self):
        self.assertEqual(self.codes('ann@only-token.example'), (None, None))

    def test_no_thunderbird_code_for_an_address_that_it_does_not_take(self):
        for address in ('j\u00fcrgen@example.com', '"ann"@example.com', 'a..b@example.com'):
            with self.subTest(address):
                thunderbird, profile = self.codes(address)
                self.assertIsNone(thunderbird)
                self.assert_is_profile(profile, address)

    def test_the_first_encrypted_one_of_seven_servers(self):
        address = 'ann@seven.example'
        self.assertEqual(self.set_up(address), account(
            address, server('imap', '3.example.net', 993, 'tls', address),
            server('smtp', '6.example.net', 2525, 'starttls', address)))

    def test_the_login_that_was_looked_up(self):
        for name, login in (('ann', 'u1001'), ('ann+tag', 'u1001'), ('back', 'MAPPED\\back'),
                            ('quotes', '"quoted"@mapped.example'), ('umlaut', 'j\u00fcrgen'),
                            ('nobody', 'nobody@mapped.example')):
            with self.subTest(name):
                address = f'{name}@mapped.example'
                self.assertEqual(self.set_up(address), account(
                    address, server('imap', 'imap.example.net', 993, 'tls', login),
                    server('smtp', 'smtp.example.net', 465, 'tls', name)))

    def test_codes_of_every_size_until_the_largest(self):
        def code_with_login(length):
            return self.codes(f'n{length:03}@sized.example')[0]
        rest = len(code_with_login(100)) - 100
        for length in LENGTHS:
            with self.subTest(length):
                text = code_with_login(length - rest)
                self.assertEqual(len(text), length)
                self.assertEqual(check(text)[0].incoming.login, 'x' * (length - rest))
        self.assertIsNone(code_with_login(272 - rest))

    def assert_is_profile(self, url, address):
        """Checks that the URL is the one that the settings page links to, on the requested host."""
        host, _, path = url.decode().removeprefix('https://').partition('/')
        self.assertEqual(host, 'autoconfig.' + address.rpartition('@')[2])
        links = [link.get('href') for link in self.page(address, 'steps').iter(LINK)]
        self.assertIn(f'/{path}', links)
        reply = fastcgi.ask(self.address, url=url.decode())
        self.assertEqual(reply.headers['Content-Type'], 'application/x-apple-aspen-config')
        self.assertEqual(plistlib.loads(reply.body)['PayloadContent'][0]['EmailAddress'], address)

    def test_the_profile_of_the_address(self):
        for address in ('ann@example.com', 'Ann.B+news@example.com', 'a&b%c#d?e@example.com',
                        'ann@pop.example', 'ann@mapped.example', 'ann@seven.example'):
            with self.subTest(address):
                self.assert_is_profile(self.codes(address)[1], address)

    def test_a_code_is_read_on_dark_pages_and_in_any_size(self):
        for svg in self.page('firstname.surname@example.com').iter(SVG):
            texts = {self.read(svg, width, background) for width in (150, 333, 1200)
                     for background in ('#000', '#fff', '#777')}
            self.assertEqual(len(texts), 1)
            self.assertNotIn(b'', texts)

    def test_a_code_has_a_name_for_screen_readers(self):
        page = self.page('ann@example.com')
        names = {element.get('id'): ''.join(element.itertext()) for element in page.iter()}
        labels = [names[svg.get('aria-labelledby')] for svg in page.iter(SVG)]
        self.assertEqual(len(set(labels)), 2)
        self.assertNotIn('', labels)
