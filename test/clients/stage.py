"""A stage for a real mail client: a host that has no network except its own loopback. A name server
knows the names of the test and no others, and a real nginx or Apache serves the site that
`fingerpost site` prints, on ports 80 and 443. All programs there trust the test's authority, and end
with the stage. Needs root.

    class Tests:
        config = 'provider example { domain example.com imap mail.example.com smtp mail.example.com }'
        zones = stage.zone('example.com', 'autoconfig', 'autodiscover')

        def test_it(self):
            done = self.stage.client('curl', 'https://autoconfig.example.com/mail/config-v1.1.xml')
            self.assertIn('<hostname>mail.example.com<', done.stdout)
            self.stage.wait_for_answer('https://autoconfig.example.com/mail/config-v1.1.xml')

    class BehindNginx(Tests, ClientCase):
        web = 'nginx'

    class BehindApache(Tests, ClientCase):
        web = 'apache'

A ClientCase has one stage for all of its tests. The client is installed on this machine, and finds its
files at the usual paths. It can write to /etc, /usr, /var and /run, which belong to the stage, and to
its home, a new folder in the folder of the case. All other folders are those of this machine.
"""
import ctypes
import dataclasses
import os
import re
import shutil
import socket
import subprocess
import threading

from databases import make_old
from harness import CONFINED, FINGERPOSTD, HANGS, SOURCE, WEB_GROUP, Case, wait_until
from mail_host import ADDRESS, ENVIRONMENT, USERS, MailHost
from world import FINGERPOST, Authority, needs_root, needs_tool

NAME = 'mail.example.com'
CONFIG = '/etc/fingerpost/fingerpost.conf'
SOCKET = '/run/fingerpost/fingerpost.sock'
REQUESTS = 'requests.log'
REQUEST = re.compile(r'(?P<port>\d+) (?P<host>\S+) (?P<status>\d+) '
                     r'"(?P<method>\S+) (?P<target>\S+) [^"]*" "(?P<agent>[^"]*)"\n')
# Every name that no zone has does not exist, as on the Internet.
ROOT_ZONE = '$ORIGIN .\n'

DOVECOT_USERS = '''auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u /etc/dovecot/users
}
userdb {
  driver = static
  args = uid=vmail gid=vmail home=/var/vmail/%u mail=maildir:/var/vmail/%u
}
'''


def zone(domain, *names, records=''):
    """Returns the zone of a domain, in which `names` lead to the web server: 'autoconfig', or '@' for
    the domain. `records` are more lines of the zone, such as '@ IN MX 10 mx.example.net.\\n'. The
    certificate has all `names`, but no name that leads there by a CNAME among `records`. The mail
    servers of the configuration need names only if the client connects to them."""
    addresses = ''.join(f'{name} IN A {ADDRESS}\n' for name in names)
    return f'$ORIGIN {domain}.\n{addresses}{records}'


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request that the client sent."""
    method: str
    # With the query.
    url: str
    status: int
    agent: str


def asked(line):
    """Returns the request in a line of the log."""
    scheme = {'80': 'http', '443': 'https'}[line['port']]
    target = line['target']
    url = target if '://' in target else f'{scheme}://{line["host"]}{target}'
    return Asked(line['method'], url, int(line['status']), line['agent'])


class Stage(MailHost):
    """Starts everything. `config` is the text of fingerpost.conf, `zones` consists of texts by zone(),
    `web` is 'nginx' or 'apache', `files` are texts by their paths on the stage."""

    def __init__(self, case, config, zones, web='nginx', files=None):
        authority = Authority(case.path('authority'))
        names = [NAME, *names_in(zones)]
        super().__init__(case, NAME, authority.certificate('web', names), authority.root)
        case.addClassCleanup(self.end)
        self.root_certificate = authority.root
        self._trust(authority.root)
        self.write('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n')
        self.put_zones(ROOT_ZONE + zones)
        for path, text in (files or {}).items():
            make_old(self.write(path, text))
        self._start_fingerpostd(config)
        site = self.must(FINGERPOST, '-c', CONFIG, 'site', web, '--target', NAME)
        {'nginx': self._start_nginx, 'apache': self._start_apache}[web](site)

    def _trust(self, root):
        """OpenSSL finds an authority by its hash."""
        name = subprocess.run(['openssl', 'x509', '-hash', '-noout', '-in', root], check=True,
                              capture_output=True, text=True).stdout.strip()
        self.write(f'/etc/ssl/certs/{name}.0', root.read_text())

    def _start_fingerpostd(self, config):
        self.write(CONFIG, f'listen {SOCKET}\n{config}')
        self.path('/run/fingerpost').mkdir()
        process = self.case.start(self.command(*CONFINED, FINGERPOSTD, '-c', CONFIG),
                                  'fingerpostd.log', stdin=subprocess.DEVNULL, env=ENVIRONMENT)
        wait_until(lambda: self.path(SOCKET).exists() or process.has_ended(), 'fingerpostd')
        if process.has_ended():
            raise AssertionError(process.log())
        shutil.chown(self.path(SOCKET), group=WEB_GROUP)
        self.path(SOCKET).chmod(0o660)

    def start_imap(self, users):
        """Starts Dovecot on the real ports of `mail.example.com`, for users {login: password}."""
        self.path('/var/vmail').mkdir()
        os.chown(self.path('/var/vmail'), USERS['vmail'], USERS['vmail'])
        self.write('/etc/dovecot/users', ''.join(f'{login}:{password}\n'
                                                 for login, password in users.items()))
        self.write('/etc/dovecot/conf.d/10-auth.conf', DOVECOT_USERS)
        self.append('/etc/dovecot/dovecot.conf', 'log_path = /var/log/dovecot.log\n')
        self.start_dovecot()

    def _put_certificates(self, site):
        for name in set(re.findall(r'/live/([^/]+)/', site)):
            self.put_certificate((self.folder.parent / 'authority/web-chain.pem',
                                  self.folder.parent / 'authority/web.key'), name)

    def _install(self, package, name, target, more=''):
        self.write(target, (SOURCE / package / name).read_text() + more)

    def _start_nginx(self, site):
        self._put_certificates(site)
        for folder in ('conf.d', 'modules-enabled', 'sites-enabled'):
            for path in self.path(f'/etc/nginx/{folder}').iterdir():
                path.unlink()
        logged = f'access_log /var/log/nginx/{REQUESTS} requests;\n'
        self._install('nginx', 'fingerpost-upstream.conf', '/etc/nginx/conf.d/fingerpost.conf',
                      'log_format requests \'$server_port $host $status "$request" '
                      f'"$http_user_agent"\';\n{logged}')
        for name in ('fingerpost', 'fingerpost-metrics', 'fingerpost-page'):
            self._install('nginx', f'{name}.conf', f'/etc/nginx/snippets/{name}.conf')
        self._install('nginx', 'fingerpost-pass.conf', '/etc/nginx/snippets/fingerpost-pass.conf',
                      logged)
        self.write('/etc/nginx/sites-enabled/fingerpost.conf', site)
        self.requests = self.path(f'/var/log/nginx/{REQUESTS}')
        self.path('/var/log/nginx').mkdir(exist_ok=True)
        self.must('nginx')

    def _start_apache(self, site):
        self._put_certificates(site)
        for path in self.path('/etc/apache2/sites-enabled').iterdir():
            path.unlink()
        logged = (f'CustomLog "${{APACHE_LOG_DIR}}/{REQUESTS}" "%{{local}}p %{{Host}}i %>s '
                  '\\"%r\\" \\"%{User-agent}i\\""\n')
        for name in ('fingerpost-metrics', 'fingerpost-page', 'fingerpost-pass'):
            self._install('apache', f'{name}.conf', f'/etc/apache2/conf-available/{name}.conf')
        self._install('apache', 'fingerpost.conf', '/etc/apache2/conf-available/fingerpost.conf',
                      logged)
        self.write('/etc/apache2/sites-available/zz-fingerpost.conf', site)
        self.requests = self.path(f'/var/log/apache2/{REQUESTS}')
        self.path('/var/log/apache2').mkdir(exist_ok=True)
        self.path('/run/lock').mkdir()
        self.must('a2enmod', '-q', 'proxy_fcgi', 'setenvif', 'ssl')
        self.must('a2ensite', '-q', 'zz-fingerpost')
        self.must('apachectl', 'start')

    def asked(self):
        """Returns the requests to the web server since the last call of forget(), as Asked, in the
        order in which they were answered."""
        text = self.requests.read_text() if self.requests.exists() else ''
        lines = [REQUEST.fullmatch(line) for line in text.splitlines(keepends=True)]
        assert all(lines), text
        return [asked(line) for line in lines]

    def urls(self, domain='', status=None):
        """Returns the URLs of asked() that contain a domain, or only those with this status."""
        return [request.url for request in self.asked()
                if domain in request.url and status in (None, request.status)]

    def wait_for_answer(self, url, status=200):
        """Waits for a line of the log. The web server writes it after the client has the answer."""
        wait_until(lambda: url in self.urls(status=status), url, 10, self.asked)

    def forget(self):
        """Forgets the requests until now. Requests that a client has given up may still be logged
        later: use domains that no other test uses."""
        os.truncate(self.requests, 0)

    def environment(self, **more):
        """Returns the environment of a client, with a new home."""
        home = self.folder / f'home-{len(list(self.folder.iterdir()))}'
        for folder in ('.cache', '.config', '.local/share', 'run', 'tmp'):
            (home / folder).mkdir(parents=True)
        (home / 'run').chmod(0o700)
        return {**ENVIRONMENT, 'HOME': str(home), 'XDG_RUNTIME_DIR': str(home / 'run'),
                'XDG_CACHE_HOME': str(home / '.cache'), 'XDG_CONFIG_HOME': str(home / '.config'),
                'XDG_DATA_HOME': str(home / '.local/share'), 'TMPDIR': str(home / 'tmp'), **more}

    def client(self, *words, input='', seconds=HANGS, **environment):
        """Runs a client to its end. Returns it as subprocess.run() does; standard output and error
        are texts. If it does not end in time, it is ended: `returncode` is -9."""
        process = subprocess.Popen(self.command(*words), stdin=subprocess.PIPE, text=True, cwd='/',
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment(**environment))
        try:
            output, errors = process.communicate(input, timeout=seconds)
        except subprocess.TimeoutExpired:
            # The command has a process of its own between itself and the client.
            for child in descendants(process.pid):
                os.kill(child, 9)
            output, errors = process.communicate(timeout=HANGS)
        return subprocess.CompletedProcess(words, process.returncode, output, errors)

    def start_client(self, *words, log='client.log', **environment):
        """Starts a client that ends with the case, as a harness.Process."""
        return self.case.start(self.command(*words), log, stdin=subprocess.DEVNULL, cwd='/',
                               env=self.environment(**environment))

    def connect(self, port, seconds=HANGS):
        """Connects to a port of the stage's loopback. A socket belongs to the network in which it
        was made, so only a short thread enters the stage."""
        made = []

        def enter():
            with open(f'/proc/{self.first}/ns/net', 'rb') as network:
                if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), 0):
                    made.append(OSError(ctypes.get_errno(), 'setns'))
                    return
            try:
                made.append(socket.create_connection(('127.0.0.1', port), seconds))
            except OSError as error:
                made.append(error)
        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        if isinstance(made[0], OSError):
            raise made[0]
        return made[0]

    def connect_when_ready(self, port, process):
        """Connects as soon as a client's process, from start_client(), listens on the port."""
        connections = []

        def is_ready():
            if process.has_ended():
                raise AssertionError(process.log())
            try:
                connections.append(self.connect(port))
            except ConnectionRefusedError:
                return False
            return True
        wait_until(is_ready, f'port {port}', known=process.log)
        return connections[0]


def names_in(zones):
    """Returns the names that have addresses."""
    found = []
    for origin, records in re.findall(r'^\$ORIGIN (\S+)\.\n((?:(?!\$ORIGIN).*\n)*)', zones,
                                      re.MULTILINE):
        found += [origin if label == '@' else f'{label}.{origin}'
                  for label in re.findall(r'^(\S+) IN A ', records, re.MULTILINE)]
    return [name for name in found if name != NAME]


def descendants(pid):
    """Returns the processes below a process, the deepest last."""
    found = []
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as file:
        for child in map(int, file.read().split()):
            found += [child, *descendants(child)]
    return found


@needs_root
@needs_tool
class ClientCase(Case):
    """Tests on one stage, `self.stage`. A subclass gives `config`, `zones`, `web` and, if it needs any,
    `files`, as for Stage."""

    files = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage = Stage(cls, cls.config, cls.zones, cls.web, cls.files)

    def setUp(self):
        super().setUp()
        self.stage.forget()

