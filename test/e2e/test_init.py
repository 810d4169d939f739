"""`fingerpost init` on hosts with the real Postfix and Dovecot.

Each folder in test/init is a world: an administrator's files in /etc/postfix and /etc/dovecot, her
zones, and the expected output of init: `expected.conf`, the configuration that she would write by
hand, and `remarks`, which exists only if init has something to tell her.
FINGERPOST_WRITE_EXPECTED=1 writes both, to be reviewed.
"""
import json
import os
import re
import time

from databases import MAPD, PASSWORD, PostgreSQL, Slapd
from harness import FINGERPOSTD, SOURCE, Case
from mail_host import ADDRESS, MailHost
from world import FINGERPOST, Authority, needs_root, needs_tool

WORLDS = sorted((SOURCE / 'test/init').iterdir()) if SOURCE else []
CONFIG = '/etc/fingerpost/fingerpost.conf'
SAMPLE = 'conf/fingerpost.conf'
NAMES = ('mail.example.com', 'mail.hoster.example')
CLIENT_CONFIG = '''<clientConfig version="1.1">
  <emailProvider id="example.com">
    <domain>example.com</domain>
    <displayName>Example Mail</displayName>
    <incomingServer type="imap">
      <hostname>old.example.com</hostname>
      <port>993</port>
      <socketType>SSL</socketType>
      <username>%EMAILADDRESS%</username>
    </incomingServer>
  </emailProvider>
</clientConfig>
'''


def name_of(world):
    """Returns the mail server's name, from its main.cf."""
    main = (world / 'postfix/main.cf').read_text()
    return re.search(r'^myhostname = (.*)', main, re.MULTILINE)[1]


class Hosts(Case):
    """Hosts with certificates from one authority, which they trust."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority(cls.path('authority'))
        cls.certificates = {name: cls.authority.certificate(name, [name]) for name in NAMES}

    def words_for(self, world):
        """Returns the replacements for the placeholders of a database, which its own file fills, in
        the files of a world."""
        if (world / 'schema.sql').exists():
            server = PostgreSQL.shared()
            server.create('init')
            server.sql((world / 'schema.sql').read_text(), 'init')
            return {'PGSQL': server.uri('init')}
        if (world / 'data.ldif').exists():
            server = Slapd.of(type(self), 'dc=hoster,dc=example')
            server.add((world / 'data.ldif').read_text())
            return {'LDAP': server.ldapi, 'READER': server.reader, 'PASSWORD': PASSWORD}
        return {}

    def host_of(self, world, certificate=None):
        """Returns a host with everything in the world, but without a running mail server."""
        world = SOURCE / 'test/init' / world
        name = name_of(world)
        host = MailHost(self, name, certificate or self.certificates[name], self.authority.root)
        self.addCleanup(host.end)
        host.put_world(world, self.words_for(world))
        host.write(CONFIG, (SOURCE / SAMPLE).read_text())
        return host

    def running(self, world, **options):
        host = self.host_of(world, **options)
        host.start_mail()
        return host

    def init(self, host, *arguments, status=0, before=()):
        """Runs init and returns the configuration that it prints, and the remarks."""
        done = host.run(*before, FINGERPOST, 'init', *arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr + host.logs())
        return done.stdout, ''.join(line + '\n' for line in
                                    done.stderr.partition('Next:\n')[0].splitlines())

    def assert_good(self, host, configuration):
        done = host.run(FINGERPOST, 'check', '-c', '/dev/stdin', input=configuration)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(': valid', done.stdout)


@needs_root
@needs_tool
class Worlds(Hosts):
    def compare(self, world, file, text):
        path = SOURCE / 'test/init' / world / file
        if os.environ.get('FINGERPOST_WRITE_EXPECTED'):
            if text:
                path.write_text(text)
            else:
                path.unlink(missing_ok=True)
        self.assertEqual(text, path.read_text() if path.exists() else '', path)

    def try_world(self, world):
        host = self.running(world)
        begin = time.monotonic()
        configuration, remarks = self.init(host)
        self.assertLess(time.monotonic() - begin, 10)
        self.compare(world, 'expected.conf', configuration)
        self.compare(world, 'remarks', remarks)
        self.assert_good(host, configuration)
        for secret in (PASSWORD, 'secret-8842'):
            self.assertNotIn(secret, configuration + remarks)
        host.write('/run/init.conf', configuration)
        if 'pgsql:' in configuration or 'ldap:' in configuration:
            host.start_mapd(MAPD, '/run/init.conf')
        if '-map ' in configuration:
            host.must(FINGERPOST, 'check', '-c', '/run/init.conf', '--maps')
        self.assert_servers_are_good(host)

    def assert_servers_are_good(self, host):
        """Checks only the mail servers: the host has no web server, which the other sections
        require."""
        domain = host.name.partition('.')[2]
        done = host.run(FINGERPOST, 'probe', '--json', '-c', '/run/init.conf', domain)
        verdicts = [verdict for verdict in json.loads(done.stdout)[0]['verdicts']
                    if verdict['section'] == 'Mail servers']
        self.assertEqual({verdict['level'] for verdict in verdicts}, {'good'}, verdicts)
        self.assertEqual({verdict['subject'].split()[0] for verdict in verdicts},
                         set(re.findall('^ +(imap|pop3|smtp|sieve) ', host.read('/run/init.conf'),
                                        re.MULTILINE)))


for each in WORLDS:
    def test(self, world=each.name):
        self.try_world(world)
    setattr(Worlds, f'test_{each.name}', test)


@needs_tool
class Readme(Case):
    def test_example(self):
        text = (SOURCE / 'README.md').read_text()
        shown = re.search(r'^```conf init\n(.*?)^```', text, re.MULTILINE | re.DOTALL)[1]
        self.assertEqual(shown, (SOURCE / 'test/init/readme/expected.conf').read_text())


@needs_root
@needs_tool
class Writing(Hosts):
    def write(self, host, status=0):
        """Runs `init --write` and returns its output."""
        done = host.run(FINGERPOST, 'init', '--write')
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_over_the_sample_and_over_its_own(self):
        host = self.running('starttls_only')
        expected = (SOURCE / 'test/init/starttls_only/expected.conf').read_text()
        for _ in range(2):
            text = self.write(host)
            self.assertTrue(text.startswith(expected), text)
            self.assertIn(f'Written to {CONFIG}.', text)
            self.assertNotIn('init --write', text)
            head, _, rest = host.read(CONFIG).partition('\n')
            self.assertIn('Written by `fingerpost init --write`', head)
            self.assertEqual(rest, expected)
        host.must(FINGERPOST, 'check')
        # Its own file, of a different time.
        host.append('/etc/postfix/main.cf', 'virtual_mailbox_domains = example.com example.net\n')
        self.write(host)
        self.assertIn('domain example.net', host.read(CONFIG))

    def test_where_nothing_is(self):
        host = self.running('starttls_only')
        host.path(CONFIG).unlink()
        self.write(host)
        self.assertEqual(host.path(CONFIG).stat().st_mode & 0o777, 0o644)

    def test_never_over_what_was_changed(self):
        host = self.running('starttls_only')
        sample = host.read(CONFIG)
        for before in (sample + '; mine\n', 'provider a { domain a.example }\n'):
            host.write(CONFIG, before)
            text = self.write(host, 73)
            self.assertIn(f'{CONFIG} was changed by hand, so it is not replaced', text)
            self.assertEqual(host.read(CONFIG), before)
        host.write(CONFIG, sample)
        self.write(host)
        before = host.read(CONFIG).replace('example.com', 'mail.example.com', 1)
        host.write(CONFIG, before)
        self.write(host, 73)
        self.assertEqual(host.read(CONFIG), before)
        self.assertEqual([path.name for path in host.path('/etc/fingerpost').iterdir()],
                         ['fingerpost.conf'])

    def test_json(self):
        host = self.running('two_submissions')
        world = SOURCE / 'test/init/two_submissions'
        said = json.loads(host.must(FINGERPOST, 'init', '--json'))
        self.assertEqual(said['configuration'], (world / 'expected.conf').read_text())
        self.assertTrue(said['complete'])
        self.assertFalse(said['written'])
        self.assertEqual(''.join(f'fingerpost: {remark}\n' for remark in said['remarks']),
                         (world / 'remarks').read_text())
        self.assertEqual(said['next'][0]['command'], 'fingerpost init --write')


@needs_root
@needs_tool
class LessIsKnown(Hosts):
    def lines(self, configuration):
        """Returns each line as words, without its comment."""
        return [' '.join(line.partition(' ; ')[0].split()) for line in configuration.splitlines()]

    def test_by_ports(self):
        host = self.running('virtual_hash')
        configuration, remarks = self.init(host, before=host.without('postconf', 'doveconf'))
        self.assertEqual(self.lines(configuration), [
            'provider hoster', '{', 'domain hoster.example', 'imap mail.hoster.example',
            'pop3 mail.hoster.example', 'smtp mail.hoster.example', '}'])
        self.assertEqual(remarks, '')
        self.assertIn('; port 993: TLS', configuration)
        self.assert_good(host, configuration)

    def test_of_another_host(self):
        """The output of programs on this machine does not count."""
        host = self.running('starttls_only')
        configuration, remarks = self.init(host, '--host', 'mail.example.com', 'example.com',
                                           'example.net')
        self.assertEqual(self.lines(configuration), [
            'provider example', '{', 'domain example.com', 'domain example.net', 'name example.com',
            'imap mail.example.com { security starttls }',
            'smtp mail.example.com { security starttls }', '}'])
        self.assertEqual(remarks, '')
        self.assertNotIn('postconf', configuration)
        self.assert_good(host, configuration)

    def test_nothing(self):
        host = self.host_of('starttls_only')
        without = host.without('postconf', 'doveconf')
        configuration, remarks = self.init(host, before=without, status=1)
        self.assertEqual(self.lines(configuration),
                         ['provider example', '{', 'domain example.com', '}'])
        self.assertIn('no IMAP or POP3 server found', remarks)
        self.assertIn('no SMTP server for users found', remarks)
        done = host.run(*without, FINGERPOST, 'init', '--write')
        self.assertEqual(done.returncode, 1)
        self.assertIn('not written', done.stderr)
        self.assertEqual(host.read(CONFIG), (SOURCE / SAMPLE).read_text())

    def test_dovecot_only(self):
        host = self.host_of('starttls_only')
        host.path('/var/spool/postfix/private').mkdir()
        host.start_dovecot()
        configuration, remarks = self.init(host, before=host.without('postconf'), status=1)
        self.assertEqual(self.lines(configuration), [
            'provider example', '{', 'domain example.com',
            'imap mail.example.com { security starttls }', '}'])
        self.assertIn('no SMTP server for users found', remarks)

    def test_without_dns(self):
        host = self.running('starttls_only')
        host.write('/etc/resolv.conf', 'nameserver 192.0.2.53\n')
        begin = time.monotonic()
        configuration, remarks = self.init(host)
        self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual(configuration,
                         (SOURCE / 'test/init/starttls_only/expected.conf').read_text())
        self.assertIn('cannot look up', remarks)

    def test_a_machine_without_a_name(self):
        host = self.host_of('starttls_only')
        host.must('hostname', 'vm')
        host.write('/etc/hosts', '127.0.0.1 localhost\n127.0.1.1 vm\n')
        main = host.read('/etc/postfix/main.cf')
        host.write('/etc/postfix/main.cf', re.sub('(?m)^myhostname.*\n', '', main))
        configuration, remarks = self.init(host, '--resolver', '127.0.0.1:9', 'example.com', 'Example.com',
                                           status=1)
        self.assertEqual(self.lines(configuration), ['provider example', '{', 'domain example.com', '}'])
        self.assertIn('this machine has no name that clients can find, so its mail server is left out '
                      '(IMAP on port 143, SMTP on port 587); give it one', remarks)
        self.assertNotIn(' found', remarks)
        # The name need not be in /etc/hosts.
        host.must('hostname', 'mail.example.com')
        configuration, _ = self.init(host, '--resolver', '127.0.0.1:9', 'example.com', status=1,
                                     before=host.without('postconf'))
        self.assertIn('the name of this machine', configuration)

    def test_set_up_and_not_started(self):
        host = self.host_of('starttls_only')
        configuration, remarks = self.init(host)
        expected = (SOURCE / 'test/init/starttls_only/expected.conf').read_text()
        self.assertEqual(self.lines(configuration), self.lines(expected))
        self.assertIn('no port of the mail server works', remarks)

    def test_settings_that_a_file_publishes(self):
        host = self.running('starttls_only')
        file = '/var/www/html/.well-known/autoconfig/mail/config-v1.1.xml'
        host.write(file, CLIENT_CONFIG)
        configuration, remarks = self.init(host)
        self.assertIn(f'name   "Example Mail"                         ; {file}:4', configuration)
        self.assertIn('imap   mail.example.com { security starttls } ; doveconf', configuration)
        self.assertIn(f'{file}:5', remarks)
        self.assert_good(host, configuration)
        # The file belongs to a customer of the web server.
        host.must('chown', 'vmail', file)
        configuration, remarks = self.init(host)
        self.assertEqual(configuration,
                         (SOURCE / 'test/init/starttls_only/expected.conf').read_text())
        self.assertIn(f'{file}: ignored, because users other than root can change it', remarks)


@needs_root
@needs_tool
class Contradictions(Hosts):
    def test_a_port_that_does_not_answer(self):
        """The configuration was changed, but Dovecot was not restarted."""
        host = self.running('starttls_only')
        host.append('/etc/dovecot/dovecot.conf', 'protocols = imap pop3\n')
        configuration, remarks = self.init(host)
        self.assertNotIn('pop3', configuration)
        self.assertIn('995', remarks)

    def test_a_certificate_for_another_name(self):
        names = ['imap.example.com', 'smtp.example.com']
        host = self.running('starttls_only', certificate=self.authority.certificate('other', names))
        configuration, remarks = self.init(host)
        self.assertIn('imap   imap.example.com', configuration)
        self.assertIn('its certificate is for', remarks)


@needs_root
@needs_tool
class FromNothing(Hosts):
    """The output of init, `site`, `dns` and `names` makes a mail server that clients can configure
    themselves for."""

    def test_everything_is_in_order(self):
        labels = ('mail.', '', 'autoconfig.', 'autodiscover.', 'ua-auto-config.')
        certificate = self.authority.certificate('all', [f'{label}example.com' for label in labels])
        host = self.running('readme', certificate=certificate)
        host.must(FINGERPOST, 'init', '--write')
        host.put_certificate(certificate, 'fingerpost')
        host.write('/etc/nginx/sites-enabled/fingerpost.conf',
                   host.must(FINGERPOST, 'site', 'nginx'))
        for file in (SOURCE / 'nginx').glob('fingerpost*.conf'):
            folder = 'conf.d' if file.stem == 'fingerpost-upstream' else 'snippets'
            host.write(f'/etc/nginx/{folder}/{file.name}', file.read_text())
        host.must('nginx')
        host.path('/run/fingerpost').mkdir()
        host.must('spawn-fcgi', '-s', '/run/fingerpost/fingerpost.sock', '-M', '0666', '--',
                  FINGERPOSTD)
        zones = (SOURCE / 'test/init/readme/zones').read_text()
        records = host.must(FINGERPOST, 'dns', '--target', 'mail.example.com')
        host.put_zones(f'{zones}@ IN A {ADDRESS}\n' + records.partition('\n')[2])
        done = host.run(FINGERPOST, 'probe', 'example.com')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn('BAD', done.stdout)
