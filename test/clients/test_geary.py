"""Geary's library, which asks without an address and ignores the login name."""
from driver import compile_driver, installed_file
from providers import CONFIG, ZONES, autoconfig, expect_requests
from stage import ClientCase

ISPDB_FAILED = 'nothing: Error resolving “autoconfig.thunderbird.net”: Name or service not known'


class Tests:
    config, zones = CONFIG, ZONES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = compile_driver(cls, 'geary', 'gio-2.0')
        cls.shared_object = installed_file('geary', r'/libgeary-client-[0-9.]*\.so')

    def look_up(self, address):
        done = self.stage.client(self.program, address, self.shared_object)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_account(self):
        self.assertEqual(self.look_up('ann@example.com'), [
            'imap imap.provider.example 993 tls', 'smtp smtp.provider.example 465 tls'])
        expect_requests(self.stage, 'example.com', [('GET', autoconfig('example.com'), 200)])

    def test_starttls(self):
        self.assertEqual(self.look_up('ann@other.example'), [
            'imap imap.other-provider.example 143 starttls',
            'smtp smtp.other-provider.example 587 starttls'])

    def test_takes_the_first_server_of_a_kind(self):
        self.assertEqual(self.look_up('ann@several.example'), [
            'imap imap1.provider.example 993 tls', 'smtp smtp1.provider.example 465 tls'])

    def test_asks_the_ispdb_about_an_unserved_domain(self):
        self.assertEqual(self.look_up('ann@unserved.example'), [ISPDB_FAILED])
        expect_requests(self.stage, 'unserved.example', [
            ('GET', autoconfig('unserved.example'), 404)])


class GearyBehindNginx(Tests, ClientCase):
    web = 'nginx'


class GearyBehindApache(Tests, ClientCase):
    web = 'apache'
