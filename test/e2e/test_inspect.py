"""What `fingerpost init` finds out from the real doveconf, for configurations that administrators
write in different ways, and from DNS and web servers."""
import json
import time

from place import server_block
from world import *

USERS = {'plain.users': 'ann:{PLAIN}x\nbob:{PLAIN}y\n',
         'virtual.users': 'ann@one.example:{PLAIN}x\nbob@two.example:{PLAIN}y\n',
         'oauth2.conf': 'introspection_mode = auth\nopenid_configuration_url = '
                        'https://id.example.com/.well-known/openid-configuration\n',
         'ldap.conf': 'hosts = localhost\nbase = dc=example\npass_filter = (&(objectClass=person) \\\n'
                      '  (uid=%u))\nuser_filter = (uid=%u)\n',
         'sql.conf': 'driver = sqlite\nconnect = /x\npassword_query = SELECT password FROM users '
                     'WHERE mail = \'%u\'\nuser_query = SELECT login AS user, 5000 AS uid \\\n'
                     '  FROM users WHERE mail = \'%u\'\n'}
STATIC = 'userdb {\n driver = static\n args = uid=5000 gid=5000 home=/x/%d/%n\n}\n'


def passdb(driver, args=''):
    return f'passdb {{\n driver = {driver}\n args = {args}\n}}\n'


@needs_tool
class Doveconf(Case):
    """A host where Postfix has no domains, and no server runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, text in USERS.items():
            cls.write(name, text)
        cls.write('postfix/main.cf', 'compatibility_level = 3.6\nmyhostname = mail.example.com\n'
                                     'mydestination =\nlocal_recipient_maps =\n')
        cls.write('postfix/master.cf', '')

    def found(self, settings, domains=('example.com',)):
        """Returns the lines of the configuration for which doveconf is the source, and the
        remarks."""
        path = self.write('dovecot.conf', f'ssl_cert = </etc/hostname\nssl_key = </etc/hostname\n'
                                          f'{settings.replace("HERE", str(self.folder))}')
        result = run('init', '--json', '--resolver', '127.0.0.1:9', *domains,
                     env={'CONFIG_FILE': str(path), 'MAIL_CONFIG': str(self.folder / 'postfix')})
        made = json.loads(result.stdout)
        lines = [' '.join(line.split(', postconf')[0].split())
                 for line in made['configuration'].splitlines() if 'doveconf' in line]
        return lines, [remark.replace(str(self.folder), 'HERE') for remark in made['remarks']
                       if 'doveconf' in remark]

    def expect(self, settings, lines, *remarks):
        found, said = self.found(settings)
        self.assertEqual(lines, found)
        self.assertEqual(len(remarks), len(said), said)
        for remark in remarks:
            self.assertTrue(any(remark in text for text in said), said)

    IMAPS = 'imap mail.example.com ; doveconf: inet_listener imaps'
    IMAP = 'imap mail.example.com { security starttls } ; doveconf: inet_listener imap'

    def test_system_users(self):
        self.expect('protocols = imap\n' + passdb('pam') + 'userdb {\n driver = passwd\n}\n',
                    ['login %EMAILLOCALPART% ; doveconf: passdb pam', self.IMAPS])

    def test_system_users_whose_domain_is_dropped(self):
        self.expect('protocols = imap\nauth_username_format = %Ln\n' + passdb('shadow') +
                    'userdb {\n driver = passwd\n}\n', [self.IMAPS])

    def test_starttls_only(self):
        self.expect('protocols = " imap lmtp"\nssl=required\nservice imap-login {\n'
                    'inet_listener imaps {\nport=0\n}\n}\n' +
                    passdb('passwd-file', 'scheme=PLAIN HERE/plain.users') + STATIC,
                    ['login %EMAILLOCALPART% ; doveconf: passdb passwd-file', self.IMAP])

    def test_pop3_only_with_plain_passwords(self):
        self.expect('protocols = pop3\ndisable_plaintext_auth = no\n' +
                    passdb('passwd-file', 'username_format=%n HERE/plain.users') + STATIC,
                    ['pop3 mail.example.com ; doveconf: inet_listener pop3s'],
                    'disable_plaintext_auth: passwords are accepted without TLS on port 110')

    def test_ldap_and_another_port(self):
        self.expect('protocols = imap\nservice imap-login {\n  inet_listener imaps {\n    port = 0\n'
                    '  }\n  inet_listener "my own" {\n    port = 10993\n    ssl = yes\n  }\n}\n' +
                    passdb('ldap', 'HERE/ldap.conf') + STATIC,
                    ['login %EMAILLOCALPART% ; doveconf: passdb ldap',
                     'imap mail.example.com { port 10993 } ; doveconf: inet_listener my own'])

    def test_sql_whose_userdb_renames(self):
        sql = 'protocols = imap\n' + ''.join(
            f'{kind} {{\n driver = sql\n args = HERE/sql.conf\n}}\n' for kind in
            ('passdb', 'userdb'))
        self.expect(sql, [self.IMAPS],
                    'doveconf: userdb sql: login names may differ from addresses')
        self.expect(sql + 'service auth {\n unix_listener auth-userdb {\n  mode = 0660\n  group = '
                          'fingerpost\n }\n}\nbase_dir = /run/elsewhere\n',
                    [self.IMAPS, 'login-map dovecot:/run/elsewhere/auth-userdb '
                                 '; doveconf: unix_listener auth-userdb'])

    def test_oauth2(self):
        self.expect('protocols = imap\nauth_mechanisms = xoauth2 oauthbearer\n'
                    'passdb {\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n'
                    ' args = HERE/oauth2.conf\n}\n' + STATIC,
                    ['auth oauth2 ; doveconf: auth_mechanisms', self.IMAPS,
                     'oauth2 { issuer https://id.example.com } ; doveconf: oauth2'])

    def test_domains_of_a_passwd_file(self):
        lines, _ = self.found('protocols = imap\nhostname = imap.example.net\n' +
                              passdb('passwd-file', 'HERE/virtual.users') + STATIC, domains=())
        self.assertEqual(['domain one.example ; doveconf: passdb passwd-file',
                          'domain two.example ; doveconf: passdb passwd-file', self.IMAPS], lines)

    def test_no_tls(self):
        self.expect('protocols = imap\nssl = no\n' + passdb('pam') + 'userdb {\n driver = passwd\n}\n',
                    ['login %EMAILLOCALPART% ; doveconf: passdb pam'],
                    'doveconf: ssl: there is no TLS on port 143, and Dovecot rejects passwords without TLS')

    def test_listeners_that_clients_do_not_reach(self):
        self.expect('protocols = imap pop3\nservice imap-login {\n inet_listener imap {\n'
                    '  address = 127.0.0.1\n }\n inet_listener imaps {\n  haproxy = yes\n }\n}\n'
                    'service pop3-login {\n inet_listener pop3s {\n  port = 0\n }\n}\n' +
                    passdb('passwd-file', 'HERE/%d/users') + STATIC,
                    ['pop3 mail.example.com { security starttls } ; doveconf: inet_listener pop3'],
                    'port 993 expects a proxy')

    def test_a_configuration_with_an_error(self):
        self.expect('ssl = maybe\n', [], "cannot read Dovecot's configuration: doveconf: ")


AUTOCONFIG = '''<clientConfig version="1.1"><emailProvider id="x"><domain>told.example</domain>
<displayName>Told Mail</displayName>
<incomingServer type="imap"><hostname>imap.told.example</hostname><port>993</port>
<socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.told.example</hostname><port>587</port>
<socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>'''.replace('\n', '')
OUTLOOK = '''<Autodiscover><Response><Account>
<Protocol><Type>POP3</Type><Server>pop.look.example</Server><Port>995</Port><SSL>on</SSL></Protocol>
<Protocol><Type>SMTP</Type><Server>pop.look.example</Server><Port>465</Port><SSL>on</SSL></Protocol>
</Account></Response></Autodiscover>'''.replace('\n', '')


@needs_tool
@needs_root
class Published(Case):
    """Domains with a remote mail server that does not answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        authority = Authority(cls.path('ca'))
        cls.root = authority.root
        names = [f'{label}{domain}' for domain in
                 ('told.example', 'look.example', 'website.example', 'moved.example')
                 for label in ('', 'autoconfig.', 'autodiscover.')]
        good = authority.certificate('good', names)
        bad = authority.self_signed('bad', ['autoconfig.bad.example'])
        answer = 'location /mail/ {{ default_type text/xml; return 200 \'{}\'; }}'
        site = 'location / { return 200 "<html>Welcome</html>"; }'
        # The first server is also for all other names.
        cls.web = Web(cls, ''.join([
            server_block('website.example *.website.example', good, site),
            server_block('autoconfig.told.example', good, answer.format(AUTOCONFIG)),
            server_block('autoconfig.bad.example', bad, answer.format(AUTOCONFIG),
                         f'listen {HOST}:443 ssl;'),
            server_block('autoconfig.moved.example', good,
                         'return 301 https://autoconfig.told.example$request_uri;'),
            server_block('autodiscover.look.example', good, 'error_page 405 =200 $uri; location / { '
                         f'default_type text/xml; return 200 \'{OUTLOOK}\'; }}')]))
        host = f' IN A {HOST}\n'
        cls.dns = Dns(cls, {
            'records.example': 'mail IN A ' + NOBODY + '''
_imaps._tcp IN SRV 0 1 993 mail
_imap._tcp IN SRV 0 1 143 mail
_pop3._tcp IN SRV 0 0 0 .
_submission._tcp IN SRV 0 1 587 mail
@ IN MX 10 mx.elsewhere.example.
''',
            'told.example': f'autoconfig{host}', 'bad.example': f'autoconfig{host}',
            'moved.example': f'autoconfig{host}',
            'look.example': f'autodiscover{host}',
            'website.example': f'@{host}autoconfig{host}autodiscover{host}',
            'nomail.example': '@ IN MX 0 .\n',
            'elsewhere.example': f'mail IN A {NOBODY}\n'})

    def made(self, domain, resolver=None):
        result = run('init', '--json', '--resolver', resolver or self.dns.resolver, '--ca', self.root,
                     '--host', 'mail.elsewhere.example', domain)
        made = json.loads(result.stdout)
        return made, [' '.join(line.split())
                      for line in made['configuration'].splitlines()[2:-1]]

    def test_srv_records(self):
        made, lines = self.made('records.example')
        self.assertTrue(made['complete'])
        self.assertEqual(
            ['domain records.example ; command line',
             'imap mail.records.example ; SRV _imaps._tcp.records.example',
             'smtp mail.records.example { security starttls } '
             '; SRV _submission._tcp.records.example'], [line for line in lines
                                                          if not line.startswith('name')])

    def test_autoconfig(self):
        url = 'https://autoconfig.{}.example/mail/config-v1.1.xml'
        for domain in ('told', 'moved'):
            made, lines = self.made(f'{domain}.example')
            self.assertTrue(made['complete'])
            for line in (f'imap imap.told.example ; {url.format(domain)}',
                         f'smtp smtp.told.example {{ security starttls }} ; {url.format(domain)}',
                         f'login %EMAILLOCALPART% ; {url.format(domain)}'):
                self.assertIn(line, lines)

    def test_autodiscover(self):
        made, lines = self.made('look.example')
        url = 'https://autodiscover.look.example/autodiscover/autodiscover.xml'
        self.assertIn(f'pop3 pop.look.example ; {url}', lines)
        self.assertIn(f'smtp pop.look.example ; {url}', lines)
        self.assertTrue(made['complete'])

    def test_invalid_answers(self):
        for domain in ('website.example', 'bad.example', 'missing.example'):
            made, lines = self.made(domain)
            self.assertFalse(made['complete'], lines)

    def test_a_domain_without_mail(self):
        made, _ = self.made('nomail.example')
        self.assertTrue(any(remark.startswith('MX of nomail.example says that this domain accepts no')
                            for remark in made['remarks']), made['remarks'])

    def test_no_dns(self):
        begin = time.monotonic()
        made, _ = self.made('told.example', f'{NOBODY}:53')
        self.assertLess(time.monotonic() - begin, 40)
        for name in ('_imaps._tcp.told.example', 'the address of mail.elsewhere.example'):
            self.assertTrue(any(remark.startswith(f'cannot look up {name}: ')
                                for remark in made['remarks']), made['remarks'])
