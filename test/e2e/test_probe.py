"""`fingerpost probe` in a real world on loopback: once with everything correct, then with each
failure that it can report, provoked by a real program."""
import concurrent.futures
import contextlib
import datetime
import json
import os
import re
import socket
import threading
import time

from harness import SMALL, SOURCE, free_port, provider
from picture import picture
from place import HTTP_ONLY, LISTEN, SILENT, all_places, server_block
from world import *


def moment(**offset):
    """Returns a time relative to now, in the form of `openssl ca`."""
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**offset)
    return f'{time:%Y%m%d%H%M%SZ}'


@needs_tool
@needs_root
class ProbeCase(Case):
    """Provides an authority, fingerpostd and the provided nginx files for a world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority(cls.path('ca'))

    @classmethod
    def start_web(cls, config, servers):
        """Starts nginx with fingerpostd behind it; INCLUDE and PAGE in the servers stand for the
        provided files."""
        socket_path = cls.start_on_socket(config)
        for shipped in ('fingerpost', 'fingerpost-page', 'fingerpost-pass',
                        'fingerpost-upstream'):
            text = (SOURCE / f'nginx/{shipped}.conf').read_text()
            text = text.replace('/run/fingerpost/fingerpost.sock', socket_path)
            text = text.replace('/var/log/nginx/access.log', str(cls.path('access.log')))
            cls.write(f'web/snippets/{shipped}.conf', text)
        servers = servers.replace('INCLUDE', 'include snippets/fingerpost.conf;')
        cls.web = Web(cls, servers.replace('PAGE', 'include snippets/fingerpost-page.conf;'),
                      'include snippets/fingerpost-upstream.conf;')

    @classmethod
    def probe(cls, subject, *options, config=None, **more):
        return run('probe', '-c', config or cls.config, '--ca', cls.authority.root, '--resolver',
                   cls.dns.resolver, *options, subject, **more)

    def verdicts(self, subject, *options, **more):
        result = self.probe(subject, '--json', *options, **more)
        self.assertEqual('', result.stderr)
        found, = json.loads(result.stdout)
        self.assertEqual(0 if found['good'] else 1, result.returncode)
        return found['verdicts']


class GoodWorld(ProbeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = [f'{label}good.example' for label in
                 ('', 'mail.', 'autoconfig.', 'autodiscover.', 'ua-auto-config.', 'dav.')]
        others = [f'{label}{name}' for name in ('pacc.example', 'later.example') for label in
                  ('', 'autoconfig.', 'autodiscover.', 'ua-auto-config.')]
        certificate = cls.authority.certificate('good', names)
        cls.mail = Mail(cls, certificate, ports={'imaps': 993, 'submissions': 465})
        ports = cls.mail.ports
        cls.config = cls.write('probe.conf', f'''
autodiscover-url https://autodiscover.good.example/autodiscover/autodiscover.xml
sign {{
    certificate {certificate[0]}
    key {certificate[1]}
}}
provider good
{{
    domain good.example
    imap   mail.good.example {{ port {ports['imaps']} }}
    pop3   mail.good.example {{ port {ports['pop3']}  security starttls }}
    smtp   mail.good.example {{ port {ports['submissions']} }}
    smtp   mail.good.example {{ port {ports['submission']}  security starttls }}
    caldav https://dav.good.example/cal/
}}
provider pacc
{{
    domain pacc.example
    domain later.example
    domain customer.example
    domain srv.example
    domain mx.example
    domain redirect.example
    imap   mail.good.example
    smtp   mail.good.example
}}
''')
        cls.v6_port = free_port('::1')
        listen = f'{LISTEN} listen [::1]:{cls.v6_port} ssl;'
        cls.start_web(cls.config, server_block(' '.join(names), certificate, 'INCLUDE PAGE') +
                      server_block(' '.join(others), cls.authority.certificate('others', others),
                                   'INCLUDE PAGE', listen) +
                      f'server {{ listen {HTTP_ONLY}:80; INCLUDE }}')

        cls.dns = Dns(cls, {
            'good.example': f'''
@ IN MX 10 mail
@ IN A {HOST}
mail IN A {HOST}
dav IN A {HOST}
''' + cls.records('good.example'),
            'pacc.example': f'''
@ IN MX 10 mail.good.example.
@ IN A {HOST}
''' + cls.records('pacc.example'),
            'srv.example': '@ IN MX 10 mail.good.example.\n' +
                           cls.records('srv.example', '--style', 'srv'),
            'mx.example': cls.records('mx.example', '--style', 'mx'),
            'redirect.example': f'''
@ IN MX 10 mail.good.example.
autodiscover IN A {HTTP_ONLY}
''',
            'later.example': '@ IN MX 10 mail.good.example.\n',
            # More than a UDP packet holds.
            'customer.example': '@ IN MX 10 mail.good.example.\n' + ''.join(
                f'@ IN TXT "{number} {"x" * 200}"\n' for number in range(20)) +
                                '@ IN TXT "mailconf=https://autoconfig.good.example'
                                '/mail/config-v1.1.xml?emailaddress=a@customer.example"\n'})

    @classmethod
    def records(cls, domain, *options):
        """Returns the records that the tool itself prints for the zone."""
        result = run('dns', '-c', cls.config, '--target', 'mail.good.example', *options, domain)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def test_no_problems(self):
        result = self.probe('ann@good.example')
        self.assertEqual((0, ''), (result.returncode, result.stderr), result.stdout)
        self.assertTrue(result.stdout.endswith('\n\ngood.example: clients find everything they need.\n'))
        lines = result.stdout.splitlines()
        for title in ('DNS', 'Certificates', 'URLs', 'Clients', 'Mail servers'):
            self.assertIn(title, lines)
        # One line each, and no advice.
        self.assertEqual([], [line for line in lines if line.startswith('  ') and
                              not line.startswith('  good  ')])
        self.assertNotIn('ann', result.stdout)

    def test_all_is_looked_at(self):
        found = {(verdict['section'], verdict['subject']): verdict['text']
                 for verdict in self.verdicts('good.example')}
        for name, text in {
                'MX good.example': '10 mail.good.example',
                'autoconfig.good.example': f'CNAME mail.good.example, {HOST}',
                'SRV _autodiscover._tcp.good.example': 'mail.good.example:443',
                'SRV _imaps._tcp.good.example': f'mail.good.example:{self.mail.ports["imaps"]}',
                'SRV _jmap._tcp.good.example': 'not offered',
                'TXT _caldavs._tcp.good.example': 'path=/cal/'}.items():
            self.assertEqual(text, found['DNS', name])
        self.assertRegex(found['Certificates', 'autodiscover.good.example'],
                         r'^for good.example \+5, chain of 2, (89|90) days left$')
        urls = {subject for section, subject in found if section == 'URLs'}
        for url in ('GET https://autoconfig.good.example/mail/config-v1.1.xml',
                    'GET https://autoconfig.good.example/mail/config-v1.1.xml (no address)',
                    'GET https://autoconfig.good.example/.well-known/mail-v1.xml',
                    'GET http://good.example/.well-known/autoconfig/mail/config-v1.1.xml',
                    'POST https://good.example/autodiscover/autodiscover.xml',
                    'GET http://autodiscover.good.example/autodiscover/autodiscover.xml',
                    'POST https://autodiscover.good.example/autodiscover/autodiscover.xml '
                    '(MobileSync)',
                    'GET https://autodiscover.good.example/autodiscover/autodiscover.json',
                    'GET https://autodiscover.good.example/email.mobileconfig',
                    'GET https://autoconfig.good.example/',
                    'GET https://good.example/.well-known/caldav',
                    'POST https://mail.good.example/autodiscover/autodiscover.xml (by SRV)',
                    'GET https://autoconfig.good.example/mail/config-v1.1.xml (by TXT)'):
            self.assertIn(url, urls)
        self.assertEqual(4, len([section for section, _ in found if section == 'Mail servers']))
        self.assertRegex(found['Mail servers', f'smtp mail.good.example:'
                               f'{self.mail.ports["submission"]} starttls'],
                         r'^"220 mail.example.com ready", certificate for good.example')

    def test_a_domain_of_a_map(self):
        self.write('good.map', 'good.example yes\n')
        config = self.write('mapped.conf', self.config.read_text().replace(
            'domain good.example', 'name good.example  domain-map texthash:good.map'))
        # The clock may reach the next second in between.
        listed, mapped = (re.sub(r'\d+ days left', '', json.dumps(verdicts))
                          for verdicts in (self.verdicts('good.example'),
                                           self.verdicts('good.example', config=config)))
        self.assertEqual(listed, mapped)
        missing = self.write('no_map.conf', self.config.read_text().replace(
            'domain good.example', f'domain-map socketmap:unix:{self.folder}/missing.sock:x'))
        result = self.probe('good.example', config=missing)
        self.assertIn(f'{self.folder}/missing.sock: No such file or directory', result.stderr)
        self.assertIn(f'{missing} may or may not serve good.example: comparing the findings only '
                      'with each other', result.stderr)

    def test_pacc(self):
        found = {verdict['subject']: verdict for verdict in self.verdicts('pacc.example')}
        self.assertEqual('good', found['TXT _ua-auto-config.pacc.example']['level'])
        self.assertEqual('200 application/json JSON, as configured',
                         found['GET https://ua-auto-config.pacc.example'
                               '/.well-known/user-agent-configuration.json']['text'])

    def test_without_a_configuration(self):
        """Compares the findings with each other."""
        small = self.write('other.conf', provider('unserved.example', 'mail.unserved.example'))
        result = self.probe('good.example', config=small)
        self.assertEqual(f'fingerpost: {small} does not serve good.example: comparing the '
                         'findings only with each other\n', result.stderr)
        self.assertEqual(0, result.returncode, result.stdout)
        self.assertIn('200 text/xml clientConfig: imap mail.good.example:', result.stdout)

    def test_before_dns_is_switched(self):
        """--connect: checks the new web server before any name points to it."""
        self.assertEqual(1, self.probe('later.example').returncode)
        url = 'GET https://autoconfig.later.example/mail/config-v1.1.xml'
        for there in (f'{HOST}:443', '[::1]:' + str(self.v6_port)):
            found = {verdict['subject']: verdict
                     for verdict in self.verdicts('later.example', '--connect', there)}
            self.assertEqual(('good', '200 text/xml clientConfig, as configured'),
                             (found[url]['level'], found[url]['text']))
            self.assertEqual([], [subject for subject in found if ' http://' in subject])

    def test_the_records_that_dns_prints_work(self):
        """For each style. The third one, by redirect, has nothing on port 443."""
        for domain in ('srv.example', 'mx.example', 'redirect.example'):
            with self.subTest(domain):
                verdicts = self.verdicts(domain)
                self.assertEqual([], [verdict for verdict in verdicts
                                      if verdict['level'] == 'bad'])
                outlook = [verdict for verdict in verdicts
                           if verdict['subject'] == 'Outlook and similar clients']
                self.assertEqual('good', outlook[0]['level'])

    def test_several_domains(self):
        result = self.probe('good.example', 'ann@pacc.example')
        self.assertEqual((0, ''), (result.returncode, result.stderr))
        for name in ('good.example', 'pacc.example'):
            self.assertIn(f'\n{name}: clients find everything they need.\n', result.stdout)
        # A correct domain gives cron nothing to report, with and without a configuration.
        self.write('empty/fingerpost.conf', provider('unserved.example', 'mail.unserved.example'))
        for config in (None, self.path('empty/fingerpost.conf')):
            result = self.probe('good.example', '--quiet', 'pacc.example', config=config)
            self.assertEqual((0, '', ''), (result.returncode, result.stdout, result.stderr))

    def test_shared_servers_are_asked_once(self):
        counts = []
        for domains in (['good.example'], ['good.example'] * 3):
            server = Doorkeeper()
            self.addCleanup(server.stop)
            config = self.write('shared.conf', 'provider shared { domain good.example imap '
                                f'mail.good.example {{ port {server.port} }} }}')
            self.probe(domains[0], *domains[1:], config=config)
            server.stop()
            counts.append(server.visitors)
        self.assertGreater(counts[0], 0)
        self.assertEqual(counts[0], counts[1])

    def test_by_mx(self):
        """A customer's domain that has only an MX record."""
        found = {verdict['subject']: verdict for verdict in self.verdicts('customer.example')}
        url = 'GET https://autoconfig.good.example/mail/config-v1.1.xml (by MX)'
        self.assertEqual('good', found[url]['level'])
        self.assertEqual('find the settings: ' + url,
                         found['Thunderbird and similar clients']['text'])
        self.assertTrue(found['TXT customer.example']['text'].startswith('mailconf='))

    def test_progress_is_for_terminals(self):
        self.assertEqual('', self.probe('good.example').stderr)
        shown = on_terminal('probe', '-c', self.config, '--ca', self.authority.root, '--resolver',
                            self.dns.resolver, 'good.example', stream='stderr')
        self.assertRegex(shown, r'\d+ of \d+ answers')


class Doorkeeper(threading.Thread):
    """A mail server that counts and rejects its clients. Every rejected client has been counted;
    the log of a real server does not guarantee this."""

    def __init__(self):
        super().__init__(daemon=True)
        self.visitors = 0
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = self.listener.accept()
                self.visitors += 1
                visitor.close()

    def stop(self):
        # This wakes the thread, which close() alone does not.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.join(timeout=20)
        self.listener.close()


def is_about(subject, verdict):
    """Whether the verdict is about `subject`, alone or with others of the same cause."""
    return any(subject in one for one in (verdict['subject'], *verdict.get('affects', [])))


MAIL_ZONE = f'''
mail IN A {HOST}
plain IN A {HOST}
other IN A {HOST}
dav IN A {HOST}
refused IN A {NOBODY}
silent IN A {SILENT}
'''


class Failures(ProbeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = all_places()
        cls.make_certificates()
        cls.mail = Mail(cls, cls.authority.certificate('mail', ['mail.good.example']))
        cls.plain = Mail(cls, cls.authority.certificate('plain', ['plain.good.example']),
                         folder='plain', tls=False)
        certificate = cls.authority.certificate('open', ['mail.good.example'])
        cls.write('oauth2.conf', 'tokeninfo_url = http://127.0.0.1:9/\n')
        lax = Mail(cls, certificate, folder='lax', settings=f'''
ssl = yes
disable_plaintext_auth = no
auth_mechanisms = plain xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {cls.path('oauth2.conf')}
}}
''')
        hashed = Mail(cls, certificate, folder='hashed', settings='auth_mechanisms = cram-md5')
        sasl = ('smtpd_sasl_auth_enable=yes', f'smtpd_sasl_path={cls.mail.sasl}')
        submission = Submission(cls, certificate, {
            'POSTFIX': ('smtpd_tls_security_level=encrypt', *sasl),
            'POSTFIX_TLS': ('smtpd_tls_wrappermode=yes', 'smtpd_tls_security_level=encrypt', *sasl),
            'POSTFIX_LAX': ('smtpd_tls_security_level=may', *sasl),
            'POSTFIX_BARE': ('smtpd_tls_security_level=encrypt',)})
        silent = socket.create_server((SILENT, 443))
        cls.addClassCleanup(silent.close)
        ports = cls.mail.ports
        words = {'IMAPS': ports['imaps'], 'IMAP': ports['imap'],
                 'SUBMISSIONS': ports['submissions'], 'PLAIN': cls.plain.ports['imap'],
                 'LAX': lax.ports['imap'], 'HASHED': hashed.ports['imaps'],
                 'HASHED_SUBMISSIONS': hashed.ports['submissions'], 'SIEVE': ports['sieve'],
                 'PLAIN_SIEVE': cls.plain.ports['sieve'], 'LAX_SIEVE': lax.ports['sieve'],
                 'HASHED_SIEVE': hashed.ports['sieve'], **submission.ports}
        cls.config = cls.write('probe.conf',
                               ''.join(place.provider(words) for place in cls.places))
        cls.start_web(cls.config, ''.join(place.servers(cls.certificates, words)
                                          for place in cls.places))
        cls.dns = Dns(cls, {'good.example': MAIL_ZONE,
                            **{place.name: place.zone() for place in cls.places}})

    @classmethod
    def make_certificates(cls):
        names = [f'{label}{place.name}' for place in cls.places for label in
                 ('', 'autoconfig.', 'autodiscover.', 'ua-auto-config.', 'www.')] + [
                     'dav.good.example']
        make = cls.authority.certificate
        cls.certificates = {
            'good': make('good', names),
            'expired': make('expired', names, '-startdate', '20200101000000Z', '-enddate',
                            '20200201000000Z'),
            'future': make('future', names, '-startdate', '20900101000000Z', '-enddate',
                           '20910101000000Z'),
            'soon': make('soon', names, '-startdate', moment(days=-87), '-enddate',
                         moment(days=3)),
            'incomplete': make('incomplete', names, whole_chain=False),
            'wrongname': make('wrongname', ['other.example']),
            'selfsigned': cls.authority.self_signed('selfsigned', names),
        }

    def assert_each_says_what_to_do(self, verdicts):
        for verdict in verdicts:
            if verdict['level'] == 'bad' and 'because' not in verdict:
                self.assertIn('advice', verdict)

    def test_each(self):
        # Most of the time is spent waiting.
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            probes = [pool.submit(self.verdicts, place.name) for place in self.places]
        for place, probe in zip(self.places, probes):
            with self.subTest(place.name):
                verdicts = probe.result()
                self.assert_each_says_what_to_do(verdicts)
                for section, level, subject, text, advice in place.expect:
                    self.assertTrue(any(
                        verdict['section'] == section and verdict['level'] == level and
                        is_about(subject, verdict) and text in verdict['text'] and
                        advice in verdict.get('advice', '') for verdict in verdicts),
                        f'{section} {level} {subject}: {text}; {advice}\nnot in ' +
                        json.dumps(verdicts, indent=1))

    def test_no_dns_server(self):
        result = run('probe', '-c', self.config, '--json', '--resolver',
                     f'127.0.0.1:{free_port()}', 'website.example')
        self.assertEqual(1, result.returncode)
        found, = json.loads(result.stdout)
        # There is one finding, and nothing optional is reported as missing.
        self.assertEqual(1, found['bad'])
        finding, *clients = found['verdicts']
        self.assertEqual(('DNS lookups', 'no DNS server answers'),
                         (finding['subject'], finding['text']))
        self.assertIn('--resolver', finding['advice'])
        for name in ('MX website.example', 'autoconfig.website.example',
                     'SRV _imaps._tcp.website.example', 'SRV _autodiscover._tcp.website.example',
                     'GET https://autoconfig.website.example/mail/config-v1.1.xml'):
            self.assertIn(name, finding['affects'])
        self.assertEqual([('Clients', 'bad', 'DNS lookups')] * 2,
                         [(verdict['section'], verdict['level'], verdict['because'])
                          for verdict in clients])

    def test_dns_server_that_refuses(self):
        small = self.write('refused.conf', SMALL)
        found, = json.loads(self.probe('example.com', '--json', config=small).stdout)
        self.assertEqual(1, found['bad'])
        self.assertEqual([('DNS', 'DNS lookups'), ('Clients', 'Thunderbird and similar clients'),
                          ('Clients', 'Outlook and similar clients')],
                         [(verdict['section'], verdict['subject']) for verdict in found['verdicts']])
        self.assertIn('REFUSED', found['verdicts'][0]['text'])
        self.assertIn('imap mail.example.com:993 tls', found['verdicts'][0]['affects'])

    def test_strange_targets(self):
        """Without a configuration, a record that points to an unrelated host is a note."""
        small = self.write('other.conf', provider('unserved.example', 'mail.unserved.example'))
        found, = json.loads(self.probe('strangers.example', '--json', config=small).stdout)
        verdicts = {verdict['subject']: verdict for verdict in found['verdicts']
                    if verdict['section'] == 'DNS'}
        for subject, host in {
                'autoconfig.strangers.example': 'autoconfig.srvwrong.example',
                'SRV _imaps._tcp.strangers.example': 'imap.nowhere.test',
                'SRV _submissions._tcp.strangers.example': 'localhost',
                'SRV _autodiscover._tcp.strangers.example': 'autodiscover.nowhere.test',
                'TXT strangers.example': 'www.nowhere.test'}.items():
            with self.subTest(subject):
                self.assertEqual('note', verdicts[subject]['level'], verdicts[subject])
                self.assertIn(f', {host} belongs neither to strangers.example nor to the domain '
                              'of a mail server', verdicts[subject]['text'])
        # The target is in the MX host's domain.
        found, = json.loads(self.probe('davsrv.example', '--json', config=small).stdout)
        self.assertEqual(['good'], [verdict['level'] for verdict in found['verdicts']
                                    if verdict['subject'] == 'SRV _carddavs._tcp.davsrv.example'])

    def test_quiet(self):
        """For several domains, --quiet prints only bad verdicts."""
        result = self.probe('expired.example', '--quiet', 'nomx.example', 'refused.example')
        self.assertEqual((1, ''), (result.returncode, result.stderr))
        lines = result.stdout.splitlines()
        self.assertEqual([], [line for line in lines
                              if line.startswith(('  good', '  note')) or 'nomx' in line])
        for line in ('expired.example: 1 problem to fix.', 'refused.example: 1 problem to fix.'):
            self.assertIn(line, lines)
        self.assertIn('  BAD   autoconfig.refused.example, refused.example, '
                      'autodiscover.refused.example  connection refused on port 443', lines)
        # A shared cause is explained once.
        shared = run('probe', '-c', self.config, '--quiet', '--resolver',
                     f'127.0.0.1:{free_port()}', 'website.example', 'expired.example').stdout
        self.assertEqual(1, shared.count('-> check that the domain'), shared)
        self.assertIn('no DNS server answers (same cause as for website.example, see there)\n', shared)
        found = json.loads(self.probe('expired.example', '--quiet', '--json',
                                      'nomx.example').stdout)
        self.assertEqual([('nomx.example', True, 0), ('expired.example', False, 1)],
                         [(one['domain'], one['good'], one['bad']) for one in found])
        self.assertEqual({'bad'}, {verdict['level'] for verdict in found[1]['verdicts']})
        self.assertEqual([], found[0]['verdicts'])

    def test_answers_that_disagree(self):
        """Without a configuration, the answers are compared with each other."""
        small = self.write('other.conf', provider('unserved.example', 'mail.unserved.example'))
        result = self.probe('stale.example', '--json', config=small)
        self.assertEqual(1, result.returncode)
        self.assertTrue(any('unlike other answers' in verdict['text'] and
                            verdict['level'] == 'bad' and 'one place' in verdict['advice']
                            for verdict in json.loads(result.stdout)[0]['verdicts']), result.stdout)


class FromStranger(bytes):
    """A datagram from a different socket than the one that got the question."""


class FalseDns(threading.Thread):
    """A DNS server that sends dishonest answers: `answer` turns the ID and the question of a query
    into the UDP response, and `tcp` serves the connections of a listener, if there is one."""

    def __init__(self, answer, tcp=None):
        super().__init__(daemon=True)
        self.answer = answer
        self.port = free_port()
        self.tcp = socket.create_server(('127.0.0.1', self.port)) if tcp else None
        if tcp:
            threading.Thread(target=tcp, args=[self.tcp], daemon=True).start()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(('127.0.0.1', self.port))
        self.stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.start()

    def run(self):
        while True:
            try:
                query, peer = self.udp.recvfrom(4096)
            except OSError:
                return
            if not query:
                return
            # The question ends with a zero, the type and the class.
            end = query.index(b'\0', 12) + 5
            for reply in self.answer(query[:2], query[12:end]):
                sender = self.stranger if isinstance(reply, FromStranger) else self.udp
                sender.sendto(reply, peer)

    def stop(self):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', self.port))
        self.join(timeout=20)
        for one in (self.udp, self.stranger, self.tcp):
            if one:
                one.close()


def silent_over_tcp(_):
    """Accepts connections, as the system does for every listener, and never answers."""


def drip_over_tcp(listener):
    """Announces a long message, and sends all clients a byte of it now and then."""
    visitors = []
    listener.settimeout(0.2)
    with contextlib.suppress(OSError):
        while True:
            with contextlib.suppress(TimeoutError):
                visitors.append(listener.accept()[0])
                visitors[-1].sendall(b'\xff\xff')
            for visitor in visitors:
                with contextlib.suppress(OSError):
                    visitor.sendall(b'x')


HEADER = b'\x81\x80\0\1\0\1\0\0\0\0'


def short_record(query_id, question):
    """Returns a record of the requested type, without any data."""
    return [query_id + HEADER + question + b'\xc0\x0c' + question[-4:] + b'\0\0\0\x3c\0\0']


def wrong_id(query_id, question):
    return [bytes([query_id[0] ^ 1, query_id[1]]) + HEADER + question + b'\xc0\x0c\0\1\0\1'
            b'\0\0\0\x3c\0\4\x7f\0\0\1']


def other_owner(query_id, question):
    """Returns an address, but of a different name."""
    return [query_id + HEADER + question + b'\1x\0\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1']


def true_after_false_ones(query_id, question):
    """Returns the requested address last. Other types of record have none."""
    def reply(asked, last):
        found = query_id + HEADER + asked + b'\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0'
        return found + bytes([last])
    return [*wrong_id(query_id, question), *garbage(query_id, question),
            FromStranger(reply(question, 3)), reply(b'\4else' + question, 4), reply(question, 5)]


def truncated(query_id, question):
    return [query_id + b'\x83\x80\0\1\0\0\0\0\0\0' + question]


def garbage(query_id, question):
    return [query_id + bytes(range(256)), b'', query_id, os.urandom(64)]


@needs_tool
class HostileDns(Case):
    def probe(self, answer, tcp=None):
        server = FalseDns(answer, tcp)
        self.addCleanup(server.stop)
        config = self.write('small.conf', SMALL)
        start = time.monotonic()
        result = run('probe', '--json', '-c', config, '--resolver', f'127.0.0.1:{server.port}',
                     'example.com')
        # Each lookup of names has its 5 seconds: the domain's, then the mail servers'.
        self.assertLess(time.monotonic() - start, 25)
        self.assertEqual((1, ''), (result.returncode, result.stderr))
        return {subject: verdict['text']
                for verdict in json.loads(result.stdout)[0]['verdicts']
                for subject in (verdict['subject'], *verdict.get('affects', []))}

    def test_records_without_data(self):
        found = self.probe(short_record)
        self.assertEqual('missing: mail goes to the address of the domain itself',
                         found['MX example.com'])
        self.assertEqual('does not exist', found['autoconfig.example.com'])

    def test_answers_to_nobody(self):
        for answer in (wrong_id, garbage):
            self.assertEqual('no DNS server answers', self.probe(answer)['autoconfig.example.com'])

    def test_true_answer_after_false_ones(self):
        found = self.probe(true_after_false_ones)
        self.assertEqual('127.0.0.5', found['example.com'])

    def test_records_of_another_name(self):
        self.assertEqual('does not exist', self.probe(other_owner)['autoconfig.example.com'])

    def test_truncated_and_nothing_whole_over_tcp(self):
        for tcp in (None, silent_over_tcp, drip_over_tcp):
            self.assertEqual('the answer is too long for UDP, and the DNS server does not answer '
                             'over TCP', self.probe(truncated, tcp)['MX example.com'])


class Picture(ProbeCase):
    """README shows doc/probe.svg. With WRITE_PICTURE set, it is written again."""

    def test_picture(self):
        # Exact to the day, as long as the test runs.
        validity = ('-startdate', moment(days=-30), '-enddate', moment(days=60, hours=12))
        names = [f'{label}example.com' for label in ('', 'autoconfig.', 'autodiscover.', 'mail.')]
        certificate = self.authority.certificate('picture', names[1:], *validity)
        Mail(self, certificate, ports={'imaps': 993, 'submissions': 465})
        self.start_web(
            self.write('picture.conf', SMALL),
            server_block(' '.join(names[1:]), certificate, 'INCLUDE PAGE') +
            server_block(names[0], self.authority.certificate('site', names[:1], *validity),
                         'location / { return 200 "<html></html>"; }'))
        dns = Dns(self, {'example.com': f'''
@ IN MX 10 mail
@ IN A {HOST}
mail IN A {HOST}
autoconfig IN CNAME mail
autodiscover IN CNAME mail
_imaps._tcp IN SRV 0 0 993 imap.old.example.
_submissions._tcp IN SRV 0 0 465 mail
'''})
        text = on_terminal('probe', 'example.com', '-c', self.path('picture.conf'), '--resolver',
                           dns.resolver, '--ca', self.authority.root)
        shown = picture('$ fingerpost probe example.com\n' + text.replace(HOST, '192.0.2.1'))
        path = SOURCE / 'doc/probe.svg'
        if os.environ.get('WRITE_PICTURE'):
            path.parent.mkdir(exist_ok=True)
            path.write_text(shown)
        self.assertEqual(path.read_text(), shown, 'WRITE_PICTURE=yes writes it again')
