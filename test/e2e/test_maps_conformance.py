"""fingerpost-mapd answers each key like Postfix's own `postmap -q`, for each file in test/maps and
with each real database."""
import concurrent.futures
import os
import re
import unittest
import urllib.parse

import fastcgi
from databases import MAPD, Mapd, Postmap, output_of
from harness import Case
from suites import all_with_files

DOMAINS = ['example.com', 'example.net', 'xn--bcher-kva.example', 'off.example', 'backup.example',
           'former.example', 'sub.example.com', 'mail.sub.example.com', 'nowhere.example', 'com',
           'localhost']
LOCAL_PARTS = ['ann', 'Ann', 'ANN', 'bob', 'carol', 'dave', 'kate', 'sales', 'team', 'away', 'former',
               'robert', 'hidden', 'shared', 'nobody', 'expired', "o'neil", "O'Neil", 'per%cent',
               'per_cent', 'under_score', 'underXscore', 'back\\slash', 'backslash', 'dou"ble',
               'star*', 'star', '*', '**', 'a*', '(round)', 'round', '(', ')', ')(', '%', '_', '%%',
               '%s', '%u', '%d', '%n', '\\', '\\\\', "\\'", "'", "''", '"', '`', ';', '--', '#', ':',
               ':p1', '$1', '?', '?1', '@', 'a@b', 'ann+tag', 'a,b', 'a+b=c', '#hash', 'loop',
               'dan', 'ann.private', 'with space', 'comma', 'käthe', 'KÄTHE', 'Straße', 'ΟΔΟΣ', 'ñandú', 'тест', '東京', '\U0001f600',
               'null', 'NULL', '0', '1', '-1', '1e1', 'true', 'x' * 64]
INJECTED = ["' OR '1'='1", "' OR 1=1 -- ", "' UNION SELECT 'x", "'; DROP TABLE mailbox; -- ",
            "\\' OR 1=1 -- ", "%' OR '%'='", "') OR ('1'='1", '" OR "1"="1', "'||(SELECT 1)||'",
            '*)(uid=*', '*))(|(mail=*', '\\2a', '\\2A)(mail=*', '*)(|(objectClass=*)', 'ann)(mail=*',
            '${user}', '$user', '`id`', '\x27', '\xbf\x27', '\u02bc', '\uff07']
WHOLE = ['example.com', 'EXAMPLE.COM', 'Example.Net', 'example.com.', '.example.com', 'example..com',
         '@example.com', '@@example.com', '@', '@.', 'ann@', 'ann', 'ann@@example.com',
         'ann@example.com@example.net', 'mail.sub.example.com', 'com', '*', '*@example.com',
         'ann@*', '*@*', 'ann@example.com,carol@example.com', 'ann@[192.0.2.1]', 'bücher.example',
         'ann@bücher.example', 'xn--bcher-kva.example', '%', '%%', '%1', '1', '7', '-1', '0x1', ' ',
         ' ann@example.com', 'ann@example.com ', 'ann @example.com', 'ann@ example.com', 'a\x01b@example.com', 'a\x1bb@example.com',
         'a\x7fb@example.com', 'x' * 1000 + '@example.com',
         'ann@' + 'y' * 1000, '"quoted local"@example.com', '\xa0@example.com', 'ann@example.com\r']
# The keys for a file that fails for some keys.
OF_FAILING = ['ann@example.com', 'carol@example.com', 'kate@example.com', 'loop@example.com',
              'nobody@example.com', 'example.com', 'example.net', '@example.com', 'ann', 'com', '%',
              "o'neil@example.com", 'star*@example.com', 'back\\slash@example.com', '1', '7',
              "' OR '1'='1", 'per%cent@example.com', 'mail.sub.example.com', 'sub.example.com',
              'Ann@Example.Com']
# Files for other purposes.
FINDS_NOTHING = {'no-such-table.cf', 'no-such-base.cf', 'missing-attribute.cf', 'scope-one.cf'}
# postmap does not accept such keys on its standard input.
ALONE = ['', 'two\nlines@example.com', 'tab\tbed@example.com']
# Not UTF-8.
BYTES = [b'\xff@example.com', b'\xe4nn@example.com', b"\xbf'@example.com", b'ann@\xc3', b'\xc0\x80',
         b'\xed\xa0\x80@example.com', b'example.com\xfe']


def keys():
    made = [f'{local}@example.com' for local in LOCAL_PARTS + INJECTED]
    made += [f'ann@{domain}' for domain in DOMAINS] + DOMAINS
    made += [f'kate@{domain}' for domain in DOMAINS[2:3]] + ['kate@sub.example.com']
    made += [f"ann@{text}" for text in INJECTED] + INJECTED + WHOLE
    return list(dict.fromkeys([os.fsencode(key) for key in made] + BYTES))


def has_order(path):
    """Whether the database guarantees the order of the values."""
    text = path.read_text()
    return 'ORDER BY' in text or 'UNION' not in text


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class Conformance(Case):
    """One test for each folder; see below."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.postmap = Postmap(cls)

    def check(self, suite):
        suite.start(type(self))
        providers = ''.join(
            f'provider p{i} {{ domain-map {suite.driver}:{path} imap a.example smtp a.example }}\n'
            for i, path in enumerate(suite.files.values()))
        mapd = Mapd(type(self), providers, name=suite.name)
        with mapd.connect() as connection, concurrent.futures.ThreadPoolExecutor(8) as pool:
            expected = pool.map(lambda path: self.answers_of_postfix(suite.driver, path),
                                suite.files.values())
            for path, answers in zip(suite.files.values(), expected):
                self.check_file(connection, suite.driver, path, answers)
        # It holds many connections.
        mapd.process.stop()

    def check_file(self, connection, driver, path, answers):
        # Otherwise an error in the file would go unnoticed.
        if path.name not in FINDS_NOTHING:
            self.assertIn('found', {kind for kind, _ in answers.values()}, path)
        for key, answer in answers.items():
            with self.subTest(file=f'{path.parent.name}/{path.name}', key=key):
                self.assert_same(answer, connection.ask_patiently(f'{driver}:{path}', key), has_order(path))

    def answers_of_postfix(self, driver, path):
        many, alone = keys(), [os.fsencode(key) for key in ALONE]
        # Before version 3.8, Postfix queries PostgreSQL with UTF-8 declared as Latin-1.
        if driver == 'pgsql' and self.postmap.version() < (3, 8):
            many = [key for key in many if key.isascii()]
        try:
            found = self.postmap.query_all(driver, path, many)
            answers = {key: ('found', found[key]) if key in found else ('absent', b'')
                       for key in many}
        except AssertionError:
            # A failing key ends the process, so some keys are looked up one at a time.
            answers, alone = {}, alone + [os.fsencode(key) for key in OF_FAILING]
        return answers | self.postmap.query_each(driver, path, alone)

    def assert_same(self, postfix, ours, is_ordered):
        if postfix[0] == 'failed':
            self.assertIn(ours[0], ('failed', 'refused'), (ours, postfix))
        elif postfix[0] == 'absent':
            self.assertEqual(ours[0], 'absent', (ours, postfix))
        elif is_ordered:
            self.assertEqual(ours, postfix)
        else:
            self.assertEqual((ours[0], sorted(ours[1].split(b','))),
                             ('found', sorted(postfix[1].split(b','))))


def check_of(suite):
    return lambda self: self.check(suite)


for each in all_with_files() if MAPD else []:
    setattr(Conformance, 'test_' + re.sub(r'\W', '_', each.name), check_of(each))


TEXT = '''# A comment
ann@example.com        ann-login
Upper@Example.COM      upper-login
tab@example.com\ttab-login
two@example.com        first-login
two@example.com        second-login
blanks@example.com     blanks-login   \t
   # a comment with white space before it
goes.on@example.com
    on-the-next-line
# a comment in between
comma@example.com      one-login, comma@example.com
several@example.com    one-login, two-login
crlf@example.com       crlf-login\r
"quo ted"@example.com  quoted-login
o'neil@example.com     oneil-login
kate@xn--bcher-kva.example kate-login

ann+tag@example.com    tag-login
last@example.com       no-line-break'''
LOGIN = re.compile(r'<username>(.*?)</username>')


class Text(Case):
    """For each type that reads a text, a text table equals what postmap makes of it."""

    TYPES = ('texthash', 'hash', 'btree', 'lmdb', 'cdb')

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.postmap = Postmap(cls)

    def test_each_key_has_the_value_that_postfix_finds(self):
        keys = [line.split()[0] for line in TEXT.splitlines()
                if line and not line.startswith(('#', ' ', '"'))]
        keys += ['nobody@example.com', 'ANN@example.com', 'on-the-next-line@example.com']
        for type_ in self.TYPES:
            path = self.write(f'{type_}/logins', TEXT)
            if type_ != 'texthash':
                output_of(['postmap', '-c', self.postmap.folder, f'{type_}:{path}'])
            address = str(self.path(f'{type_}.sock'))
            self.start_fingerpostd(self.write(f'{type_}.conf', f'''listen {address}
provider p
{{
    domain    example.com
    domain    xn--bcher-kva.example
    login     provider-login
    login-map {type_}:{path}
    imap      mail.example.com
    smtp      mail.example.com
}}'''))
            for key in keys:
                with self.subTest(type=type_, key=key):
                    kind, value = self.postmap.query(type_, path, key)
                    names = {name.strip().decode() for name in value.split(b',')}
                    due = (key if key in names else names.pop() if len(names) == 1 and value
                           else 'provider-login')
                    self.assertEqual(self.login(address, key), {due}, (kind, value))

    @staticmethod
    def login(address, email):
        domain = email.split('@')[1]
        answer = fastcgi.ask(address, url=f'https://autoconfig.{domain}/mail/config-v1.1.xml'
                             f'?emailaddress={urllib.parse.quote(email)}')
        return set(LOGIN.findall(answer.body.decode()))
