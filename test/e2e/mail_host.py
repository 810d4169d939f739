"""A mail server as an administrator has it: Debian's Postfix and Dovecot on the real ports of a host of
their own, which has its own name, network, processes and folders. Nothing that happens there changes
the machine that the tests run on, and everything there ends with the host.

    host = MailHost(case, 'mail.example.com')
    host.put_world(SOURCE / 'test/init/system_users')
    host.start_mail()
    print(host.run('postconf', '-n').stdout)

Needs root. `/tmp` is that of the machine: Unix sockets of its databases can be reached there.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess

from databases import make_old
from harness import HANGS, wait_until
from world import ZONE_HEAD

# TEST-NET-1 of RFC 5737.
ADDRESS = '192.0.2.10'
# What each host may change without changing the machine.
CHANGED = ('etc', 'usr', 'var')
ENVIRONMENT = {'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME': '/root',
               'LC_ALL': 'C.UTF-8', 'TERM': 'dumb',
               **{name: value for name, value in os.environ.items() if name.endswith('SAN_OPTIONS')}}
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
# As Debian's packages do: user and group are the same.
USERS = {'fingerpost': 970, 'vmail': 5000}
# A state of a socket in /proc/net/tcp.
LISTENS = '0A'


class MailHost:
    """`certificate` is (chain, key), which certbot would have got for `name`; `root` is what signed it,
    which the host trusts."""

    def __init__(self, case, name, certificate, root=None):
        self.case, self.name = case, name
        self.folder = case.path(f'host-{len(list(case.folder.iterdir()))}')
        layers = self.folder / 'layers'
        layers.mkdir(parents=True)
        script = FIRST.format(address=ADDRESS, name=name, layers=layers, changed=' '.join(CHANGED))
        self.process = case.start(
            ['unshare', '--net', '--mount', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc',
             'sh', '-c', script], self.folder.name + '/log', stdin=subprocess.DEVNULL, env=ENVIRONMENT)
        wait_until(lambda: 'is ready' in self.process.log() or self.process.has_ended(), 'the host', 10,
                   self.process.log)
        if self.process.has_ended():
            raise AssertionError(self.process.log())
        children = f'/proc/{self.process.process.pid}/task/{self.process.process.pid}/children'
        self.first = int(pathlib.Path(children).read_text())
        self.root = pathlib.Path(f'/proc/{self.first}/root')
        self._fill_etc()
        self.put_certificate(certificate)
        if root:
            with open(self.path('/etc/ssl/certs/ca-certificates.crt'), 'a', encoding='ascii') as roots:
                roots.write(root.read_text())

    def end(self):
        """The host is turned off."""
        if not self.process.has_ended():
            # Not the program that started it, which would leave its exit status to nobody.
            os.kill(self.first, signal.SIGKILL)
            self.process.wait()

    def path(self, name):
        """Where a file of the host is on this machine."""
        return self.root / name.lstrip('/')

    def read(self, name):
        return self.path(name).read_text()

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def _fill_etc(self):
        label = self.name.partition('.')[0]
        self.write('/etc/hosts', f'127.0.0.1 localhost\n{ADDRESS} {self.name} {label}\n')
        self.write('/etc/hostname', f'{label}\n')
        self.write('/etc/mailname', f'{self.name}\n')
        self.write('/etc/resolv.conf', 'nameserver 127.0.0.1\n')
        for user, number in USERS.items():
            for file, line in (('passwd', f'{user}:x:{number}:{number}::/:/usr/sbin/nologin'),
                               ('group', f'{user}:x:{number}:')):
                text = self.read(f'/etc/{file}')
                if not re.search(f'^{user}:', text, re.MULTILINE):
                    self.write(f'/etc/{file}', f'{text}{line}\n')
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

    def put_certificate(self, certificate):
        """Puts the chain and the key where certbot would, and where Debian's Dovecot has one that
        nobody trusts."""
        for folder, files in ((f'letsencrypt/live/{self.name}', ('fullchain.pem', 'privkey.pem')),
                              ('dovecot/private', ('dovecot.pem', 'dovecot.key'))):
            self.path(f'/etc/{folder}').mkdir(parents=True, exist_ok=True)
            for source, file in zip(certificate, files):
                shutil.copy(source, self.path(f'/etc/{folder}/{file}'))

    def put_world(self, world, words=None):
        """Puts the folders postfix and dovecot of a world into /etc, with what the words stand for.
        What it has in master.cf is added to Debian's."""
        words = words or {}

        def put(source, name):
            text = re.sub(rf'\b({"|".join(words)})\b', lambda found: words[found[0]],
                          source.read_text()) if words else source.read_text()
            self.write(name, text)
        for package in ('postfix', 'dovecot'):
            for source in sorted((world / package).rglob('*')):
                if source.is_file():
                    put(source, f'/etc/{package}/{source.relative_to(world / package)}')
        master = self.path('/etc/postfix/master.cf')
        master.write_text(pathlib.Path('/usr/share/postfix/master.cf.dist').read_text() +
                          master.read_text())
        with open(self.path('/etc/postfix/main.cf'), 'a', encoding='ascii') as main:
            main.write('maillog_file = /var/log/mail.log\n')
        with open(self.path('/etc/dovecot/dovecot.conf'), 'a', encoding='ascii') as dovecot:
            dovecot.write('log_path = /var/log/dovecot.log\n')
        for path in self.path('/etc/postfix').rglob('*'):
            make_old(path)
        self.put_zones((world / 'zones').read_text())

    def put_zones(self, text):
        """Starts a name server with the zones, each of which begins with $ORIGIN."""
        blocks = []
        for origin, records in re.findall(r'^\$ORIGIN (\S+)\.\n((?:(?!\$ORIGIN).*\n)*)', text,
                                          re.MULTILINE):
            self.write(f'/etc/nsd/{origin}', ZONE_HEAD + records)
            blocks.append(f'zone:\n  name: {origin}\n  zonefile: /etc/nsd/{origin}\n')
        self.write('/etc/nsd/own.conf', 'server:\n  ip-address: 127.0.0.1\n  username: ""\n'
                   '  server-count: 1\n  database: ""\n  zonelistfile: /run/zone.list\n'
                   '  xfrdfile: ""\n  xfrdir: /run\n  zonesdir: /etc/nsd\n  pidfile: /run/nsd.pid\n'
                   '  logfile: /var/log/nsd.log\n'
                   'remote-control:\n  control-enable: no\n' + ''.join(blocks))
        self.must('nsd', '-c', '/etc/nsd/own.conf')

    def command(self, *words):
        """The command that runs a command on the host."""
        return ['nsenter', f'--target={self.first}', '--mount', '--net', '--uts', '--pid', '--',
                *(str(word) for word in words)]

    def run(self, *words, **options):
        """Runs a command on the host to its end."""
        options = {'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, 'stdin': subprocess.DEVNULL,
                   **options}
        if 'input' in options:
            options.pop('stdin')
        return subprocess.run(self.command(*words), text=True, timeout=HANGS, cwd='/',
                              env=ENVIRONMENT, check=False, **options)

    def must(self, *words, **options):
        """Runs a command that must not fail, and returns what it prints. Programs that stay in the
        background keep its output open: it goes to a file."""
        log = self.folder / 'output'
        with open(log, 'w', encoding='utf-8') as output:
            done = self.run(*words, stdout=output, stderr=output, **options)
        if done.returncode:
            raise AssertionError(f'{words}: {done.returncode}: {log.read_text()}{self.logs()}')
        return log.read_text()

    def start_postfix(self):
        self.must('newaliases')
        hashes = [path for path in self.path('/etc/postfix').iterdir()
                  if re.search(rf'hash:/etc/postfix/{path.name}\b', self.read('/etc/postfix/main.cf'))]
        for path in hashes:
            self.must('postmap', f'hash:/etc/postfix/{path.name}')
        # `postfix start` would wait for some seconds more.
        self.must('sh', '-c', 'postfix check && exec /usr/lib/postfix/sbin/master -w')

    def start_dovecot(self):
        self.must('dovecot')

    def start_mail(self):
        self.start_postfix()
        self.start_dovecot()

    def start_mapd(self, program, configuration):
        """fingerpost-mapd, which asks the databases of a configuration."""
        self.path('/run/fingerpost').mkdir()
        log = self.folder / 'mapd'
        self.case.start(self.command(program, '-c', configuration), log, env=ENVIRONMENT,
                        stdin=subprocess.DEVNULL)
        wait_until(self.path('/run/fingerpost/maps.sock').exists, 'fingerpost-mapd', 30,
                   log.read_text)

    def without(self, *programs):
        """What a command is run behind so that it does not find these programs, as if their packages
        were not installed. A running Dovecot needs them."""
        hidden = ' && '.join(f'mount --bind /dev/null {shutil.which(program)}' for program in programs)
        return ['unshare', '--mount', 'sh', '-c', f'{hidden} && exec "$@"', 'sh']

    def ports(self):
        """The ports of TCP that something listens on."""
        lines = [line.split() for file in ('tcp', 'tcp6')
                 for line in pathlib.Path(f'/proc/{self.first}/net/{file}').read_text().splitlines()[1:]]
        return {int(words[1].rpartition(':')[2], 16) for words in lines if words[3] == LISTENS}

    def logs(self):
        return ''.join(f'{path.name}: {path.read_text(errors="replace")}\n'
                       for path in sorted(self.path('/var/log').glob('*.log'))
                       if path.name in ('mail.log', 'dovecot.log', 'nsd.log'))
