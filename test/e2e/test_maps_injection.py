"""No key can change a query: fingerpost-mapd has all rights in these databases, and no key makes it
find anything else or change anything."""
import os
import subprocess
import unittest

from databases import MAPD, PASSWORD, Mapd, MariaDB, PostgreSQL, Slapd, SQLite
from harness import Case

OWNER = 'owner'

SCHEMA = '''
CREATE TABLE mailbox (k varchar(255) NOT NULL PRIMARY KEY, v varchar(255) NOT NULL);
CREATE TABLE secret (word varchar(255) NOT NULL);
INSERT INTO mailbox VALUES ('ann@example.com', 'ann'), ('carol@example.com', 'carol');
INSERT INTO secret VALUES ('nobody may know');
'''
DUE = {'ann@example.com': b'ann', 'carol@example.com': b'carol'}

# Texts that end the string around a key in one of the dialects.
ENDS = ["'", "''", "\\'", "\\\\'", "'''", '"', '\\"', '`', "%'", "\xbf'", "\x1a'", '\n', '\r', '$$',
        "')", "'))", '")', "*/'", "\\", '\u02b9', '\uff07', '\u2019']
# Texts that follow, and deal with the rest of the query.
THEN = [" OR 1=1", " OR '1'='1", " OR 1=1 -- ", " OR 1=1 #", " OR 1=1;", " OR TRUE /*",
        " UNION SELECT word FROM secret -- ", " UNION SELECT word FROM secret #",
        " UNION SELECT word FROM secret WHERE '1'='1", "; DROP TABLE mailbox; -- ",
        "; DELETE FROM mailbox; -- ", "; INSERT INTO secret VALUES ('x'); -- ",
        "||(SELECT word FROM secret)||'", " AND pg_sleep(9) IS NULL -- ", " AND SLEEP(9) -- ",
        " INTO OUTFILE '/tmp/fingerpost-injected' -- "]
ALONE = ['%', '_', '%@example.com', '_nn@example.com', 'ann@%', '%s', '%u', '%d', '%1', ':p1', ':1',
         '$1', '?', '@k', '@@version', 'NULL', 'k', "' || k || '", '0', '-1', 'ann@example.com\\',
         'ann@example.com;', 'ann@example.com --', 'ann@example.com/**/', '\\0', '\\n', '\\%',
         'ann@example.com\0', '\0', "\0' OR 1=1 -- ", "ann@example.com\0' OR '1'='1"]
LDAP = ['*', '*@example.com', 'a*', '*)(objectClass=*', '*))(|(mail=*', 'x)(|(mail=*)', ')', '(', '\\',
        '\\2a', '\\2A@example.com', 'ann@example.com)(uid=ann', '*)(uid=*))(|(uid=*', '&', '|', '!',
        '*)(|(userPassword=*', '(mail=*)', '=*', '~=ann', '>=a', ':dn:=ann', '\x01*',
        'ann,ou=people', 'ann+uid=carol', 'ann,dc=example,dc=com??sub?(objectClass=*)', '#', '<',
        '"ann"', 'ann ', ' ann', 'ann@example.com\0', '\0', '*\0', 'ldap:///dc=example,dc=com??sub?(objectClass=*)']

# Accepted queries, each as hard to fill in as its dialect allows.
QUERIES = {
    'pgsql': ["SELECT v FROM mailbox WHERE k = '%s'",
              "SELECT v FROM mailbox WHERE k = '%u' || '@' || '%d'",
              "SELECT v FROM mailbox WHERE k = '%u@%d' AND v <> E'\\\\\\''",
              "SELECT v FROM mailbox /* it's '%%s' */ WHERE k = '%s' -- it's",
              "SELECT v FROM mailbox WHERE k IN ('%s', '%s') AND v <> $x$'$x$",
              # With Postfix, which pastes text, a key with $$ ends this string.
              'SELECT v FROM mailbox WHERE k = $$%s$$',
              "SELECT \"v\" FROM \"mailbox\" WHERE 'x' <> '%s' AND k = '%s'"],
    'mysql': ["SELECT v FROM mailbox WHERE k = '%s'", 'SELECT v FROM mailbox WHERE k = "%s"',
              "SELECT v FROM mailbox WHERE k = CONCAT('%u', '@', '%d')",
              "SELECT v FROM mailbox WHERE k = '%u@%d' AND v <> '\\\\' AND v <> '\\''",
              'SELECT v FROM mailbox WHERE k = "%s" AND v <> \'"\' AND v <> "\'"',
              "SELECT `v` FROM `mailbox` /* it's */ WHERE k = '%s' # it's"],
    'sqlite': ["SELECT v FROM mailbox WHERE k = '%s'",
               "SELECT v FROM mailbox WHERE k = '%u' || '@' || '%d'",
               "SELECT v FROM mailbox WHERE k = '%u@%d' AND v <> '\\'",
               "SELECT [v] FROM \"mailbox\" /* it's */ WHERE `k` = '%s' -- it's"],
}
FILTERS = ['(mail=%s)', '(&(objectClass=inetOrgPerson)(|(mail=%s)(mail=%u@%d)))',
           '(mail=%u@example.com)']

# Queries that are refused when the file is loaded, and a word of the reason.
REFUSED = {
    'pgsql': {"SELECT v FROM mailbox WHERE k = %s": 'placeholder',
              'SELECT v FROM mailbox WHERE k = "%s"': 'identifier',
              "SELECT v FROM mailbox WHERE k = 'x' -- %s": 'comment',
              "SELECT v FROM mailbox /* '%s' */": 'comment',
              "SELECT v FROM mailbox WHERE k = '%s": 'unterminated',
              "SELECT v FROM mailbox WHERE k = E'\\%s'": 'backslash',
              "SELECT v FROM mailbox WHERE k = '%s' 'x'": 'adjacent strings',
              "SELECT v FROM %d WHERE k = '%s'": 'placeholder',
              "SELECT v FROM mailbox WHERE k = '%s' AND n = %1": 'placeholder'},
    'mysql': {"SELECT v FROM mailbox WHERE k = %s": 'placeholder',
              "SELECT v FROM mailbox WHERE k = `%s`": 'identifier',
              "SELECT v FROM mailbox # '%s'": 'comment',
              "SELECT v FROM mailbox /*! WHERE k = '%s' */": 'comment',
              "SELECT v FROM mailbox WHERE k = '\\%s'": 'backslash',
              "SELECT v FROM mailbox WHERE k = '%s": 'unterminated',
              "SELECT %s FROM mailbox": 'placeholder'},
    'sqlite': {"SELECT v FROM mailbox WHERE k = %s": 'placeholder',
               "SELECT v FROM mailbox WHERE k = [%s]": 'identifier',
               'SELECT v FROM mailbox WHERE k = "%s"': 'identifier',
               "SELECT v FROM mailbox WHERE k = '%s": 'unterminated',
               "SELECT v FROM mailbox LIMIT %1": 'placeholder'},
}


def sql_keys():
    """Returns each end with each continuation, in the local part, in the domain, and as the entire
    key."""
    texts = [end + then for end in ENDS for then in THEN]
    return (texts + [f'ann{text}@example.com' for text in texts] +
            [f'ann@example.com{text}' for text in texts] + ALONE +
            [f'{text}@example.com' for text in ALONE])


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class Injection(Case):
    def start_mapd(self, driver, files):
        providers = ''.join(f'provider p{i} {{ domain-map {driver}:{path} imap a.example }}\n'
                            for i, path in enumerate(files))
        return Mapd(type(self), providers, name=f'mapd{len(list(self.folder.iterdir()))}')

    def ask_all(self, driver, texts, keys, due):
        """Looks up each key in each file. Only values of `due` may be found, and a lookup must not
        take long."""
        files = [self.write(f'{driver}{i}.cf', text) for i, text in enumerate(texts)]
        mapd = self.start_mapd(driver, files)
        with mapd.connect() as connection:
            for path in files:
                for key in [*keys, *due]:
                    with self.subTest(file=path.read_text(), key=key):
                        kind, value = connection.ask_patiently(f'{driver}:{path}', key)
                        if key in due:
                            self.assertEqual((kind, value), ('found', due[key]))
                        else:
                            self.assertIn(kind, ('absent', 'refused'), value)
        mapd.process.stop()
        self.assertNotIn('injected', mapd.log())
        self.assertNotIn(PASSWORD, mapd.log())
        self.assertNotIn('secret', mapd.log())
        self.assertFalse(os.path.exists('/tmp/fingerpost-injected'))

    def check_sql(self, driver, head, dump):
        before = dump()
        self.ask_all(driver, [f'{head}query = {query}\n' for query in QUERIES[driver]], sql_keys(),
                     DUE)
        self.assertEqual(dump(), before)

    def test_postgresql(self):
        server = PostgreSQL.shared()
        server.create('injection')
        server.sql(SCHEMA, 'injection')
        server.sql(f"CREATE ROLE {OWNER} SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
        head = (f'hosts = {server.inet}\nuser = {OWNER}\npassword = {PASSWORD}\n'
                'dbname = injection\n')
        # As old programs request: a backslash is an escape in every string.
        for setting in ('on', 'off'):
            with self.subTest(standard_conforming_strings=setting):
                server.sql('ALTER DATABASE injection SET standard_conforming_strings = ' + setting)
                self.check_sql('pgsql', head, lambda: server.dump('injection'))

    def test_mariadb(self):
        server = MariaDB.shared()
        server.create('injection')
        server.sql(SCHEMA, 'injection')
        server.sql(f"CREATE USER {OWNER}@'%' IDENTIFIED BY '{PASSWORD}';"
                   f"GRANT ALL ON *.* TO {OWNER}@'%' WITH GRANT OPTION;")
        head = (f'hosts = {server.inet}\nuser = {OWNER}\npassword = {PASSWORD}\n'
                'dbname = injection\n')
        self.check_sql('mysql', head, lambda: server.dump('injection'))

    def test_mariadb_where_a_backslash_is_plain(self):
        server = MariaDB.of(type(self))
        server.create('injection')
        server.sql(SCHEMA, 'injection')
        server.sql(f"CREATE USER {OWNER}@'%' IDENTIFIED BY '{PASSWORD}';"
                   f"GRANT ALL ON *.* TO {OWNER}@'%' WITH GRANT OPTION;"
                   "SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES';")
        head = (f'hosts = {server.inet}\nuser = {OWNER}\npassword = {PASSWORD}\n'
                'dbname = injection\n')
        before = server.dump('injection')
        self.ask_all('mysql', [f"{head}query = SELECT v FROM mailbox WHERE k = '%s'\n",
                               f"{head}query = SELECT v FROM mailbox WHERE k = '%u@%d'\n"],
                     sql_keys(), DUE)
        self.assertEqual(server.dump('injection'), before)

    def test_sqlite(self):
        database = SQLite.of(type(self))
        database.sql(SCHEMA)
        self.check_sql('sqlite', f'dbpath = {database.path}\n', database.dump)

    def test_ldap(self):
        server = Slapd.of(type(self))
        people = ''.join(f'''dn: uid={name},ou=people,{server.suffix}
objectClass: inetOrgPerson
uid: {name}
cn: {name}
sn: Private
mail: {name}@example.com
userPassword: secret

''' for name in ('ann', 'carol'))
        server.add(f'dn: ou=people,{server.suffix}\nobjectClass: organizationalUnit\nou: people\n\n'
                   + people)
        before = server.dump()
        # The user with all rights.
        head = (f'server_host = {server.ldap}\nversion = 3\nbind = yes\nbind_dn = {server.admin}\n'
                f'bind_pw = {PASSWORD}\n')
        keys = LDAP + [f'{text}@example.com' for text in LDAP] + [f'ann@{text}' for text in LDAP]
        # LDAP itself ignores spaces at both ends of a value.
        keys = [key for key in keys if key.strip() == key and ' @' not in key and '@ ' not in key]
        base = f'search_base = ou=people,{server.suffix}\nresult_attribute = uid\n'
        due = DUE
        self.ask_all('ldap', [f'{head}{base}query_filter = {text}\n' for text in FILTERS[:2]],
                     keys, due)
        # Two placeholders in the base, which would name a different entry if they were not escaped.
        by_base = (f'{head}search_base = uid=%u,ou=people,{server.suffix}\nscope = base\n'
                   'query_filter = (objectClass=inetOrgPerson)\nresult_attribute = uid\n')
        path = self.write('base.cf', by_base)
        mapd = self.start_mapd('ldap', [path])
        with mapd.connect() as connection:
            for text in LDAP:
                with self.subTest(base=text):
                    kind, value = connection.ask_patiently(f'ldap:{path}', f'{text}@x.example')
                    allowed = [('found', b'ann')] if text.strip() == 'ann' else []
                    self.assertTrue(kind in ('absent', 'refused') or (kind, value) in allowed,
                                    (kind, value))
            self.assertEqual(connection.ask_patiently(f'ldap:{path}', 'ann@x.example'), ('found', b'ann'))
        self.assertEqual(server.dump(), before)


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class Refused(Case):
    HEADS = {'pgsql': 'hosts = 127.0.0.1\nuser = a\npassword = b\ndbname = c\n',
             'mysql': 'hosts = 127.0.0.1\nuser = a\npassword = b\ndbname = c\n',
             'sqlite': 'dbpath = /nonexistent.db\n',
             'ldap': 'server_host = ldap://127.0.0.1\nsearch_base = dc=example\n'}

    def check_file(self, driver, text):
        path = self.write('map.cf', text)
        config = self.write('map.conf', f'provider p {{ domain-map {driver}:{path} '
                                        'imap a.example smtp a.example }\n')
        done = subprocess.run([MAPD, '--check', '-c', config], capture_output=True, text=True,
                              check=False, timeout=60)
        return done.returncode, done.stderr, path

    def test_placeholders_that_cannot_be_bound(self):
        for driver, queries in REFUSED.items():
            for query, reason in queries.items():
                with self.subTest(driver=driver, query=query):
                    status, errors, path = self.check_file(
                        driver, f'{self.HEADS[driver]}query = {query}\n')
                    self.assertNotEqual(status, 0)
                    line = self.HEADS[driver].count('\n') + 1
                    self.assertIn(f'{path}:{line}: query: ', errors)
                    self.assertIn(reason, errors)

    def test_the_accepted_ones(self):
        """Makes sure that the refused queries are not refused for a different reason."""
        for driver, queries in QUERIES.items():
            for query in queries:
                with self.subTest(driver=driver, query=query):
                    status, errors, _ = self.check_file(
                        driver, f'{self.HEADS[driver]}query = {query}\n')
                    self.assertEqual(status, 0, errors)

    def test_an_encoding_in_which_a_quotation_mark_can_hide(self):
        for driver, parameter, words in (('mysql', 'charset', ('gbk', 'sjis', 'big5', 'cp932')),
                                         ('pgsql', 'encoding', ('GBK\'', 'a b'))):
            for word in words:
                with self.subTest(driver=driver, encoding=word):
                    status, errors, _ = self.check_file(
                        driver, f"{self.HEADS[driver]}{parameter} = {word}\n"
                                "query = SELECT v FROM mailbox WHERE k = '%s'\n")
                    self.assertNotEqual(status, 0, errors)
