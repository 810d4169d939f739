"""`fingerpost probe` against a real world on loopback: once where all is well, then each failure
that it can report, provoked by a real part."""
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
from world import *

# Of the address, only port 80 is served.
HTTP_ONLY = f'{NETWORK}.4'
LISTEN = f'listen {HOST}:443 ssl; listen {HOST}:80;'


def moment(**offset):
    """From now on, as `openssl ca` takes it."""
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**offset)
    return f'{time:%Y%m%d%H%M%SZ}'


def server_block(names, certificate, content, listen=LISTEN):
    chain, key = certificate
    return f'''
server {{
    {listen}
    server_name {names};
    ssl_certificate {chain};
    ssl_certificate_key {key};
    {content}
}}
'''


@needs_tool
@needs_root
class ProbeCase(Case):
    """Has an authority, fingerpostd and the shipped nginx files, ready for a world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority(cls.path('ca'))

    @classmethod
    def start_web(cls, config, servers):
        """nginx with fingerpostd behind it; INCLUDE in the servers is the shipped file."""
        socket_path = cls.start_on_socket(config)
        for shipped in ('fingerpost', 'fingerpost-upstream'):
            text = (SOURCE / f'nginx/{shipped}.conf').read_text()
            text = text.replace('/run/fingerpost/fingerpost.sock', socket_path)
            text = text.replace('/var/log/nginx/access.log', str(cls.path('access.log')))
            cls.write(f'web/{shipped}.conf', text)
        include = f'include {cls.path("web/fingerpost.conf")};'
        cls.web = Web(cls, servers.replace('INCLUDE', include),
                      f'include {cls.path("web/fingerpost-upstream.conf")};')

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
        cls.start_web(cls.config, server_block(' '.join(names), certificate, 'INCLUDE') +
                      server_block(' '.join(others), cls.authority.certificate('others', others),
                                   'INCLUDE', listen) +
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
            # More than one UDP packet holds.
            'customer.example': '@ IN MX 10 mail.good.example.\n' + ''.join(
                f'@ IN TXT "{number} {"x" * 200}"\n' for number in range(20)) +
                                '@ IN TXT "mailconf=https://autoconfig.good.example'
                                '/mail/config-v1.1.xml?emailaddress=a@customer.example"\n'})

    @classmethod
    def records(cls, domain, *options):
        """What the tool itself tells to put into the zone."""
        result = run('dns', '-c', cls.config, '--target', 'mail.good.example', *options, domain)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def test_all_is_well(self):
        result = self.probe('ann@good.example')
        self.assertEqual((0, ''), (result.returncode, result.stderr), result.stdout)
        self.assertTrue(result.stdout.endswith('\n\ngood.example: all that clients need is there.\n'))
        lines = result.stdout.splitlines()
        for title in ('DNS', 'Certificates', 'URLs', 'Clients', 'Mail servers'):
            self.assertIn(title, lines)
        # One line each, and nothing to do.
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
                    'GET https://good.example/.well-known/caldav',
                    'POST https://mail.good.example/autodiscover/autodiscover.xml (by SRV)',
                    'GET https://autoconfig.good.example/mail/config-v1.1.xml (by TXT)'):
            self.assertIn(url, urls)
        self.assertEqual(4, len([section for section, _ in found if section == 'Mail servers']))
        self.assertRegex(found['Mail servers', f'smtp mail.good.example:'
                               f'{self.mail.ports["submission"]} starttls'],
                         r'^"220 mail.example.com ready", certificate for good.example')

    def test_pacc(self):
        found = {verdict['subject']: verdict for verdict in self.verdicts('pacc.example')}
        self.assertEqual('good', found['TXT _ua-auto-config.pacc.example']['level'])
        self.assertEqual('200 application/json JSON, as configured',
                         found['GET https://ua-auto-config.pacc.example'
                               '/.well-known/user-agent-configuration.json']['text'])

    def test_without_a_configuration(self):
        """What is found is held against itself."""
        small = self.write('other.conf', provider('unserved.example', 'mail.unserved.example'))
        result = self.probe('good.example', config=small)
        self.assertEqual(f'fingerpost: {small} does not serve good.example: what is found is '
                         'compared only with itself\n', result.stderr)
        self.assertEqual(0, result.returncode, result.stdout)
        self.assertIn('200 text/xml clientConfig: imap mail.good.example:', result.stdout)

    def test_before_dns_is_switched(self):
        """--connect: the new web server is asked before any name leads there."""
        self.assertEqual(1, self.probe('later.example').returncode)
        url = 'GET https://autoconfig.later.example/mail/config-v1.1.xml'
        for there in (f'{HOST}:443', '[::1]:' + str(self.v6_port)):
            found = {verdict['subject']: verdict
                     for verdict in self.verdicts('later.example', '--connect', there)}
            self.assertEqual(('good', '200 text/xml clientConfig, as configured'),
                             (found[url]['level'], found[url]['text']))
            self.assertEqual([], [subject for subject in found if ' http://' in subject])

    def test_what_dns_prints_is_good(self):
        """For each style; the third way, by redirect, has nothing on port 443."""
        for domain in ('srv.example', 'mx.example', 'redirect.example'):
            with self.subTest(domain):
                verdicts = self.verdicts(domain)
                self.assertEqual([], [verdict for verdict in verdicts
                                      if verdict['level'] == 'bad'])
                outlook = [verdict for verdict in verdicts
                           if verdict['subject'] == 'Outlook and its kin']
                self.assertEqual('good', outlook[0]['level'])

    def test_several_domains(self):
        result = self.probe('good.example', 'ann@pacc.example')
        self.assertEqual((0, ''), (result.returncode, result.stderr))
        for name in ('good.example', 'pacc.example'):
            self.assertIn(f'\n{name}: all that clients need is there.\n', result.stdout)
        # A good domain gives cron nothing to report, with and without a configuration.
        self.write('empty/fingerpost.conf', provider('unserved.example', 'mail.unserved.example'))
        for config in (None, self.path('empty/fingerpost.conf')):
            result = self.probe('good.example', '--quiet', 'pacc.example', config=config)
            self.assertEqual((0, '', ''), (result.returncode, result.stdout, result.stderr))

    def test_what_is_shared_is_asked_once(self):
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
        """A customer's domain has nothing but its MX record."""
        found = {verdict['subject']: verdict for verdict in self.verdicts('customer.example')}
        url = 'GET https://autoconfig.good.example/mail/config-v1.1.xml (by MX)'
        self.assertEqual('good', found[url]['level'])
        self.assertEqual('find the settings: ' + url, found['Thunderbird and its kin']['text'])
        self.assertTrue(found['TXT customer.example']['text'].startswith('mailconf='))

    def test_progress_is_for_terminals(self):
        self.assertEqual('', self.probe('good.example').stderr)
        shown = on_terminal('probe', '-c', self.config, '--ca', self.authority.root, '--resolver',
                            self.dns.resolver, 'good.example', stream='stderr')
        self.assertRegex(shown, r'\d+ of \d+ answers')


class Doorkeeper(threading.Thread):
    """A mail server that counts its visitors and sends them away. Whoever was sent away has been
    counted, which the log of a real server does not promise."""

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


class Place:
    """A domain in which something is wrong."""

    def __init__(self, expect, zone='', content='INCLUDE', names='autoconfig autodiscover',
                 certificate='good', servers=None, host=HOST, listen=LISTEN, more=''):
        self.expect = expect
        self.zone, self.names, self.host = zone, names, host
        self.content, self.certificate, self.listen = content, certificate, listen
        self.servers, self.more = servers, more


# What is expected: section, level, and parts of subject, text and advice.
DNS, CERTIFICATES, URLS, CLIENTS, MAIL, IPV6 = ('DNS', 'Certificates', 'URLs', 'Clients',
                                                'Mail servers', 'IPv6')
# nginx without TLS on port 443.
PLAIN_HTTP = f'{NETWORK}.2'
# Accepts, and says nothing.
SILENT = f'{NETWORK}.3'
AUTOCONFIG, POX = '/mail/config-v1.1.xml', '/autodiscover/autodiscover.xml'


def is_about(subject, verdict):
    """Returns whether the verdict is about `subject`, alone or with others of the same cause."""
    return any(subject in one for one in (verdict['subject'], *verdict.get('affects', [])))


def instead(path, answer):
    """The shipped locations, but for one path, where something else answers."""
    return f'location = {path} {{ {answer} }} INCLUDE'


def other_settings(content_type):
    return instead(AUTOCONFIG, f"""default_type {content_type}; return 200
        '<clientConfig version="1.1"><emailProvider id="x"><domain>x</domain>
        <incomingServer type="imap"><hostname>old.example</hostname><port>143</port>
        <socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></incomingServer>
        <outgoingServer type="smtp"><hostname>old.example</hostname><port>587</port>
        <socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>';""")


def autodiscover(response):
    return instead(POX, 'default_type text/xml; return 200 '
                        f"'<Autodiscover><Response>{response}</Response></Autodiscover>';")


def certificate_place(name, text, advice):
    return Place(certificate=name, expect=[
        (CERTIFICATES, 'bad', f'autoconfig.{name}.example', text, advice),
        (CERTIFICATES, 'bad', f'GET https://autoconfig.{name}.example', text, advice),
        (CLIENTS, 'bad', 'Outlook', 'stop at POST', '')])


def wrong_autodiscover(domain, content):
    """Returns a second server block, with a certificate for another name."""
    return (f'{content} }} server {{ {LISTEN} server_name autodiscover.{domain}; WRONG_NAME '
            'INCLUDE')


PLACES = {
    # DNS.
    'servfail.example': Place(zone=None, expect=[
        (DNS, 'bad', 'MX servfail.example', 'SERVFAIL', 'name servers answer'),
        (DNS, 'bad', 'autoconfig.servfail.example', 'SERVFAIL', 'name servers answer'),
        (DNS, 'bad', 'https://autoconfig.servfail.example', 'SERVFAIL', ''),
        (CLIENTS, 'bad', 'Thunderbird', 'find no settings', ''),
        (CLIENTS, 'bad', 'Outlook', 'find no settings', '')]),
    'nomail.example': Place(zone='@ IN MX 0 .', expect=[
        (DNS, 'bad', 'MX', '0 .: the domain takes no mail', 'name of the mail server')]),
    'nomx.example': Place(zone='; no MX', expect=[
        (DNS, 'note', 'MX', 'there is none', 'add: nomx.example. IN MX 10')]),
    'dangling.example': Place(names='autodiscover', zone='autoconfig IN CNAME gone', expect=[
        (DNS, 'bad', 'autoconfig.dangling.example', 'CNAME gone.dangling.example, which has no '
         'address', 'add an address for gone.dangling.example')]),
    'nonames.example': Place(names='', expect=[
        (DNS, 'note', 'autoconfig.nonames.example', 'does not exist', ''),
        (DNS, 'note', 'SRV _autodiscover._tcp', 'there is none', 'add it, or autodiscover.'),
        (DNS, 'note', 'SRV _imaps._tcp', 'there is none', 'add: _imaps._tcp.nonames.example. IN '
         'SRV 0 0'),
        (DNS, 'note', 'https://autoconfig.nonames.example', 'does not exist', '')]),
    'strangers.example': Place(names='autodiscover', zone='''
autoconfig IN CNAME autoconfig.srvwrong.example.
_imaps._tcp IN SRV 0 0 993 imap.nowhere.test.
_submissions._tcp IN SRV 0 0 465 localhost.
_autodiscover._tcp IN SRV 0 0 443 autodiscover.nowhere.test.
@ IN TXT "mailconf=https://www.nowhere.test/config.xml"
''', content='location / { return 404; }', expect=[
        (DNS, 'good', 'autoconfig.strangers.example', 'CNAME', ''),
        (DNS, 'bad', 'SRV _imaps._tcp', 'not what the settings say', 'replace it by')]),
    'srvport.example': Place(zone='_autodiscover._tcp IN SRV 0 0 8443 autodiscover', expect=[
        (DNS, 'bad', 'SRV _autodiscover._tcp', 'autodiscover.srvport.example:8443',
         'let it be port 443')]),
    'srvwrong.example': Place(zone='''
_imaps._tcp IN SRV 0 0 993 old
_pop3s._tcp IN SRV 0 0 995 old
_caldavs._tcp IN SRV 0 0 443 dav.good.example.
_caldavs._tcp IN TXT "path=/old/"
''', more='caldav https://dav.good.example/new/', expect=[
        (DNS, 'bad', 'SRV _imaps._tcp', 'old.srvwrong.example:993, which is not what the '
         'settings say', 'replace it by: _imaps._tcp.srvwrong.example. IN SRV 0 0'),
        (DNS, 'bad', 'SRV _pop3s._tcp', 'old.srvwrong.example:995', 'not offered; replace it by: '
         '_pop3s._tcp.srvwrong.example. IN SRV 0 0 0 .'),
        (DNS, 'bad', 'TXT _caldavs._tcp', 'path=/old/, which is not', 'replace it by: '
         '_caldavs._tcp.srvwrong.example. IN TXT "path=/new/"')]),
    'digest.example': Place(servers='imap mail.good.example smtp mail.good.example',
                            names='autoconfig autodiscover ua-auto-config',
                            zone='_ua-auto-config IN TXT "v=UAAC1; a=sha256; d=AAAA"', expect=[
        (DNS, 'bad', 'TXT _ua-auto-config', 'not the digest', 'replace it by: '
         '_ua-auto-config.digest.example. IN TXT "v=UAAC1; a=sha256; d=')]),
    'nodigest.example': Place(servers='imap mail.good.example smtp mail.good.example',
                              names='autoconfig autodiscover ua-auto-config', expect=[
        (DNS, 'note', 'TXT _ua-auto-config', 'there is none', 'add: _ua-auto-config')]),
    # Certificates.
    'expired.example': certificate_place('expired', 'has expired: for ', 'renew'),
    'selfsigned.example': certificate_place(
        'selfsigned', 'is not signed by a trusted authority', 'names --certbot'),
    'incomplete.example': certificate_place(
        'incomplete', 'its issuer is unknown, or not sent along', 'fullchain.pem'),
    'wrongname.example': certificate_place(
        'wrongname', 'is not for autoconfig.wrongname.example, autodiscover.wrongname.example, '
        'wrongname.example: for other.example', 'get a certificate for autoconfig.wrongname.'),
    # Outlook asks the names with the wrong certificate before the one with the right one.
    'rightlast.example': Place(
        certificate='wrongname', zone='_autodiscover._tcp IN SRV 0 0 443 autodiscover.srvport.example.',
        expect=[
        (URLS, 'good', 'POST https://autodiscover.srvport.example', 'as configured', ''),
        (CLIENTS, 'bad', 'Outlook', 'stop at POST https://rightlast.example', '')]),
    # The web site is fine; autodiscover. has a server block and a certificate of its own.
    'later-flaw.example': Place(content=wrong_autodiscover('later-flaw.example', 'INCLUDE'), expect=[
        (CERTIFICATES, 'bad', 'autodiscover.later-flaw.example', 'is not for autodiscover.later-flaw'
         '.example: for other', 'get a certificate for autodiscover.later-flaw.example ('),
        (CLIENTS, 'note', 'Outlook', 'find the settings: POST https://later-flaw.example' + POX +
         '; some ask POST https://autodiscover.later-flaw.example', ''),
        (CLIENTS, 'good', 'Thunderbird', 'find the settings', '')]),
    'first-flaw.example': Place(
        content=wrong_autodiscover('first-flaw.example', instead(POX, 'return 404;')),
        zone='_autodiscover._tcp IN SRV 0 0 443 autodiscover.srvport.example.', expect=[
        (CLIENTS, 'bad', 'Outlook', 'stop at POST https://autodiscover.first-flaw.example', ''),
        (CLIENTS, 'good', 'Thunderbird', 'find the settings', '')]),
    'future.example': certificate_place(
        'future', 'is not trusted: for ', 'openssl s_client -connect autoconfig.future.example:443'),
    'soon.example': Place(certificate='soon', expect=[
        (CERTIFICATES, 'bad', 'autoconfig.soon.example', 'ends soon: ', 'renew it')]),
    # Connections.
    'refused.example': Place(host=NOBODY, expect=[
        (URLS, 'bad', 'https://autoconfig.refused.example', 'nothing answers on port 443',
         'start the server that listens on port 443 of autoconfig.refused.example'),
        (URLS, 'note', 'http://autoconfig.refused.example', 'nothing answers on port 80', '')]),
    'silent.example': Place(host=SILENT, expect=[
        (URLS, 'bad', 'https://autoconfig.silent.example', 'connects, and then says nothing',
         'see the log of the server on port 443 of autoconfig.silent.example')]),
    'v4only.example': Place(zone='autoconfig IN AAAA ::1', expect=[
        (IPV6, 'bad', 'autoconfig.v4only.example:443', 'does not answer at the address of its AAAA',
         'remove the record'),
        (URLS, 'good', 'https://autoconfig.v4only.example', 'as configured', '')]),
    'notls.example': Place(host=PLAIN_HTTP,
                           listen=f'listen {PLAIN_HTTP}:443; listen {PLAIN_HTTP}:80;', expect=[
        (URLS, 'bad', 'https://autoconfig.notls.example', 'does not speak TLS',
         'turn TLS on for port 443')]),
    'empty.example': Place(content='return 444;', expect=[
        (URLS, 'bad', 'https://autoconfig.empty.example', 'Empty reply', 'see the log')]),
    # Answers.
    'private.example': Place(content='location / { return 401; }', expect=[
        (URLS, 'bad', 'https://autoconfig.private.example', '401 text/html', 'let everybody ask'),
        (CLIENTS, 'bad', 'Thunderbird', 'find no settings', ''),
        (CLIENTS, 'bad', 'Outlook', 'stop at POST https://private.example', '')]),
    'broken.example': Place(content='location / { return 502; }', expect=[
        (URLS, 'bad', 'https://autoconfig.broken.example', '502 text/html',
         "web server's error log"),
        (CLIENTS, 'bad', 'Outlook', 'find no settings', '')]),
    'unknown.example': Place(content='location / { return 404; }', expect=[
        (URLS, 'bad', 'https://autoconfig.unknown.example', '404 text/html',
         'in the server block of autoconfig.unknown.example'),
        (URLS, 'note', 'https://unknown.example/.well-known', '404 text/html', '')]),
    'website.example': Place(content='location / { return 200 "<html></html>"; }', expect=[
        (URLS, 'bad', 'https://autoconfig.website.example', '200 text/html, but <html>, not '
         '<clientConfig>', 'answer 404 there'),
        (URLS, 'bad', 'POST https://website.example/autodiscover', '200 text/html, but <html>',
         'for autoconfig.website.example, website.example, autodiscover.website.example'),
        (CLIENTS, 'bad', 'Thunderbird', 'stop at GET https://autoconfig.', ''),
        (CLIENTS, 'bad', 'Outlook', 'stop at POST https://website.example', '')]),
    'plaintext.example': Place(content=other_settings('text/plain'), expect=[
        (URLS, 'bad', 'https://autoconfig.plaintext.example' + AUTOCONFIG, 'Thunderbird reads '
         'only as text/xml', 'Content-Type: text/xml')]),
    'stale.example': Place(content=other_settings('text/xml'), expect=[
        (URLS, 'bad', 'https://autoconfig.stale.example' + AUTOCONFIG, 'names imap '
         'old.example:143 starttls, against the configuration', 'reload fingerpostd'),
        (MAIL, 'bad', 'imap old.example:143 starttls', 'REFUSED',
         'name servers answer')]),
    'extra.example': Place(servers='activesync https://mail.good.example/eas',
                           content=other_settings('text/xml'), expect=[
        (URLS, 'bad', 'https://autoconfig.extra.example' + AUTOCONFIG, 'where the configuration '
         'says nothing', 'turn off what answers here')]),
    'exchange.example': Place(
        content=autodiscover('<Error><ErrorCode>600</ErrorCode><Message>no</Message></Error>'),
        expect=[(URLS, 'bad', 'POST https://autodiscover.exchange.example',
                 "but Autodiscover's error 600: no", 'answer 404')]),
    'noredirect.example': Place(
        content=autodiscover('<Account><Protocol><Type>imap</Type><Server>mail.good.example'
                             '</Server><Port>993</Port></Protocol></Account>'),
        expect=[(URLS, 'bad', 'GET http://autodiscover.noredirect.example',
                 '200 text/xml Autodiscover',
                 'redirect there, by 302, to https://autodiscover.noredirect.example' + POX)]),
    'downgrade.example': Place(
        content='if ($scheme = https) { return 302 http://$host$request_uri; } INCLUDE', expect=[
        (URLS, 'bad', 'GET https://autoconfig.downgrade.example', '302 to plain http',
         'redirect to https, if at all'),
        (CLIENTS, 'bad', 'Thunderbird', 'find no settings', '')]),
    'loop.example': Place(content='return 302 $scheme://$host$request_uri;', expect=[
        (URLS, 'bad', 'GET https://autoconfig.loop.example', 'redirects to itself: TLS probably '
         'ends at a proxy', 'set `trusted-proxy ADDRESS`'),
        (URLS, 'bad', 'GET http://autodiscover.loop.example', 'redirects to itself',
         'correct the redirect on autoconfig.loop.example, loop.example, autodiscover')]),
    # TLS ends at a proxy, and fingerpostd does not know.
    'proxied.example': Place(content=f'''
        location / {{ proxy_pass http://{HOST}:81; proxy_set_header Host $host; }} }}
        server {{ listen {HOST}:81; server_name proxied.example *.proxied.example; INCLUDE''',
                             expect=[
        (URLS, 'bad', 'GET https://autodiscover.proxied.example' + POX, 'redirects to itself: TLS '
         'probably ends at a proxy', 'set `trusted-proxy ADDRESS`'),
        (URLS, 'good', 'GET https://autoconfig.proxied.example', 'as configured', ''),
        (CLIENTS, 'note', 'Outlook', 'some ask GET https://autodiscover.proxied.example', '')]),
    'schemes.example': Place(content='''
        if ($scheme = https) { return 301 http://$host$request_uri; }
        return 301 https://$host$request_uri;''', expect=[
        (URLS, 'bad', 'GET https://autoconfig.schemes.example', 'from https to http and back',
         'redirect only from http to https, and in one place'),
        (URLS, 'bad', 'POST https://schemes.example' + POX, 'from https to http and back',
         '`trusted-proxy ADDRESS`')]),
    'twice.example': Place(names='www autoconfig autodiscover', content='''
        if ($host = twice.example) { return 301 https://www.twice.example$request_uri; }
        if ($host = www.twice.example) { return 301 https://twice.example$request_uri; }
        INCLUDE''', expect=[
        (URLS, 'bad', 'GET https://twice.example/.well-known', 'redirects from twice.example to '
         'www.twice.example and back', 'remove one of the two rules'),
        (CLIENTS, 'note', 'Thunderbird', 'find the settings: GET https://autoconfig.', '')]),
    'circle.example': Place(names='autoconfig autodiscover', content='''
        if ($host = autoconfig.circle.example) {
            return 301 https://autodiscover.circle.example$request_uri; }
        return 301 https://autoconfig.circle.example$request_uri;''', expect=[
        (URLS, 'bad', 'GET https://autoconfig.circle.example', 'redirects in a circle',
         'correct the redirects on')]),
    'endless.example': Place(content='rewrite ^(.*)$ $1/x redirect;', expect=[
        (URLS, 'bad', 'GET https://autoconfig.endless.example', 'redirects more than 5 times',
         'see what redirects to https://autoconfig.endless.example')]),
    'astray.example': Place(content='return 302 ftp://$host/;', expect=[
        (URLS, 'bad', 'GET https://autoconfig.astray.example',
         '302 to ftp://autoconfig.astray.example/, where nothing can be asked',
         'correct the redirect')]),
    'html-pacc.example': Place(
        servers='imap mail.good.example smtp mail.good.example',
        names='autoconfig autodiscover ua-auto-config', zone='; no digest',
        content=instead('/.well-known/user-agent-configuration.json', 'return 200 "<html>";'),
        expect=[(URLS, 'bad', 'GET https://ua-auto-config.html-pacc.example', 'no JSON object',
                 'answer 404')]),
    'davsrv.example': Place(
        more='carddav https://dav.good.example/', content=instead('/.well-known/carddav',
                                                                 'return 404;'),
        zone='_carddavs._tcp IN SRV 0 0 443 dav.good.example.', expect=[
        (URLS, 'note', 'https://davsrv.example/.well-known/carddav', 'clients find it by SRV', '')]),
    'www.example': Place(
        more='carddav https://dav.good.example/', content="""
        if ($host = www.example) { return 301 https://www.www.example$request_uri; }
        location = /.well-known/carddav { return 307 https://dav.good.example/; } INCLUDE""",
        names='www autoconfig autodiscover', expect=[
        (URLS, 'good', 'https://www.example/.well-known/carddav',
         'redirects to https://dav.good.example/, as configured', '')]),
    'capitals.example': Place(
        content=instead(AUTOCONFIG, """default_type text/xml; return 200
        '<clientConfig version="1.1"><emailProvider id="x"><domain>capitals.example</domain>
        <incomingServer type="imap"><hostname>MAIL.Good.Example.</hostname><port>IMAPS</port>
        <socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>
        <outgoingServer type="smtp"><hostname>mail.good.example</hostname><port>SUBMISSIONS</port>
        <socketType>SSL</socketType><username>%EMAILADDRESS%</username></outgoingServer>
        </emailProvider></clientConfig>';"""), expect=[
        (URLS, 'good', 'GET https://autoconfig.capitals.example' + AUTOCONFIG,
         'clientConfig, as configured', '')]),
    'nonsense.example': Place(content=instead(AUTOCONFIG, """default_type text/xml; return 200
        '<clientConfig version="1.1"><emailProvider id="x"><domain>x</domain>
        <incomingServer type="imap"><hostname>mail ok</hostname><port>99999</port>
        </incomingServer></emailProvider></clientConfig>';"""), expect=[
        (URLS, 'bad', 'GET https://autoconfig.nonsense.example' + AUTOCONFIG,
         'but a server named "mail ok"', 'answer 404')]),
    'moved.example': Place(servers='redirect-url https://autodiscover.good.example' + POX, expect=[
        (CLIENTS, 'note', 'Thunderbird', 'find nothing, as configured', ''),
        (CLIENTS, 'good', 'Outlook', 'find the settings', '')]),
    'nodav.example': Place(more='carddav https://dav.good.example/',
                           content=instead('/.well-known/carddav', 'return 404;'), expect=[
        (URLS, 'bad', 'https://nodav.example/.well-known/carddav', '404',
         'in the server block of nodav.example')]),
    # Mail servers.
    'nohost.example': Place(servers='imap gone.good.example  smtp gone.good.example', expect=[
        (MAIL, 'bad', 'imap gone.good.example:993 tls', 'the host has no address',
         'correct the name in the configuration')]),
    'mailrefused.example': Place(servers='imap refused.good.example  smtp refused.good.example '
                                         '{ security starttls }', expect=[
        (MAIL, 'bad', 'imap refused.good.example:993', 'nothing answers on port 993',
         'start the server'),
        (MAIL, 'bad', 'smtp refused.good.example:587', 'nothing answers on port 587',
         'start the server')]),
    'mailsilent.example': Place(servers='imap silent.good.example { port 443 }', expect=[
        (MAIL, 'bad', 'imap silent.good.example:443', 'connects, and then says nothing',
         'see the log')]),
    'mailtls.example': Place(servers='imap mail.good.example { port IMAP }', expect=[
        (MAIL, 'bad', 'tls', 'does not speak TLS', 'turn TLS on for port')]),
    'starttls.example': Place(servers='imap plain.good.example { port PLAIN security starttls }',
                              expect=[
        (MAIL, 'bad', 'starttls', 'offers no STARTTLS', 'turn STARTTLS on')]),
    'cleartext.example': Place(servers='imap plain.good.example { port PLAIN security none }',
                               expect=[
        (MAIL, 'note', 'none', 'no encryption', 'turn TLS on')]),
    'greeting.example': Place(servers='smtp mail.good.example { port IMAP security none }',
                              expect=[
        (MAIL, 'bad', 'smtp', 'greets with "* OK', 'right service')]),
    'tlsfirst.example': Place(servers='imap mail.good.example { port IMAPS security starttls }',
                              expect=[
        (MAIL, 'bad', 'starttls', 'connects, and then says nothing', 'say `security tls`')]),
    'mailname.example': Place(servers='imap other.good.example { port IMAPS }', expect=[
        (MAIL, 'bad', 'imap other.good.example', 'its certificate is not for '
         'other.good.example: for mail.good.example', 'get a certificate for other.good.example')]),
}

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
        cls.make_certificates()
        cls.mail = Mail(cls, cls.authority.certificate('mail', ['mail.good.example']))
        cls.plain = Mail(cls, cls.authority.certificate('plain', ['plain.good.example']),
                         folder='plain', tls=False)
        silent = socket.create_server((SILENT, 443))
        cls.addClassCleanup(silent.close)
        cls.config = cls.write('probe.conf', ''.join(cls.provider(name, place)
                                                     for name, place in PLACES.items()))
        cls.start_web(cls.config, ''.join(cls.server(name, place)
                                          for name, place in PLACES.items()))
        cls.dns = Dns(cls, {'good.example': MAIL_ZONE,
                            **{name: cls.zone(place) for name, place in PLACES.items()}})

    @classmethod
    def make_certificates(cls):
        names = [f'{label}{name}' for name in PLACES for label in
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

    @classmethod
    def provider(cls, name, place):
        servers = place.servers or ('imap mail.good.example { port IMAPS } '
                                    'smtp mail.good.example { port SUBMISSIONS }')
        servers = cls.with_ports(servers)
        # In the INFO format, a line holds one setting.
        lines = re.sub(r' (?=(?:imap|smtp|caldav) )', '\n', f'domain {name} {servers}')
        return f'provider {name}\n{{\n{lines}\n{place.more}\n}}\n'

    @classmethod
    def with_ports(cls, text):
        ports = cls.mail.ports
        for word, port in (('IMAPS', ports['imaps']), ('IMAP', ports['imap']),
                           ('SUBMISSIONS', ports['submissions']),
                           ('PLAIN', cls.plain.ports['imap'])):
            text = re.sub(rf'\b{word}\b', str(port), text)
        return text

    @classmethod
    def server(cls, name, place):
        wrong = 'ssl_certificate {}; ssl_certificate_key {};'.format(*cls.certificates['wrongname'])
        content = cls.with_ports(place.content).replace('WRONG_NAME', wrong)
        return server_block(f'{name} *.{name}', cls.certificates[place.certificate], content,
                            place.listen)

    @classmethod
    def zone(cls, place):
        if place.zone is None:
            return None
        hosts = ''.join(f'{label} IN A {place.host}\n' for label in ('@', *place.names.split()))
        mx = '' if 'MX' in place.zone else '@ IN MX 10 mail.good.example.\n'
        return f'{hosts}{mx}{place.zone}\n'

    def assert_each_says_what_to_do(self, verdicts):
        for verdict in verdicts:
            if verdict['level'] == 'bad' and 'because' not in verdict:
                self.assertIn('advice', verdict)

    def test_each(self):
        # Most of the time is spent waiting.
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            probes = {name: pool.submit(self.verdicts, name) for name in PLACES}
        for name, place in PLACES.items():
            with self.subTest(name):
                verdicts = probes[name].result()
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
        # There is one finding, and nothing counts as missing that may exist.
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
        self.assertEqual([('DNS', 'DNS lookups'), ('Clients', 'Thunderbird and its kin'),
                          ('Clients', 'Outlook and its kin')],
                         [(verdict['section'], verdict['subject']) for verdict in found['verdicts']])
        self.assertIn('REFUSED', found['verdicts'][0]['text'])
        self.assertIn('imap mail.example.com:993 tls', found['verdicts'][0]['affects'])

    def test_strange_targets(self):
        """Without a configuration, a record that leads to an unrelated host is a note."""
        small = self.write('other.conf', provider('unserved.example', 'mail.unserved.example'))
        found, = json.loads(self.probe('strangers.example', '--json', config=small).stdout)
        verdicts = {verdict['subject']: verdict for verdict in found['verdicts']
                    if verdict['section'] == DNS}
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
        # In the MX host's domain.
        found, = json.loads(self.probe('davsrv.example', '--json', config=small).stdout)
        self.assertEqual(['good'], [verdict['level'] for verdict in found['verdicts']
                                    if verdict['subject'] == 'SRV _carddavs._tcp.davsrv.example'])

    def test_quiet(self):
        """--quiet prints only bad verdicts of several domains."""
        result = self.probe('expired.example', '--quiet', 'nomx.example', 'refused.example')
        self.assertEqual((1, ''), (result.returncode, result.stderr))
        lines = result.stdout.splitlines()
        self.assertEqual([], [line for line in lines
                              if line.startswith(('  good', '  note')) or 'nomx' in line])
        for line in ('expired.example: 1 thing to fix.', 'refused.example: 1 thing to fix.'):
            self.assertIn(line, lines)
        self.assertIn('  BAD   autoconfig.refused.example, refused.example, '
                      'autodiscover.refused.example  nothing answers on port 443', lines)
        # A shared cause is explained once.
        shared = run('probe', '-c', self.config, '--quiet', '--resolver',
                     f'127.0.0.1:{free_port()}', 'website.example', 'expired.example').stdout
        self.assertEqual(1, shared.count('-> see that the domain'), shared)
        self.assertIn('no DNS server answers (as for website.example, see there)\n', shared)
        found = json.loads(self.probe('expired.example', '--quiet', '--json',
                                      'nomx.example').stdout)
        self.assertEqual([('nomx.example', True, 0), ('expired.example', False, 1)],
                         [(one['domain'], one['good'], one['bad']) for one in found])
        self.assertEqual({'bad'}, {verdict['level'] for verdict in found[1]['verdicts']})
        self.assertEqual([], found[0]['verdicts'])

    def test_answers_that_disagree(self):
        """Without a configuration, they are held against each other."""
        small = self.write('other.conf', provider('unserved.example', 'mail.unserved.example'))
        result = self.probe('stale.example', '--json', config=small)
        self.assertEqual(1, result.returncode)
        self.assertTrue(any('which other answers do not' in verdict['text'] and
                            verdict['level'] == 'bad' and 'one place' in verdict['advice']
                            for verdict in json.loads(result.stdout)[0]['verdicts']), result.stdout)


class FromStranger(bytes):
    """A datagram that another socket sends than the one that was asked."""


class FalseDns(threading.Thread):
    """A DNS server that answers as no honest one would: `answer` makes of a query's ID and question
    what is sent over UDP, and `tcp` serves the connections of a listener, if there is one."""

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
    """Announces a long message, and sends a byte of it now and then to everybody."""
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
    """A record of the type that was asked, without any data."""
    return [query_id + HEADER + question + b'\xc0\x0c' + question[-4:] + b'\0\0\0\x3c\0\0']


def wrong_id(query_id, question):
    return [bytes([query_id[0] ^ 1, query_id[1]]) + HEADER + question + b'\xc0\x0c\0\1\0\1'
            b'\0\0\0\x3c\0\4\x7f\0\0\1']


def other_owner(query_id, question):
    """An address, but of another name."""
    return [query_id + HEADER + question + b'\1x\0\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1']


def true_after_false_ones(query_id, question):
    """The address that is asked for comes last. Types of records without an address have none."""
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
        # Every look-up of names has its 5 seconds: the domain's, then the mail servers'.
        self.assertLess(time.monotonic() - start, 25)
        self.assertEqual((1, ''), (result.returncode, result.stderr))
        return {subject: verdict['text']
                for verdict in json.loads(result.stdout)[0]['verdicts']
                for subject in (verdict['subject'], *verdict.get('affects', []))}

    def test_records_without_data(self):
        found = self.probe(short_record)
        self.assertEqual('there is none: mail goes to the address of the domain itself',
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
            self.assertEqual('the answer is too long for UDP, and the DNS server gives none over '
                             'TCP', self.probe(truncated, tcp)['MX example.com'])


class Picture(ProbeCase):
    """README shows doc/probe.svg. With WRITE_PICTURE set, it is made anew."""

    def test_picture(self):
        # To the day, for as long as the test runs.
        validity = ('-startdate', moment(days=-30), '-enddate', moment(days=60, hours=12))
        names = [f'{label}example.com' for label in ('', 'autoconfig.', 'autodiscover.', 'mail.')]
        certificate = self.authority.certificate('picture', names[1:], *validity)
        Mail(self, certificate, ports={'imaps': 993, 'submissions': 465})
        self.start_web(
            self.write('picture.conf', SMALL),
            server_block(' '.join(names[1:]), certificate, 'INCLUDE') +
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
        self.assertEqual(path.read_text(), shown, 'WRITE_PICTURE=yes makes it anew')
