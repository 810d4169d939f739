"""The wizard of Claws Mail, driven by the keyboard. It asks only DNS, which has the records that
`fingerpost dns` prints."""
from driver import DRIVERS
from providers import CONFIG, ZONES, published_zones
from stage import ClientCase


IMAP = '1'
TLS, STARTTLS = '1', '2'
SETTINGS = ('protocol', 'user_id', 'receive_server', 'ssl_imap', 'set_imapport', 'smtp_server',
            'ssl_smtp', 'set_smtpport', 'smtp_port', 'use_smtp_auth')


class ClawsByDns(ClientCase):
    config, zones, web = CONFIG, ZONES, 'nginx'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage.put_zones(published_zones(cls))

    def look_up(self, address):
        """Returns the settings of the account that the wizard wrote."""
        done = self.stage.client(DRIVERS / 'claws.sh', address)
        self.assertEqual(done.returncode, 0, done.stderr)
        account = dict(line.split('=', 1) for line in done.stdout.splitlines() if '=' in line)
        return {name: account.get(name) for name in SETTINGS}

    def test_starttls(self):
        self.assertEqual(self.look_up('ann@other.example'), {
            'protocol': IMAP, 'user_id': 'ann@other.example',
            'receive_server': 'imap.other-provider.example', 'ssl_imap': STARTTLS,
            # Its default port, which is 143.
            'set_imapport': '0',
            'smtp_server': 'smtp.other-provider.example', 'ssl_smtp': STARTTLS,
            'set_smtpport': '1', 'smtp_port': '587', 'use_smtp_auth': '1'})

    def test_tls(self):
        account = self.look_up('ann@example.com')
        self.assertEqual((account['receive_server'], account['ssl_imap'], account['set_imapport']),
                         ('imap.provider.example', TLS, '0'))
        # It does not know _submissions, so it guesses.
        self.assertEqual(account['smtp_server'], 'smtp.example.com')
