"""A login-map of type dovecot: fingerpostd and the real Dovecot."""
import time

import fastcgi
from databases import Dovecot
from harness import Case, accepts, wait_until

USERS = '''ann@example.com:{PLAIN}x::::::
alias@example.com:{PLAIN}x::::::userdb_user=ann@example.com
legacy@example.com:{PLAIN}x::::::userdb_user=web1p3
'''
# Dovecot does not accept all of these in user names (auth_username_chars).
STRANGE = ('o%27neil', 'a%2525b', 'a%2Ab', 'a%20b', 'a%22b%22', 'a%5Cb', 'a%C3%A4b', 'x' * 64)
# In seconds, and some more: when Dovecot needs long to start, fingerpostd's next try can be this far away.
LONGEST_PAUSE = 40


class DovecotMap(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dovecot = Dovecot.of(cls, USERS)

    def setUp(self):
        self.dovecot.resume()
        if self.dovecot.process.has_ended():
            self.dovecot.start()
        self.start_with(self.dovecot.auth_userdb)

    def start_with(self, socket):
        number = len(list(self.folder.iterdir()))
        self.address = str(self.path(f'fingerpost{number}.sock'))
        # All processes started here write to one log.
        log = self.path('fingerpostd.log')
        self.log_begin = log.stat().st_size if log.exists() else 0
        self.daemon = self.start_fingerpostd(self.write(f'fingerpost{number}.conf', f'''
listen {self.address}
provider example
{{
    domain    example.com
    login     %EMAILLOCALPART%
    login-map dovecot:{socket}
    imap      imap.example.com
    smtp      smtp.example.com
}}
'''))

    def login(self, name):
        answer = fastcgi.ask(self.address, url='https://autoconfig.example.com/mail/config-v1.1.xml'
                             f'?emailaddress={name}%40example.com')
        self.assertEqual(answer.status, 200, name)
        return answer.body.partition(b'<username>')[2].partition(b'</username>')[0].decode()

    def log(self):
        return self.path('fingerpostd.log').read_text()[self.log_begin:]

    def wait_for_line(self, text):
        """Waits for a line: it is written at the end of the round that answers."""
        wait_until(lambda: f'{text}\n' in self.log(), text, 10, self.log)

    def kill_dovecot(self):
        """Kills Dovecot: stop() leaves the auth process running for its open connections."""
        self.dovecot.kill()
        wait_until(lambda: not accepts(str(self.dovecot.auth_userdb)), 'the end of Dovecot')

    def test_logins(self):
        for _ in range(2):
            self.assertEqual(self.login('ann'), 'ann@example.com')
            self.assertEqual(self.login('alias'), 'ann@example.com')
            self.assertEqual(self.login('legacy'), 'web1p3')
            self.assertEqual(self.login('nobody'), '%EMAILLOCALPART%')
        self.assertNotIn(' map ', self.log())

    def test_strange_addresses_do_not_make_the_map_fail(self):
        for name in STRANGE:
            self.login(name)
        self.assertEqual(self.login('legacy'), 'web1p3')
        self.assertNotIn('fails', self.log())

    def test_dovecot_restarts(self):
        self.assertEqual(self.login('legacy'), 'web1p3')
        self.kill_dovecot()
        self.dovecot.start()
        self.assertEqual(self.login('alias'), 'ann@example.com')
        self.assertNotIn('fails', self.log())

    def test_dovecot_is_gone(self):
        self.assertEqual(self.login('legacy'), 'web1p3')
        self.kill_dovecot()
        self.assertEqual(self.login('alias'), '%EMAILLOCALPART%')
        self.assertEqual(self.login('legacy'), 'web1p3')
        socket = self.dovecot.auth_userdb
        self.wait_for_line(f'map dovecot:{socket} fails: cannot connect to {socket}: '
                           'Connection refused')
        self.dovecot.start()
        wait_until(lambda: self.login('alias') == 'ann@example.com', 'the map', LONGEST_PAUSE)
        self.wait_for_line(f'map dovecot:{socket} works again')

    def test_dovecot_hangs(self):
        self.assertEqual(self.login('legacy'), 'web1p3')
        self.dovecot.pause()
        begin = time.monotonic()
        self.assertEqual(self.login('alias'), '%EMAILLOCALPART%')
        self.assertTrue(2 <= time.monotonic() - begin < 3)
        self.assertEqual(self.login('legacy'), 'web1p3')
        self.assertEqual(self.login('nobody'), '%EMAILLOCALPART%')
        self.assertLess(time.monotonic() - begin, 4)
        self.wait_for_line(f'map dovecot:{self.dovecot.auth_userdb} fails: no answer within 2 s')
        self.dovecot.resume()
        wait_until(lambda: self.login('alias') == 'ann@example.com', 'the map', LONGEST_PAUSE)

    def test_the_socket_is_another_one(self):
        socket = self.dovecot.folder / 'run/login/login'
        self.start_with(socket)
        self.assertEqual(self.login('ann'), '%EMAILLOCALPART%')
        self.wait_for_line(f"map dovecot:{socket} fails: {socket}: this is Dovecot's socket for "
                           'logins, not auth-userdb')
