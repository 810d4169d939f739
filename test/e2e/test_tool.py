"""`fingerpost` without a network: what each subcommand prints, to which output, and its exit
status."""
import base64
import hashlib
import json
import os
import re
import subprocess
import unittest

from harness import SMALL, SOURCE
from world import FINGERPOST, ZONE_HEAD, Case, needs_tool, on_terminal, run

CONFIG = '''
provider example
{
    name   "Example Mail"
    domain example.com
    domain xn--bcher-kva.example
    imap   mail.example.com
    imap   imap.%EMAILDOMAIN% { port 1143  security starttls }
    pop3   mail.example.com
    smtp   mail.example.com { security starttls  login %EMAILLOCALPART% }
    caldav https://dav.example.com/cal/
    jmap   https://jmap.example.com:8443/session
    activesync https://mail.example.com/Microsoft-Server-ActiveSync
    webmail https://webmail.example.com/
    documentation https://help.example.com/
    imprint https://www.example.com/imprint
}
provider wild
{
    domain *.wild.example
    imap   mail.wild.example { security none }
    smtp   192.0.2.25
}
provider moved
{
    domain moved.example
    redirect-url https://autodiscover.other.example/autodiscover/autodiscover.xml
}
'''

PERSONAL = '''
provider personal
{
    domain müller.example
    imap   mail.%EMAILDOMAIN%
    smtp   mail.%EMAILDOMAIN%
    caldav https://dav.%EMAILDOMAIN%:8443/cal/%EMAILDOMAIN%/
    carddav https://dav.%EMAILDOMAIN%/card/%EMAILADDRESS%/
    jmap   https://jmap.%EMAILDOMAIN%/%EMAILLOCALPART%
    documentation https://help.%EMAILDOMAIN%/?u=%EMAILLOCALPART%
}
'''

# The addresses that the sample zone needs for the names in its records.
ZONE_HOSTS = '''
@ IN MX 10 mail
mail IN A 192.0.2.1
imap IN A 192.0.2.1
dav IN A 192.0.2.1
jmap IN A 192.0.2.1
'''


@needs_tool
class ToolCase(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.write('fingerpost.conf', CONFIG)

    def tool(self, *arguments, status=0, config=None, **options):
        """Returns standard output. Standard error must be empty if the status is 0."""
        result = run(*arguments, '-c', config or self.config, **options)
        self.assertEqual(status, result.returncode, result.stderr)
        if status == 0:
            self.assertEqual('', result.stderr)
        self.stderr = result.stderr
        return result.stdout


class Usage(ToolCase):
    def assert_usage(self, message, *arguments):
        result = run(*arguments)
        self.assertEqual(64, result.returncode)
        self.assertEqual('', result.stdout)
        self.assertTrue(result.stderr.startswith(f'fingerpost: {message}\nTry `fingerpost'),
                        result.stderr)

    def test_wrong_usage(self):
        self.assert_usage('A subcommand is required')
        self.assert_usage('unknown subcommand "shwo"; did you mean "show"?', 'shwo')
        self.assert_usage('unknown subcommand "frobnicate"', 'frobnicate', '--json')
        self.assert_usage('ADDRESS is required', 'show')
        self.assert_usage('FILE is required', 'import')
        self.assert_usage('--as: "outlok" is not one of autoconfig, outlook, mobilesync, '
                          'autodiscover-json, mobileconfig, pacc, page; did you mean "outlook"?',
                          'show', '--as', 'outlok', 'a@b.c')
        self.assert_usage('--style: "cnam" is not one of cname, srv, mx; did you mean "cname"?',
                          'dns', '--style', 'cnam')

    def test_wrong_values(self):
        for arguments, message in (
                (['show', 'example.com'], '"example.com" is not an address (ann@example.com)'),
                (['show', 'a\u202e\x9b\u200b@example.com\n'],
                 '"a???@example.com?" is not an address (ann@example.com)'),
                (['import', '--domain', 'a b\u202e', 'x'],
                 '--domain: "a b?" is not a domain (example.com)'),
                (['import', '--domain', '*', 'x'], '--domain: "*" is not a domain (example.com)'),
                (['dns', 'not a domain'], '"not a domain" is not a domain'),
                (['dns', '--target', 'a b'], '--target "a b" is neither a host name nor an address'),
                (['dns', '--target', 'a.example', '--target', 'b.example'],
                 '--target takes only one host name'),
                (['dns', '--target', 'a.example', '--target', '192.0.2.1'],
                 '--target takes a host name or addresses, not both'),
                (['dns', '--style', 'srv', '--target', '192.0.2.1'],
                 '--target must be a host name for --style srv, not an address'),
                (['names', '--style', 'mx'],
                 '--target must be the MX host for --style mx, such as mx.hoster.example'),
                (['names', '--style', 'mx', '--target', 'hoster.example'],
                 '--target must be the MX host for --style mx, such as mx.hoster.example'),
                (['probe', 'a b'], '"a b" is neither a domain nor an address'),
                (['probe', 'example.com', '--resolver', 'ns.example'],
                 '--resolver: "ns.example" is not an address (192.0.2.1, 192.0.2.1:5353 or '
                 '[2001:db8::1]:5353)'),
                (['probe', 'example.com', '--connect', 'www.example.com'],
                 '--connect: "www.example.com" is not HOST:PORT'),
                (['probe', 'example.com', '--ca', '/nonexistent'],
                 '--ca: /nonexistent contains no certificate or cannot be read'),
                (['probe', 'example.com', '--ca', '/dev/null'],
                 '--ca: /dev/null contains no certificate or cannot be read'),
                (['probe', 'example.com', '--connect', 'nowhere.invalid:443'],
                 '--connect: nowhere.invalid has no address'),
                (['names', '--certbot', '--json'],
                 '--certbot and --json cannot be combined'),
                (['show', 'a@example.com', '--as', 'mobileconfig', '--json'],
                 '--as and --json cannot be combined')):
            with self.subTest(arguments):
                self.assertEqual('', self.tool(*arguments, status=64))
                self.assertEqual(f'fingerpost: {message}\n', self.stderr)

    def test_output_that_cannot_be_written(self):
        # Also more than fits in a buffer.
        domains = '\n'.join(f'domain d{number}.example' for number in range(1000))
        many = self.write('large.conf', SMALL.replace('domain example.com', domains))
        for config, *arguments in ([self.config, 'check'],
                                   [self.config, 'dns', '--target', 'web.example.com'],
                                   [self.config, 'show', 'a@example.com', '--as', 'outlook'],
                                   [many, 'names'], [many, 'dns'], [many, 'dns', '--json']):
            with self.subTest(arguments), open('/dev/full', 'w') as full:
                result = run(*arguments, '-c', config, stdout=full)
                self.assertEqual(74, result.returncode)
                self.assertIn('No space left on device', result.stderr)

    def test_help_and_version(self):
        self.assertRegex(run('--version').stdout, r'^fingerpost \d+\.\d+\.\d+\n$')
        text = run('--help').stdout
        for name in ('check', 'show', 'dns', 'names', 'site', 'probe', 'import'):
            self.assertIn(f'\n  {name} ', text)
            own = run(name, '--help').stdout
            self.assertIn('Usage: fingerpost ' + name, own)
            self.assertIn('-c FILE and --json', own)

    def test_bad_configuration(self):
        bad = self.write('bad.conf', SMALL.replace('imap', 'imp'))
        for arguments in (['check'], ['show', 'a@example.com'], ['dns'], ['names'],
                          ['site', 'nginx'], ['probe', 'example.com']):
            with self.subTest(arguments):
                output = self.tool(*arguments, status=78, config=bad) + self.stderr
                self.assertIn(f'{bad}:5: provider example: "imp" is not a setting', output)
                self.assertIn('did you mean "imap"?', output)
        self.assertEqual('', self.tool('show', 'a@example.com', status=78, config='/nonexistent'))


class Check(ToolCase):
    def test_text(self):
        text, _, _ = self.tool('check').partition('\nNext:\n')
        lines = text.splitlines()
        self.assertTrue(any('warning: provider wild: imap: security none' in line
                            for line in lines))
        self.assertEqual(['provider example  2 domains  4 servers  Example Mail',
                          'provider wild     1 domain   2 servers  wild.example',
                          'provider moved    1 domain   redirects  moved.example'], lines[-4:-1])
        self.assertRegex(lines[-1], f'^{self.config}: valid, [0-9]+ warnings; 3 providers, '
                                    '4 domains, 6 servers$')

    def test_all_good(self):
        config = self.write('small.conf', SMALL)
        self.assertEqual('provider example  1 domain  2 servers  example.com\n'
                         f'{config}: valid; 1 provider, 1 domain, 2 servers\n'
                         'Next:\n' + self.next_steps(config),
                         self.tool('check', '--strict', config=config))

    @staticmethod
    def next_steps(config):
        width = len(f'  fingerpost -c {config} probe example.com')
        return ''.join(f'{command:<{width}}  {purpose}\n' for command, purpose in (
            ('  systemctl reload fingerpost', 'apply it'),
            (f'  fingerpost -c {config} dns', 'the DNS records to add'),
            (f'  fingerpost -c {config} names', 'the names that the certificate needs'),
            (f'  fingerpost -c {config} probe example.com', 'test whether clients find it')))

    def test_strict(self):
        self.assertIn(': valid, ', self.tool('check', '--strict', status=1))
        self.assertTrue(json.loads(self.tool('check', '--strict', '--json', status=1))['good'])
        bad = self.write('bad.conf', SMALL + 'thread 4\n')
        self.tool('check', '--strict', config=bad, status=78)

    @unittest.skipUnless(os.geteuid() == 0, 'only root reads what the service cannot')
    def test_files_that_the_service_cannot_read(self):
        config = self.write('private/main.conf',
                            'provider p { domains-file list  imap i.example  smtp s.example }\n'
                            'provider q { domain b.example  imap i.example  smtp s.example }\n')
        domains = self.write('private/list', 'a.example\n')
        self.assertIn(': valid;', self.tool('check', config=config))
        domains.chmod(0o600)
        self.assertRegex(self.tool('check', '--strict', config=config, status=1),
                         f"{domains}: warning: the service's .*user.* cannot read it, so it can "
                         'neither start nor reload; ch')
        config.chmod(0o600)
        found = json.loads(self.tool('check', '--json', config=config))
        self.assertEqual({str(config), str(domains)},
                         {problem['file'] for problem in found['problems']})
        # A private key must not become readable to everybody.
        domains.write_text('-----BEGIN PRIVATE KEY-----\n')
        domains.chmod(0o600)
        self.assertNotIn(f'o+r {domains}', self.tool('check', config=config, status=78))
        domains.write_text('a.example\n')
        config.parent.chmod(0o700)
        found = json.loads(self.tool('check', '--json', config=config))
        self.assertEqual([str(config.parent)], [problem['file'] for problem in found['problems']])

    def test_errors(self):
        config = self.write('bad.conf', SMALL + 'thread 4\nlog-level loud\n')
        self.assertEqual(f'{config}:8: "thread" is not a setting here; did you mean "threads"?\n'
                         f'{config}:9: log-level: "loud" is not error, warning, info or debug\n'
                         f'{config}: 2 errors\n', self.tool('check', config=config, status=78))

    def test_json(self):
        found = json.loads(self.tool('check', '--json'))
        self.assertTrue(found['good'])
        self.assertIn('warning', {problem['severity'] for problem in found['problems']})
        self.assertEqual({'provider': 'example', 'name': 'Example Mail', 'domains': 2,
                          'domain-maps': 0, 'login-maps': 0, 'servers': 4}, found['providers'][0])
        self.assertTrue(all(problem['file'] == str(self.config) and problem['line'] > 0
                            for problem in found['problems']), found['problems'])
        bad = json.loads(self.tool('check', '--json', config='/nonexistent', status=78))
        self.assertFalse(bad['good'])
        self.assertEqual({'severity': 'error', 'file': '/nonexistent', 'line': 0,
                          'text': 'No such file or directory'}, bad['problems'][0])


class Show(ToolCase):
    def test_table(self):
        self.assertEqual('''Example Mail

KIND  HOST              PORT  SECURITY  LOGIN
IMAP  mail.example.com  993   SSL/TLS   ann@example.com
IMAP  imap.example.com  1143  STARTTLS  ann@example.com
POP3  mail.example.com  995   SSL/TLS   ann@example.com
SMTP  mail.example.com  587   STARTTLS  ann

webmail        https://webmail.example.com/
caldav         https://dav.example.com/cal/
jmap           https://jmap.example.com:8443/session
activesync     https://mail.example.com/Microsoft-Server-ActiveSync
documentation  https://help.example.com/
imprint        https://www.example.com/imprint
''', self.tool('show', 'ann@example.com'))
        self.assertIn('IMAP  imap.xn--bcher-kva.example', self.tool('show', 'ann@bücher.example'))
        self.assertIn('none', self.tool('show', 'ann@x.wild.example'))

    def test_redirect(self):
        self.assertEqual('moved.example\n\nredirect-url  '
                         'https://autodiscover.other.example/autodiscover/autodiscover.xml\n',
                         self.tool('show', 'ann@moved.example'))

    def test_json(self):
        found = json.loads(self.tool('show', '--json', 'ann@example.com'))
        self.assertEqual('https://webmail.example.com/', found['webmail'])
        self.assertEqual('https://www.example.com/imprint', found['imprint'])
        self.assertEqual({'type': 'smtp', 'host': 'mail.example.com', 'port': 587,
                          'security': 'starttls', 'login': 'ann',
                          'auth': ['password-cleartext']}, found['servers'][3])

    def test_sieve(self):
        config = self.write('sieve.conf', SMALL.replace(
            'smtp ', 'sieve mail.example.com { login %EMAILLOCALPART% }\nsmtp '))
        self.assertIn('\nManageSieve  mail.example.com  4190  STARTTLS  ann\n',
                      self.tool('show', 'ann@example.com', config=config))
        self.assertEqual({'type': 'sieve', 'host': 'mail.example.com', 'port': 4190,
                          'security': 'starttls', 'login': 'ann',
                          'auth': ['password-cleartext']},
                         json.loads(self.tool('show', '--json', 'ann@example.com',
                                              config=config))['servers'][-1])
        self.assertRegex(self.tool('dns', 'example.com', '--target', 'web.example.com',
                                   config=config),
                         r'\n_sieve._tcp +IN +SRV +0 0 4190 mail.example.com.\n')

    def test_page(self):
        page = self.tool('show', '--as', 'page', 'ann@example.com')
        self.assertTrue(page.startswith('<!DOCTYPE html><html '), page[:80])
        self.assertIn('Settings for <code>ann@example.com</code>', page)
        self.assertIn('<code>imap.example.com</code>', page)

    def test_urls_of_a_user(self):
        config = self.write('personal.conf', PERSONAL)
        self.assertEqual('''müller.example

KIND  HOST                      PORT  SECURITY  LOGIN
IMAP  mail.xn--mller-kva.example  993   SSL/TLS   a+b@xn--mller-kva.example
SMTP  mail.xn--mller-kva.example  465   SSL/TLS   a+b@xn--mller-kva.example

caldav         https://dav.xn--mller-kva.example:8443/cal/xn--mller-kva.example/
carddav        https://dav.xn--mller-kva.example/card/a%2Bb%40xn--mller-kva.example/
jmap           https://jmap.xn--mller-kva.example/a%2Bb
documentation  https://help.xn--mller-kva.example/?u=a%2Bb
'''.replace('HOST                      ', 'HOST                        '),
                         self.tool('show', 'a+b@MÜLLER.example', config=config))
        found = json.loads(self.tool('show', '--json', 'a+b@müller.example', config=config))
        self.assertEqual(['https://help.xn--mller-kva.example/?u=a%2Bb'], found['documentation'])
        self.assertEqual('müller.example', found['name'])

    def test_unknown_domain(self):
        self.assertEqual('', self.tool('show', 'ann@unknown.example', status=1))
        self.assertEqual(f'fingerpost: no provider in {self.config} serves unknown.example\n',
                         self.stderr)

    def test_refusals_print_nothing(self):
        self.assertEqual('', self.tool('show', 'ann@moved.example', '--as', 'autoconfig',
                                       status=1))
        self.assertEqual('fingerpost: such a client gets status 404: the provider has a redirect, '
                         'which only Autodiscover clients follow\n', self.stderr)
        self.assertEqual('', self.tool('show', 'ann@x.wild.example', '--as', 'mobilesync',
                                       status=1))
        self.assertEqual('fingerpost: such a client gets status 404: the provider has no '
                         'activesync\n', self.stderr)


class Import(ToolCase):
    def test_signed_profile(self):
        """A signed profile is refused, with a working command to unwrap it."""
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=a',
                        '-keyout', self.path('key.pem'), '-out', self.path('cert.pem')], check=True,
                       capture_output=True, timeout=60)
        profile = self.write('plain.mobileconfig', run('-c', self.config, 'show', 'a@example.com',
                                                       '--as', 'mobileconfig').stdout)
        for form in ('DER', 'PEM'):
            with self.subTest(form):
                signed = self.path(f'{form}.mobileconfig')
                subprocess.run(['openssl', 'cms', '-sign', '-nodetach', '-binary', '-outform', form,
                                '-signer', self.path('cert.pem'), '-inkey', self.path('key.pem'),
                                '-in', profile, '-out', signed], check=True, timeout=60)
                result = run('import', signed)
                self.assertEqual((1, ''), (result.returncode, result.stdout))
                command = re.search(r': is signed; import the output of: (openssl .* -in )FILE$',
                                    result.stderr.splitlines()[0])[1].split()
                unwrapped = subprocess.run([*command, signed], capture_output=True, timeout=60)
                printed = subprocess.run([FINGERPOST, 'import', '-'], input=unwrapped.stdout,
                                         capture_output=True, timeout=60)
                self.assertEqual(0, printed.returncode, printed.stderr)
                self.assertRegex(printed.stdout.decode(), r'\n    domain +example\.com\n')

    def test_round_trip(self):
        """An answer for one person, once imported, gives everybody the same servers."""
        for form, name in (('autoconfig', 'xml'), ('outlook', 'xml'),
                           ('mobileconfig', 'mobileconfig')):
            with self.subTest(form):
                answer = run('-c', self.config, 'show', 'ann@example.com', '--as', form).stdout
                result = run('import', '-', '--domain', 'example.com',
                             stdin=self.write(f'{form}.{name}', answer).open())
                self.assertEqual(0, result.returncode, result.stderr)
                self.assertNotIn('ann@', result.stdout)
                again = self.write(f'{form}.conf', result.stdout)
                servers = [json.loads(run('-c', config, '--json', 'show', 'ann@example.com')
                                      .stdout)['servers'] for config in (again, self.config)]
                if form == 'mobileconfig':  # a profile has one account
                    servers[1] = [next(server for server in servers[1] if server['type'] in kinds)
                                  for kinds in (('imap', 'pop3'), ('smtp',))]
                self.assertEqual(servers[1], servers[0])

    def test_terminal(self):
        """Deceptive characters in a file's name or content never reach a terminal."""
        path = self.write('a\u202e\x1b[31m.xml', '<clientConfig><a\u00b7 b="\u202e"/></clientConfig>')
        for arguments in (['import', path], ['import', '--json', path], ['import', f'{path}x']):
            result = run(*arguments)
            self.assertNotRegex(result.stdout + result.stderr, '[\u202e\x1b]')


class Dns(ToolCase):
    def check_zone(self, domain, text):
        zone = self.write('zone', ZONE_HEAD + ZONE_HOSTS + text)
        result = subprocess.run(['named-checkzone', '-i', 'local', domain, zone],
                                capture_output=True, text=True)
        self.assertEqual(0, result.returncode, result.stdout)
        self.assertTrue(result.stdout.endswith('OK\n'), result.stdout)
        # It warns about things that it merely dislikes.
        self.assertEqual(2, len(result.stdout.splitlines()), result.stdout)

    def test_every_style_is_accepted(self):
        for options in ([], ['--style', 'cname', '--target', 'mail.example.com'],
                        ['--target', '192.0.2.7', '--target', '2001:db8::7'],
                        ['--style', 'srv'], ['--style', 'srv', '--target', 'web.other.example'],
                        ['--style', 'mx', '--target', 'mx.hoster.example']):
            with self.subTest(options):
                text = self.tool('dns', *options, 'example.com')
                self.check_zone('example.com', text)
                styles = re.findall(r'^; --style (\w+): ', text, re.MULTILINE)
                self.assertEqual([options[1] if '--style' in options else 'cname'], styles)

    def test_records(self):
        lines = [line.split(None, 3) for line in
                 self.tool('dns', '--target', 'web.example.com', 'example.com').splitlines()
                 if not line.startswith((';', '$'))]
        found = {}
        for name, _, kind, data in lines:
            found.setdefault((name, kind), []).append(data)
        self.assertEqual({
            ('autoconfig', 'CNAME'): ['web.example.com.'],
            ('autodiscover', 'CNAME'): ['web.example.com.'],
            ('_autodiscover._tcp', 'SRV'): ['0 0 443 web.example.com.'],
            ('@', 'TXT'): ['"mailconf=https://autoconfig.example.com/mail/config-v1.1.xml"'],
            ('_imaps._tcp', 'SRV'): ['0 0 993 mail.example.com.'],
            ('_imap._tcp', 'SRV'): ['10 0 1143 imap.example.com.'],
            ('_pop3s._tcp', 'SRV'): ['20 0 995 mail.example.com.'],
            ('_pop3._tcp', 'SRV'): ['0 0 0 .'],
            ('_submissions._tcp', 'SRV'): ['0 0 0 .'],
            ('_submission._tcp', 'SRV'): ['0 0 587 mail.example.com.'],
            ('_sieve._tcp', 'SRV'): ['0 0 0 .'],
            ('_caldavs._tcp', 'SRV'): ['0 0 443 dav.example.com.'],
            ('_caldavs._tcp', 'TXT'): ['"path=/cal/"'],
            ('_carddavs._tcp', 'SRV'): ['0 0 0 .'],
            ('_jmap._tcp', 'SRV'): ['0 0 8443 jmap.example.com.'],
        }, found)

    def test_the_digest_is_that_of_the_answer(self):
        config = self.write('small.conf', SMALL)
        body = self.tool('show', 'a@example.com', '--as', 'pacc', config=config)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        self.assertRegex(self.tool('dns', config=config),
                         r'(?m)^_ua-auto-config +IN +TXT +"v=UAAC1; a=sha256; d=' +
                         re.escape(digest) + '"$')

    def test_what_cannot_be_said(self):
        text = self.tool('dns', 'x.wild.example')
        self.assertIn('; imap mail.wild.example: SRV records cannot express a connection without '
                      'encryption\n',
                      text)
        self.assertIn('; smtp 192.0.2.25: an SRV record needs a host name\n', text)
        self.assertNotIn('ua-auto-config', text)
        moved = self.tool('dns', '--target', 'web.example.com', 'moved.example')
        self.assertNotIn('_imaps', moved)
        self.assertIn('_autodiscover._tcp', moved)
        # No record is for autoconfig.
        self.assertNotIn('autoconfig', moved)
        self.assertNotIn('_submissions._tcp', text)
        for name in ('dns', 'names'):
            self.assertEqual('', self.tool(name, 'moved.example', status=1))
            self.assertEqual('fingerpost: moved.example: cannot guess the web server from the '
                             'configuration; give --target HOST\n', self.stderr)

    def test_urls_of_a_user(self):
        """A URL that is different for each user has no record, and no record denies it."""
        text = self.tool('dns', '--target', 'web.example.com', config=self.write('p.conf', PERSONAL))
        self.assertIn('IN  SRV    0 0 8443 dav.xn--mller-kva.example.\n', text)
        self.assertIn('"path=/cal/xn--mller-kva.example/"\n', text)
        for service in ('_carddavs', '_jmap'):
            self.assertIn(f'; {service}._tcp: no record, because the URL is different for each user, '
                          'which DNS cannot express\n', text)
            self.assertNotIn(f'\n{service}', text)
        self.assertNotIn('%', text)

    def test_target_among_the_names(self):
        text = self.tool('dns', '--target', 'autoconfig.example.com', 'example.com')
        self.assertNotRegex(text, '(?m)^autoconfig ')
        self.assertIn('; autoconfig.example.com is the web server itself', text)

    def test_all_domains_in_order(self):
        result = run('dns', '-c', self.config, '--target', 'web.example.com')
        self.assertEqual(['example.com', 'moved.example', 'xn--bcher-kva.example'],
                         re.findall(r'(?m)^\$ORIGIN (.*)\.$', result.stdout))
        self.assertEqual((0, 'fingerpost: cannot list the domains of *.wild.example; give them on the '
                             'command line\n'),
                         (result.returncode, result.stderr))
        twice = self.tool('dns', '--target', 'web.example.com', 'example.com', 'EXAMPLE.com')
        self.assertEqual(['example.com'], re.findall(r'(?m)^\$ORIGIN (.*)\.$', twice))
        self.assertEqual('', self.tool('dns', 'unknown.example', status=1))
        self.assertEqual('fingerpost: no provider serves unknown.example\n', self.stderr)

    def test_an_unserved_hoster(self):
        said = '; no provider serves hoster.example: '
        for domains, missing in (('domain example.com', True),
                                 ('domain example.com\ndomain hoster.example', False)):
            config = self.write('mx.conf', SMALL.replace('domain example.com', domains))
            text = self.tool('dns', '--style', 'mx', '--target', 'mx.hoster.example',
                             'example.com', config=config)
            self.assertEqual(missing, said in text)

    def test_autodiscover_url_is_the_target(self):
        config = self.write('url.conf', SMALL + 'autodiscover-url https://web.hoster.example'
                            '/autodiscover/autodiscover.xml\n')
        self.assertRegex(self.tool('dns', config=config),
                         r'(?m)^autoconfig +IN +CNAME +web\.hoster\.example\.$')

    def test_json(self):
        found = json.loads(self.tool('dns', '--json', '--target', 'web.example.com',
                                     'example.com'))
        self.assertEqual('example.com', found[0]['domain'])
        self.assertEqual({'name': 'autoconfig.example.com.', 'type': 'CNAME',
                          'data': 'web.example.com.'}, found[0]['records'][0])
        self.assertNotIn('guessed', found[0])
        found = json.loads(self.tool('dns', '--json', 'example.com'))
        self.assertEqual('mail.example.com', found[0]['guessed'])
        self.assertIn('; assuming mail.example.com is the web server; use --target HOST to change '
                      'this\n', self.tool('dns', 'example.com'))


class Names(ToolCase):
    def test_names(self):
        config = self.write('small.conf', SMALL)
        names = ('autoconfig.example.com\nautodiscover.example.com\nua-auto-config.example.com\n'
                 'mail.example.com\n')
        self.assertEqual(names, self.tool('names', '--target', 'mail.example.com', config=config))
        self.assertEqual(names, self.guessed('names', config=config))
        self.assertEqual('mail.example.com\n',
                         self.guessed('names', '--style', 'srv', config=config))
        self.assertEqual('autoconfig.hoster.example\nautodiscover.hoster.example\n',
                         self.tool('names', '--style', 'mx', '--target', 'mx.hoster.example',
                                   config=config))
        self.assertEqual({'guessed': ['mail.example.com'], 'names': ['mail.example.com']},
                         json.loads(self.tool('names', '--json', '--style', 'srv',
                                              config=config)))
        self.assertEqual({'guessed': [], 'names': ['web.example.com']},
                         json.loads(self.tool('names', '--json', '--style', 'srv', '--target',
                                              'web.example.com', config=config)))

    def guessed(self, *arguments, config):
        """Returns standard output. Standard error must name the host that is only assumed."""
        result = run(*arguments, '-c', config)
        self.assertEqual((0, 'fingerpost: assuming mail.example.com is the web server; use '
                             '--target HOST to change this\n'),
                         (result.returncode, result.stderr))
        return result.stdout

    def test_many_guesses(self):
        domains = '\n'.join(f'domain d{number}.example' for number in range(5))
        config = self.write('each.conf', SMALL.replace('domain example.com', domains).replace(
            'imap   mail.example.com', 'imap mail.%EMAILDOMAIN%'))
        self.assertEqual('fingerpost: assuming mail.d0.example, mail.d1.example, mail.d2.example '
                         'and 2 more are the web servers; use --target HOST to change this\n',
                         run('names', '-c', config).stderr)

    def test_wildcards_are_mentioned(self):
        result = run('names', '-c', self.config, '--target', 'web.example.com')
        self.assertEqual((0, 'fingerpost: cannot list the domains of *.wild.example; give them on the '
                             'command line\n'),
                         (result.returncode, result.stderr))

    def test_certbot_beside_a_web_server(self):
        for server, options in (('nginx', '--webroot -w /var/www/html '
                                          "--deploy-hook 'systemctl reload nginx'"),
                                ('haproxy', '--standalone --http-01-port 8888'), ('caddy', None)):
            plain, full = (self.guessed('names', '--certbot', *more, 'example.com', config=self.config)
                           for more in ((), ('--for', server)))
            self.assertEqual(plain[:-1] + (f' \\\n    {options}' if options else '') + '\n', full)
        self.assertIn('--for requires --certbot', run('names', '--for', 'nginx', '-c', self.config).stderr)

    def test_certbot(self):
        domains = '\n'.join(f'domain d{number}.example' for number in range(40))
        config = self.write('many.conf', SMALL.replace('domain example.com', domains))
        commands = self.guessed('names', '--certbot', config=config).replace('\\\n', ' ')
        words = [line.split() for line in commands.splitlines()]
        self.assertEqual([['certbot', 'certonly', '--cert-name', 'fingerpost'],
                          ['certbot', 'certonly', '--cert-name', 'fingerpost-2']],
                         [line[:4] for line in words])
        names = [name for line in words for name in line[5::2]]
        self.assertEqual(100, len(words[0][5::2]))
        self.assertEqual(self.guessed('names', config=config).split(), names)
        # A new certificate, which replaces no other.
        self.assertIn('--cert-name fingerpost-d7.example ',
                      self.guessed('names', '--certbot', 'd7.example', config=config))


class Site(ToolCase):
    SERVERS = ('nginx', 'apache', 'caddy', 'lighttpd', 'haproxy')

    def test_names(self):
        config = self.write('small.conf', SMALL)
        for server in self.SERVERS:
            result = run('site', server, '-c', config)
            self.assertEqual((0, 'fingerpost: assuming mail.example.com is the web server; use '
                                 '--target HOST to change this\n'),
                             (result.returncode, result.stderr))
            self.assertIn(f'`fingerpost -c {config} site {server}`',
                          result.stdout.splitlines()[1])
            for name in run('names', '-c', config).stdout.split():
                # As they are, or as regular expressions.
                self.assertIn(name, result.stdout.replace('\\.', '.'))

    def test_some_domains(self):
        domains = 'domain example.com\n    domain example.net'
        config = self.write('two.conf', SMALL.replace('domain example.com', domains))
        for server in self.SERVERS:
            text = self.tool('site', server, 'example.net', '--target', '192.0.2.1', config=config)
            self.assertIn(f'`fingerpost -c {config} site {server} example.net '
                          '--target 192.0.2.1`', text)
            self.assertIn('autoconfig', text)
            self.assertNotRegex(text, r'(autoconfig|mail)\\?\.example\\?\.com\b(?!/)')
            self.assertIn('fingerpost-example.net', text)

    def test_certificates(self):
        domains = '\n'.join(f'domain d{number}.example' for number in range(40))
        config = self.write('many.conf', SMALL.replace('domain example.com', domains))
        for server in self.SERVERS:
            text = run('site', server, '-c', config).stdout
            found = set(re.findall(r'(?:live|haproxy)/(fingerpost(?:-2)?)(?:/|\.pem)', text))
            self.assertEqual({'fingerpost'} | ({'fingerpost-2'} if server != 'caddy' else set()), found)
        found = json.loads(run('site', 'nginx', '-c', config, '--json').stdout)
        self.assertEqual([('fingerpost', 100), ('fingerpost-2', 21)],
                         [(one['name'], len(one['names'])) for one in found['certificates']])
        self.assertEqual((['mail.example.com'], []), (found['guessed'], found['patterns']))
        self.assertEqual(run('site', 'nginx', '-c', config).stdout, found['site'])

    def test_names_that_cannot_be_listed(self):
        for server in self.SERVERS:
            result = run('site', server, '-c', self.config, '--target', 'web.example.com')
            self.assertEqual((0, 'fingerpost: cannot list the domains of *.wild.example, so the site '
                                 'takes every name that begins with autoconfig., autodiscover. or '
                                 'ua-auto-config.; to limit it, give domains on the command line\n'),
                             (result.returncode, result.stderr))
            self.assertIn('# The names of *.wild.example cannot be listed, ', result.stdout)

    def test_wrong_usage(self):
        self.assertEqual((64, 'fingerpost: SERVER: "ngnix" is not one of nginx, apache, caddy, '
                              'lighttpd, haproxy; did you mean "nginx"?\n'),
                         (run('site', 'ngnix').returncode,
                          run('site', 'ngnix').stderr.partition('Try ')[0]))
        self.assertIn('SERVER is required', run('site').stderr)
        self.assertEqual('', self.tool('site', 'nginx', 'stranger.example', status=1))


class Colour(ToolCase):
    def test_colour(self):
        arguments = ['check', '-c', self.config]
        self.assertIn('\x1b[', on_terminal(*arguments))
        for environment in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
            self.assertNotIn('\x1b[', on_terminal(*arguments, **environment))
        self.assertIn('\x1b[', on_terminal(*arguments, NO_COLOR=''))
        self.assertNotIn('\x1b[', on_terminal(*arguments, '--json'))
        self.assertNotIn('\x1b[', self.tool('check'))


class Hosting(ToolCase):
    def list_domains(self, folder, rows):
        """Runs the script in doc/hosting.md with these rows in place of the database."""
        text = (SOURCE / 'doc/hosting.md').read_text()
        script = re.search(r'```\n(#!/bin/sh\n.*?)```', text, re.S)[1]
        script = re.sub(r'psql .*?postfix(?= >)', f"printf -- '{rows}'", script, flags=re.S)
        for there, here in (('/etc/fingerpost', str(folder)), ('systemctl reload', ': reload'),
                            ('fingerpost check', f'{FINGERPOST} check -c {folder}/fingerpost.conf')):
            self.assertIn(there, script)
            script = script.replace(there, here)
        return subprocess.run(['sh', '-c', script], capture_output=True, text=True, timeout=20)

    def test_script(self):
        """A refused list changes nothing, and the reason is not lost."""
        self.write('hosting/fingerpost.conf',
                   SMALL.replace('domain example.com', 'domains-file domains/hoster'))
        folder = self.path('hosting')
        (folder / 'domains').mkdir()
        file = folder / 'domains/hoster'
        first = self.list_domains(folder, r'-bad-.example\n')
        self.assertEqual(1, first.returncode)
        self.assertIn('-bad-.example', first.stderr)
        self.assertFalse(file.exists())
        good = self.list_domains(folder, r'a.example\nb.example\n')
        self.assertEqual((0, '', ''), (good.returncode, good.stdout, good.stderr))
        for _ in range(2):
            bad = self.list_domains(folder, r'a.example\nb_.example\n')
            self.assertEqual((1, ''), (bad.returncode, bad.stdout))
            self.assertIn('b_.example', bad.stderr)
            self.assertEqual('a.example\nb.example\n', file.read_text())


class Readme(ToolCase):
    def test_dns(self):
        """README shows exactly the records that are printed for its configuration."""
        readme = (SOURCE / 'README.md').read_text()
        config = self.write('readme.conf', re.search(r'```\n(provider .*?)```', readme, re.S)[1])
        command, shown = re.search(r'```\n\$ fingerpost (dns .*?)\n(.*?)\.\.\.\n```', readme,
                                   re.S).groups()
        printed = self.tool(*command.split(), config=config)
        self.assertTrue(shown and printed.startswith(shown), printed)
