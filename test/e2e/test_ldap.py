"""fingerpost-mapd with a real slapd: its answers equal those of `postmap -q`, it answers in time
whatever the server does, and it trusts only what it is configured to trust."""
import concurrent.futures
import contextlib
import itertools
import os
import socket
import subprocess
import threading
import time
import unittest
import unittest.mock

from databases import MAPD, PASSWORD, READER, Mapd, Postmap, Slapd
from harness import Case, free_port

# Attributes of suites that are missing in slapd's own schemas, and some that no suite has.
SCHEMA = '\n'.join([
    *(f"attributetype ( 1.3.6.1.4.1.4203.666.1.{number} NAME '{name}' {kind} )"
      for number, (name, kind) in enumerate({
          'maildrop': 'EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26',
          'mailAlternateAddress': 'EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26',
          'proxyAddresses': 'EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15',
          'reference': 'EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15',
          'blob': 'SYNTAX 1.3.6.1.4.1.1466.115.121.1.40',
      }.items(), 900)),
    "objectclass ( 1.3.6.1.4.1.4203.666.3.900 NAME 'ownMail' SUP top AUXILIARY MAY ( mail $ maildrop $ "
    'mailAlternateAddress $ proxyAddresses $ reference $ blob ) )\n'])

# Name: attributes, in slapd's order.
PEOPLE = {
    # It ends the expansion of its group, and of groups after it in the same answer.
    'terminal': ['mail: team@example.com', 'mail: t@example.com', 'maildrop: drop@other.example'],
    'ann': ['mail: ann@example.com', 'mail;lang-de: ann.de@example.com',
            'mailAlternateAddress: a.smith@example.com', 'proxyAddresses: SMTP:ann@example.com',
            'proxyAddresses: smtp:anna@example.com', 'proxyAddresses: X500:/o=x'],
    'bob': ['mail: bob@example.com', 'mail: bobby@example.com', 'mail: team@example.com'],
    'comma\\2C \\2B': ['mail: comma, +@example.com'],
    'latin': ['mail: latin@example.com', 'blob:: /w=='],
    'nul': ['mail: nul@example.com', 'blob:: YQBi'],
    'nothing': ['mail: nothing@example.com', 'blob:: AGE='],
    'team': ['mail: team@example.com', 'mail: group@example.com',
             'reference: uid=ann,ou=people,dc=example,dc=com',
             'reference: ldap:///ou=people,dc=example,dc=com?mail?sub?(uid=bob)',
             'reference: uid=gone,ou=people,dc=example,dc=com'],
    'all': ['mail: all@example.com', 'reference: uid=team,ou=people,dc=example,dc=com',
            'reference: ldap://elsewhere.example/uid=bob,ou=people,dc=example,dc=com'],
    'circle': ['mail: circle@example.com', 'reference: uid=circle,ou=people,dc=example,dc=com'],
    'unlisted': ['mail: unlisted@example.com',
                 'reference: ldap:///uid=bob,ou=people,dc=example,dc=com?cn'],
    'optioned': ['mail: optioned@example.com',
                 'reference: ldap:///uid=ann,ou=people,dc=example,dc=com?mail;lang-de'],
    'badurl': ['mail: badurl@example.com', 'reference: ldap://[/'],
    'baddn': ['mail: baddn@example.com', 'reference: no name'],
    'last': ['mail: team@example.com', 'mail: last@example.com'],
}
DATA = 'dn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\nou: people\n\n' + ''.join(
    f'dn: uid={name},ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nobjectClass: ownMail\n'
    'cn: x\nsn: x\n' + '\n'.join(lines) + '\n\n' for name, lines in PEOPLE.items())

GROUP = 'special_result_attribute = reference\n'
LEAF = GROUP + 'result_attribute =\nleaf_result_attribute = mail\n'
# The parameters of the files, apart from the server, the bind and the base. Without any, the
# defaults apply.
QUERIES = {
    'mail': 'query_filter = (mail=%s)\nresult_attribute = mail\n',
    'no-parentheses': 'query_filter = mail=%s\nresult_attribute = uid,mail\n',
    'default': 'result_attribute = uid\n',
    'alias': 'query_filter = (|(mail=%s)(mailAlternateAddress=%s)(proxyAddresses=smtp:%s))\n'
             'result_attribute = uid\n',
    'proxy': 'query_filter = (proxyAddresses=smtp:%s)\nresult_attribute = proxyAddresses\n',
    'option': 'query_filter = (mail=%s)\nresult_attribute = mail;lang-de\n',
    'blob': 'query_filter = (mail=%s)\nresult_attribute = blob\n',
    'format': 'query_filter = (mail=%s)\nresult_attribute = mail\nresult_format = %U:%d:%u@%2.%1:%S\n',
    'filter': 'query_filter = (mail=%s)\nresult_attribute = mail\nresult_filter = [%s]\n',
    'parts': 'query_filter = (mail=%u@%d)\nresult_attribute = uid\n',
    'domain': 'query_filter = (mail=%s)\nresult_attribute = uid\ndomain = example.com, other.example\n',
    'base': 'search_base = uid=%u,ou=people,dc=%2,dc=%1\nquery_filter = (mail=%s)\n'
            'result_attribute = mail\nscope = base\n',
    'one': 'search_base = ou=people,dc=example,dc=com\nscope = one\nquery_filter = (mail=%s)\n'
           'result_attribute = uid\n',
    'expansion': 'query_filter = (mail=%s)\nresult_attribute = mail\nexpansion_limit = 3\n'
                 'size_limit = 0\n',
    'size': 'query_filter = (mail=%s)\nresult_attribute = uid\nsize_limit = 2\n',
    'group': 'query_filter = (mail=%s)\nresult_attribute = mail\n' + GROUP,
    'leaf': 'query_filter = (mail=%s)\n' + LEAF,
    'terminal': 'query_filter = (mail=%s)\nterminal_result_attribute = maildrop\n' + LEAF,
    'uids': 'query_filter = (|(mail=%s)(uid=ann)(uid=nothing))\nterminal_result_attribute = maildrop\n'
            + GROUP + 'leaf_result_attribute = mail\nresult_attribute = uid\n',
    'depth': 'query_filter = (mail=%s)\nrecursion_limit = 2\n' + LEAF,
    'shallow': 'query_filter = (mail=%s)\nrecursion_limit = 1\n' + LEAF,
    'no-base': 'search_base = dc=nowhere\nquery_filter = (mail=%s)\nresult_attribute = uid\n',
    'anonymous': 'bind = no\nbind_dn =\nbind_pw =\nquery_filter = (mail=%s)\nresult_attribute = uid\n',
    'anonymous-bind': 'bind_dn =\nbind_pw =\nquery_filter = (mail=%s)\nresult_attribute = uid\n',
    'wrong-password': 'bind_pw = no\nquery_filter = (mail=%s)\nresult_attribute = uid\n',
}
# Files that answer no key, and those that get hostile keys.
BROKEN = ['no-base', 'anonymous', 'anonymous-bind', 'wrong-password']
HOSTILE = ['mail', 'alias', 'parts', 'base', 'leaf']
KEYS = [*(f'{name}@example.com' for name in PEOPLE), 'ANN@Example.COM', 'anna@example.com',
        'a.smith@example.com', 'bobby@example.com', 'group@example.com', 't@example.com',
        'ann.de@example.com', 'nobody@example.com', 'ann@other.example', 'ann@sub.example.com', 'ann',
        'example.com', '@example.com', 'ann@', '@', '', ' ann@example.com', 'ann@com', 'ann@example..com',
        'ann@.example.com', 'ann@example.com.', 'comma, +@example.com', '\xe4@example.com', 'x' * 1000 + '@example.com']
INJECTED = ['*', 'a*', '*@example.com', ')(uid=*', '*)(uid=*))(|(uid=*', '\\00', '\\2a', 'a*(',
            'ann@example.com)(uid=*', '(', ')', '\\', '\\5c', '|(uid=*)', '&', '!(mail=x)',
            'ann@example.com\\', 'ann,ou=people@example.com', 'ann+cn=x@example.com', 'ann#@example.com',
            'ann;x@example.com', '"ann"@example.com', 'ann @example.com',
            '<ann>@example.com', 'ann=ann@example.com', 'ann@example.com,dc=x']
BYTES = [b'\xff@example.com', b'\xc3', b'ann@example.com\xff']
# The longest lookup in seconds, and a little for a busy machine.
AT_MOST = 2.2


def make_authority(case, name, hosts):
    """Creates an authority with a certificate for a server and one for a client. Returns its
    certificate, and (chain, key) of both."""
    folder = case.path(name)
    folder.mkdir()
    curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

    def openssl(*arguments):
        subprocess.run(['openssl', *map(str, arguments)], check=True, capture_output=True)

    openssl('req', '-x509', *curve, '-days', 2, '-subj', f'/CN={name}', '-keyout', folder / 'ca.key',
            '-out', folder / 'ca.pem')
    def sign(subject):
        openssl('req', *curve, '-subj', f'/CN={subject}', '-keyout', folder / f'{subject}.key', '-out',
                folder / 'request')
        openssl('x509', '-req', '-in', folder / 'request', '-days', 2, '-CA', folder / 'ca.pem',
                '-CAkey', folder / 'ca.key', '-CAcreateserial', '-extfile', folder / 'extensions',
                '-out', folder / f'{subject}.pem')
        # slapd runs as another user.
        (folder / f'{subject}.key').chmod(0o644)
        return folder / f'{subject}.pem', folder / f'{subject}.key'

    (folder / 'extensions').write_text(f'subjectAltName = {hosts}\n')
    return folder / 'ca.pem', sign('server'), sign('client')


class LdapCase(Case):
    """A slapd, and a fingerpost-mapd that serves the files of a test's class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ca, certificate, cls.client = make_authority(cls, 'authority', 'IP:127.0.0.1')
        cls.slapd = Slapd.of(cls, schema=[cls.write('own.schema', SCHEMA)], certificate=certificate,
                             more=cls.more.format(ca=cls.ca))
        cls.slapd.add(DATA)
        cls.cf = {name: cls.write(f'{name}.cf', text) for name, text in cls.files().items()}
        # libldap's own settings must not matter.
        with unittest.mock.patch.dict(os.environ, LDAPTLS_CIPHER_SUITE='NOSUCH',
                                      LDAPTLS_CACERT=str(cls.ca), LDAPSIZELIMIT='1'):
            cls.mapd = Mapd(cls, ''.join(
                f'provider p{number} {{ login-map ldap:{path} domain d{number}.example imap i.example '
                'smtp s.example }\n' for number, path in enumerate(cls.cf.values())))

    more = ''

    @classmethod
    def file(cls, text, server=None, **changed):
        """Returns the content of a file: the server and the bind, and the query."""
        lines = {'server_host': server or cls.slapd.ldapi, 'version': 3, 'bind': 'yes',
                 'bind_dn': cls.slapd.reader, 'bind_pw': PASSWORD, 'search_base': 'dc=example,dc=com'}
        lines.update(changed)
        lines.update(line.split(' =', 1) for line in text.splitlines())
        return ''.join(f'{name} = {value}\n' for name, value in lines.items() if value is not None)

    def ask(self, name, key='ann@example.com'):
        return self.mapd.ask(f'ldap:{self.cf[name]}', key)

    def timed(self, name, key='ann@example.com'):
        begin = time.monotonic()
        word, value = self.ask(name, key)
        self.assertLess(time.monotonic() - begin, AT_MOST, (name, word, value))
        return word, value


MAIL = QUERIES['mail']
FOUND = ('found', b'ann@example.com,ann.de@example.com')


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class Semantics(LdapCase):
    """For each file and key, the same answer as Postfix."""

    @classmethod
    def files(cls):
        return {name: cls.file(text) for name, text in QUERIES.items()}

    def test_answers_as_postmap_does(self):
        postmap = Postmap(self)
        asked = [*itertools.product(set(QUERIES) - set(BROKEN), KEYS),
                 *itertools.product(HOSTILE, [*INJECTED, *BYTES]),
                 *((name, 'ann@example.com') for name in BROKEN)]
        # Postfix waits for a second before it reports a failure.
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            expected = list(threads.map(
                lambda row: postmap.query('ldap', self.cf[row[0]], row[1]), asked))
        for (name, key), postfix in zip(asked, expected):
            word, value = self.ask(name, key)
            with self.subTest(file=name, key=key):
                if postfix[0] == 'failed':
                    self.assertIn(word, ['failed', 'refused'], value)
                else:
                    self.assertEqual((word, value if word == 'found' else b''), postfix)
        # Each file has found something or failed; otherwise the comparison would mean nothing.
        idle = set(QUERIES) - {name for (name, _), (word, _) in zip(asked, expected)
                               if word != 'absent'}
        self.assertEqual(idle, {'default'})

    def test_what_a_key_pretends_is_not_found(self):
        for key in [*INJECTED, *BYTES]:
            for name in HOSTILE:
                self.assertEqual(self.ask(name, key)[0], 'absent', (name, key))
        self.assertEqual(self.ask('mail'), FOUND)

    def test_a_key_with_nul_is_not_found(self):
        for key in [b'\0', b'ann@example.com\0', b'ann@example.com\0)(uid=*']:
            self.assertEqual(self.ask('mail', key)[0], 'absent')

    def test_a_circle_of_references_ends(self):
        word, _ = self.timed('leaf', 'circle@example.com')
        self.assertIn(word, ['failed', 'refused'])

    def test_refused_and_unavailable(self):
        for name, key, word in [('expansion', 'team@example.com', 'refused'),
                                ('size', 'team@example.com', 'refused'),
                                ('shallow', 'team@example.com', 'refused'),
                                ('leaf', 'badurl@example.com', 'refused'),
                                ('leaf', 'baddn@example.com', 'refused'),
                                ('blob', 'latin@example.com', 'refused'),
                                ('no-base', 'ann@example.com', 'failed'),
                                ('anonymous', 'ann@example.com', 'failed'),
                                ('wrong-password', 'ann@example.com', 'failed')]:
            self.assertEqual(self.ask(name, key)[0], word, (name, key))

    def test_values_longer_than_a_reply_are_refused(self):
        name = 'uid=many,ou=people,dc=example,dc=com'
        self.slapd.add(f'dn: {name}\nobjectClass: inetOrgPerson\nobjectClass: ownMail\ncn: x\nsn: x\n'
                       + ''.join(f'mail: {number:06}@example.com\n' for number in range(6000)) + '\n')
        self.addCleanup(self.slapd.change, f'dn: {name}\nchangetype: delete\n')
        self.assertEqual(self.ask('mail', '000001@example.com')[0], 'refused')
        self.assertEqual(self.ask('mail'), FOUND)

    def test_the_log_contains_no_keys_values_or_passwords(self):
        for name, key in itertools.product(QUERIES, ['secret.key@example.com', 'ann@example.com',
                                                     'circle@example.com', 'badurl@example.com']):
            self.ask(name, key)
        log = self.mapd.log()
        for word in ['secret', 'ann@', 'ann.de', 'circle@', 'badurl', 'drop', 'uid=', 'mail=', 'cn=', PASSWORD]:
            self.assertNotIn(word, log)


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class Trust(LdapCase):
    """TLS and binding."""

    more = 'TLSCACertificateFile {ca}\nTLSVerifyClient try\n' + ''.join(
        f'authz-regexp "^{subject}" "cn={READER},dc=example,dc=com"\n'
        for subject in ['gidNumber=', 'cn=client$'])

    @classmethod
    def files(cls):
        other, _, stranger = make_authority(cls, 'other', 'IP:127.0.0.1')
        cls.path('empty').mkdir()
        ca = {'tls_require_cert': 'yes', 'tls_ca_cert_file': cls.ca}
        folder = {'tls_require_cert': 'yes', 'tls_ca_cert_dir': cls.folder / 'authority'}
        wrong = {'tls_require_cert': 'yes', 'tls_ca_cert_file': other}
        external = {'bind': 'sasl', 'sasl_mechs': 'EXTERNAL', 'bind_dn': None, 'bind_pw': None}
        name = f'ldaps://localhost:{cls.slapd.tls_port}'
        files = {
            'ldaps': cls.file(MAIL, cls.slapd.ldaps, **ca),
            'start': cls.file(MAIL, cls.slapd.ldap, start_tls='yes', **ca),
            'folder': cls.file(MAIL, cls.slapd.ldaps, **folder),
            'old-version': cls.file(MAIL, cls.slapd.ldaps, **(ca | {'version': 2})),
            'unchecked': cls.file(MAIL, cls.slapd.ldaps),
            'unchecked-start': cls.file(MAIL, cls.slapd.ldap, start_tls='yes', tls_ca_cert_file=other),
            'ciphers': cls.file(MAIL, cls.slapd.ldaps, tls_cipher_suite='SECURE128', **ca),
            'external': cls.file(MAIL, **external),
            'certificate': cls.file(MAIL, cls.slapd.ldaps, **ca, **external, **cls.own(cls.client)),
            'wrong': cls.file(MAIL, cls.slapd.ldaps, **wrong),
            'wrong-certificate': cls.file(MAIL, cls.slapd.ldaps, **ca, **external,
                                          **cls.own(stranger)),
            'wrong-start': cls.file(MAIL, cls.slapd.ldap, start_tls='yes', **wrong),
            'system': cls.file(MAIL, cls.slapd.ldaps, tls_require_cert='yes'),
            'no-file': cls.file(MAIL, cls.slapd.ldaps, tls_require_cert='yes',
                                tls_ca_cert_file='/nonexistent'),
            'empty-folder': cls.file(MAIL, cls.slapd.ldaps, tls_require_cert='yes',
                                     tls_ca_cert_dir=cls.path('empty')),
            'other-name': cls.file(MAIL, name, **ca),
            'no-tls': cls.file(MAIL, f'ldaps://127.0.0.1:{cls.slapd.port}', **ca),
            'bad-ciphers': cls.file(MAIL, cls.slapd.ldaps, tls_cipher_suite='NOSUCH', **ca),
            'external-tcp': cls.file(MAIL, cls.slapd.ldap, **external),
            'version-2': cls.file(MAIL, cls.slapd.ldap, version=2),
        }
        cls.good, cls.bad = list(files)[:9], list(files)[9:]
        cls.changing = cls.write('changing.pem', other.read_text())
        files['changing'] = cls.file(MAIL, cls.slapd.ldaps, tls_require_cert='yes',
                                     tls_ca_cert_file=cls.changing)
        return files

    @staticmethod
    def own(certificate):
        return {'tls_cert': certificate[0], 'tls_key': certificate[1]}

    def test_trusted_servers_answer(self):
        for name in self.good:
            with self.subTest(file=name):
                self.assertEqual(self.timed(name), FOUND)

    def test_others_do_not(self):
        for name in self.bad:
            with self.subTest(file=name):
                self.assertEqual(self.timed(name)[0], 'failed')

    def test_a_file_that_has_changed_is_read_again(self):
        self.assertEqual(self.timed('changing')[0], 'failed')
        self.changing.write_text(self.ca.read_text())
        self.assertEqual(self.timed('changing'), FOUND)

    def test_postfix_agrees(self):
        postmap = Postmap(self)
        for name in [*self.good, *self.bad]:
            with self.subTest(file=name):
                word, value = postmap.query('ldap', self.cf[name], 'ann@example.com')
                self.assertEqual((word, value if word == 'found' else b''),
                                 FOUND if name in self.good else ('failed', b''))


class Odd:
    """A server that does not speak LDAP, or stops in the middle. `speak(connection)` handles each
    connection."""

    def __init__(self, case, speak):
        self.speak = speak
        self.listening = socket.create_server(('127.0.0.1', 0))
        self.port = self.listening.getsockname()[1]
        self.connections = []
        self.over = threading.Event()
        case.addClassCleanup(self.stop)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                connection = self.listening.accept()[0]
                self.connections.append(connection)
                threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        with contextlib.suppress(OSError):
            self.speak(self, connection)

    def stop(self):
        self.over.set()
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for connection in self.connections:
            connection.close()


def says_nothing(odd, _connection):
    odd.over.wait()


def closes(_odd, connection):
    connection.recv(1)
    connection.close()


def stops_half_way(odd, connection):
    connection.recv(1)
    connection.sendall(bytes.fromhex('3084000000200201'))
    odd.over.wait()


def drips(odd, connection):
    """Sends a message that never ends, a byte now and then."""
    connection.sendall(bytes.fromhex('308400100000'))
    while not odd.over.wait(0.1):
        connection.sendall(b'\x02')


def talks_nonsense(odd, connection):
    while not odd.over.wait(0.001):
        connection.sendall(os.urandom(4096))


def promises_too_much(odd, connection):
    connection.recv(1)
    connection.sendall(bytes.fromhex('30847fffffff'))
    while not odd.over.is_set():
        connection.sendall(bytes(65536))


def talks_of_others(odd, connection):
    """Sends entries of a search that nobody started, as fast as they are read."""
    connection.recv(1)
    while not odd.over.is_set():
        connection.sendall(bytes.fromhex('300b0202 0fff 6405 0401 78 3000') * 1000)


def disconnects(_odd, connection):
    """Accepts a bind and answers one search with nothing. Then it announces that it closes the
    connection (RFC 4511 section 4.4.1)."""
    notice = bytes.fromhex('30240201 00781f 0a0134 0400 0400 8a16') + b'1.3.6.1.4.1.1466.20036'
    for number, answer in [(1, 0x61), (2, 0x65)]:
        connection.recv(4096)
        connection.sendall(bytes([0x30, 12, 2, 1, number, answer, 7, 10, 1, 0, 4, 0, 4, 0]))
    connection.recv(4096)
    connection.sendall(notice)
    connection.close()


ODD = [says_nothing, closes, stops_half_way, drips, talks_nonsense, promises_too_much, talks_of_others]


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class Time(LdapCase):
    """A lookup ends in time, and works again when the server does."""

    @classmethod
    def files(cls):
        files = {}
        for speak in ODD:
            server = f'127.0.0.1:{Odd(cls, speak).port}'
            files[f'plain {speak.__name__}'] = cls.file(MAIL, f'ldap://{server}')
            files[f'no bind {speak.__name__}'] = cls.file(MAIL, f'ldap://{server}', bind='no',
                                                          bind_dn=None, bind_pw=None)
            files[f'tls {speak.__name__}'] = cls.file(MAIL, f'ldaps://{server}')
            files[f'start {speak.__name__}'] = cls.file(MAIL, f'ldap://{server}', start_tls='yes')
        cls.odd = list(files)
        silent = f'127.0.0.1:{Odd(cls, says_nothing).port}'
        gone = f'127.0.0.1:{free_port()}'
        files['unix'] = cls.file(MAIL)
        files['tcp'] = cls.file(MAIL, cls.slapd.ldap)
        files['tls'] = cls.file(MAIL, cls.slapd.ldaps)
        files['gone'] = cls.file(MAIL, f'ldap://{gone}')
        files['no-socket'] = cls.file(MAIL, 'ldapi://%2Fnonexistent')
        files['no-address'] = cls.file(MAIL, 'no-such-host.invalid')
        files['next of gone'] = cls.file(MAIL, f'{gone} ldap://{gone} {cls.slapd.ldap}')
        files['next of silent'] = cls.file(MAIL, f'ldaps://{silent}, {cls.slapd.ldaps}')
        files['disconnects'] = cls.file(MAIL, f'127.0.0.1:{Odd(cls, disconnects).port}')
        files['short'] = cls.file(MAIL, f'ldap://{silent}', timeout=1)
        return {name.replace(' ', '-'): text for name, text in files.items()}

    def test_odd_servers(self):
        with concurrent.futures.ThreadPoolExecutor(len(self.odd)) as threads:
            answers = threads.map(lambda name: self.timed(name.replace(' ', '-')), self.odd)
            for name, answer in zip(self.odd, answers):
                with self.subTest(file=name):
                    self.assertEqual(answer[0], 'failed')

    def test_nothing_listens(self):
        for name in ['gone', 'no-socket', 'no-address']:
            with self.subTest(file=name):
                self.assertEqual(self.timed(name)[0], 'failed')

    def test_a_shorter_time_of_the_file_counts(self):
        begin = time.monotonic()
        self.assertEqual(self.ask('short')[0], 'failed')
        self.assertLess(time.monotonic() - begin, 1.5)

    def test_the_next_server_answers(self):
        self.assertEqual(self.timed('next-of-gone'), FOUND)
        self.assertEqual(self.timed('next-of-silent'), FOUND)
        # It keeps using that one.
        begin = time.monotonic()
        self.assertEqual(self.ask('next-of-silent'), FOUND)
        self.assertLess(time.monotonic() - begin, 0.5)

    def test_a_connection_that_the_server_announces_to_close_is_replaced(self):
        for _ in range(5):
            self.assertEqual(self.ask('disconnects'), ('absent', b''))

    def test_a_server_that_hangs(self):
        for name in ['unix', 'tcp', 'tls']:
            self.assertEqual(self.timed(name), FOUND)
        self.slapd.pause()
        try:
            for name, _ in itertools.product(['unix', 'tcp', 'tls'], range(2)):
                with self.subTest(file=name):
                    self.assertEqual(self.timed(name)[0], 'failed')
        finally:
            self.slapd.resume()
        for name in ['unix', 'tcp', 'tls']:
            with self.subTest(file=name):
                self.assertEqual(self.timed(name), FOUND)

    def test_a_server_that_was_away(self):
        for name in ['unix', 'tcp', 'tls']:
            self.assertEqual(self.timed(name), FOUND)
        self.slapd.stop()
        try:
            for name in ['unix', 'tcp', 'tls']:
                with self.subTest(file=name):
                    self.assertEqual(self.timed(name)[0], 'failed')
        finally:
            self.slapd.start()
        for name in ['unix', 'tcp', 'tls']:
            with self.subTest(file=name):
                self.assertEqual(self.timed(name), FOUND)

    def test_a_lost_connection_is_replaced(self):
        for name in ['unix', 'tcp', 'tls']:
            self.assertEqual(self.timed(name), FOUND)
        self.slapd.stop()
        self.slapd.start()
        for name in ['unix', 'tcp', 'tls']:
            with self.subTest(file=name):
                self.assertEqual(self.timed(name), FOUND)
