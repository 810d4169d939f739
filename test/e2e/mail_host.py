"""An administrator's mail server: Debian's Postfix and Dovecot on the real ports of their own host,
which has its own name, network, processes and folders. Nothing there changes the machine that the
tests run on, and everything there ends with the host.

    host = MailHost(case, 'mail.example.com', certificate, root)
    host.put_world(SOURCE / 'test/init/system_users')
    host.start_mail()
    print(host.run('postconf', '-n').stdout)

Needs root. The host shares `/tmp` with the machine, so it can use Unix sockets of the machine's
databases.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess

from databases import make_old
from harness import HANGS, children, wait_until
from world import ZONE_HEAD

# TEST-NET-1 (RFC 5737).
ADDRESS = '192.0.2.10'
# Folders that each host may change without changing the machine.
CHANGED = ('etc', 'usr', 'var')
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
ENVIRONMENT = {'PATH': PATH, 'HOME': '/root', 'LC_ALL': 'C.UTF-8', 'TERM': 'dumb',
               **{name: value for name, value in os.environ.items()
                  if name.endswith('SAN_OPTIONS')}}
# The first process of the host. The other processes end when it does.
FIRST = '''
set -e
ip link set lo up
ip address add {address}/32 dev lo
hostname {name}
mount -t tmpfs tmpfs {layers}
for folder in {changed}; do
    mkdir -p {layers}/$folder/upper {layers}/$folder/work
    mount -t overlay overlay -o \\
        lowerdir=/$folder,upperdir={layers}/$folder/upper,workdir={layers}/$folder/work /$folder
done
mount -t tmpfs -o mode=755 tmpfs /run
echo is ready
exec sleep infinity
'''
# As in Debian's packages, user and group have the same number.
USERS = {'fingerpost': 970, 'vmail': 5000}
# The state of a listening socket in /proc/net/tcp.
LISTENS = '0A'


class MailHost:
    """A mail server's host. `certificate` is (chain, key) in the form that certbot would get for
    `name`. The host trusts `root`, which signed it."""

    def __init__(self, case, name, certificate, root):
        self.case, self.name = case, name
        self.folder = case.path(f'host-{len(list(case.folder.iterdir()))}')
        layers = self.folder / 'layers'
        layers.mkdir(parents=True)
        script = FIRST.format(address=ADDRESS, name=name, layers=layers, changed=' '.join(CHANGED))
        self.process = case.start(
            # Everything ends with this process, even if it is killed.
            ['setpriv', '--pdeathsig=KILL', 'unshare', '--net', '--mount', '--uts', '--pid', '--fork',
             '--kill-child', '--mount-proc', 'sh', '-c', script], f'{self.folder.name}/log',
            stdin=subprocess.DEVNULL, env=ENVIRONMENT)
        wait_until(lambda: 'is ready' in self.process.log() or self.process.has_ended(),
                   'the host', 10, self.process.log)
        if self.process.has_ended():
            raise AssertionError(self.process.log())
        [self.first] = children(self.process.process.pid)
        self.root = pathlib.Path(f'/proc/{self.first}/root')
        self._fill_etc()
        self.put_certificate(certificate)
        self.append('/etc/ssl/certs/ca-certificates.crt', root.read_text())

    def end(self):
        """Turns off the host."""
        if not self.process.has_ended():
            # Not the program that started it, because then nobody would collect its exit status.
            os.kill(self.first, signal.SIGKILL)
            self.process.wait()

    def path(self, name):
        """Returns the path of a host's file on this machine."""
        return self.root / name.lstrip('/')

    def read(self, name):
        return self.path(name).read_text()

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def append(self, name, text):
        self.write(name, self.read(name) + text)

    def _fill_etc(self):
        label = self.name.partition('.')[0]
        self.write('/etc/hosts', f'127.0.0.1 localhost\n{ADDRESS} {self.name} {label}\n')
        self.write('/etc/hostname', f'{label}\n')
        self.write('/etc/mailname', f'{self.name}\n')
        self.write('/etc/resolv.conf', 'nameserver 127.0.0.1\n')
        for user, number in USERS.items():
            for file, line in (('passwd', f'{user}:x:{number}:{number}::/:/usr/sbin/nologin'),
                               ('group', f'{user}:x:{number}:')):
                if not re.search(f'^{user}:', self.read(f'/etc/{file}'), re.MULTILINE):
                    self.append(f'/etc/{file}', f'{line}\n')
        # As if the packages had just been installed.
        for folder in ('/etc/postfix', '/etc/dovecot', '/etc/fingerpost', '/var/spool/postfix',
                       '/var/lib/postfix', '/var/lib/dovecot'):
            shutil.rmtree(self.path(folder), ignore_errors=True)
            self.path(folder).mkdir()
        for name in ('dynamicmaps.cf', 'postfix-files', 'postfix-script', 'post-install'):
            shutil.copy(f'/etc/postfix/{name}', self.path('/etc/postfix'))
        for name in ('dynamicmaps.cf.d', 'postfix-files.d'):
            shutil.copytree(f'/etc/postfix/{name}', self.path(f'/etc/postfix/{name}'))
        shutil.copytree('/usr/share/dovecot/conf.d', self.path('/etc/dovecot/conf.d'))
        shutil.copy('/usr/share/dovecot/dovecot.conf', self.path('/etc/dovecot'))
        shutil.chown(self.path('/var/lib/postfix'), 'postfix', 'postfix')

    def put_certificate(self, certificate, name=None):
        """Writes the chain and the key to certbot's paths, and to the path of Debian's untrusted
        certificate for Dovecot."""
        live = f'/etc/letsencrypt/live/{name or self.name}'
        for folder, files in ((live, ('fullchain.pem', 'privkey.pem')),
                              ('/etc/dovecot/private', ('dovecot.pem', 'dovecot.key'))):
            self.path(folder).mkdir(parents=True, exist_ok=True)
            for source, file in zip(certificate, files):
                shutil.copy(source, self.path(f'{folder}/{file}'))

    def put_world(self, world, words=None):
        """Copies the folders postfix and dovecot of a world to /etc, with its placeholders replaced
        by `words`. Appends its master.cf to Debian's."""
        files = [file for package in ('postfix', 'dovecot')
                 for file in (world / package).rglob('*') if file.is_file()]
        for file in files:
            text = file.read_text()
            for word, meant in (words or {}).items():
                text = re.sub(rf'\b{word}\b', meant, text)
            self.write(f'/etc/{file.relative_to(world)}', text)
        master = '/etc/postfix/master.cf'
        self.write(master, self.read('/usr/share/postfix/master.cf.dist') + self.read(master))
        self.append('/etc/postfix/main.cf', 'maillog_file = /var/log/mail.log\n')
        self.append('/etc/dovecot/dovecot.conf', 'log_path = /var/log/dovecot.log\n')
        for path in self.path('/etc/postfix').rglob('*'):
            make_old(path)
        self.put_zones((world / 'zones').read_text())

    def put_zones(self, text):
        """Starts a name server in place of any running one. Each of its zones begins with
        $ORIGIN."""
        if self.path('/run/nsd.pid').exists():
            self.must('kill', self.read('/run/nsd.pid').strip())
        blocks = []
        for origin, records in re.findall(r'^\$ORIGIN (\S*)\.\n((?:(?!\$ORIGIN).*\n)*)', text,
                                          re.MULTILINE):
            self.write(f'/etc/nsd/{origin}.zone', ZONE_HEAD + records)
            blocks.append(f'zone:\n  name: {origin}.\n  zonefile: /etc/nsd/{origin}.zone\n')
        self.write('/etc/nsd/own.conf', 'server:\n  ip-address: 127.0.0.1\n  username: ""\n'
                   '  server-count: 1\n  database: ""\n  zonelistfile: /run/zone.list\n'
                   '  xfrdfile: ""\n  xfrdir: /run\n  zonesdir: /etc/nsd\n  pidfile: /run/nsd.pid\n'
                   '  logfile: /var/log/nsd.log\n'
                   'remote-control:\n  control-enable: no\n' + ''.join(blocks))
        # The port is free once the previous server has ended.
        wait_until(lambda: self.run('nsd', '-c', '/etc/nsd/own.conf').returncode == 0, 'nsd', 10,
                   self.logs)

    def command(self, *words):
        """Returns the command that runs a command on the host."""
        return ['nsenter', f'--target={self.first}', '--mount', '--net', '--uts', '--pid', '--',
                *(str(word) for word in words)]

    def run(self, *words, **options):
        """Runs a command on the host and waits for it."""
        options = {'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, 'input': '', **options}
        return subprocess.run(self.command(*words), text=True, timeout=HANGS, cwd='/',
                              env=ENVIRONMENT, check=False, **options)

    def must(self, *words, **options):
        """Runs a command that must succeed, and returns its standard output."""
        # Background programs keep both streams open; reading from files does not wait for them.
        output, errors = self.folder / 'output', self.folder / 'errors'
        with open(output, 'wb') as stdout, open(errors, 'wb') as stderr:
            done = self.run(*words, stdout=stdout, stderr=stderr, **options)
        if done.returncode:
            raise AssertionError(f'{words}: {done.returncode}: {output.read_text()}'
                                 f'{errors.read_text()}{self.logs()}')
        return output.read_text()

    def start_postfix(self):
        self.must('newaliases')
        for table in re.findall('hash:(/etc/postfix/.*)', self.read('/etc/postfix/main.cf')):
            self.must('postmap', table)
        # `postfix start` would wait some seconds longer.
        self.must('sh', '-c', 'postfix check && exec /usr/lib/postfix/sbin/master -w')

    def start_dovecot(self):
        self.must('dovecot')

    def start_mail(self):
        self.start_postfix()
        self.start_dovecot()

    def start_mapd(self, program, configuration):
        """Starts fingerpost-mapd with the databases of a configuration."""
        self.path('/run/fingerpost').mkdir()
        log = self.folder / 'mapd'
        self.case.start(self.command(program, '-c', configuration), log, env=ENVIRONMENT,
                        stdin=subprocess.DEVNULL)
        wait_until(self.path('/run/fingerpost/maps.sock').exists, 'fingerpost-mapd', 30,
                   log.read_text)

    def without(self, *programs):
        """Returns the command that hides these programs from another command, as if their packages
        were not installed. A running Dovecot needs them."""
        hidden = ' && '.join(f'mount --bind /dev/null {shutil.which(program, path=PATH)}'
                             for program in programs)
        return ['unshare', '--mount', 'sh', '-c', f'{hidden} && exec "$@"', 'sh']

    def ports(self):
        """Returns the TCP ports on which something listens."""
        tables = [pathlib.Path(f'/proc/{self.first}/net/{name}') for name in ('tcp', 'tcp6')]
        lines = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
        return {int(words[1].rpartition(':')[2], 16) for words in lines if words[3] == LISTENS}

    def logs(self):
        paths = [self.path(f'/var/log/{name}.log') for name in ('mail', 'dovecot', 'nsd')]
        return ''.join(f'{path.name}: {path.read_text(errors="replace")}\n' for path in paths
                       if path.exists())
