"""Starts the databases of a mail server: PostgreSQL, MariaDB, SQLite, slapd and Dovecot's auth. All
are the real programs. Each has its own temporary folder, a Unix socket and a port on 127.0.0.1, and
ends with the test or, if it is shared, with the run of the tests.

    class Test(Case):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            cls.server = PostgreSQL.of(cls)              # or PostgreSQL.shared()
            cls.server.create('mail')
            cls.server.sql('CREATE TABLE ...', 'mail')
            cls.mapd = Mapd(cls, 'provider ...')

Members:

    .sql(TEXT, DATABASE)   runs statements and returns the rows as text
    .hosts, .port          the server's address in a Postfix .cf file
    READER, PASSWORD       a user who may read every table, over the socket and TCP
    .stop() .start()       stop the server, and start it again at the same address
    .pause() .resume()     stop all its processes: it accepts connections and sends nothing
"""
import atexit
import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse

from harness import (FINGERPOSTD, HANGS, IS_ROOT, NotifySocket, Process, accepts,
                     behind_the_filter_of, children, free_port, wait_until)

# Words that occur only in .cf files: a log that contains them has leaked.
READER, PASSWORD = 'reader', 'bind-word-7731'
MAPD = FINGERPOSTD.parent / 'fingerpost-mapd' if FINGERPOSTD else None
MAPD_CONFINED = behind_the_filter_of('fingerpost-mapd.service.in')


def as_user(name):
    """Returns the options of subprocess that run a program as this user. The servers refuse to run
    as root."""
    return {'user': name, 'group': name, 'extra_groups': []} if IS_ROOT else {}


def and_all_below(pid):
    """Returns the process and its descendants, parents first."""
    found = [pid]
    for each in found:
        with contextlib.suppress(FileNotFoundError):
            found.extend(sorted(children(each)))
    return found


def is_stopped(pid):
    """Whether no thread of the process runs."""
    stats = pathlib.Path(f'/proc/{pid}/task').glob('*/stat')
    try:
        return all(stat.read_text().rpartition(') ')[2][0] in 'TtZX' for stat in stats)
    except OSError:
        return False


def output_of(command, text=None, **options):
    """Returns the output of a program. On failure, raises an error with its messages."""
    done = subprocess.run([str(word) for word in command], input=text, capture_output=True,
                          text=True, cwd='/', timeout=HANGS, **options)
    if done.returncode:
        raise AssertionError(f'{command[0]}: {done.returncode}: {done.stdout}{done.stderr}')
    return done.stdout


class Server:
    """A server with a folder of its own. Subclasses create the content of the folder and the
    command."""

    user = None

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='fingerpost-'))
        # Clients must be able to reach the socket.
        self.folder.chmod(0o755)
        if self.user and IS_ROOT:
            shutil.chown(self.folder, self.user, self.user)
        self.port = free_port()
        self.process = None
        self.is_paused = False
        # Also if the tests are interrupted.
        atexit.register(self.remove)
        try:
            self.prepare()
            self.start()
        except BaseException:
            self.remove()
            raise

    @classmethod
    def of(cls, case, *arguments, **options):
        """Returns a server for the class of a test, which ends with it."""
        server = cls(*arguments, **options)
        case.addClassCleanup(server.remove)
        return server

    @classmethod
    def shared(cls):
        """Returns the server of this kind that all tests of this run share. They must only fill
        their own databases, and must not stop it."""
        if '_shared' not in cls.__dict__:
            cls._shared = cls()
        return cls._shared

    def prepare(self):
        """Creates everything that the server needs before its first start."""

    def command(self):
        raise NotImplementedError

    def is_ready(self):
        raise NotImplementedError

    def log(self):
        path = self.folder / 'server.log'
        return path.read_text(errors='replace') if path.exists() else ''

    def start(self):
        options = as_user(self.user) if self.user else {}
        self.process = Process(self.command(), self.folder / 'server.log', cwd='/',
                               stdin=subprocess.DEVNULL, **options)
        wait_until(lambda: self.is_ready() or self.process.has_ended(), type(self).__name__,
                   known=self.log)
        if self.process.has_ended():
            raise AssertionError(f'{type(self).__name__} did not start: {self.log()}')

    # The signal that ends the server immediately, even if there are connections.
    end_signal = signal.SIGTERM

    def stop(self):
        """Stops the server until start(): nothing listens."""
        if self.process and not self.process.has_ended():
            self.resume()
            self.process.signal(self.end_signal)
            try:
                self.process.wait()
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def kill(self):
        """Kills the server, as in a power failure."""
        pids = and_all_below(self.process.process.pid)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.is_paused = False

    def pause(self):
        """Stops all processes of the server until resume(): it accepts connections and answers
        nothing."""
        self.is_paused = True
        # Also those that have started meanwhile.
        stopped = set()
        while more := set(and_all_below(self.process.process.pid)) - stopped:
            for pid in more:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
            stopped |= more
        # A thread may run on for a moment.
        wait_until(lambda: all(map(is_stopped, stopped)), 'its processes stop')

    def resume(self):
        if self.is_paused:
            self.is_paused = False
            for pid in and_all_below(self.process.process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def remove(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            atexit.unregister(self.remove)


class PostgreSQL(Server):
    """PostgreSQL. In a Postfix .cf file, only a URI can name the port of a Unix socket: see `inet`
    and `uri()`."""

    user = 'postgres'
    # "Fast" shutdown: cuts off connections.
    end_signal = signal.SIGINT
    # The version of Debian's package.
    BIN = max(pathlib.Path('/usr/lib/postgresql').glob('*/bin'),
              key=lambda path: int(path.parent.name), default=pathlib.Path('/usr/bin'))
    SETTINGS = {'fsync': 'off', 'full_page_writes': 'off', 'synchronous_commit': 'off',
                'shared_buffers': '8MB', 'max_connections': '100', 'max_wal_size': '64MB',
                'autovacuum': 'off', 'jit': 'off', 'wal_level': 'replica', 'max_wal_senders': '4',
                'hot_standby': 'on', 'ssl': 'off', 'dynamic_shared_memory_type': 'mmap'}

    @property
    def data(self):
        return self.folder / 'data'

    @property
    def inet(self):
        return f'127.0.0.1:{self.port}'

    def uri(self, database):
        """Returns a value for `hosts`: the Unix socket, with user, password and database."""
        return (f'postgresql://{READER}:{PASSWORD}@/{database}'
                f'?host={self.folder}&port={self.port}')

    def prepare(self):
        output_of([self.BIN / 'initdb', '-D', self.data, '--no-sync', '--auth=trust', '-U',
                   'postgres', '--encoding=UTF8', '--locale=C'], **as_user(self.user))
        with open(self.data / 'postgresql.conf', 'a', encoding='ascii') as config:
            config.writelines(f"{name} = '{value}'\n" for name, value in self.SETTINGS.items())
        # Over TCP, and for the reader also over the socket, only with the password.
        (self.data / 'pg_hba.conf').write_text(
            f'local all {READER} scram-sha-256\nlocal all all trust\nlocal replication all trust\n'
            'host all all 127.0.0.1/32 scram-sha-256\n')

    def command(self):
        return [self.BIN / 'postgres', '-D', self.data, '-k', self.folder, '-p', self.port,
                '-h', '127.0.0.1']

    def is_ready(self):
        return accepts(str(self.folder / f'.s.PGSQL.{self.port}')) and not subprocess.run(
            [self.BIN / 'pg_isready', '-q', '-h', self.folder, '-p', str(self.port)],
            check=False).returncode

    def start(self):
        super().start()
        if not (self.data / 'standby.signal').exists():
            self.sql(f"""DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
                    CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_read_all_data;
                END IF; END $$""")

    def create(self, database):
        """Creates an empty database in place of any that another test has left."""
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self.sql(f'CREATE DATABASE "{database}"')

    def sql(self, text, database='postgres'):
        """The rows one a line, the columns with | between them."""
        return output_of([self.BIN / 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h',
                          self.folder, '-p', self.port, '-U', 'postgres', '-d', database, '-f',
                          '-'], text)

    def dump(self, database):
        """Returns everything in the database, for comparing."""
        text = output_of([self.BIN / 'pg_dump', '-h', self.folder, '-p', self.port, '-U',
                          'postgres', database])
        # Newer versions put a random word in each dump.
        return '\n'.join(line for line in text.splitlines()
                         if not line.startswith(('\\restrict', '\\unrestrict')))


class PostgreSQLStandby(PostgreSQL):
    """Follows `primary` and can be read. `promote()` makes it a primary."""

    def __init__(self, primary):
        self.primary = primary
        super().__init__()

    def prepare(self):
        output_of([self.BIN / 'pg_basebackup', '-h', self.primary.folder, '-p', self.primary.port,
                   '-U', 'postgres', '-D', self.data, '--write-recovery-conf', '--checkpoint=fast',
                   '--no-sync'], **as_user(self.user))

    def promote(self):
        output_of([self.BIN / 'pg_ctl', 'promote', '-w', '-D', self.data], **as_user(self.user))


class MariaDB(Server):
    """MariaDB. Use `hosts = unix:SOCKET` or `hosts = inet:127.0.0.1:PORT`: see `unix` and
    `inet`."""

    user = 'mysql'
    SETTINGS = ['--skip-log-bin', '--performance-schema=off', '--skip-name-resolve',
                '--innodb-buffer-pool-size=8M', '--innodb-log-file-size=4M',
                '--innodb-flush-method=nosync', '--innodb-flush-log-at-trx-commit=0',
                '--innodb-use-native-aio=0', '--character-set-server=utf8mb4',
                '--max-connections=200']

    @property
    def socket(self):
        return self.folder / 'mysqld.sock'

    @property
    def unix(self):
        return f'unix:{self.socket}'

    @property
    def inet(self):
        return f'inet:127.0.0.1:{self.port}'

    def prepare(self):
        # As root, it gives the files to the user itself.
        user = [f'--user={self.user}'] if IS_ROOT else []
        output_of(['mariadb-install-db', '--no-defaults', *user,
                   f'--datadir={self.folder / "data"}', '--auth-root-authentication-method=normal',
                   '--skip-test-db', '--skip-name-resolve', '--innodb-buffer-pool-size=8M',
                   '--innodb-log-file-size=4M', '--innodb-flush-method=nosync'])

    def command(self):
        return ['/usr/sbin/mariadbd', '--no-defaults', f'--datadir={self.folder / "data"}',
                f'--socket={self.socket}', f'--port={self.port}', '--bind-address=127.0.0.1',
                f'--pid-file={self.folder / "pid"}', f'--tmpdir={self.folder}', *self.SETTINGS]

    def is_ready(self):
        return accepts(str(self.socket)) and accepts(('127.0.0.1', self.port))

    def start(self):
        super().start()
        self.sql(f"CREATE USER IF NOT EXISTS {READER}@'%' IDENTIFIED BY '{PASSWORD}';"
                 f"GRANT SELECT, EXECUTE ON *.* TO {READER}@'%';")

    def create(self, database):
        """Creates an empty database in place of any that another test has left."""
        self.sql(f'CREATE OR REPLACE DATABASE `{database}`')

    def sql(self, text, database=''):
        """The rows one a line, the columns with tabs between them."""
        return output_of(['mariadb', '--no-defaults', f'--socket={self.socket}', '--user=root',
                          '--default-character-set=utf8mb4', '--batch', '--skip-column-names',
                          *([database] if database else [])], text)

    def dump(self, database):
        return output_of(['mariadb-dump', '--no-defaults', f'--socket={self.socket}', '--user=root',
                          '--skip-dump-date', '--order-by-primary', database])


class SQLite:
    """A database in a file. `pause()` keeps it locked; `stop()` removes it."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.lock = None
        self.sql('PRAGMA journal_mode = DELETE')
        # Clients may run as another user.
        self.path.chmod(0o644)

    @classmethod
    def of(cls, case, name='mail.db'):
        database = cls(case.path(name))
        case.addClassCleanup(database.resume)
        return database

    @property
    def _aside(self):
        return self.path.with_name(self.path.name + '.aside')

    def sql(self, text):
        """Runs statements; returns the rows of the last as text, if it is alone."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            if sqlite3.complete_statement(text) and text.strip().count(';') > 1:
                connection.executescript(text)
                return ''
            with connection:
                rows = connection.execute(text).fetchall()
            return ''.join('|'.join(map(str, row)) + '\n' for row in rows)

    def dump(self):
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return '\n'.join(connection.iterdump())

    def stop(self):
        self.resume()
        self.path.rename(self._aside)

    def start(self):
        self._aside.rename(self.path)

    def pause(self):
        self.lock = sqlite3.connect(self.path, isolation_level=None)
        self.lock.execute('BEGIN EXCLUSIVE')

    def resume(self):
        if self.lock:
            self.lock.execute('ROLLBACK')
            self.lock.close()
            self.lock = None


class Slapd(Server):
    """OpenLDAP's server for the directory below `suffix`. `schema` is a list of files in
    slapd.conf's format, in addition to the standard ones. `certificate` is (chain, key); with it,
    the server also offers ldaps:// and StartTLS."""

    ALWAYS = ('core', 'cosine', 'nis', 'inetorgperson')

    def __init__(self, suffix='dc=example,dc=com', schema=(), certificate=None, more=''):
        self.suffix, self.schema, self.more = suffix, schema, more
        self.certificate = certificate
        self.tls_port = free_port() if certificate else None
        super().__init__()

    @property
    def admin(self):
        return f'cn=admin,{self.suffix}'

    @property
    def reader(self):
        """Returns the DN that binds with PASSWORD and may read everything."""
        return f'cn={READER},{self.suffix}'

    @property
    def ldapi(self):
        return 'ldapi://' + urllib.parse.quote(str(self.folder / 'ldapi'), safe='')

    @property
    def ldap(self):
        return f'ldap://127.0.0.1:{self.port}'

    @property
    def ldaps(self):
        return f'ldaps://127.0.0.1:{self.tls_port}'

    def prepare(self):
        (self.folder / 'data').mkdir()
        includes = ''.join(f'include /etc/ldap/schema/{name}.schema\n' for name in self.ALWAYS)
        includes += ''.join(f'include {path}\n' for path in self.schema)
        tls = ('TLSCertificateFile {}\nTLSCertificateKeyFile {}\n'.format(*self.certificate)
               if self.certificate else '')
        (self.folder / 'slapd.conf').write_text(f'''
{includes}
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {self.folder}/pid
argsfile {self.folder}/args
{tls}
database mdb
maxsize 33554432
suffix "{self.suffix}"
rootdn "{self.admin}"
rootpw {PASSWORD}
directory {self.folder}/data
dbnosync
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{self.reader}" read by users none by anonymous auth
{self.more}
''')
        first, _, value = self.suffix.split(',')[0].partition('=')
        (self.folder / 'first.ldif').write_text(f'''dn: {self.suffix}
objectClass: top
objectClass: organization
{f'objectClass: dcObject{chr(10)}dc: {value}' if first == 'dc' else ''}
o: {value}

dn: {self.reader}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: {READER}
userPassword: {PASSWORD}
'''.replace('\n\no:', '\no:'))
        output_of(['/usr/sbin/slapadd', '-q', '-f', self.folder / 'slapd.conf', '-l',
                   self.folder / 'first.ldif'])

    def command(self):
        urls = [self.ldapi, self.ldap, *([self.ldaps] if self.certificate else [])]
        return ['/usr/sbin/slapd', '-d', '0', '-f', self.folder / 'slapd.conf', '-h',
                ' '.join(f'{url}/' for url in urls)]

    def is_ready(self):
        return accepts(str(self.folder / 'ldapi')) and accepts(('127.0.0.1', self.port))

    def _bound(self):
        return ['-x', '-H', self.ldapi, '-D', self.admin, '-w', PASSWORD]

    def add(self, ldif):
        output_of(['ldapadd', *self._bound()], ldif)

    def change(self, ldif):
        """Applies changes in LDIF with `changetype`."""
        output_of(['ldapmodify', *self._bound()], ldif)

    def dump(self):
        return output_of(['ldapsearch', '-LLL', *self._bound(), '-b', self.suffix])


class Dovecot(Server):
    """Only Dovecot's auth process, with the auth-userdb socket. `users` is the content of its
    passwd-file: `ann@example.com:{PLAIN}x::::::`, and for a different login name
    `alias@example.com:{PLAIN}x::::::userdb_user=ann@example.com`."""

    def __init__(self, users='', more=''):
        self.users, self.more = users, more
        super().__init__()

    @property
    def auth_userdb(self):
        return self.folder / 'run/auth-userdb'

    def prepare(self):
        # Auth workers run as a user of their own.
        (self.folder / 'users').write_text(self.users)
        (self.folder / 'users').chmod(0o644)
        me = '' if IS_ROOT else f'''
default_internal_user = {os.getuid()}
default_login_user = {os.getuid()}
'''
        (self.folder / 'dovecot.conf').write_text(f'''
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/server.log
protocols =
ssl = no
{me}
auth_username_format = %Lu
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener auth-userdb {{
    mode = 0666
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {self.folder}/users
}}
userdb {{
  driver = passwd-file
  args = {self.folder}/users
  default_fields = uid=nobody gid=nogroup home=/nonexistent
}}
{self.more}
''')

    def set_users(self, text):
        """Replaces the content of the passwd-file. Dovecot reads it when it has changed."""
        path = self.folder / 'users'
        path.with_suffix('.new').write_text(text)
        path.with_suffix('.new').chmod(0o644)
        path.with_suffix('.new').rename(path)

    def command(self):
        return ['dovecot', '-F', '-c', self.folder / 'dovecot.conf']

    def is_ready(self):
        # Before the first start, the folder does not exist.
        return accepts(str(self.auth_userdb))


def make_old(path):
    """Makes a file look old: Postfix waits for a second or two before it reads a file that has just
    changed."""
    if (then := time.time() - 10) < os.stat(path).st_mtime:
        os.utime(path, (then, then))


class Postmap:
    """Postfix's own answers: `postmap -q`, with a minimal main.cf."""

    def __init__(self, case, more=''):
        self.folder = case.path('postmap')
        self.folder.mkdir()
        (self.folder / 'main.cf').write_text('compatibility_level = 3.6\n'
                                             'myhostname = mail.test.example\n' + more)
        make_old(self.folder / 'main.cf')

    @staticmethod
    def version():
        text = output_of(['postconf', '-dh', 'mail_version'])
        return tuple(int(part) for part in re.findall(r'\d+', text)[:2])

    def query(self, type_, file, key):
        """Returns ('found', value), ('absent', b'') or ('failed', error messages). `key` may be
        bytes without NUL."""
        key = os.fsencode(key)
        make_old(file)
        done = subprocess.run([b'postmap', b'-c', os.fsencode(self.folder), b'-q', key,
                               os.fsencode(f'{type_}:{file}')], capture_output=True,
                              check=False, timeout=HANGS)
        if done.returncode == 0:
            return 'found', done.stdout.removesuffix(b'\n')
        return ('failed', done.stderr) if b'fatal' in done.stderr else ('absent', b'')

    def query_each(self, type_, file, keys):
        """Returns {key: answer}. Each lookup is a process of its own; several run at a time,
        because Postfix sleeps for a second before it fails."""
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            return dict(zip(keys, pool.map(lambda key: self.query(type_, file, key), keys)))

    def query_all(self, type_, file, keys):
        """Looks up many keys in one process. Returns {key: value} for those that have one. No key
        may be empty or contain a line break or tab. Fails if one lookup fails."""
        text = b''.join(os.fsencode(key) + b'\n' for key in keys)
        make_old(file)
        done = subprocess.run(['postmap', '-c', self.folder, '-q', '-', f'{type_}:{file}'],
                              input=text, capture_output=True, check=False, timeout=HANGS)
        # The status is 1 if nothing was found.
        if b'fatal' in done.stderr:
            raise AssertionError(done.stderr.decode(errors='replace'))
        # Each line is a key, a tab and a value.
        return dict(line.split(b'\t', 1) for line in done.stdout.split(b'\n') if line)


def postmap_query(type_, file, key, folder=None):
    """Returns the answer of `postmap -q KEY TYPE:FILE`, like Postmap.query(), for a single
    lookup."""
    with tempfile.TemporaryDirectory(prefix='fingerpost-', dir=folder) as temporary:
        case = type('', (), {'path': staticmethod(lambda name: pathlib.Path(temporary) / name)})
        return Postmap(case).query(type_, file, key)


class Socketmap:
    """A client of the protocol of socketmap_table(5), with one question at a time."""

    WORDS = {b'OK': 'found', b'NOTFOUND': 'absent', b'TEMP': 'failed', b'TIMEOUT': 'timeout',
             b'PERM': 'refused'}

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(HANGS)
        self.socket.connect(str(path))
        self.bytes = b''

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, map_, key):
        request = os.fsencode(map_) + b' ' + os.fsencode(key)
        self.socket.sendall(b'%d:%s,' % (len(request), request))

    def _more(self):
        more = self.socket.recv(65536)
        if not more:
            raise EOFError
        self.bytes += more

    def receive(self):
        while b':' not in self.bytes:
            self._more()
        length, _, self.bytes = self.bytes.partition(b':')
        while len(self.bytes) <= int(length):
            self._more()
        text, end, self.bytes = (self.bytes[:int(length)], self.bytes[int(length):][:1],
                                 self.bytes[int(length) + 1:])
        assert end == b',', end
        word, _, value = text.partition(b' ')
        return self.WORDS[word], value

    def ask(self, map_, key):
        """Returns ('found', value), or 'absent', 'failed', 'timeout' or 'refused' and the
        reason."""
        self.send(map_, key)
        return self.receive()

    def ask_patiently(self, map_, key):
        """Like ask(), but repeats it if a busy machine needs more than mapd's two seconds."""
        for _ in range(5):
            answer = self.ask(map_, key)
            if answer[0] != 'timeout':
                break
        return answer


class Mapd:
    """fingerpost-mapd with its own configuration, to which `providers` is added. It runs behind the
    command `before` and the system call filter of its service."""

    def __init__(self, case, providers, name='mapd', before=(), **options):
        self.case = case
        self.socket_path = case.path(f'{name}.sock')
        self.config = case.write(f'{name}.conf', f'maps-socket {self.socket_path}\n{providers}')
        notify = NotifySocket(case.path(f'{name}.notify'))
        case.addClassCleanup(notify.close)
        self.process = case.start([*before, *MAPD_CONFINED, MAPD, '-c', self.config],
                                  f'{name}.log',
                                  env={**os.environ, 'NOTIFY_SOCKET': notify.path},
                                  stdin=subprocess.DEVNULL, **options)
        self.notify = notify
        try:
            notify.wait_for('READY=1')
        except TimeoutError:
            raise AssertionError(self.process.log()) from None

    def connect(self):
        return Socketmap(self.socket_path)

    def ask(self, map_, key):
        """Asks once, over a new connection: see Socketmap.ask()."""
        with self.connect() as connection:
            return connection.ask(map_, key)

    def log(self):
        return self.process.log()


__all__ = ['MAPD', 'MAPD_CONFINED', 'PASSWORD', 'READER', 'Dovecot', 'Mapd', 'MariaDB', 'PostgreSQL',
           'PostgreSQLStandby', 'Postmap', 'SQLite', 'Slapd', 'Socketmap', 'make_old',
           'output_of', 'postmap_query']
