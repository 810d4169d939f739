"""Starts the real programs, each with its own ports and folders, and ends them."""
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

import system_call_filter

FINGERPOSTD = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 2 else None
SOURCE = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
IS_ROOT = os.geteuid() == 0
WEB_GROUP = 'www-data'

# A build with a sanitizer makes additional system calls.
SANITIZED = FINGERPOSTD and any(mark in FINGERPOSTD.read_bytes()
                                for mark in (b'__asan_init', b'__tsan_init'))


def behind_the_filter_of(unit):
    """Returns the command that runs a program behind the system call filter of its service."""
    if SANITIZED or not SOURCE:
        return []
    script = pathlib.Path(system_call_filter.__file__)
    names = system_call_filter.filter_of((SOURCE / 'conf' / unit).read_text())
    return [sys.executable, script, ','.join(sorted(names))]


CONFINED = behind_the_filter_of('fingerpost.service.in')

# Seconds within which a process answers or exits, even on a busy machine. If something holds it up,
# it takes longer: fingerpostd's own limit for slow clients is ten seconds.
PROMPTLY = 8

# Seconds after which something is considered hung. A reload has a low priority: next to a busy
# process it gets a tenth of a processor.
HANGS = 120

SMALL = '''
provider example
{
    domain example.com
    imap   mail.example.com
    smtp   mail.example.com
}
'''


RESERVED = {}


def reserve(name):
    """Reserves `name` until this run of the tests ends. Returns False if it is reserved already, by
    this or another run."""
    lock = socket.socket(socket.AF_UNIX)
    try:
        # The abstract name space is common to all runs.
        lock.bind(f'\0fingerpost-test-{name}')
    except OSError:
        lock.close()
        return False
    RESERVED[name] = lock
    return True


def free_port(host='127.0.0.1'):
    """Returns a port that stays free until the caller, or the server that it starts, binds it: no
    other run gets it, and the kernel does not use it for an outgoing connection."""
    range_file = pathlib.Path('/proc/sys/net/ipv4/ip_local_port_range')
    first_outgoing = int(range_file.read_text().split()[0])
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    while True:
        port = random.randrange(10_000, max(first_outgoing, 20_000))
        with socket.socket(family) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if reserve(f'port-{port}'):
            return port


def wait_until(condition, what, seconds=HANGS, known=lambda: 'nothing'):
    """Waits for `condition`. `known` returns the current state for the error message."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f'{what}: {known()} after {seconds} s')
        time.sleep(0.01)


def accepts(address):
    try:
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        with socket.socket(family) as probe:
            probe.connect(address)
            return True
    except OSError:
        return False


def memory_kib(pid, field):
    """Returns a field of proc_pid_status(5): VmRSS is the resident memory, VmHWM its peak."""
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith(field + ':'):
            return int(line.split()[1])
    raise KeyError(field)


def descriptors(pid):
    """Returns the number of open descriptors."""
    return len(os.listdir(f'/proc/{pid}/fd'))


def children(pid):
    """Returns the child processes. Reads twice, because a child that ends meanwhile may hide others
    (proc(5))."""
    listed = pathlib.Path(f'/proc/{pid}/task/{pid}/children')
    while (text := listed.read_text()) != listed.read_text():
        pass
    return {int(word) for word in text.split()}


def as_systemd(listeners):
    """Returns the options for start_fingerpostd() that pass listening sockets as systemd does."""
    # Ascending, so that none is overwritten before it has moved.
    numbers = sorted(listener.fileno() for listener in listeners)
    moves = ' '.join(f'{3 + i}<&{number}' for i, number in enumerate(numbers))
    script = f'exec {moves}; LISTEN_FDS={len(numbers)} LISTEN_PID=$$ exec "$@"'
    # Not sh, which may support only descriptors of one digit.
    return {'before': ['bash', '-c', script, 'bash'], 'pass_fds': numbers}


class NotifySocket:
    """Receives the messages for systemd."""

    def __init__(self, path):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(HANGS)

    def next(self):
        return self.socket.recv(4096).decode()

    def wait_for(self, line):
        while line not in self.next().split('\n'):
            pass

    def close(self):
        self.socket.close()


class Process:
    def __init__(self, command, log, **options):
        self.log_path = log
        with open(log, 'ab') as stderr:
            self.process = subprocess.Popen([str(word) for word in command], stdout=stderr,
                                            stderr=stderr, **options)

    def log(self):
        return pathlib.Path(self.log_path).read_text(errors='replace')

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        return self.process.wait(timeout=HANGS)

    def has_ended(self):
        return self.process.poll() is not None

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=HANGS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    program = FINGERPOSTD

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='fingerpost-'))
        # The web servers' workers must be able to read it.
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    @classmethod
    def path(cls, name):
        return cls.folder / name

    @classmethod
    def write(cls, name, text):
        path = cls.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    @classmethod
    def start(cls, command, log, **options):
        process = Process(command, cls.path(log), **options)
        cls.addClassCleanup(process.stop)
        return process

    @classmethod
    def start_fingerpostd(cls, config, before=(), **options):
        """Starts fingerpostd behind the command `before` and waits for READY=1. Its notify socket
        is `process.notify`."""
        notify = NotifySocket(cls.path(f'notify{len(list(cls.folder.iterdir()))}'))
        cls.addClassCleanup(notify.close)
        environment = {**os.environ, 'NOTIFY_SOCKET': notify.path}
        process = cls.start([*before, *CONFINED, cls.program, '-c', config], 'fingerpostd.log',
                            env=environment, stdin=subprocess.DEVNULL, **options)
        process.notify = notify
        try:
            notify.wait_for('READY=1')
        except TimeoutError:
            raise AssertionError(process.log()) from None
        return process

    @classmethod
    def start_on_socket(cls, config):
        """Starts fingerpostd on a Unix socket that the web server's group may use; returns the
        path."""
        path = str(cls.path('fingerpost.sock'))
        text = pathlib.Path(config).read_text()
        copy = cls.write('fingerpost.conf', f'listen {path}\n{text}')
        cls.fingerpostd = cls.start_fingerpostd(copy)
        share_with_web_server(path)
        return path


def share_with_web_server(path):
    if IS_ROOT:
        shutil.chown(path, group=WEB_GROUP)
        os.chmod(path, 0o660)


def make_certificate(folder):
    names = ['example.com', *(f'*.{name}' for name in ('example.com', 'example.net'))]
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
         '-nodes', '-days', '2', '-subj', '/CN=example.com', '-addext',
         'subjectAltName=' + ','.join(f'DNS:{name}' for name in names),
         '-keyout', folder / 'key.pem', '-out', folder / 'cert.pem'],
        check=True, capture_output=True)


class WebServer:
    """nginx or Apache with the provided files, in which only paths and ports are changed."""

    def __init__(self, case, socket_path):
        self.case = case
        self.folder = case.folder
        self.http, self.https = free_port(), free_port()
        self.access_log = self.folder / 'access.log'
        self.error_log = self.folder / 'error.log'
        make_certificate(self.folder)
        self.replacements = {
            '/run/fingerpost/fingerpost.sock': socket_path,
            '/etc/letsencrypt/live/fingerpost/fullchain.pem': str(self.folder / 'cert.pem'),
            '/etc/letsencrypt/live/fingerpost/privkey.pem': str(self.folder / 'key.pem'),
        }

    def install(self, shipped, name, **more):
        """Copies a provided file, with the paths and ports of this server."""
        return self.install_text((SOURCE / shipped).read_text(), name, **more)

    # Replacements that a test makes in the files.
    changes = {}

    def install_text(self, text, name, **more):
        for old, new in {**self.replacements, **more, **self.changes}.items():
            text = text.replace(old, new)
        return self.case.write(name, text)

    def port(self, scheme):
        return self.https if scheme == 'https' else self.http

    def wait_until_ready(self):
        for port in (self.http, self.https):
            wait_until(lambda: accepts(('127.0.0.1', port)) or self.process.has_ended(),
                       'the web server')
        if self.process.has_ended():
            raise AssertionError(self.process.log() + self.error_text())

    def error_text(self):
        return self.error_log.read_text() if self.error_log.exists() else 'no error log'

    # The server name that TLS clients send.
    server_name = 'example.com'
    # The address of the clients.
    source = '127.0.0.1'

    def exchange(self, scheme, data):
        """Sends bytes unchanged and returns the entire response."""
        with socket.create_connection(('127.0.0.1', self.port(scheme)), 20,
                                      (self.source, 0)) as plain:
            if scheme == 'https':
                context = ssl._create_unverified_context()
                with context.wrap_socket(plain, server_hostname=self.server_name) as secure:
                    return self._exchange(secure, data)
            return self._exchange(plain, data)

    @staticmethod
    def _exchange(connection, data):
        connection.sendall(data)
        answer = b''
        while True:
            try:
                more = connection.recv(65536)
            except (ssl.SSLEOFError, ConnectionResetError):
                return answer
            if not more:
                return answer
            answer += more

    def ask(self, method, url, headers=(), body=b'', whole_url=False):
        """Sends a request. `whole_url` puts an absolute URL on the request line (RFC 9112 section
        3.2.2)."""
        scheme, rest = url.split(b'://', 1)
        host, _, target = rest.partition(b'/')
        lines = [method + b' ' + (url if whole_url else b'/' + target) + b' HTTP/1.1',
                 b'Host: ' + host, b'Connection: close', *headers]
        return HttpAnswer(self.exchange(scheme.decode(), b'\r\n'.join(lines) + b'\r\n\r\n' + body))


class HttpAnswer:
    def __init__(self, data):
        head, _, self.body = data.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        self.status = int(lines[0].split()[1]) if lines[0] else None
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(': ')
            self.headers[name.lower()] = value
        if self.headers.get('transfer-encoding') == 'chunked':
            self.body = unchunk(self.body)


def unchunk(data):
    body = b''
    while data:
        size, _, data = data.partition(b'\r\n')
        length = int(size, 16)
        body += data[:length]
        data = data[length + 2:]
    return body


class Nginx(WebServer):
    """nginx. `main`, `http` and `server` are further directives for these levels; `site` replaces
    the example site."""

    WORKERS = 2
    INCLUDE = '\n    include snippets/fingerpost.conf;'
    EXAMPLE = 'nginx/example-site.conf'

    def __init__(self, case, socket_path, http='', server='', main='', site=None):
        super().__init__(case, socket_path)
        self.replacements['/var/log/nginx/access.log'] = str(self.access_log)
        self.install('nginx/fingerpost-upstream.conf', 'upstream.conf')
        for name in ('fingerpost', 'fingerpost-metrics', 'fingerpost-page', 'fingerpost-pass'):
            self.install(f'nginx/{name}.conf', f'snippets/{name}.conf')
        self.install_text(site or (SOURCE / self.EXAMPLE).read_text(), 'site.conf', **{
            'listen 80;': f'listen 127.0.0.1:{self.http};',
            'listen 443 ssl;': f'listen 127.0.0.1:{self.https} ssl;',
            self.INCLUDE: f'{server}\n{self.INCLUDE}',
            'listen [::]:80;': '', 'listen [::]:443 ssl;': ''})
        temporary = '\n'.join(f'{kind}_temp_path {self.folder}/{kind};' for kind in
                              ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
        config = case.write('nginx.conf', f'''
            {main}
            {'user root;' if IS_ROOT else ''}
            worker_processes {self.WORKERS};
            pid {self.folder}/nginx.pid;
            error_log {self.error_log} notice;
            events {{ worker_connections 512; }}
            http {{
                {temporary}
                access_log {self.access_log};
                gzip on;
                gzip_types text/xml;
                gzip_min_length 1;
                include upstream.conf;
                include site.conf;
                {http}
            }}''')
        self.command = ['nginx', '-p', self.folder, '-c', config, '-e', self.error_log,
                        '-g', 'daemon off;']
        self.start()

    def start(self):
        self.process = self.case.start(self.command, 'nginx.log')
        self.wait_until_ready()
        # nginx listens before it handles signals: until it has workers, a signal ends it or is lost
        # (main() and ngx_master_process_cycle() of nginx 1.22.1).
        self.wait_for_workers_without(set())

    def workers(self):
        return children(self.process.process.pid)

    def wait_for_workers_without(self, old):
        """Waits until there are as many workers as configured, and none of `old`. From then on,
        each worker that ends is replaced."""
        def are_there():
            if self.process.has_ended():
                raise AssertionError(f'nginx has ended: {self.state()}')
            workers = self.workers()
            return len(workers) == self.WORKERS and not workers & old
        wait_until(are_there, f'{self.WORKERS} workers other than {sorted(old)}', 60, self.state)

    def state(self):
        """Returns details for a failure message: the processes and the end of the log, which lists
        every signal, start and end of a worker."""
        status = self.process.process.poll()
        has = f'ended with {status}' if status is not None else f'has {sorted(self.workers())}'
        return f'nginx {self.process.process.pid} {has}: {self.error_text()[-3000:]}'

    def restart(self):
        self.process.signal(signal.SIGQUIT)
        wait_until(self.process.has_ended, 'the end of nginx', 60, self.state)
        self.start()

    def reload(self):
        """Reloads nginx and waits until the old workers have ended."""
        old = self.workers()
        self.process.signal(signal.SIGHUP)
        self.wait_for_workers_without(old)


# The modules that Debian enables and those that the provided files need.
APACHE_MODULES = ['mpm_event', 'access_compat', 'alias', 'auth_basic', 'authn_core', 'authn_file',
                  'authz_core', 'authz_host', 'authz_user', 'autoindex', 'deflate', 'dir', 'env',
                  'filter', 'mime', 'negotiation', 'reqtimeout', 'setenvif', 'status',
                  'socache_shmcb', 'proxy', 'proxy_fcgi', 'remoteip', 'rewrite', 'ssl']


class Apache(WebServer):
    """Apache. `server` is further directives for both virtual hosts, `main` for the entire server;
    `site` replaces the example site."""

    INCLUDE = '\n    Include conf-available/fingerpost.conf'
    EXAMPLE = 'apache/example-site.conf'

    def __init__(self, case, socket_path, server='', main='', site=None):
        super().__init__(case, socket_path)
        for name in ('fingerpost', 'fingerpost-metrics', 'fingerpost-page', 'fingerpost-pass'):
            self.install(f'apache/{name}.conf', f'conf-available/{name}.conf')
        self.install_text(site or (SOURCE / self.EXAMPLE).read_text(), 'site.conf', **{
            '*:80>': f'127.0.0.1:{self.http}>', '*:443>': f'127.0.0.1:{self.https}>',
            self.INCLUDE: f'{server}\n{self.INCLUDE}'})
        modules = '\n'.join(f'LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so'
                            for name in APACHE_MODULES)
        self.config = case.write('apache.conf', f'''
            ServerRoot {self.folder}
            {modules}
            {'User www-data' if IS_ROOT else ''}
            {'Group www-data' if IS_ROOT else ''}
            ServerName localhost
            LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
            TypesConfig /etc/mime.types
            PidFile {self.folder}/apache.pid
            ErrorLog {self.error_log}
            AddOutputFilterByType DEFLATE text/xml
            Listen 127.0.0.1:{self.http}
            Listen 127.0.0.1:{self.https}
            {main}
            Include site.conf
            ''')
        self.environment = {**os.environ, 'APACHE_LOG_DIR': str(self.folder)}
        self.process = case.start(['apache2', '-d', self.folder, '-f', self.config, '-DFOREGROUND'],
                                  'apache.log', env=self.environment)
        self.wait_until_ready()


def provider(domain, host):
    return f'provider p{abs(hash(domain))} {{ domain {domain} imap {host} smtp {host} }}\n'


def hosts_in(body):
    return re.findall(r'<hostname>([^<]*)<', body.decode())


__all__ = [name for name in dir() if not name.startswith('_')]
