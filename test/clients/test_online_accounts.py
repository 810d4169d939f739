"""GNOME Online Accounts. Up to 3.46 it looks up accounts of Exchange and no others."""
from driver import compile_driver
from providers import CONFIG, ZONES, autodiscover, expect_requests
from stage import ClientCase


class Tests:
    config, zones = CONFIG, ZONES

    def test_finds_no_exchange_server(self):
        program = compile_driver(self, 'goa', 'goa-backend-1.0')
        done = self.stage.client('dbus-run-session', '--', program, 'ann@example.com')
        self.assertEqual((done.returncode, done.stdout), (
            0, 'nothing: Failed to find ASUrl and OABUrl in autodiscover response\n'), done.stderr)
        self.assertNotIn('CRITICAL', done.stderr)
        # It asks both at the same time.
        expect_requests(self.stage, 'example.com', [
            ('POST', autodiscover('autodiscover.example.com'), 200),
            ('POST', autodiscover('example.com'), 200)])


class OnlineAccountsBehindNginx(Tests, ClientCase):
    web = 'nginx'


class OnlineAccountsBehindApache(Tests, ClientCase):
    web = 'apache'
