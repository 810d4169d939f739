"""Thunderbird looks up accounts behind nginx and behind Apache: what it asks, and above all what it
takes from the answers."""
import dataclasses
import os
import pathlib

from harness import wait_until
from stage import ClientCase, zone
from thunderbird import AccountHub, Thunderbird

SERVERS = 'imap mail.hoster.example smtp mail.hoster.example'
# What Thunderbird takes from SERVERS; {} stands for the login name.
IMAP = 'imap mail.hoster.example 993 SSL passwordCleartext {}'
POP3 = 'pop3 mail.hoster.example 995 SSL passwordCleartext {}'
SMTP = 'smtp mail.hoster.example 465 SSL passwordCleartext {}'
AUTOCONFIG = 'https://autoconfig.{}/mail/config-v1.1.xml?emailaddress={}'
WELL_KNOWN = 'https://{}/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress={}'
POX = 'https://autodiscover.{}/autodiscover/autodiscover.xml'


@dataclasses.dataclass
class Found:
    """A domain, NAME.example, and what Thunderbird finds for one of its addresses. `zone` is the zone
    of the domain, `source` Thunderbird's own word for how it found the settings, `url` the request
    that was answered, `settings` those of the provider."""

    name: str
    zone: str
    source: str
    url: str
    settings: str = SERVERS
    local_part: str = 'ann'
    # The domain of the address, if it is not NAME.example.
    domain: str = ''
    login: str = ''
    incoming: tuple = (IMAP,)
    outgoing: tuple = (SMTP,)
    display_name: str = ''
    # The host that Thunderbird asks the user about.
    confirmed: str = None

    def __post_init__(self):
        self.domain = self.domain or f'{self.name.replace("_", "-")}.example'
        self.address = f'{self.local_part}@{self.domain}'
        self.login = self.login or self.address

    def provider(self):
        domain = '' if 'domain-map' in self.settings else f'domain {self.domain}'
        return f'provider {self.name}\n{{\n{domain}\n{self.settings}\n}}\n'


def by_autoconfig(name, settings=SERVERS, **more):
    domain = more.get('domain') or f'{name.replace("_", "-")}.example'
    return Found(name, zone(domain, 'autoconfig'), 'xml-from-isp-https',
                 AUTOCONFIG.format(domain, more.pop('asked', f'ann%40{domain}')), settings, **more)


def by_pox(name, settings=SERVERS, **more):
    domain = f'{name.replace("_", "-")}.example'
    return Found(name, zone(domain, 'autodiscover'), 'exchange-from-url1',
                 more.pop('url', POX.format(domain)), settings, **more)


# Ways to find the settings: by names, certificates and DNS records.
WAYS = [
    by_autoconfig('autoconfig'),
    Found('well_known', zone('well-known.example', '@'), 'xml-from-isp-https',
          WELL_KNOWN.format('well-known.example', 'ann%40well-known.example')),
    # The autoconfig name leads to the web server, but is not in its certificate.
    Found('plain_http', zone('plain-http.example', records='autoconfig IN CNAME mail.example.com.\n'),
          'xml-from-isp-http',
          'http://autoconfig.plain-http.example/mail/config-v1.1.xml?'
          'emailaddress=ann%40plain-http.example'),
    by_pox('pox'),
    Found('mx', zone('mx.example', records='@ IN MX 10 mx1.in.hoster.example.\n'),
          'xml-from-isp-https', AUTOCONFIG.format('hoster.example', 'ann%40mx.example')),
    Found('mx_subdomain', zone('mx-subdomain.example', records='@ IN MX 10 mx1.in.other.example.\n'),
          'xml-from-isp-https', AUTOCONFIG.format('in.other.example', 'ann%40mx-subdomain.example')),
    Found('srv', zone('srv.example', 'mail',
                      records='_autodiscover._tcp IN SRV 0 0 443 mail.srv.example.\n'),
          'exchange-from-srv', 'https://mail.srv.example/autodiscover/autodiscover.xml',
          'imap mail.srv.example smtp mail.srv.example',
          incoming=('imap mail.srv.example 993 SSL passwordCleartext {}',),
          outgoing=('smtp mail.srv.example 465 SSL passwordCleartext {}',)),
    # Thunderbird asks before it sends the password, if there is one, to another domain.
    Found('srv_elsewhere',
          zone('srv-elsewhere.example',
               records='_autodiscover._tcp IN SRV 0 0 443 autodiscover.hoster.example.\n'),
          'exchange-from-srv', POX.format('hoster.example'), confirmed='hoster.example'),
]
# Settings that answers can contain.
ANSWERS = [
    by_autoconfig('idn', domain='xn--bcher-kva.example'),
    by_autoconfig('plus', local_part='ann+tag', asked='ann%2Btag%40plus.example'),
    by_autoconfig('apostrophe', local_part="o'neil", asked='o%27neil%40apostrophe.example'),
    by_autoconfig('pop3_first', 'pop3 mail.hoster.example ' + SERVERS, incoming=(POP3, IMAP)),
    by_autoconfig('pop3_second', SERVERS + ' pop3 mail.hoster.example', incoming=(IMAP, POP3)),
    by_autoconfig('starttls', '''
        imap mail.hoster.example { security starttls }
        smtp mail.hoster.example { security starttls }''',
        incoming=('imap mail.hoster.example 143 alwaysSTARTTLS passwordCleartext {}',),
        outgoing=('smtp mail.hoster.example 587 alwaysSTARTTLS passwordCleartext {}',)),
    by_autoconfig('ports', '''
        imap mail.hoster.example { port 10993 }
        smtp mail.hoster.example { port 10465 }''',
        incoming=('imap mail.hoster.example 10993 SSL passwordCleartext {}',),
        outgoing=('smtp mail.hoster.example 10465 SSL passwordCleartext {}',)),
    by_autoconfig('no_encryption', '''
        imap mail.hoster.example { security none }
        smtp mail.hoster.example { security none }''',
        incoming=('imap mail.hoster.example 143 plain passwordCleartext {}',),
        outgoing=('smtp mail.hoster.example 587 plain passwordCleartext {}',)),
    by_autoconfig('relay', '''
        imap mail.hoster.example
        smtp relay.hoster.example { auth client-ip-address }''',
        outgoing=('smtp relay.hoster.example 465 SSL none {}',)),
    by_autoconfig('domain_in_host', 'imap mail.%EMAILDOMAIN% smtp mail.%EMAILDOMAIN%',
                  incoming=('imap mail.domain-in-host.example 993 SSL passwordCleartext {}',),
                  outgoing=('smtp mail.domain-in-host.example 465 SSL passwordCleartext {}',)),
    by_autoconfig('local_part', f'login %EMAILLOCALPART% {SERVERS}', login='ann'),
    by_autoconfig('fixed_login', f'login mailbox17 {SERVERS}', login='mailbox17'),
    # Thunderbird reads this login name as a number.
    by_autoconfig('number', f'login 007 {SERVERS}', login='7'),
    # The map has ann@map.example.
    by_autoconfig('map', f'login-map texthash:/etc/postfix/logins {SERVERS}', login='web17p1'),
    by_autoconfig('map_plus', f'login-map texthash:/etc/postfix/logins {SERVERS}', login='web17p2',
                  local_part='ann+tag', asked='ann%2Btag%40map-plus.example'),
    # Thunderbird has no OAuth2 client for this host, so it takes the password.
    by_autoconfig('oauth2', '''auth oauth2 auth password-cleartext
        oauth2 { issuer https://id.example.com  scope "imap smtp offline_access" }
        ''' + SERVERS),
    # It has one for these.
    by_autoconfig('oauth2_known', '''auth oauth2 auth password-cleartext
        oauth2 { issuer https://accounts.google.com  scope "https://mail.google.com/" }
        imap imap.gmail.com smtp smtp.gmail.com''',
        incoming=('imap imap.gmail.com 993 SSL OAuth2 {}',),
        outgoing=('smtp smtp.gmail.com 465 SSL OAuth2 {}',)),
    by_autoconfig('encrypted', f'auth password-encrypted auth password-cleartext {SERVERS}',
                  incoming=('imap mail.hoster.example 993 SSL passwordEncrypted {}',),
                  outgoing=('smtp mail.hoster.example 465 SSL passwordEncrypted {}',)),
    by_autoconfig('gssapi', f'auth gssapi auth password-cleartext {SERVERS}',
                  incoming=('imap mail.hoster.example 993 SSL GSSAPI {}',),
                  outgoing=('smtp mail.hoster.example 465 SSL GSSAPI {}',)),
    by_autoconfig('extensions', f'''extensions yes name "Extended <Mail> & more"
        caldav https://dav.hoster.example/ carddav https://dav.hoster.example/
        jmap https://jmap.hoster.example/session
        activesync https://mail.hoster.example/Microsoft-Server-ActiveSync
        webmail https://webmail.hoster.example/ {SERVERS}''', display_name='Extended <Mail> & more'),
    by_autoconfig('several', '''
        imap mail.hoster.example imap mail2.hoster.example
        smtp mail.hoster.example smtp mail2.hoster.example''',
        incoming=(IMAP, IMAP.replace('mail.', 'mail2.')),
        # It does not replace placeholders in the second.
        outgoing=(SMTP, SMTP.replace('mail.', 'mail2.').format('%EMAILADDRESS%'))),
    by_autoconfig('many', f'domain-map texthash:/etc/postfix/domains {SERVERS}',
                  domain='looked-up.example'),
    by_pox('pox_login', f'login %EMAILLOCALPART% {SERVERS}', login='ann'),
    by_pox('pox_pop3_first', 'pop3 mail.hoster.example ' + SERVERS, incoming=(POP3, IMAP)),
    by_pox('pox_plus', local_part='ann+tag'),
    # It does not escape the address, so its request is not XML.
    by_pox('pox_ampersand', local_part='r&d'),
    by_pox('pox_map', f'login-map texthash:/etc/postfix/logins {SERVERS}', login='web17p3'),
    # Thunderbird asks again with the new address.
    by_pox('redirect', 'redirect-address %EMAILLOCALPART%@hoster.example', login='ann@hoster.example',
           url=POX.format('hoster.example')),
    by_pox('pox_starttls', '''
        imap mail.hoster.example { security starttls }
        smtp mail.hoster.example { security starttls }''',
        incoming=('imap mail.hoster.example 143 alwaysSTARTTLS passwordCleartext {}',),
        outgoing=('smtp mail.hoster.example 587 alwaysSTARTTLS passwordCleartext {}',)),
]
CONFIG = ('provider redirect-url { domain redirect-url.example '
          'redirect-url https://mail.example.com/autodiscover/autodiscover.xml }\n'
          'provider hoster { domain hoster.example domain in.other.example '
          f'{SERVERS} }}\n')
ZONES = (zone('example.com', 'mail') + zone('hoster.example', 'autoconfig', 'autodiscover') +
         zone('other.example', 'autoconfig.in') + zone('redirect-url.example', 'autodiscover') +
         zone('not-served.example', '@', 'autoconfig', 'autodiscover'))
FILES = {
    '/etc/postfix/logins': 'ann@map.example web17p1\nann@map-plus.example web17p2\n'
                           'ann@pox-map.example web17p3\n',
    '/etc/postfix/domains': 'looked-up.example anything\n',
}


class Cases(ClientCase):
    """One process of Thunderbird for all tests of a class."""

    files = FILES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thunderbird = Thunderbird(cls)
        print(f'{cls.__name__}: Thunderbird {cls.thunderbird.version}')

    def check(self, found):
        taken = self.thunderbird.look_up(found.address)
        self.assertEqual(taken, {
            'source': found.source, 'confirmed': found.confirmed,
            'name': taken and (found.display_name or taken['name']),
            'incoming': [server.format(found.login) for server in found.incoming],
            'outgoing': [server.format(found.login) for server in found.outgoing]},
            self.stage.asked())
        self.stage.wait_for_answer(found.url)


class Lookups:
    config = CONFIG + ''.join(found.provider() for found in WAYS + ANSWERS)
    zones = ZONES + ''.join(found.zone for found in WAYS + ANSWERS)

    def test_without_names(self):
        self.assertIsNone(self.thunderbird.look_up('ann@nobody.example'))
        self.assertEqual(self.stage.urls('nobody.example'), [])

    def test_redirect_url(self):
        """Thunderbird does not follow it."""
        self.assertIsNone(self.thunderbird.look_up('ann@redirect-url.example'))
        self.stage.wait_for_answer(POX.format('redirect-url.example'))
        self.assertEqual(self.stage.urls('mail.example.com'), [])

    def test_not_served(self):
        """The names lead to the web server, but the domain is not in the configuration."""
        self.assertIsNone(self.thunderbird.look_up('ann@not-served.example'))
        # Four for autoconfig, three for autodiscover.
        wait_until(lambda: len(self.stage.urls('not-served.example')) == 7, 'requests', 10,
                   self.stage.asked)
        self.assertEqual(len(self.stage.urls('not-served.example', 404)), 7)


for each in WAYS + ANSWERS:
    def test(self, found=each):
        self.check(found)
    setattr(Lookups, f'test_{each.name}', test)


class LookupsBehindNginx(Lookups, Cases):
    web = 'nginx'


class LookupsBehindApache(Lookups, Cases):
    web = 'apache'


class Hub:
    """The account dialog."""

    config = CONFIG + '''
provider example
{
    domain example.com
    domain bücher.example
    domain srv.example
    imap   mail.example.com
    smtp   mail.example.com
    caldav https://dav.example.com/
}
provider pop3
{
    domain pop3.example
    pop3   mail.example.com
    imap   mail.example.com { security starttls }
    smtp   mail.example.com
}
provider pox
{
    domain pox.example
    login  %EMAILLOCALPART%
    imap   mail.example.com
    smtp   mail.example.com
}
'''
    zones = (zone('example.com', '@', 'mail', 'autoconfig', 'autodiscover') +
             zone('xn--bcher-kva.example', 'autoconfig') + zone('pop3.example', 'autoconfig') +
             zone('pox.example', 'autodiscover') +
             zone('srv.example',
                  records='_autodiscover._tcp IN SRV 0 0 443 autodiscover.example.com.\n'))
    password = 'correct horse'
    SHOWN = {'incomingTypeText': 'Incoming', 'incomingType': 'imap',
             'incomingHost': 'mail.example.com', 'incomingPort': '993', 'outgoingType': 'smtp',
             'outgoingHost': 'mail.example.com', 'outgoingPort': '465',
             'sharedUsername': 'ann@example.com', 'sharedSocketType': 'SSL/TLS',
             'sharedAuthenticationType': 'Normal Password',
             'editConfiguration': 'Edit configuration'}

    def hub(self):
        return AccountHub(self.thunderbird)

    def assert_found(self, page, choices, **shown):
        self.assertEqual(page, {
            'step': 'emailConfigFoundSubview', 'busy': False, 'choices': choices,
            'notice': 'Account settings found automatically.', 'shown': self.SHOWN | shown})

    def test_autoconfig(self):
        page = self.hub().ask('ann@example.com')
        self.assert_found(page, ['imap'])
        self.stage.wait_for_answer(AUTOCONFIG.format('example.com', 'ann%40example.com'))
        picture = self.thunderbird.marionette.screenshot()
        self.assertEqual(picture[:8], b'\x89PNG\r\n\x1a\n')
        folder = pathlib.Path(os.environ.get('FINGERPOST_PICTURES', self.folder))
        (folder / f'thunderbird-{self.web}.png').write_bytes(picture)

    def test_plus(self):
        self.assert_found(self.hub().ask('ann+tag@example.com'), ['imap'],
                          sharedUsername='ann+tag@example.com')

    def test_pop3_first(self):
        self.assert_found(self.hub().ask('ann@pop3.example'), ['imap', 'pop3'], incomingType='pop3',
                          incomingPort='995', sharedUsername='ann@pop3.example')

    def test_pox(self):
        self.assert_found(self.hub().ask('ann@pox.example'), ['imap'], sharedUsername='ann')

    def test_srv_elsewhere(self):
        """The user has to agree to the other domain."""
        hub = self.hub()
        page = hub.ask('ann@srv.example')
        self.assertEqual(page['step'], 'emailCredentialsConfirmationSubview')
        self.assertIn('example.com', ' '.join(page['shown'].values()))
        hub.press_continue()
        self.assert_found(hub.wait_for('emailConfigFoundSubview'), ['imap'],
                          sharedUsername='ann@srv.example')

    def test_idn(self):
        """Users have to type a non-ASCII domain as A-labels."""
        page = self.hub().ask('ann@bücher.example')
        self.assertIn('Hostname is empty or contains forbidden characters', page['notice'])
        self.assertEqual(page['step'], 'emailAutoConfigSubview')
        self.assertEqual(self.stage.urls('cher'), [])
        self.assert_found(self.hub().ask('ann@xn--bcher-kva.example'), ['imap'],
                          sharedUsername='ann@xn--bcher-kva.example')

    def test_nothing_found(self):
        page = self.hub().ask('ann@nobody.example')
        self.assertIn('failed to find the settings', page['notice'])
        self.assertEqual(page['step'], 'emailIncomingConfigSubview')

    def test_to_the_end(self):
        """With the settings that it found and a password, Thunderbird logs in and adds the account."""
        self.stage.start_imap({'bob@example.com': self.password})
        hub = self.hub()
        self.assert_found(hub.ask('bob@example.com'), ['imap'], sharedUsername='bob@example.com')
        hub.press_continue()
        hub.wait_for('emailPasswordSubview')
        hub.type('password', self.password)
        hub.press_continue()
        hub.wait_for('emailAddedSuccessSubview')
        self.assertEqual(self.thunderbird.accounts(), [{
            'email': 'bob@example.com',
            'incoming': 'imap mail.example.com 993 SSL passwordCleartext bob@example.com',
            'outgoing': 'smtp://bob%40example.com@mail.example.com:465/ SSL passwordCleartext'}])
        self.assertIn('Login: user=<bob@example.com>', self.stage.read('/var/log/dovecot.log'))
        # It looks for calendars too.
        self.stage.wait_for_answer('https://example.com/.well-known/caldav', 307)


class HubBehindNginx(Hub, Cases):
    web = 'nginx'


class HubBehindApache(Hub, Cases):
    web = 'apache'


class Quick(Cases):
    """A single lookup, fast enough for each run of `tools/test`."""

    web = 'nginx'
    config = CONFIG + WAYS[0].provider()
    zones = ZONES + WAYS[0].zone

    def test_autoconfig(self):
        self.check(WAYS[0])
