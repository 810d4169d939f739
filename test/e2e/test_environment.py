"""Environment variables as the configuration, as in a container."""
import json
import signal
import subprocess
import unittest

import fastcgi
import no_configuration
from harness import CONFINED, FINGERPOSTD, Case, NotifySocket, free_port, make_certificate
from world import FINGERPOST

SIX_LINES = {'FINGERPOST_DOMAINS': 'example.com, example.net',
             'FINGERPOST_IMAP': 'mail.example.com { port 143  security starttls }',
             'FINGERPOST_SMTP': 'mail.example.com',
             'FINGERPOST_NAME': 'Example { Mail }'}


class Environment(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hiding = no_configuration.hiding(no_configuration.default_configuration(FINGERPOSTD))

    def run_program(self, *arguments, **variables):
        return subprocess.run([*self.hiding, *arguments], capture_output=True, text=True, timeout=20,
                              stdin=subprocess.DEVNULL, cwd=self.folder,
                              env=no_configuration.environment(variables))

    def start_with(self, **variables):
        notify = NotifySocket(self.path('notify'))
        self.addCleanup(notify.close)
        process = self.start([*self.hiding, *CONFINED, FINGERPOSTD], 'fingerpostd.log',
                             env=no_configuration.environment(
                                 {**variables, 'NOTIFY_SOCKET': notify.path}),
                             stdin=subprocess.DEVNULL, cwd=self.folder)
        self.addCleanup(process.stop)
        notify.wait_for('READY=1')
        process.notify = notify
        return process

    def test_it_serves_what_variables_say_and_reloads_what_they_name(self):
        port = free_port()
        make_certificate(self.folder)
        self.write('domains', 'first.example\n')
        process = self.start_with(
            **SIX_LINES, FINGERPOST_LISTEN=f'127.0.0.1:{port}',
            FINGERPOST_DOMAINS_FILE=str(self.path('domains')),
            FINGERPOST_SIGN=f'{{ certificate {self.path("cert.pem")}  key {self.path("key.pem")} }}')
        address = '127.0.0.1', port

        def statuses():
            return [fastcgi.ask(address, url=f'https://autoconfig.{domain}/mail/config-v1.1.xml').status
                    for domain in ('first.example', 'second.example')]

        answer = fastcgi.ask(address)
        self.assertEqual(answer.status, 200)
        for part in (b'<displayName>Example { Mail }</displayName>', b'<port>143</port>'):
            self.assertIn(part, answer.body)
        self.assertEqual(statuses(), [200, 404])
        profile = fastcgi.ask(
            address, url='https://autoconfig.example.com/email.mobileconfig?email=ann@example.com')
        self.assertEqual(profile.status, 200)
        self.assertFalse(profile.body.startswith(b'<?xml'))

        status = self.run_program(FINGERPOSTD, '--status',
                                  FINGERPOST_LISTEN=f'127.0.0.1:{port}')
        self.assertEqual(status.returncode, 0, status.stderr)
        self.assertIn('"version"', status.stdout)

        self.write('domains', 'second.example\n')
        process.process.send_signal(signal.SIGHUP)
        process.notify.wait_for('READY=1')
        self.assertEqual(statuses(), [404, 200])
        self.write('domains', 'not a domain\n')
        process.process.send_signal(signal.SIGHUP)
        process.notify.wait_for('READY=1')
        self.assertEqual(statuses(), [404, 200])
        self.assertIn('environment: not reloaded, the old configuration stays', process.log())
        process.stop()
        self.assertEqual(process.process.returncode, 0)

    def test_a_file_that_was_named_is_the_configuration(self):
        port = free_port()
        config = self.write('named.conf', 'provider a { domain a.example  imap mail.a.example  '
                                          'smtp mail.a.example }\n')
        run = self.run_program(FINGERPOSTD, '--check', '-c', config, **SIX_LINES,
                               FINGERPOST_LISTEN=f'127.0.0.1:{port}')
        self.assertEqual(run.returncode, 0)
        self.assertEqual(run.stdout, f'{config}: valid, providers: 1, domains: 1\n')
        self.assertIn(f'{config}: warning: FINGERPOST_DOMAINS, FINGERPOST_IMAP, FINGERPOST_NAME '
                      'and 1 more: ignored', run.stderr)
        missing = self.run_program(FINGERPOSTD, '--check', '-c', self.path('none'), **SIX_LINES)
        self.assertEqual(missing.returncode, 78)

    def test_without_a_socket_it_says_what_to_set(self):
        run = self.run_program(FINGERPOSTD, **SIX_LINES)
        self.assertEqual(run.returncode, 78)
        self.assertIn('environment: no socket from systemd, none on descriptor 0 (spawn-fcgi), and '
                      'no FINGERPOST_LISTEN\n', run.stderr)

    def test_without_anything_it_says_both_ways(self):
        run = self.run_program(FINGERPOSTD)
        self.assertEqual(run.returncode, 78)
        self.assertRegex(run.stderr, r'\.conf: does not exist; create it, or set FINGERPOST_DOMAINS, ')

    def test_the_tool_reads_them_too(self):
        checked = self.run_program(FINGERPOST, 'check', '--json', **SIX_LINES)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        found = json.loads(checked.stdout)
        self.assertEqual(found['file'], 'environment')
        self.assertEqual([provider['domains'] for provider in found['providers']], [2])
        shown = self.run_program(FINGERPOST, 'show', 'ann@example.net', **SIX_LINES)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn('mail.example.com', shown.stdout)
        nobody = self.run_program(FINGERPOST, 'show', 'ann@example.org', **SIX_LINES)
        self.assertEqual(nobody.stderr,
                         'fingerpost: no provider in environment serves example.org\n')


if __name__ == '__main__':
    unittest.main()
