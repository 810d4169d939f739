"""The mail suites in test/maps, each with a real database filled from its `schema` and `data`.

test/maps/SUITE/DRIVER holds Postfix's files as an administrator of the suite has them, and
fingerpost.conf, the recipe in doc/maps.md. Only the server's address, the database's name, the user
and the password are changed.
"""
import contextlib
import functools
import grp
import os
import pathlib
import re
import shutil
import socket
import subprocess
import threading

from databases import PASSWORD, READER, Dovecot, MariaDB, PostgreSQL, Slapd, SQLite
from harness import IS_ROOT, SOURCE

MAPS = SOURCE / 'test/maps' if SOURCE else None


@functools.cache
def loopback_certificate(folder):
    """Returns a self-signed (certificate, key) for 127.0.0.1. libldap replaces `localhost` by the
    name of the machine."""
    chain, key = folder / 'loopback.pem', folder / 'loopback.key'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                    '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key,
                    '-out', chain], check=True, capture_output=True)
    return chain, key


class MailuAdmin:
    """Takes the place of Mailu's own socketmap server, which Debian does not have: it gives the
    answers in test/maps/mailu/answers over the same protocol (Postfix's socketmap_table(5))."""

    def __init__(self, path, answers):
        self.answers = {}
        for line in answers.read_text().splitlines():
            if not line.startswith('#'):
                table, key, value = line.split(' ')
                self.answers[f'{table} {key}'.encode()] = value.encode()
        self.path = path
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(16)
        os.chmod(path, 0o666)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        data = b''
        with client, contextlib.suppress(OSError):
            while more := client.recv(65536):
                data += more
                while found := re.match(rb'(\d+):', data):
                    end = found.end() + int(found[1])
                    if len(data) <= end:
                        break
                    question, data = data[found.end():end], data[end + 1:]
                    value = self.answers.get(question)
                    reply = b'NOTFOUND ' if value is None else b'OK ' + value
                    client.sendall(b'%d:%s,' % (len(reply), reply))

    def close(self):
        # close() alone does not wake accept().
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Suite:
    """A folder test/maps/SUITE/DRIVER. `start()` creates its database."""

    def __init__(self, source):
        self.source = source
        self.driver = source.name
        self.suite = source.parent.name
        self.name = f'{self.suite}-{self.driver}'
        self.database = 'mail_' + re.sub(r'\W', '_', self.suite)
        self.server = None

    def __repr__(self):
        return self.name

    @property
    def cases(self):
        """Returns (address, login) pairs; the login is '-' for the provider's own, or '404'."""
        lines = (self.source.parent / 'cases').read_text().splitlines()
        return [tuple(line.split()) for line in lines if line and not line.startswith('#')]

    def start(self, case):
        """Creates the database and copies the files to the test's folder. `files` has their paths
        by name."""
        self.folder = case.path(self.name)
        self.folder.mkdir()
        getattr(self, f'_start_{self.driver}')(case)
        self.files = {}
        for path in sorted(self.source.iterdir()):
            if path.name == 'fingerpost.conf':
                continue
            copy = self.folder / path.name
            text = path.read_text()
            copy.write_text(self._connected(text) if path.suffix == '.cf' else text)
            self.files[path.name] = copy
        return self

    def schema(self):
        text = (self.source.parent / 'schema.sql').read_text()
        # The file is written in standard SQL.
        text = text.replace('\\', '\\\\') if self.driver == 'mysql' else text
        more = self.source.parent / f'more.{self.driver}.sql'
        return text + (more.read_text() if more.exists() else '')

    def _start_mysql(self, _):
        self._fill(MariaDB.shared())

    def _start_pgsql(self, _):
        self._fill(PostgreSQL.shared())

    def _fill(self, server):
        self.server = server
        server.create(self.database)
        server.sql(self.schema(), self.database)

    def _start_sqlite(self, case):
        self.server = SQLite.of(case, f'{self.name}/mail.db')
        self.server.sql(self.schema())

    def _start_ldap(self, case):
        self.certificate = loopback_certificate(case.folder)
        self.server = Slapd.of(case, schema=[self.source.parent / 'schema.conf'],
                               certificate=self.certificate)
        self.server.add((self.source.parent / 'data.ldif').read_text())

    def _start_socketmap(self, case):
        self.server = MailuAdmin(self.folder / 'podop.socket', self.source.parent / 'answers')
        case.addClassCleanup(self.server.close)

    def _start_texthash(self, _):
        """There is nothing to start: the files are everything."""

    def _start_dovecot(self, case):
        group = grp.getgrgid(os.getgid()).gr_name
        more = (self.source / '10-master.conf').read_text()
        self.server = Dovecot.of(case, (self.source.parent / 'users').read_text(),
                                 more.replace('group = fingerpost', f'group = {group}'))

    def dump(self):
        """Returns everything in the database, for comparing."""
        return (self.server.dump(self.database) if self.driver in ('mysql', 'pgsql')
                else self.server.dump())

    def _connected(self, text):
        """Puts the test's own server in a file of Postfix."""
        def replaced(found):
            name, old = found['name'], found['value']
            value = getattr(self, f'_value_{self.driver}')(name, old)
            return f'{found["before"]}{value}' if value else found[0]
        return re.sub(r'^(?P<before>(?P<name>\w+)\s*=\s*)(?P<value>.*)$', replaced, text,
                      flags=re.MULTILINE)

    def _value_mysql(self, name, old):
        by_socket = old == 'localhost' or old.startswith('unix:')
        return {'hosts': self.server.unix if by_socket else self.server.inet, 'user': READER,
                'password': PASSWORD, 'dbname': self.database}.get(name)

    def _value_pgsql(self, name, old):
        return {'hosts': self.server.uri(self.database) if old == 'localhost'
                else self.server.inet, 'user': READER, 'password': PASSWORD,
                'dbname': self.database}.get(name)

    def _value_sqlite(self, name, _):
        return {'dbpath': self.server.path}.get(name)

    def _value_ldap(self, name, old):
        host = (self.server.ldaps if old.startswith('ldaps:') else
                self.server.ldapi if old.startswith('ldapi:') else self.server.ldap)
        return {'server_host': host, 'bind_dn': self.server.reader, 'bind_pw': PASSWORD,
                'tls_ca_cert_file': self.certificate[0]}.get(name)

    def recipe(self):
        """Returns the recipe's configuration with the test's paths."""
        text = (self.source / 'fingerpost.conf').read_text()
        if self.driver == 'socketmap':
            return re.sub(r'unix:[^:\s]+', f'unix:{self.server.path}', text)
        if self.driver == 'dovecot':
            return re.sub(r'dovecot:\S+', f'dovecot:{self.server.auth_userdb}', text)

        def replaced(found):
            return f'{found[1]}:{self.files[pathlib.Path(found[2]).name]}'
        return re.sub(rf'\b({self.driver}):(/\S+)', replaced, text)

    def hand_to(self, user):
        """Lets only this user read the files."""
        if IS_ROOT:
            for path in self.files.values():
                shutil.chown(path, user)
                path.chmod(0o400)


def all_suites():
    """Returns the suites that have a recipe."""
    return [Suite(path.parent) for path in sorted(MAPS.glob('*/*/fingerpost.conf'))] if MAPS else []


def all_with_files():
    """Returns those with files of Postfix, including `language`, which is not a suite."""
    return [Suite(folder) for folder in sorted({path.parent for path in MAPS.glob('*/*/*.cf')})]


__all__ = ['Suite', 'all_suites', 'all_with_files']
