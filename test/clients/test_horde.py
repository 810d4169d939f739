"""Horde's library, which asks DNS, then web servers over plain http."""
from driver import DRIVERS
from providers import CONFIG, ZONES, autoconfig, expect_requests, published_zones, well_known
from stage import ClientCase

URL = autoconfig('example.com', '?emailaddress=ann%40example.com', 'http')


class Horde:
    config, zones = CONFIG, ZONES

    def look_up(self, address):
        done = self.stage.client('php', DRIVERS / 'horde.php', address)
        self.assertEqual((done.returncode, done.stderr), (0, ''), done.stdout)
        return done.stdout.splitlines()


class Tests(Horde):
    def test_account(self):
        self.assertEqual(self.look_up('ann@example.com'), [
            'Driver_Thunderbird Server_Imap imap.provider.example 993 tls ann@example.com',
            'Driver_Thunderbird Server_Msa smtp.provider.example 465 tls ann@example.com'])
        # Once for each of the two.
        expect_requests(self.stage, 'example.com', [('GET', URL, 200)] * 2)

    def test_local_part_and_no_word_for_starttls(self):
        self.assertEqual(self.look_up('ann@other.example'), [
            'Driver_Thunderbird Server_Imap imap.other-provider.example 143 none ann',
            'Driver_Thunderbird Server_Msa smtp.other-provider.example 587 none ann'])

    def test_takes_all_servers(self):
        self.assertEqual([line.split()[2] for line in self.look_up('ann@several.example')], [
            'imap1.provider.example', 'imap2.provider.example', 'pop.provider.example',
            'smtp1.provider.example', 'smtp2.provider.example'])

    def test_unserved_domain(self):
        self.assertEqual(self.look_up('ann@unserved.example'), [])
        urls = [autoconfig('unserved.example', '?emailaddress=ann%40unserved.example', 'http'),
                well_known('unserved.example', 'http')]
        expect_requests(self.stage, 'unserved.example', [('GET', url, 404) for url in urls * 2])


class HordeBehindNginx(Tests, ClientCase):
    web = 'nginx'


class HordeBehindApache(Tests, ClientCase):
    web = 'apache'


class HordeByDns(Horde, ClientCase):
    """With the records that `fingerpost dns` prints."""
    web = 'nginx'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage.put_zones(published_zones(cls))

    def test_imap_with_tls(self):
        # It does not know _submissions, so it asks for these settings over HTTP.
        self.assertEqual(self.look_up('ann@example.com')[:1], [
            'Driver_Srv Server_Imap imap.provider.example 993 tls none'])

    def test_starttls(self):
        self.assertEqual(self.look_up('ann@other.example'), [
            'Driver_Srv Server_Imap imap.other-provider.example 143 none none',
            'Driver_Srv Server_Msa smtp.other-provider.example 587 none none'])

    def test_several_servers(self):
        # In the order of their priorities.
        self.assertEqual([line.split()[2] for line in self.look_up('ann@several.example')], [
            'imap1.provider.example', 'imap2.provider.example', 'pop.provider.example'])
