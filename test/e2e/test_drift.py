"""`fingerpost check --server` on hosts with the real Postfix and Dovecot: it prints nothing as long
as the configuration is that of `fingerpost init`, and otherwise reports what has changed."""
import json
import re

from harness import wait_until
from test_init import CONFIG, WORLDS, Hosts
from world import FINGERPOST, needs_root, needs_tool


class Drifting(Hosts):
    def set_up(self, world):
        """Returns a host with init's configuration in place."""
        host = self.running(world)
        done = host.run(FINGERPOST, 'init', '--write')
        self.assertEqual(0, done.returncode, done.stderr)
        return host

    def drift(self, host, status=1):
        """Returns the lines that report a difference."""
        done = host.run(FINGERPOST, 'check', '--server', '--strict')
        self.assertEqual(done.returncode, status, done.stdout + done.stderr + host.logs())
        return re.findall('^mail server: warning: (.*)$', done.stdout, re.MULTILINE)

    @staticmethod
    def change(host, name, before, after):
        text = host.read(name)
        assert before in text, text
        host.write(name, text.replace(before, after))


@needs_root
@needs_tool
class NothingChanged(Drifting):
    pass


for each in WORLDS:
    def test(self, world=each.name):
        host = self.set_up(world)
        done = host.run(FINGERPOST, 'check', '--server', '--json')
        self.assertEqual([], json.loads(done.stdout)['server'], done.stderr)
    setattr(NothingChanged, f'test_{each.name}', test)


@needs_root
@needs_tool
class Changes(Drifting):
    def test_of_postfix(self):
        host = self.set_up('starttls_only')
        main = '/etc/postfix/main.cf'
        self.change(host, main, 'virtual_mailbox_domains = example.com',
                    'virtual_mailbox_domains = example.net')
        self.assertEqual([
            'example.net has mailboxes (postconf: virtual_mailbox_domains), but no provider serves it '
            '-> add `domain example.net`',
            'provider example: the mail server accepts no mail for example.com (postconf) -> remove the '
            'domain, or add it to the mail server again'], self.drift(host))
        self.change(host, main, 'virtual_mailbox_domains = example.net',
                    'virtual_mailbox_domains = example.net\nrelay_domains = example.com')
        self.assertEqual(1, len(self.drift(host)))
        # A source that fails gives one warning and nothing else.
        host.path(main).unlink()
        said = self.drift(host)
        self.assertEqual(1, len(said), said)
        self.assertIn('main.cf: No such file or directory', said[0])

    def test_a_service_that_was_turned_off(self):
        host = self.set_up('two_submissions')
        host.must('postconf', '-M#', 'submission/inet')
        host.must('postfix', 'reload')
        wait_until(lambda: 587 not in host.ports(), 'the port', 10)
        self.assertEqual(['provider example: smtp mail.example.com:587 starttls: the mail server has no '
                          'SMTP on port 587 -> enable SMTP there, or remove the line'],
                         self.drift(host))

    def test_of_dovecot(self):
        host = self.set_up('starttls_only')
        file = '/etc/dovecot/dovecot.conf'
        self.change(host, file, 'auth_mechanisms = plain login', 'auth_mechanisms = cram-md5')
        host.must('doveadm', 'reload')
        # Running processes keep the mechanisms from their start.
        host.must('postfix', 'reload')
        said = self.drift(host)
        self.assertEqual(2, len(said), said)
        for server, line in zip(('imap mail.example.com:143', 'smtp mail.example.com:587'), said):
            self.assertIn(f'provider example: {server} starttls: the configuration has auth '
                          'password-cleartext, but the mail server offers CRAM-MD5 (', line)
        self.change(host, file, 'ssl = required', 'ssl = no')
        host.must('doveadm', 'reload')
        self.assertIn('the security of port 143 is none', self.drift(host)[0])

    def test_a_port_that_does_not_answer(self):
        host = self.set_up('starttls_only')
        host.must('doveadm', 'stop')
        self.assertEqual(['provider example: imap mail.example.com:143 starttls: nothing answers on port '
                          "143, although it is configured (doveconf: inet_listener imap) -> check the "
                          "mail server's log, or remove the line"], self.drift(host))

    def test_no_mail_server(self):
        host = self.host_of('starttls_only')
        done = host.run(*host.without('postconf', 'doveconf'), FINGERPOST, 'check', '--server')
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('mail server: warning: no mail server found on this machine -> run this on the '
                      'mail server\n', done.stdout)
