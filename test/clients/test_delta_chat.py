"""Delta Chat's core, which the apps drive by JSON-RPC."""
from driver import DRIVERS
from npm import install_packages
from providers import CONFIG, ZONES, autoconfig, autodiscover, expect_requests, well_known
from stage import ClientCase

PROGRAM = 'node_modules/@deltachat/stdio-rpc-server-linux-x64/deltachat-rpc-server'


class Tests:
    config, zones = CONFIG, ZONES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = install_packages('test/clients/delta-chat') / PROGRAM

    def look_up(self, address):
        """Returns the servers that it tries, sorted, because it tries IMAP and SMTP at the same time."""
        done = self.stage.client('python3', DRIVERS / 'delta_chat.py', self.program, address)
        self.assertEqual(done.returncode, 0, done.stderr)
        return sorted(done.stdout.splitlines())

    def test_account(self):
        self.assertEqual(self.look_up('ann@example.com'), [
            'IMAP imap.provider.example 993 tls', 'SMTP smtp.provider.example 465 tls'])
        # It begins again because it cannot log in.
        url = autoconfig('example.com', '?emailaddress=ann%40example.com')
        expect_requests(self.stage, 'example.com', [('GET', url, 200)] * 2)

    def test_starttls(self):
        self.assertEqual(self.look_up('ann@other.example'), [
            'IMAP imap.other-provider.example 143 starttls',
            'SMTP smtp.other-provider.example 587 starttls'])

    def test_tries_all_servers(self):
        self.assertEqual(self.look_up('ann@several.example'), [
            'IMAP imap1.provider.example 993 tls', 'IMAP imap2.provider.example 993 tls',
            'SMTP smtp1.provider.example 465 tls', 'SMTP smtp2.provider.example 465 tls'])

    def test_follows_a_redirection_to_another_url(self):
        # It does not trust what Outlook's format says about encryption, and tries both.
        self.assertEqual(self.look_up('ann@elsewhere.example'), [
            f'{server} {security}' for server in (
                'IMAP imap.other-provider.example 143', 'SMTP smtp.other-provider.example 587')
            for security in ('starttls', 'tls')])
        self.stage.wait_for_answer(autodiscover('elsewhere.example'))
        self.stage.wait_for_answer(autodiscover('autodiscover.other.example'))

    def test_asks_everywhere_for_an_unserved_domain(self):
        # Then it guesses.
        self.assertIn('IMAP imap.unserved.example 993 tls', self.look_up('ann@unserved.example'))
        urls = [autoconfig('unserved.example', '?emailaddress=ann%40unserved.example'),
                well_known('unserved.example'), autodiscover('unserved.example'),
                autodiscover('autodiscover.unserved.example')]
        expect_requests(self.stage, 'unserved.example', [('GET', url, 404) for url in urls * 2])


class DeltaChatBehindNginx(Tests, ClientCase):
    web = 'nginx'


class DeltaChatBehindApache(Tests, ClientCase):
    web = 'apache'
