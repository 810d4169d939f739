"""`fingerpost` with maps: who serves a domain, the login name, and errors of a map."""
import json
import os
import re
import unittest

import fastcgi
from databases import Mapd, SQLite
from test_maps import Socketmap
from test_tool import ToolCase
from world import needs_tool, run

MAIL = 'imap mail.hoster.example  smtp mail.hoster.example'


class FailingSocketmap(Socketmap):
    """Fails for bob's keys."""

    def reply(self, request):
        return b'TEMP the database is away' if b' bob@' in request else super().reply(request)


@needs_tool
class Maps(ToolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path_of_maps = cls.path('socketmap.sock')
        server = FailingSocketmap(cls.path_of_maps, {
            'domains': {'mapped.example': 'yes'},
            'logins': {'ann@mapped.example': 'u1001',
                       'away@mapped.example': 'away@elsewhere.example'},
            'every': {'fingerpost-check.invalid': 'yes'},
        })
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.config = cls.write('maps.conf', f'''provider mapped {{
            name Mapped  {MAIL}
            domain-map socketmap:unix:{cls.path_of_maps}:domains
            login-map socketmap:unix:{cls.path_of_maps}:logins }}
        ''')
        cls.broken = cls.write('broken.conf', f'''provider mapped {{
            name Mapped  {MAIL}  domain listed.example
            domain-map socketmap:unix:{cls.folder}/missing.sock:domains }}
        ''')

    def login(self, address):
        return {server['login'] for server in
                json.loads(self.tool('show', '--json', address))['servers']}

    def test_show_has_the_login_name_of_a_map(self):
        self.assertEqual({'u1001'}, self.login('Ann@Mapped.example'))
        self.assertEqual({'u1001'}, self.login('ann+shop@mapped.example'))
        self.assertEqual({'away@mapped.example'}, self.login('away@mapped.example'))
        self.assertEqual({'nobody@mapped.example'}, self.login('nobody@mapped.example'))
        self.assertRegex(self.tool('show', 'ann@mapped.example'), r'(?m)^IMAP .* u1001$')
        self.assertEqual(2, self.tool('show', '--as', 'autoconfig', 'ann@mapped.example')
                         .count('<username>u1001</username>'))
        self.tool('show', 'ann@other.example', status=1)
        self.assertEqual(f'fingerpost: no provider in {self.config} serves other.example\n',
                         self.stderr)

    def test_a_failing_login_map_is_reported_and_the_rest_is_shown(self):
        result = self.run_tool('show', 'bob@mapped.example')
        self.assertEqual(0, result.returncode)
        self.assertRegex(result.stdout, r'(?m)^IMAP .* bob@mapped\.example$')
        self.assertRegex(result.stderr, f'^fingerpost: socketmap:unix:{self.path_of_maps}:logins: '
                                        '.*temporary failure\n$')
        self.assertNotIn('away', result.stderr)

    def run_tool(self, *arguments):
        return run(*arguments, '-c', self.config)

    def test_dns_and_names_know_a_domain_of_a_map(self):
        self.assertIn('$ORIGIN mapped.example.', self.tool('dns', 'mapped.example'))
        self.assertIn('autoconfig.mapped.example', json.loads(
            self.tool('names', '--json', 'mapped.example'))['names'])
        self.tool('dns', 'other.example', status=1)
        self.assertEqual('fingerpost: no provider serves other.example\n', self.stderr)

    def test_domains_of_maps_are_not_listed(self):
        for command in ('dns', 'names'):
            result = self.run_tool(command)
            self.assertEqual((0, ''), (result.returncode, result.stdout))
            self.assertEqual('fingerpost: cannot list the domains of socketmap:unix:'
                             f'{self.path_of_maps}:domains; give them on the command line\n',
                             result.stderr)

    def test_a_server_that_is_missing(self):
        for arguments in (['show', 'ann@mapped.example'], ['dns', 'mapped.example'],
                          ['names', 'mapped.example']):
            self.tool(*arguments, config=self.broken, status=1)
            self.assertEqual(
                f'fingerpost: socketmap:unix:{self.folder}/missing.sock:domains: cannot connect to '
                f'{self.folder}/missing.sock: No such file or directory\n'
                'fingerpost: cannot determine who serves mapped.example\n', self.stderr)
        self.assertIn('listed.example', self.tool('dns', 'listed.example', config=self.broken))

    def test_check_asks_each_map_once(self):
        text = self.tool('check', '--maps')
        for name in ('domains', 'logins'):
            self.assertRegex(text, f'(?m)^socketmap:unix:{self.path_of_maps}:{name} '
                                   r'answers in [0-9.]+ ms$')
        self.assertRegex(text, '(?m)^provider mapped  0 domains and 1 map  2 servers  Mapped$')
        self.assertRegex(text, '; 1 provider, 0 domains, 2 servers, 2 maps\n')
        self.assertIn('check --maps  ', self.tool('check'))
        self.assertIn('apply it; restart instead if there were no maps before\n', text)
        maps = json.loads(self.tool('check', '--maps', '--json'))['maps']
        self.assertEqual([True, True], [entry['good'] for entry in maps])
        self.assertTrue(all(0 < entry['seconds'] < 2 for entry in maps))

    def test_check_says_why_a_map_fails(self):
        text = self.tool('check', '--maps', config=self.broken, status=1)
        self.assertRegex(text, f'(?m)^socketmap:.*:domains FAILS: cannot connect to {self.folder}/'
                               'missing.sock: No such file or directory$')
        self.assertIn(': valid, 1 failed map; ', text)
        [entry] = json.loads(self.tool('check', '--maps', '--json', config=self.broken,
                                       status=1))['maps']
        self.assertFalse(entry['good'])
        self.tool('check', config=self.broken)

    def test_check_finds_a_map_that_has_every_domain(self):
        config = self.write('every.conf', f'provider p {{ name P  {MAIL}  domain-map '
                                          f'socketmap:unix:{self.path_of_maps}:every }}')
        self.assertIn('returns a value for fingerpost-check.invalid, which cannot exist',
                      self.tool('check', '--maps', config=config, status=1))

    @unittest.skipUnless(os.geteuid() == 0, 'only root may connect where the service may not')
    def test_a_socket_that_the_service_cannot_connect_to(self):
        self.assertNotIn('cannot connect', self.tool('check'))
        closed = self.path('closed.sock')
        server = Socketmap(closed, {})
        self.addCleanup(server.server_close)
        closed.chmod(0o600)
        config = self.write('closed.conf', f'''provider mapped {{
            name Mapped  {MAIL}  domain listed.example
            domain-map socketmap:unix:{closed}:domains
            login-map socketmap:unix:{closed}:logins
            login-map dovecot:{self.path_of_maps} }}
        ''')
        self.assertEqual(
            1, len(re.findall(f"{closed}: warning: the service's .*user.* cannot connect to it; "
                              'let its server create it with group fingerpost and mode 0660\n',
                              self.tool('check', config=config))))
        closed.chmod(0o666)
        if str(closed).startswith('/tmp/'):
            self.assertIn(f'{closed}: warning: the service does not see it, because it has its own '
                          '/tmp; let the server listen below /run\n',
                          self.tool('check', config=config))
        closed.unlink()
        closed.write_text('')
        self.assertIn(f'{closed}: warning: is not a socket\n', self.tool('check', config=config))

    def test_texts_are_read_and_not_asked(self):
        config = self.write('text.conf', f'provider p {{ name P  {MAIL}  domain-map '
                                         'texthash:domains.map }')
        self.write('domains.map', 'a.example yes\nb.example yes\n')
        self.assertIn(f'texthash:{self.folder}/domains.map has 2 keys\n',
                      self.tool('check', '--maps', config=config))
        self.assertIn('autoconfig.b.example', self.tool('names', 'b.example', '--target',
                                                        'www.hoster.example', config=config))


@needs_tool
class Tables(ToolCase):
    """The files of maps for fingerpost-mapd."""

    def check(self, table, status=0):
        self.write('domains.cf', table)
        config = self.write('table.conf', f'provider p {{ name P  {MAIL}\n'
                                          'domain-map sqlite:domains.cf }')
        return self.tool('check', config=config, status=status)

    def test_problems_have_file_and_line(self):
        good = 'dbpath = /var/lib/mail.db\nquery = SELECT 1 FROM domain WHERE name = \'%s\'\n'
        self.assertIn(': valid; 1 provider, 0 domains, 2 servers, 1 map\n', self.check(good))
        text = self.check(good + 'quory = x\n', status=78)
        self.assertIn(f'{self.folder}/domains.cf:3: "quory" is not a parameter', text)
        self.assertIn(': 1 error; ', text)

    def test_a_file_that_is_missing(self):
        config = self.write('missing.conf', f'provider p {{ name P  {MAIL}\n'
                                            'domain-map ldap:missing.cf }')
        self.assertIn(f'{self.folder}/missing.cf: No such file or directory\n',
                      self.tool('check', config=config, status=78))
        found = json.loads(self.tool('check', '--json', config=config, status=78))
        self.assertFalse(found['good'])

    def test_fingerpost_mapd_is_missing(self):
        self.check('dbpath = /x.db\nquery = SELECT 1 FROM d WHERE n = \'%s\'\n')
        config = self.write('mapd.conf', f'maps-socket {self.folder}/maps.sock\n'
                            + (self.folder / 'table.conf').read_text())
        missing = (f'sqlite:{self.folder}/domains.cf.*: cannot connect to {self.folder}/maps.sock: '
                   'No such file or directory; check that fingerpost-mapd runs: systemctl status '
                   'fingerpost-mapd.socket\n')
        self.assertRegex(self.tool('check', '--maps', config=config, status=1), missing)
        self.tool('show', 'ann@a.example', config=config, status=1)
        self.assertRegex(self.stderr, missing)


@needs_tool
class AskedByMapd(ToolCase):
    """With fingerpost-mapd and an SQLite database, filled as by PostfixAdmin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = SQLite.of(cls)
        cls.database.sql("CREATE TABLE domain (domain TEXT); CREATE TABLE alias (a TEXT, g TEXT);"
                         "INSERT INTO domain VALUES ('mapped.example'), ('alias.example');"
                         "INSERT INTO alias VALUES ('ann@mapped.example', 'u1001'),"
                         "('bob@alias.example', 'bob@mapped.example'),"
                         "('boss@mapped.example', 'boss@elsewhere.example');")
        for name, query in (('domains', "SELECT 1 FROM domain WHERE domain = '%s'"),
                            ('logins', "SELECT g FROM alias WHERE a = '%s'")):
            cls.write(f'{name}.cf', f'dbpath = {cls.database.path}\nquery = {query}\n')
        cls.mapd = Mapd(cls, f'provider p {{ name P  {MAIL}\n'
                             'domain-map sqlite:domains.cf\nlogin-map sqlite:logins.cf }\n')
        cls.config = cls.mapd.config

    def test_show(self):
        for address, login in (('ann@mapped.example', 'u1001'),
                               ('bob@alias.example', 'bob@mapped.example'),
                               ('boss@mapped.example', 'boss@mapped.example')):
            found = json.loads(self.tool('show', '--json', address))
            self.assertEqual({login}, {server['login'] for server in found['servers']}, address)
        self.tool('show', 'ann@other.example', status=1)

    def test_a_served_answer_is_what_show_prints(self):
        path = self.start_on_socket(self.config)
        for address, client, url in (
                ('ann@mapped.example', 'autoconfig',
                 'https://autoconfig.mapped.example/mail/config-v1.1.xml?emailaddress='
                 'ann%40mapped.example'),
                ('bob@alias.example', 'mobileconfig',
                 'https://autodiscover.alias.example/email.mobileconfig?email=bob%40alias.example')):
            served = fastcgi.ask(path, url=url)
            self.assertEqual(200, served.status)
            self.assertEqual(served.body.decode(), self.tool('show', '--as', client, address))

    def test_check(self):
        text = self.tool('check', '--maps')
        self.assertRegex(text, f'(?m)^sqlite:{self.folder}/domains.cf answers in [0-9.]+ ms$')
        self.assertRegex(text, f'(?m)^sqlite:{self.folder}/logins.cf answers in [0-9.]+ ms$')

    def test_a_database_that_is_missing(self):
        self.database.stop()
        try:
            text = self.tool('check', '--maps', status=1)
        finally:
            self.database.start()
        self.assertRegex(text, f'(?m)^sqlite:{self.folder}/domains.cf FAILS: .*; '
                               'check journalctl -u fingerpost-mapd$')
