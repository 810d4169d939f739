"""Evolution: its library, and evolution-ews, which looks for an Exchange server."""
import hashlib

from driver import compile_driver, installed_file
from providers import CONFIG, ZONES, autoconfig, autodiscover, expect_requests, well_known
from stage import ClientCase

IMAP, SMTP = 'imap imap.provider.example 993', 'smtp smtp.provider.example 465'
TLS = 'ssl-on-alternate-port'
STARTTLS = 'starttls-on-standard-port'


def query(domain):
    """Returns its query for ann, which contains only a digest of the address."""
    digest = hashlib.md5(f'ann@{domain}'.encode()).hexdigest()
    return f'?emailaddress=EVOLUTIONUSER%40{domain}&emailmd5={digest}'


class Tests:
    config, zones = CONFIG, ZONES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = compile_driver(cls, 'evolution', 'evolution-mail-3.0')

    def look_up(self, address):
        done = self.stage.client('dbus-run-session', '--', self.program, address)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_account(self):
        # For IMAP, logging in with a password has no name.
        self.assertEqual(self.look_up('ann@example.com'), [
            f'{IMAP} {TLS} ann@example.com none', f'{SMTP} {TLS} ann@example.com LOGIN'])
        expect_requests(self.stage, 'autoconfig.example.com', [
            ('GET', autoconfig('example.com', query('example.com')), 200)])

    def test_starttls_and_local_part(self):
        self.assertEqual(self.look_up('ann@other.example'), [
            f'imap imap.other-provider.example 143 {STARTTLS} ann none',
            f'smtp smtp.other-provider.example 587 {STARTTLS} ann LOGIN'])

    def test_takes_the_last_server_of_a_kind(self):
        self.assertEqual([line.split()[:2] for line in self.look_up('ann@several.example')], [
            ['imap', 'imap2.provider.example'], ['pop3', 'pop.provider.example'],
            ['smtp', 'smtp2.provider.example']])

    def test_domain_with_letters_beyond_ascii(self):
        self.assertEqual(self.look_up('ann@xn--bcher-kva.example'), [
            f'{IMAP} {TLS} ann@xn--bcher-kva.example none',
            f'{SMTP} {TLS} ann@xn--bcher-kva.example LOGIN'])

    def test_unserved_domain(self):
        line, = self.look_up('ann@unserved.example')
        self.assertRegex(line, '^nothing: ')
        expect_requests(self.stage, 'unserved.example', [
            ('GET', url('unserved.example', scheme=scheme) + query('unserved.example'), 404)
            for url in (autoconfig, well_known) for scheme in ('https', 'http')])

    def test_finds_nothing_by_mx(self):
        # Up to 3.46 it uses the domain of the name server instead.
        line, = self.look_up('ann@hosted.example')
        self.assertRegex(line, '^nothing: ')
        self.assertEqual(self.stage.urls('hosted.example'), [])


class Exchange:
    def look_up_exchange(self, address):
        program = compile_driver(self, 'evolution_ews', 'libedataserver-1.2', 'camel-1.2')
        library = installed_file('evolution-ews', r'/libevolution-ews\.so')
        done = self.stage.client('dbus-run-session', '--', program, address, library)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn('CRITICAL', done.stderr)
        return done.stdout

    def test_finds_no_exchange_server(self):
        self.assertEqual(self.look_up_exchange('ann@example.com'),
                         'nothing: Failed to find <ASUrl> in autodiscover response\n')
        # It asks both at the same time.
        expect_requests(self.stage, 'example.com/autodiscover', [
            ('POST', autodiscover('autodiscover.example.com'), 200),
            ('POST', autodiscover('example.com'), 200)])

    def test_follows_a_redirection_to_another_address(self):
        self.assertRegex(self.look_up_exchange('ann@moved.example'), '^nothing: ')
        for domain in ('moved.example', 'other.example'):
            for host in (domain, f'autodiscover.{domain}'):
                self.stage.wait_for_answer(autodiscover(host))


class EvolutionBehindNginx(Tests, Exchange, ClientCase):
    web = 'nginx'


class EvolutionBehindApache(Tests, Exchange, ClientCase):
    web = 'apache'
