"""The lookup of KDE's account wizard, which is a program of its own and logs what it finds."""
import re

from providers import CONFIG, ZONES, autoconfig, expect_requests
from stage import ClientCase

SERVER = re.compile(r'hostname: "(.*)" - port: (.*) - encryption: "(.*)" - username: "(.*)"'
                    r' - authentication: "(.*)"')
# Writes to a file, because its HTTP processes outlive it and would keep a pipe open. Needs a time limit,
# because it repeats request W forever if that fails.
LOOK_UP = """
timeout 20 dbus-run-session -- ispdb --email "$1" > "$HOME/log" 2>&1
result=$?
cat "$HOME/log"
exit $result
"""


class Tests:
    config, zones = CONFIG, ZONES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # It asks nothing without a network interface, so it gets one that leads nowhere.
        for words in ('add up0 type veth peer name up1', 'set up0 up', 'set up1 up'):
            cls.stage.must('ip', 'link', *words.split())
        cls.stage.must('ip', 'address', 'add', '198.51.100.2/24', 'dev', 'up0')

    def look_up(self, address):
        """Returns host, port, encryption, login name and authentication of each server."""
        done = self.stage.client(
            'sh', '-c', LOOK_UP, 'sh', address, QT_QPA_PLATFORM='offscreen',
            QT_LOGGING_RULES='org.kde.pim.accountwizard=true')
        self.assertEqual(done.returncode, 0, done.stdout)
        return SERVER.findall(done.stdout)

    def test_account(self):
        self.assertEqual(self.look_up('ann@example.com'), [
            ('imap.provider.example', '993', 'SSL', 'ann@example.com', 'plain'),
            ('smtp.provider.example', '465', 'SSL', 'ann@example.com', 'plain')])
        expect_requests(self.stage, 'example.com', [('GET', autoconfig('example.com'), 200)])

    def test_starttls_and_local_part(self):
        # Its word for STARTTLS is TLS.
        self.assertEqual(self.look_up('ann@other.example'), [
            ('imap.other-provider.example', '143', 'TLS', 'ann', 'plain'),
            ('smtp.other-provider.example', '587', 'TLS', 'ann', 'plain')])

    def test_takes_all_servers(self):
        self.assertEqual([host for host, *_ in self.look_up('ann@several.example')], [
            'imap1.provider.example', 'imap2.provider.example', 'pop.provider.example',
            'smtp1.provider.example', 'smtp2.provider.example'])

    def test_domain_with_letters_beyond_ascii(self):
        self.assertEqual([host for host, *_ in self.look_up('ann@xn--bcher-kva.example')], [
            'imap.provider.example', 'smtp.provider.example'])


class KMailBehindNginx(Tests, ClientCase):
    web = 'nginx'


class KMailBehindApache(Tests, ClientCase):
    web = 'apache'
