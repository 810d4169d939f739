"""The world for `fingerpost probe`, on loopback: a DNS server, a web server with TLS, mail servers,
and their own certificate authority. All are programs that administrators run."""
import os
import pathlib
import pty
import shutil
import socket
import subprocess
import sys
import unittest

from harness import IS_ROOT, Case, Process, accepts, children, free_port, reserve, wait_until

# The tool is next to the responder.
FINGERPOST = pathlib.Path(sys.argv[1]).resolve().parent / 'fingerpost' if len(sys.argv) > 2 else None
# Loopback addresses that only this run uses, so that ports 80 and 443 are free.
NETWORK = next(network for network in (f'127.77.{i}' for i in range(1, 255)) if reserve(network))
HOST = f'{NETWORK}.1'
# Nothing listens here.
NOBODY = f'{NETWORK}.9'


needs_root = unittest.skipUnless(IS_ROOT, 'only root listens on ports 80 and 443')
needs_tool = unittest.skipUnless(FINGERPOST and FINGERPOST.exists(), 'built without the tool')


def run(*arguments, **options):
    """Runs the tool and waits for it."""
    environment = {**os.environ, **options.pop('env', {})}
    options = {'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **options}
    return subprocess.run([str(word) for word in (FINGERPOST, *arguments)], text=True, timeout=60,
                          env=environment, **options)


def on_terminal(*arguments, stream='stdout', **environment):
    """Returns what the tool writes to a terminal, which is one of its two outputs."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([str(word) for word in (FINGERPOST, *arguments)],
                               **{'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL,
                                  stream: follower},
                               env={**os.environ, 'TERM': 'xterm', **environment})
    os.close(follower)
    text = b''
    with open(leader, 'rb', buffering=0) as output:
        while True:
            try:
                more = output.read(65536)
            # The program has ended.
            except OSError:
                break
            if not more:
                break
            text += more
    process.wait(timeout=60)
    return text.decode().replace('\r\n', '\n')


def openssl(*arguments):
    subprocess.run(['openssl', *(str(word) for word in arguments)], check=True,
                   capture_output=True)


class Authority:
    """A root that the tool trusts, an intermediate, and the certificates that they sign."""

    CONFIG = '''
[ca]
default_ca = own
[own]
dir = {folder}
database = $dir/index
new_certs_dir = $dir
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
basicConstraints = CA:FALSE
[ca_extensions]
basicConstraints = critical,CA:TRUE
keyUsage = keyCertSign
'''

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / 'index').touch()
        (folder / 'index.attr').write_text('unique_subject = no\n')
        self.config = folder / 'ca.conf'
        self.config.write_text(self.CONFIG.format(folder=folder))
        self.root = folder / 'root.pem'
        self._key('root')
        openssl('req', '-x509', '-key', folder / 'root.key', '-subj', '/CN=Test root', '-days', 30,
                '-out', self.root, '-addext', 'keyUsage=keyCertSign')
        self._request('intermediate', 'Test intermediate', [])
        self._sign('intermediate', 'root', '-days', 30, '-extensions', 'ca_extensions')

    def _key(self, name):
        openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out',
                self.folder / f'{name}.key')

    def _request(self, name, common_name, dns_names):
        self._key(name)
        extra = ['-addext', 'subjectAltName=' + ','.join(f'DNS:{dns}' for dns in dns_names)]
        openssl('req', '-new', '-key', self.folder / f'{name}.key', '-subj', f'/CN={common_name}',
                '-out', self.folder / f'{name}.csr', *(extra if dns_names else []))

    def _sign(self, name, issuer, *options):
        openssl('ca', '-batch', '-notext', '-config', self.config, '-cert',
                self.folder / f'{issuer}.pem', '-keyfile', self.folder / f'{issuer}.key', '-in',
                self.folder / f'{name}.csr', '-out', self.folder / f'{name}.pem', *options)

    def certificate(self, name, dns_names, *options, whole_chain=True):
        """Returns the paths of a certificate with its chain, and of its key. Valid for 90 days
        unless the options say otherwise."""
        self._request(name, dns_names[0], dns_names)
        self._sign(name, 'intermediate', *(options or ('-days', 90)))
        chain = self.folder / f'{name}-chain.pem'
        chain.write_text((self.folder / f'{name}.pem').read_text() + (
            (self.folder / 'intermediate.pem').read_text() if whole_chain else ''))
        return chain, self.folder / f'{name}.key'


    def self_signed(self, name, dns_names):
        self._key(name)
        path, key = self.folder / f'{name}.pem', self.folder / f'{name}.key'
        openssl('req', '-x509', '-key', key, '-subj', '/CN=self', '-days', 90, '-out', path,
                '-addext', 'subjectAltName=' + ','.join(f'DNS:{dns}' for dns in dns_names))
        return path, key


ZONE_HEAD = '''$TTL 60
@ IN SOA ns hostmaster 1 3600 600 86400 60
@ IN NS ns
ns IN A 127.0.0.1
'''


class Dns:
    """nsd, with zones from a test."""

    def __init__(self, case, zones):
        self.case = case
        self.port = free_port()
        self.folder = case.folder / 'nsd'
        self.folder.mkdir()
        self.resolver = f'127.0.0.1:{self.port}'
        blocks = []
        for domain, text in zones.items():
            # The server answers SERVFAIL for a zone without a file.
            if text is not None:
                (self.folder / domain).write_text(ZONE_HEAD + text)
            blocks.append(f'zone:\n  name: {domain}\n  zonefile: {self.folder / domain}\n')
        config = case.write('nsd/nsd.conf', f'''
server:
  ip-address: 127.0.0.1@{self.port}
  username: ""
  zonesdir: "{self.folder}"
  pidfile: ""
  xfrdfile: ""
  xfrdir: "{self.folder}"
  zonelistfile: "{self.folder}/zone.list"
  database: ""
  server-count: 1
  verbosity: 1
remote-control:
  control-enable: no
''' + ''.join(blocks))
        self.process = case.start(['nsd', '-d', '-c', config], 'nsd.log')
        wait_until(lambda: accepts(('127.0.0.1', self.port)) or self.process.has_ended(), 'nsd')
        if self.process.has_ended():
            raise AssertionError(self.process.log())


class Web:
    """nginx on ports 80 and 443 of HOST, with server blocks from a test."""

    def __init__(self, case, servers, before=''):
        folder = case.folder / 'web'
        folder.mkdir(exist_ok=True)
        temporary = '\n'.join(f'{kind}_temp_path {folder}/{kind};' for kind in
                              ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
        self.config = case.write('web/nginx.conf', f'''
            user root;
            pid {folder}/nginx.pid;
            error_log {folder}/error.log;
            events {{ worker_connections 256; }}
            http {{
                {temporary}
                access_log off;
                server_names_hash_bucket_size 128;
                default_type text/html;
                {before}
                {servers}
            }}''')
        self.process = case.start(['nginx', '-p', folder, '-c', self.config, '-e',
                                   folder / 'error.log', '-g', 'daemon off;'], 'nginx.log')
        # It forks when it listens on all addresses.
        wait_until(lambda: self.process.has_ended() or children(self.process.process.pid), 'nginx')
        if self.process.has_ended():
            raise AssertionError(self.process.log())


class Mail:
    """dovecot: IMAP, POP3 and submission, each with implicit TLS and with STARTTLS, and ManageSieve
    with STARTTLS; or all without encryption. `settings` override those below."""

    def __init__(self, case, certificate, folder='dovecot', tls=True, ports=(), settings=''):
        folder = case.folder / folder
        folder.mkdir(exist_ok=True)
        chain, key = certificate
        self.ports = {name: free_port(HOST) for name in
                      ('imaps', 'imap', 'pop3s', 'pop3', 'submissions', 'submission', 'sieve')}
        self.ports.update(ports)
        opened = [port for name, port in self.ports.items() if tls or not name.endswith('s')]

        def service(name, plain, tls):
            return f'''
service {name}-login {{
  chroot =
  inet_listener {plain} {{
    address = {HOST}
    port = {self.ports[plain]}
  }}
  inet_listener {tls} {{
    address = {HOST}
    port = {self.ports[tls]}
    ssl = yes
  }}
}}'''
        config = case.write(f'{folder.name}/dovecot.conf', f'''
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap pop3 submission sieve
login_greeting = ready
hostname = mail.example.com
submission_relay_host = 127.0.0.1
ssl = {'required' if tls else 'no'}
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = {'yes' if tls else 'no'}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{service('imap', 'imap', 'imaps')}
{service('pop3', 'pop3', 'pop3s')}
{service('submission', 'submission', 'submissions')}
service managesieve-login {{
  chroot =
  inet_listener sieve {{
    address = {HOST}
    port = {self.ports['sieve']}
  }}
}}
service auth {{
  unix_listener {folder}/sasl {{
    mode = 0666
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {case.write(f'{folder.name}/users', '')}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}}
{settings}
''')
        self.sasl = folder / 'sasl'
        self.process = case.start(['dovecot', '-F', '-c', config], f'{folder.name}.log')
        wait_until(lambda: all(accepts((HOST, port)) for port in opened) or
                   self.process.has_ended(), 'dovecot')
        if self.process.has_ended():
            raise AssertionError(self.process.log() + (folder / 'dovecot.log').read_text())


class Submission:
    """postfix: a service for each of the names, with its options in master.cf."""

    def __init__(self, case, certificate, services):
        folder = case.folder / 'postfix'
        for name in ('config', 'queue', 'data'):
            (folder / name).mkdir(parents=True)
        shutil.chown(folder / 'data', 'postfix')
        chain, key = certificate
        self.ports = {name: free_port(HOST) for name in services}
        case.write('postfix/config/main.cf', f'''
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_protocols = ipv4
myhostname = mail.example.com
mydestination =
alias_maps =
smtpd_tls_chain_files = {key} {chain}
smtpd_sasl_type = dovecot
''')
        case.write('postfix/config/master.cf', '''
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
postlog unix-dgram n - n - 1 postlogd
''' + ''.join(f'{HOST}:{self.ports[name]} inet n - n - - smtpd\n' +
                  ''.join(f'  -o {option}\n' for option in options)
                  for name, options in services.items()))
        config = folder / 'config'
        subprocess.run(['postfix', '-c', config, 'check'], check=True, capture_output=True)
        # `postfix start-fg` would leave it running.
        daemons = subprocess.run(['postconf', '-c', config, '-h', 'daemon_directory'], check=True,
                                 capture_output=True, text=True).stdout.strip()
        self.process = case.start([f'{daemons}/master', '-c', config, '-d'], 'postfix.log')
        wait_until(lambda: all(accepts((HOST, port)) for port in self.ports.values()) or
                   self.process.has_ended(), 'postfix')
        if self.process.has_ended():
            raise AssertionError(self.process.log() + (folder / 'mail.log').read_text())


__all__ = ['FINGERPOST', 'HOST', 'NETWORK', 'NOBODY', 'Authority', 'Case', 'Dns', 'Mail', 'Process',
           'Submission', 'Web', 'needs_root', 'needs_tool', 'on_terminal', 'run']
