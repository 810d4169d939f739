"""exchangelib, a library for Exchange that parses Outlook's format strictly."""
import json

from driver import DRIVERS
from providers import CONFIG, ZONES, expect_requests
from stage import ClientCase

LOGIN = {'ssl': True, 'spa': False, 'auth_required': True}


class Tests:
    config, zones = CONFIG, ZONES

    def look_up(self, address):
        """Returns the servers that it read, and what it made of them."""
        # Debian's Python, because only this one sees Debian's packages.
        done = self.stage.client('/usr/bin/python3', DRIVERS / 'exchange.py', address,
                                 REQUESTS_CA_BUNDLE='/etc/ssl/certs/ca-certificates.crt')
        self.assertEqual(done.returncode, 0, done.stderr)
        *servers, outcome = done.stdout.splitlines()
        return [json.loads(line) for line in servers], outcome

    def test_reads_the_answer_and_finds_no_exchange_server(self):
        servers, outcome = self.look_up('ann@example.com')
        self.assertEqual(servers, [
            {'type': 'IMAP', 'server': 'imap.provider.example', 'port': 993,
             'login_name': 'ann@example.com', **LOGIN},
            {'type': 'SMTP', 'server': 'smtp.provider.example', 'port': 465,
             'login_name': 'ann@example.com', **LOGIN}])
        self.assertRegex(outcome, '^ValueError: No EWS URL found in any of the available protocols')
        expect_requests(self.stage, 'example.com', [
            ('POST', 'https://example.com/Autodiscover/Autodiscover.xml', 200)])

    def test_follows_a_redirection_to_another_address(self):
        servers, _ = self.look_up('ann@moved.example')
        self.assertEqual([(server['server'], server['login_name']) for server in servers], [
            ('imap.other-provider.example', 'ann'), ('smtp.other-provider.example', 'ann')])
        for domain in ('moved.example', 'other.example'):
            self.stage.wait_for_answer(f'https://{domain}/Autodiscover/Autodiscover.xml')

    def test_asks_everywhere_for_an_unserved_domain(self):
        servers, outcome = self.look_up('ann@unserved.example')
        self.assertEqual(servers, [])
        self.assertRegex(outcome, '^AutoDiscoverFailed: ')
        path = 'unserved.example/Autodiscover/Autodiscover.xml'
        expect_requests(self.stage, 'unserved.example', [
            ('POST', f'https://{path}', 404), ('POST', f'https://autodiscover.{path}', 404),
            ('GET', f'http://autodiscover.{path}', 404)])


class ExchangelibBehindNginx(Tests, ClientCase):
    web = 'nginx'


class ExchangelibBehindApache(Tests, ClientCase):
    web = 'apache'
