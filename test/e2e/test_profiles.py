"""Signed profiles, verified by the real openssl."""
import contextlib
import os
import plistlib
import signal
import statistics
import subprocess
import time

import fastcgi
from harness import FINGERPOSTD, SMALL, Case

URL = 'https://example.com/email.mobileconfig?email='


def openssl(*arguments, **options):
    return subprocess.run(['openssl', *map(str, arguments)], capture_output=True, timeout=20,
                          check=True, **options)


class SignedProfiles(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_certificates()
        cls.address = str(cls.path('fingerpost.sock'))
        cls.config = cls.write('fingerpost.conf', f'listen {cls.address}\n{SMALL}'
                               'sign { certificate cert.pem  key key.pem  chain chain.pem }\n')
        cls.daemon = cls.start_fingerpostd(cls.config)

    @classmethod
    def make_certificates(cls):
        """A root, an intermediate authority and a certificate for signing."""
        def make(name, subject, issuer, extensions):
            request = cls.path(f'{name}.csr')
            openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                    '-subj', f'/CN={subject}', '-keyout', cls.path(f'{name}.key'), '-out', request)
            file = cls.write(f'{name}.ext', extensions)
            by = (['-signkey', cls.path(f'{name}.key')] if issuer is None else
                  ['-CA', cls.path(f'{issuer}.pem'), '-CAkey', cls.path(f'{issuer}.key'),
                   '-CAcreateserial'])
            openssl('x509', '-req', '-in', request, '-days', 2, '-extfile', file,
                    '-out', cls.path(f'{name}.pem'), *by)
        authority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n'
        make('root', 'Root', None, authority)
        make('chain', 'Intermediate', 'root', authority)
        make('cert', 'example.com', 'chain', 'keyUsage=digitalSignature\n')
        os.rename(cls.path('cert.key'), cls.path('key.pem'))
        cls.path('key.pem').chmod(0o600)

    def verified(self, data):
        """Returns the content, if openssl trusts it knowing only the root."""
        return openssl('cms', '-verify', '-inform', 'DER', '-binary', '-CAfile',
                       self.path('root.pem'), '-purpose', 'any', input=data).stdout

    def test_a_signature_verifies(self):
        reply = fastcgi.ask(self.address, url=URL + 'ann@example.com')
        self.assertEqual(reply.headers['Content-Type'], 'application/x-apple-aspen-config')
        self.assertEqual(int(reply.headers['Content-Length']), len(reply.body))
        self.assertEqual(reply.headers['Cache-Control'], 'private, no-store')
        profile = plistlib.loads(self.verified(reply.body))
        self.assertEqual(profile['PayloadContent'][0]['EmailAddress'], 'ann@example.com')

    def test_only_a_listed_domain_gets_a_signature(self):
        """Anyone may request any address, and `domain *` lists no domain."""
        self.write('customers', 'filed.example\n')
        address = str(self.path('any.sock'))
        config = self.write('any.conf', f'listen {address}\n'
                            'provider all {\n domain own.example\n domain *.suffix.example\n'
                            ' domains-file customers\n domain *\n name All\n'
                            ' imap mail.own.example\n smtp mail.own.example\n}\n'
                            'sign { certificate cert.pem  key key.pem  chain chain.pem }\n')
        daemon = self.start_fingerpostd(config)
        for domain in ('own.example', 'a.suffix.example', 'FILED.example'):
            profile = plistlib.loads(self.verified(
                fastcgi.ask(address, url=f'{URL}ann@{domain}').body))
            self.assertEqual(profile['PayloadContent'][0]['EmailAddress'], f'ann@{domain.lower()}')
        for domain in ('bank.example', 'suffix.example'):
            profile = plistlib.loads(fastcgi.ask(address, url=f'{URL}ceo@{domain}').body)
            self.assertEqual(profile['PayloadContent'][0]['EmailAddress'], f'ceo@{domain}')
        self.assertIn('sign: profiles of domains that only "domain *" covers are not signed',
                      daemon.log())

    def test_a_changed_profile_does_not_verify(self):
        data = fastcgi.ask(self.address, url=URL + 'ann@example.com').body
        self.assertIn(b'ann@example.com', data)
        with self.assertRaises(subprocess.CalledProcessError):
            self.verified(data.replace(b'ann@example.com', b'eve@example.com'))

    def test_a_chain_that_begins_with_the_certificate(self):
        """As in certbot's fullchain.pem; naming a certificate twice does no harm."""
        whole = ''.join(self.path(name).read_text() for name in ('cert.pem', 'chain.pem', 'chain.pem'))
        self.write('fullchain.pem', whole)
        address = str(self.path('full.sock'))
        config = self.write('full.conf', f'listen {address}\n{SMALL}'
                            'sign { certificate fullchain.pem  key key.pem  chain fullchain.pem }\n')
        self.start_fingerpostd(config)
        self.verified(fastcgi.ask(address, url=URL + 'ann@example.com').body)

    def test_a_chain_that_is_cut_short(self):
        self.write('cut.pem', self.path('chain.pem').read_text() +
                   self.path('root.pem').read_text()[:200])
        config = self.write('cut.conf', SMALL +
                            'sign { certificate cert.pem  key key.pem  chain cut.pem }\n')
        run = subprocess.run([FINGERPOSTD, '--check', '-c', config],
                             capture_output=True, text=True, timeout=20, check=False)
        self.assertEqual(run.returncode, 78)
        self.assertIn(f'sign: {self.path("cut.pem")}: ', run.stderr)

    def test_a_key_that_everybody_can_read_is_warned_of(self):
        self.path('key.pem').chmod(0o644)
        self.daemon.signal(signal.SIGHUP)
        self.daemon.notify.wait_for('READY=1')
        self.path('key.pem').chmod(0o600)
        self.assertIn('sign: key: other users can read or change the key; restrict the permissions '
                      'of the file', self.daemon.log())

    def test_a_wrong_key_is_refused(self):
        config = self.write('wrong.conf', SMALL + 'sign { certificate cert.pem  key root.key }\n')
        run = subprocess.run([FINGERPOSTD, '--check', '-c', config],
                             capture_output=True, text=True, timeout=20, check=False)
        self.assertEqual(run.returncode, 78)
        self.assertIn(f'{config}:8: sign: {self.path("root.key")} is not the key of '
                      f'{self.path("cert.pem")}', run.stderr)


class Latency(Case):
    def test_plain_answers_do_not_wait_for_signatures(self):
        openssl('req', '-x509', '-newkey', 'rsa:4096', '-nodes', '-subj', '/CN=example.com',
                '-days', 2, '-keyout', self.path('slow.key'), '-out', self.path('slow.pem'))
        address = str(self.path('slow.sock'))
        daemon = self.start_fingerpostd(self.write(
            'slow.conf', f'listen {address}\nthreads 2\n{SMALL}'
            'sign { certificate slow.pem  key slow.key }\n'))
        profile = dict(url=URL + 'ann@example.com')

        def seconds(connection, **question):
            before = time.monotonic()
            self.assertEqual(200, connection.ask(**question).status)
            return time.monotonic() - before

        with contextlib.ExitStack() as stack:
            plain, *others = [stack.enter_context(fastcgi.Connection(address)) for _ in range(33)]
            alone = statistics.median(seconds(others[0], **profile) for _ in range(5))
            latencies = []
            for _ in range(3):
                # 32 signatures are requested at a time, with plain answers in between.
                for other in others:
                    other.send(fastcgi.begin(True) +
                               fastcgi.params(fastcgi.environment(**profile)) + fastcgi.stdin(b''))
                latencies += [seconds(plain) for _ in range(10)]
                for other in others:
                    self.assertEqual(200, other.read_reply().status)
        # If they took turns with the signatures, each plain answer would wait for up to 32 of them.
        self.assertLess(statistics.quantiles(latencies, n=10)[-1], 3 * alone + 0.005)
        self.assertEqual(101, daemon.log().count('mobileconfig: example.com: 200'))
