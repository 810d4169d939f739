"""Checks doc/maps.md: each recipe gives the answers that it describes, with the real database,
fingerpost-mapd and fingerpostd, and the document shows exactly the tested files."""
import collections
import re
import unittest

import fastcgi
from databases import (MAPD, PASSWORD, READER, Mapd, MariaDB, PostgreSQL, PostgreSQLStandby,
                       Slapd)
from harness import SOURCE, Case, wait_until
from suites import MAPS, all_suites

# A path and the file that it names.
SHOWN = re.compile(r'^`(/\S+)`[^\n]*:\n\n```\n(.*?)^```$', re.MULTILINE | re.DOTALL)

OUTLOOK = '''<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
<Request><EMailAddress>{}</EMailAddress>
<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
</Request></Autodiscover>'''


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class Recipes(Case):
    """One test for each folder of test/maps with a recipe; see below."""

    def check(self, suite):
        suite.start(type(self))
        address = str(suite.folder / 'fingerpost.sock')
        # Both use one configuration, as on a server.
        mapd = Mapd(type(self), f'listen {address}\n{suite.recipe()}', name=suite.name)
        fingerpostd = self.start_fingerpostd(mapd.config)
        with fastcgi.Connection(address) as connection:
            for email, login in suite.cases:
                with self.subTest(address=email):
                    self.check_address(connection, email, login)
        for process in (mapd, fingerpostd):
            for word in (PASSWORD, 'ann@', 'sales@', 'Private'):
                self.assertNotIn(word, process.log())
        fingerpostd.stop()
        mapd.process.stop()

    def check_address(self, connection, email, login):
        domain = email.split('@')[1]
        thunderbird = connection.ask(
            url=f'https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={email}')
        outlook = connection.ask('POST',
                                 f'https://autodiscover.{domain}/autodiscover/autodiscover.xml',
                                 OUTLOOK.format(email).encode())
        if login == '404':
            self.assertEqual((thunderbird.status, outlook.status), (404, 404))
            return
        self.assertEqual((thunderbird.status, outlook.status), (200, 200))
        # A login equal to the address is not written out.
        is_address = login in ('-', email.lower())
        self.assertEqual(set(re.findall(r'<username>(.*?)</username>', thunderbird.body.decode())),
                         {'%EMAILADDRESS%' if is_address else login})
        told = set(re.findall(r'<LoginName>(.*?)</LoginName>', outlook.body.decode()))
        self.assertEqual({name.lower() for name in told}, {email.lower() if is_address else login})
        for body in (thunderbird.body, outlook.body):
            self.assertNotIn(b'Private', body)
            self.assertNotIn(b'elsewhere.example', body)


def check_of(suite):
    return lambda self: self.check(suite)


for each in all_suites() if MAPD else []:
    setattr(Recipes, 'test_' + re.sub(r'\W', '_', each.name), check_of(each))


@unittest.skipUnless(SOURCE, 'imported without a source')
class Document(Case):
    def test_it_shows_the_files_that_were_tried(self):
        shown = SHOWN.findall((SOURCE / 'doc/maps.md').read_text())
        self.assertGreater(len(shown), 20)
        tried = collections.defaultdict(set)
        for path in MAPS.glob('*/*/*'):
            tried[path.name].add(path.read_text())
        for path, text in shown:
            with self.subTest(path=path, text=text):
                self.assertIn(text, tried[path.rsplit('/', 1)[1]])

    def test_it_shows_a_recipe_of_each_suite(self):
        shown = {text for _, text in SHOWN.findall((SOURCE / 'doc/maps.md').read_text())}
        for folder in {path.parent.parent for path in MAPS.glob('*/*/fingerpost.conf')}:
            with self.subTest(suite=folder.name):
                self.assertTrue({path.read_text() for path in folder.glob('*/fingerpost.conf')} &
                                shown)


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class SeveralHosts(Case):
    """When the first of several hosts is down, the next one is used."""

    def check(self, driver, text, away):
        path = self.write(f'{driver}.cf', text)
        mapd = Mapd(type(self), f'provider p {{ domain-map {driver}:{path} imap a.example }}\n',
                    name=driver)
        with mapd.connect() as connection:
            def answers():
                return connection.ask(f'{driver}:{path}', 'example.com')[0] == 'found'
            wait_until(answers, 'an answer')
            away.stop()
            wait_until(answers, 'an answer of the other host', known=mapd.log)

    def test_postgresql_with_a_standby(self):
        primary = PostgreSQL.of(type(self))
        primary.create('mail')
        primary.sql("CREATE TABLE t (k text); INSERT INTO t VALUES ('example.com')", 'mail')
        standby = PostgreSQLStandby.of(type(self), primary)
        self.check('pgsql', f'hosts = postgresql://{READER}:{PASSWORD}@{primary.inet},{standby.inet}'
                   '/mail?target_session_attrs=any&connect_timeout=2\n'
                   "query = SELECT k FROM t WHERE k = '%s'\n", away=primary)

    def test_mariadb(self):
        servers = [MariaDB.of(type(self)) for _ in range(2)]
        for server in servers:
            server.create('mail')
            server.sql("CREATE TABLE t (k text); INSERT INTO t VALUES ('example.com')", 'mail')
        self.check('mysql', f'hosts = {servers[0].unix} {servers[1].inet}\nuser = {READER}\n'
                   f'password = {PASSWORD}\ndbname = mail\n'
                   "query = SELECT k FROM t WHERE k = '%s'\n", away=servers[0])

    def test_ldap(self):
        servers = [Slapd.of(type(self)) for _ in range(2)]
        for server in servers:
            server.add(f'dn: ou=example.com,{server.suffix}\nobjectClass: organizationalUnit\n'
                       'ou: example.com\n')
        first, second = servers
        self.check('ldap', f'server_host = {first.ldap} {second.ldap}\nbind_dn = {first.reader}\n'
                   f'bind_pw = {PASSWORD}\nsearch_base = {first.suffix}\nquery_filter = (ou=%s)\n'
                   'result_attribute = ou\n', away=first)
