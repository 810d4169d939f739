#!/usr/bin/env python3
"""run.py SOURCE [STEP…]: installs fingerpost from nothing, as README describes: from packages and from
sources, with nginx and Apache, with systemd and without. Also checks on which systems it builds and
passes its tests.

Builds and installs in roots that debootstrap makes: of Debian 12, five of which boot, and of each
release in RELEASES. The commands are taken from README. Needs root, the network for apt-get, and an
hour. With STEPs, runs only these and the step that all need, `bare_root`.
"""
import pathlib
import re
import shutil
import sys
import tempfile
import time
import traceback

from root import Failed, Root, run

SOURCE = pathlib.Path(sys.argv[1]).resolve()
FOLDER = '/root/fingerpost'
# The systems that README names. On each, both compilers build it with warnings as errors, and it
# must pass all suites that need no servers.
RELEASES = {'Debian 12': 'bookworm', 'Debian 13': 'trixie'}
COMPILERS = ('g++', 'clang++')
MACHINE = ['systemd-sysv', 'dbus', 'linux-image-cloud-amd64', 'initramfs-tools', 'nginx-light',
           'apache2', 'curl', 'openssl', 'ca-certificates', 'procps', 'postfix', 'dovecot-imapd',
           'python3']
# Web servers for which nothing is installed except their package.
OTHER_WEB_SERVERS = ['caddy', 'haproxy', 'lighttpd']
# The mail server for README's first configuration.
MAIL_SERVER = SOURCE / 'test/init/readme'
VERSION = re.match(r'fingerpost \((.*)\)', (SOURCE / 'debian/changelog').read_text()).group(1)
NEW_VERSION = VERSION + '+new'
# The version that the programs print; the next version's number is equally long.
PROGRAM_VERSION = VERSION.partition('-')[0]
NEW_PROGRAM_VERSION = re.sub(r'\d', '9', PROGRAM_VERSION)
# Only one web server at a time has the ports.
ONLY_NGINX = 'systemctl disable --now apache2; systemctl enable --now nginx\n'


def readme(name, language='sh'):
    """Returns the block of this name in README or doc/install.md."""
    text = (SOURCE / 'README.md').read_text() + (SOURCE / 'doc/install.md').read_text()
    return re.search(rf'^```{language} {name}\n(.*?)^```', text, re.MULTILINE | re.DOTALL).group(1)


def configuration():
    """Returns README's configuration for those who write it by hand."""
    text = (SOURCE / 'README.md').read_text()
    return re.search(r'^```\n(provider .*?)^```', text, re.MULTILINE | re.DOTALL).group(1)


# The packages that README's commands install for building from the sources.
SOURCE_PACKAGES = re.search(r'^apt-get install ((?:.*\\\n)*.*)', readme('build'),
                            re.MULTILINE).group(1).replace('\\\n', ' ').split()
TEST_PACKAGES = ['clang', 'doctest-dev', 'libqrcodegencpp-dev', 'libxml2-dev', 'libxml2-utils',
                 'openssl', 'python3']
INSTALL = readme('packages').splitlines(True)[-1]


def local(commands):
    """Returns the commands for an installation from the sources, as README describes."""
    return commands.replace('/usr/share/fingerpost', '/usr/local/share/fingerpost')


# Postfix and Dovecot start a process at the first connection to a port, which on a machine without
# KVM takes longer than `init` waits. The first line of the file has a checksum.
INIT = f'''
for url in imap://localhost imaps://localhost smtp://localhost:587 smtps://localhost:465; do
    curl --silent --insecure --max-time 120 --output greeting $url || true
done
{readme('init')}
tail -n +2 /etc/fingerpost/fingerpost.conf | diff /dev/fd/3 - 3<< 'END'
{readme('init', 'conf')}END
'''
WRITE_CONFIGURATION = f"cat > /etc/fingerpost/fingerpost.conf << 'END'\n{configuration()}END\n"
CERTIFICATE = 'sh debian/tests/make-certificate\n'
# The mail server has the same certificate, which the machine trusts.
PUT_MAIL_SERVER = '''
ln -s fingerpost /etc/letsencrypt/live/mail.example.com
ln -s /etc/letsencrypt/live/fingerpost/fullchain.pem /usr/local/share/ca-certificates/example.crt
update-ca-certificates
useradd --system vmail
postmap /etc/postfix/virtual_mailboxes
'''
ASK = 'sh debian/tests/ask\n'
ASK_METRICS = 'sh debian/tests/ask-metrics\n'
# First with another host, so that the answers show whether it took effect; then with an error, so
# that it must not.
RELOADS = f'''
sed -i 's/mail.example.com/imap.example.com/' /etc/fingerpost/fingerpost.conf
{readme('reload')}
sleep 3
sh debian/tests/ask imap.example.com
cp /etc/fingerpost/fingerpost.conf good
echo 'imap mail.example.com' >> /etc/fingerpost/fingerpost.conf
if {readme('reload').strip()}; then echo 'a reload with an error succeeds'; exit 1; fi
cp good /etc/fingerpost/fingerpost.conf
sh debian/tests/ask imap.example.com
journalctl -u fingerpost -p warning > journal
grep -F '"imap" is not a setting here' journal
grep -F 'not reloaded, the old configuration stays' journal
{WRITE_CONFIGURATION}
{readme('reload')}
sleep 3
{ASK}
{ASK_METRICS}
'''
# An upgrade leaves these alone.
UPDATE = f'''
as_it_is() {{
    find /etc -type f ! -name '*.dpkg-dist' -exec sha256sum {{}} + | sort
    getent passwd fingerpost fingerpost-mapd
    id fingerpost-mapd
    stat -c '%n %i %a %U %G' /run/fingerpost/*.sock
    systemctl show -P ActiveEnterTimestampMonotonic fingerpost.socket fingerpost-mapd.socket
}}
# update: installs the next version while the web server gets requests. First clears the cache of
# database answers.
update() {{
    systemctl restart fingerpost
    as_it_is > before
    fingerpostd=$(systemctl show -P MainPID fingerpost.service)
    mapd=$(systemctl show -P MainPID fingerpost-mapd.service)
    python3 test/install/load.py stop &
    load=$!
    sleep 10
    dpkg --force-confold -i ./*{NEW_VERSION}_*.deb
    sleep 10
    touch stop
    wait $load
    rm stop
    as_it_is > after
    diff before after
    curl -s http://localhost/fingerpost/metrics | grep -F 'version="{NEW_PROGRAM_VERSION}"'
    is_new fingerpost.service fingerpostd $fingerpostd
    is_new fingerpost-mapd.service fingerpost-mapd $mapd
}}
# is_new UNIT PROGRAM PROCESS: checks that a new process runs the new program, from the new unit.
is_new() {{
    process=$(systemctl show -P MainPID $1)
    test $process != $3
    test "$(/proc/$process/exe --version)" = "$2 {NEW_PROGRAM_VERSION}"
    tr '\\0' '\\n' < /proc/$process/environ | grep -x NEXT_VERSION=yes
}}
'''
NO_WARNINGS = '''
journalctl -q -u fingerpost -u fingerpost-mapd -p warning > warnings
cat warnings
test ! -s warnings
'''
GONE = '''
rm /etc/nginx/sites-enabled/fingerpost.conf
dpkg -P fingerpost fingerpost-tools
nginx -t
if systemctl is-active fingerpost.socket fingerpost.service; then exit 1; fi
test ! -e /run/fingerpost/fingerpost.sock
'''
INSTALL_MAPS = 'apt-get install ../fingerpost-maps_*.deb libsoci-sqlite3-4.0 sqlite3\n'
DOMAIN_MAP = 'domain-map sqlite:/etc/postfix/domains.cf'
# The domains d0.example, d2.example and so on, for test/install/load.py.
PUT_DATABASE = '''
mkdir /var/lib/mail
sqlite3 /var/lib/mail/mail.db "CREATE TABLE d (n TEXT PRIMARY KEY);
    INSERT INTO d VALUES ('example.com');
    WITH RECURSIVE even (n) AS (SELECT 0 UNION ALL SELECT n + 2 FROM even WHERE n < 10000)
    INSERT INTO d SELECT 'd' || n || '.example' FROM even"
printf '%s\\n' 'dbpath = /var/lib/mail/mail.db' "query = SELECT n FROM d WHERE n = '%s'" \\
    > /etc/postfix/domains.cf
chgrp postfix /etc/postfix/domains.cf
chmod 640 /etc/postfix/domains.cf
'''
# A provider whose domains are in the database, in addition to README's.
MAPPED = f'''
cat >> /etc/fingerpost/fingerpost.conf << 'END'
provider mapped
{{
    name Mapped
    {DOMAIN_MAP}
    imap mail.example.com
    smtp mail.example.com
}}
END
'''
# The users of the processes, the permissions of the sockets, that a restart and a reload affect
# both services, and that a question starts a stopped service.
MAPS_ARE_CONFINED = '''
ps -o user:20= -C fingerpost-mapd > user
grep -x 'fingerpost-mapd *' user
test "$(stat -c '%a %U %G' /run/fingerpost/maps.sock)" = '660 root fingerpost'
journalctl -u fingerpost-mapd > journal
grep -F 'serves, no maps' journal
grep -F 'serves, maps: 1' journal
grep -F 'reloaded, maps: 1' journal
journalctl -q -u fingerpost-mapd -p warning > warnings
cat warnings
test ! -s warnings
systemctl stop fingerpost-mapd.service
sqlite3 /var/lib/mail/mail.db "INSERT INTO d VALUES ('example.org')"
test "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: autoconfig.example.org' \\
    http://localhost/mail/config-v1.1.xml)" = 200
systemctl is-active fingerpost-mapd.service
rm /etc/nginx/sites-enabled/fingerpost.conf
dpkg -P fingerpost-maps fingerpost fingerpost-tools
if systemctl is-active fingerpost-mapd.socket fingerpost-mapd.service; then exit 1; fi
test ! -e /run/fingerpost/maps.sock
if getent passwd fingerpost-mapd; then exit 1; fi
'''
# podman runs the image as the compose files say; it reports itself healthy, reloads and ends.
IN_A_CONTAINER = f'''
podman load --input image.tar
podman run --detach --name fingerpost --network none --read-only --cap-drop ALL \\
    --security-opt no-new-privileges --volume socket:/run/fingerpost \\
    --volume /root/configuration:/etc/fingerpost:ro \\
    --health-cmd '["/usr/sbin/fingerpostd", "--status"]' fingerpost:{VERSION.rpartition('-')[0]}
timeout 300 sh -c 'until podman logs fingerpost 2>&1 | grep serves; do sleep 1; done'
podman healthcheck run fingerpost
podman top fingerpost user capeff seccomp > top
cat top
grep -E '^65532 +none +filter' top
podman kill --signal HUP fingerpost
timeout 300 sh -c 'until podman logs fingerpost 2>&1 | grep reloaded; do sleep 1; done'
podman stop fingerpost
test "$(podman inspect fingerpost --format '{{{{.State.ExitCode}}}}')" = 0
'''
NGINX_SITE = readme('nginx-site') + readme('nginx')
APACHE_SITE = readme('apache-site') + readme('apache')
# README's lines in place of the example site, in an existing site.
NGINX_INCLUDE = f'''
rm /etc/nginx/sites-enabled/fingerpost.conf
cat > /etc/nginx/sites-enabled/own << 'END'
ssl_certificate     /etc/ssl/certs/example.com.pem;
ssl_certificate_key /etc/ssl/private/example.com.key;
server {{
    listen 80;
    listen 443 ssl;
    server_name autoconfig.example.com autodiscover.example.com;
    {readme('include', 'nginx')}
    {readme('page', 'nginx')}
}}
server {{
    listen 80;
    listen 443 ssl;
    server_name example.com;
    {readme('include', 'nginx')}
}}
END
{readme('nginx')}
'''
APACHE_INCLUDE = f'''
a2dissite zz-fingerpost
a2enmod ssl
for port in 80 443; do
    echo "<VirtualHost *:$port>"
    echo 'ServerName example.com'
    echo 'ServerAlias autoconfig.example.com autodiscover.example.com'
    if [ $port = 443 ]; then
        echo 'SSLEngine on'
        echo 'SSLCertificateFile /etc/ssl/certs/example.com.pem'
        echo 'SSLCertificateKeyFile /etc/ssl/private/example.com.key'
    fi
    echo '{readme('include', 'apache').strip()}'
    echo '{readme('page', 'apache').strip()}'
    echo '</VirtualHost>'
done > /etc/apache2/sites-enabled/own.conf
{readme('apache')}
'''

# The name server of the newcomer's domain, and what a mail domain has before fingerpost.
ZONE = '''
ip address add 192.0.2.10/32 dev lo
echo 'nameserver 192.0.2.10' > /etc/resolv.conf
cat > /etc/nsd/nsd.conf << 'END'
server:
    ip-address: 192.0.2.10
zone:
    name: example.com
    zonefile: example.com
END
cat > /etc/nsd/example.com << 'END'
$ORIGIN example.com.
$TTL 300
@     IN  SOA  mail hostmaster 1 3600 600 86400 300
@     IN  NS   mail
@     IN  MX   10 mail
@     IN  A    192.0.2.10
mail  IN  A    192.0.2.10
END
'''
SERVERS_OF_A_MAIL_DOMAIN = '''
nsd -c /etc/nsd/nsd.conf
postfix start
dovecot
service nginx start
'''
# Prints how long a part of README took.
LAP = '''
lap() { echo "lap: $1, $((SECONDS - begin)) s"; begin=$SECONDS; }
begin=$SECONDS
'''


def head_of_site(server):
    """Returns the comment at the beginning of a printed site."""
    text = (SOURCE / f'conf/example-site.{server}').read_text()
    return re.match(r'(?:#.*\n)*', text).group()


def commands_of_site(server):
    """Returns the commands in that comment. A path with lines below it is a script to write."""
    commands = ''.join(re.findall(r'^#   (.*\n)', head_of_site(server), re.MULTILINE))
    return re.sub(r'^(/.*)\n((?:    .*\n)+)', '\\n'.join([
        r'mkdir -p "$(dirname \1)"', r'sed "s/^    //" > \1 << "END"', r'\2END', r'chmod +x \1', '']),
        commands, flags=re.MULTILINE)


# Caddy gets certificates itself, for which it needs a network, or uses certbot's. Its default site
# answers for other names.
CADDY_SITE = f'''
systemctl start caddy
chgrp caddy /etc/letsencrypt/live/*/privkey.pem
chmod 640 /etc/letsencrypt/live/*/privkey.pem
{commands_of_site('caddy')}
sed -i 's/# tls /tls /' /etc/caddy/fingerpost.caddy
cat >> /etc/caddy/Caddyfile << 'END'
http://example.com {{
	import fingerpost
	skip_log @fingerpost
}}
END
systemctl reload caddy
test "$(stat -c '%a %U %G' /run/fingerpost/fingerpost.sock)" = '660 caddy www-data'
'''
# The state after certbot's first certificate.
HAPROXY_SITE = f'''
systemctl start haproxy
echo '{re.search('EXTRAOPTS=".*"', head_of_site('haproxy')).group()}' >> /etc/default/haproxy
{commands_of_site('haproxy')}
/etc/letsencrypt/renewal-hooks/deploy/fingerpost-haproxy
test "$(stat -c '%a %U %G' /var/lib/haproxy/fingerpost.sock)" = '660 haproxy www-data'
'''
LIGHTTPD_SITE = f'''
systemctl start lighttpd
{commands_of_site('lighttpd')}
'''


class Installation:
    """The steps, each of which builds on the previous ones."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def bare_root(self):
        self.bare = Root.bare(self.folder / 'bare', RELEASES['Debian 12'])

    def suites(self, release):
        """Runs all suites that need no servers on one release, with each compiler."""
        suite = RELEASES[release]
        root = (self.bare.copy(self.folder / suite) if suite == 'bookworm'
                else Root.bare(self.folder / suite, suite))
        self.put_source(root)
        root.install(*SOURCE_PACKAGES, *TEST_PACKAGES)
        for compiler in COMPILERS:
            root.script(f'''
export CXX={compiler}
meson setup build-{compiler} --werror -Doptimization=1 -Dmaps=enabled -Dseccomp=enabled -Dsign=enabled -Dtests=enabled -Dtool=enabled
meson compile -C build-{compiler}
meson test -C build-{compiler} --no-rebuild --no-suite servers --print-errorlogs
''', FOLDER, seconds=3600)
        shutil.rmtree(root.path)

    def debian_12(self):
        self.suites('Debian 12')

    def debian_13(self):
        self.suites('Debian 13')

    def machine(self):
        """The machine of a mail administrator, and a kernel to boot it."""
        self.server = self.bare.copy(self.folder / 'server')
        self.server.install(*MACHINE)
        self.put_mail_server()

    def put_mail_server(self):
        """Installs Postfix and Dovecot as in README's world; they start with the machine."""
        for file in MAIL_SERVER.glob('*/*'):
            path = self.server.path / 'etc' / file.parent.name / file.name
            # Debian's services, followed by those of the mail server.
            before = path.read_text() if file.name == 'master.cf' else ''
            path.write_text(before + file.read_text())
        self.server.write('etc/hostname', 'mail\n')
        self.server.write('etc/hosts', '127.0.0.1 localhost\n::1 localhost\n'
                          '127.0.1.1 mail.example.com mail\n')
        self.put_source(self.server)
        self.server.script(CERTIFICATE + PUT_MAIL_SERVER, FOLDER)
        shutil.rmtree(self.server.path / FOLDER[1:])

    def put_source(self, root, folder=FOLDER):
        (root.path / folder[1:]).mkdir(parents=True)
        run(['sh', '-c', 'git ls-files -z | xargs -0 cp --parents -t "$1"', 'sh',
             root.path / folder[1:]], 60, cwd=SOURCE)

    def packages_are_built(self):
        """By README's commands, and with nothing more than they install. README leaves out the suites
        that need no servers; here they run."""
        self.builder = self.bare.copy(self.folder / 'builder')
        self.put_source(self.builder)
        self.builder.script(readme('packages').replace('nocheck', '').replace(INSTALL, ''), FOLDER)
        self.packages = sorted(file for file in (self.builder.path / 'root').glob('*.deb')
                               if 'dbgsym' not in file.name)
        assert [file.name.partition('_')[0] for file in self.packages] == [
            'fingerpost-maps', 'fingerpost-tools', 'fingerpost'], self.packages

    def packages_are_hardened(self):
        self.builder.script('''
for package in ../*.deb; do dpkg-deb --extract "$package" ../extracted; done
test/hardening.py --fortified ../extracted/usr/sbin/fingerpostd ../extracted/usr/bin/fingerpost \\
    ../extracted/usr/sbin/fingerpost-mapd ../extracted/usr/lib/*/fingerpost/fingerpost-cms.so
''', FOLDER)

    def packages_are_reproducible(self):
        """A build in another folder makes identical packages, so an image has the same digest."""
        folder = '/root/another/folder/fingerpost'
        self.put_source(self.builder, folder)
        self.builder.script('''
DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc -b
for package in fingerpost fingerpost-tools fingerpost-maps; do cmp ../${package}_*.deb /root/${package}_*.deb; done
''', folder, seconds=3600)

    def image_under_podman(self):
        """The container image of the packages, on a running machine."""
        self.builder.script('tools/image ../image ../fingerpost_*.deb', FOLDER)
        root = self.bare.copy(self.folder / 'podman')
        root.install('systemd-sysv', 'dbus', 'linux-image-cloud-amd64', 'initramfs-tools', 'podman')
        root.write('root/configuration/fingerpost.conf',
                   'listen /run/fingerpost/fingerpost.sock\n' + configuration())
        archive, = (self.builder.path / 'root/image').glob('*.tar')
        shutil.copy(archive, root.path / 'root/image.tar')
        root.boot(IN_A_CONTAINER)

    def lintian_has_nothing_to_say(self):
        self.builder.install('lintian')
        report = self.builder.script('lintian --allow-root --fail-on error,warning fingerpost_*.changes')
        assert not re.search('^[EW]:', report, re.MULTILINE), report

    def newer_packages(self):
        """Builds the packages with a higher version, which the programs also print, with a
        different sample configuration, and an additional line in the services' units."""
        folder = self.folder / 'newer'
        folder.mkdir()
        for file in self.packages:
            content = folder / 'content'
            run(['dpkg-deb', '--raw-extract', file, content], 60)
            control = content / 'DEBIAN/control'
            control.write_text(control.read_text().replace(VERSION, NEW_VERSION))
            sample = content / 'etc/fingerpost/fingerpost.conf'
            if sample.exists():
                sample.write_text(sample.read_text() + '; of the next version\n')
            for program in content.glob('usr/sbin/*'):
                text, count = re.subn(rb'(?<=[ \0])' + re.escape(PROGRAM_VERSION.encode()) + rb'(?=[ \0])',
                                      NEW_PROGRAM_VERSION.encode(), program.read_bytes())
                assert count > 0, program
                program.write_bytes(text)
            for unit in content.glob('**/*.service'):
                unit.write_text(unit.read_text().replace('[Service]\n',
                                                         '[Service]\nEnvironment=NEXT_VERSION=yes\n'))
            run(['dpkg-deb', '--root-owner-group', '--build', content,
                 folder / file.name.replace(VERSION, NEW_VERSION)], 60)
            shutil.rmtree(content)
        self.new_packages = sorted(folder.glob('*.deb'))

    def put_packages(self, root):
        """Copies the packages to the folder above the sources, where a build puts them, and the
        newer ones to the source folder."""
        self.put_source(root)
        for file in self.packages:
            shutil.copy(file, root.path / 'root')
        for file in self.new_packages:
            shutil.copy(file, root.path / FOLDER[1:])

    def packages_come_and_go(self):
        """All packages: install, upgrade with a changed configuration, remove, purge. Nothing is
        left behind, and nothing is lost."""
        root = self.server.copy(self.folder / 'life')
        self.put_packages(root)
        # systemd suggests this package, so apt would keep it.
        root.install('libqrencode4')
        root.write('root/listing', '''
find / -xdev ! -path '/proc/*' ! -path '/root/*' ! -path '/var/cache/*' ! -path '/var/log/*' \\
    ! -path '/var/lib/apt/*' ! -path '/tmp/*' ! -path '/var/lib/dpkg/*-old' | sort
find /etc -type f ! -name '*-' ! -name ld.so.cache -exec sha256sum {} + | sort
''')
        root.script(f'''
bash /root/listing > before
{INSTALL.strip()} ../fingerpost-maps_*.deb
getent passwd fingerpost fingerpost-mapd
id -nG fingerpost-mapd | grep -w postfix
fingerpost check
echo '; mine' >> /etc/fingerpost/fingerpost.conf
apt-get install -o Dpkg::Options::=--force-confold ./*{NEW_VERSION}_*.deb
grep '^; mine$' /etc/fingerpost/fingerpost.conf
grep 'of the next version' /etc/fingerpost/fingerpost.conf.dpkg-dist
apt-get remove fingerpost fingerpost-tools fingerpost-maps
grep '^; mine$' /etc/fingerpost/fingerpost.conf
test ! -e /usr/sbin/fingerpostd
apt-get purge --auto-remove fingerpost fingerpost-tools fingerpost-maps
bash /root/listing > after
diff before after
{INSTALL}
mkdir /etc/fingerpost/conf.d
echo '; mine' > /etc/fingerpost/conf.d/mine.conf
apt-get purge --auto-remove fingerpost fingerpost-tools
grep '^; mine$' /etc/fingerpost/conf.d/mine.conf
getent passwd fingerpost
''', FOLDER)

    def packages_with_systemd(self):
        """README's set-up on a running machine: installation, nginx, Apache, and removal."""
        root = self.server.copy(self.folder / 'packages')
        self.put_packages(root)
        # There is no network inside, so the dependencies of the packages stay.
        root.script(f'{INSTALL}\ndpkg -P fingerpost fingerpost-tools', FOLDER)
        root.boot(ONLY_NGINX + INSTALL + "ps -o user:20= -C fingerpostd > user\n"
                  "grep -x 'fingerpost *' user\n" + INIT + readme('reload') +
                  NGINX_SITE + ASK + RELOADS + NGINX_INCLUDE + ASK +
                  'rm /etc/nginx/sites-enabled/own\nsh debian/tests/nginx\n'
                  'systemctl stop nginx\nsystemctl start apache2\n' +
                  APACHE_SITE + ASK + ASK_METRICS + APACHE_INCLUDE + ASK + 'rm /etc/apache2/sites-enabled/own.conf\n'
                  'sh debian/tests/apache\n' + GONE, FOLDER)

    def newcomer(self):
        """From a mail server without fingerpost to a probe without a problem, by README's commands.
        Prints where the time goes. Only the certificate is not certbot's, and systemd is missing."""
        root = self.server.copy(self.folder / 'newcomer')
        self.put_source(root)
        root.install('iproute2', 'nsd', 'spawn-fcgi', 'rsyslog')
        options, update, build, install = readme('packages').splitlines(True)
        output = root.script(f"{LAP}{options}{update}lap 'packages to build with'\n{build}lap 'build'\n"
                             f"{install}lap 'installation'\n", FOLDER)
        output += root.script(ZONE + SERVERS_OF_A_MAIL_DOMAIN + 'rsyslogd\n' + LAP + readme('init') +
                              f"{readme('spawn-fcgi')}lap 'fingerpost init'\n"
                              'fingerpost dns --target mail.example.com >> /etc/nsd/example.com\n'
                              'kill -HUP $(cat /run/nsd/nsd.pid)\n'
                              "lap 'fingerpost dns'\n" + NGINX_SITE + "lap 'fingerpost site'\n"
                              # A reloaded nginx answers by the old configuration for a moment.
                              "sleep 2\nfingerpost probe example.com | tee probed\nlap 'fingerpost probe'\n"
                              "if grep -E '^  [A-Za-z]+ ' probed | grep -v '^  good '; then exit 1; fi\n",
                              FOLDER, network=False)
        for lap in re.findall('^lap: (.*)$', output, re.MULTILINE):
            print(f'    {lap}', flush=True)

    def maps_with_systemd(self):
        """A domain in a database, with its password in a file that only Postfix's group may read;
        README's configuration with a map in place of the domain."""
        root = self.server.copy(self.folder / 'maps')
        self.put_packages(root)
        root.script(f'{INSTALL}\n{INSTALL_MAPS}\ndpkg -P fingerpost-maps fingerpost fingerpost-tools',
                    FOLDER)
        root.boot(ONLY_NGINX + PUT_DATABASE + INSTALL + INSTALL_MAPS +
                  WRITE_CONFIGURATION.replace('domain example.com', DOMAIN_MAP) +
                  # Its names cannot be listed, so the site is the default one for example.com
                  # itself.
                  'systemctl restart fingerpost\nrm /etc/nginx/sites-enabled/default\n' +
                  NGINX_SITE + ASK + readme('reload') + MAPS_ARE_CONFINED, FOLDER)

    def updates_with_systemd(self):
        """Installs the next version of all packages while nginx, then Apache, gets requests for a
        domain of the configuration and for others in a database."""
        root = self.server.copy(self.folder / 'updates')
        self.put_packages(root)
        root.script(f'{INSTALL}\n{INSTALL_MAPS}\ndpkg -P fingerpost-maps fingerpost fingerpost-tools',
                    FOLDER)
        root.boot(ONLY_NGINX + PUT_DATABASE + INSTALL + INSTALL_MAPS + WRITE_CONFIGURATION + MAPPED +
                  'systemctl restart fingerpost\nrm /etc/nginx/sites-enabled/default\n' +
                  NGINX_SITE + ASK + UPDATE + 'update\n' + ASK +
                  'systemctl stop nginx\nsystemctl start apache2\n' + APACHE_SITE + ASK +
                  'update\n' + ASK + NO_WARNINGS, FOLDER)

    def other_web_servers_with_systemd(self):
        """Caddy, HAProxy and lighttpd, set up by the commands in the sites that are printed for
        them."""
        root = self.server.copy(self.folder / 'others')
        root.install(*OTHER_WEB_SERVERS, 'lighttpd-mod-openssl')
        self.put_packages(root)
        root.script(f'{INSTALL}\ndpkg -P fingerpost fingerpost-tools\n'
                    f'systemctl disable apache2 nginx {" ".join(OTHER_WEB_SERVERS)}', FOLDER)
        root.boot(INSTALL + WRITE_CONFIGURATION + readme('reload') +
                  CADDY_SITE + ASK + ASK_METRICS + 'systemctl stop caddy\n' +
                  HAPROXY_SITE + ASK + ASK_METRICS + 'systemctl stop haproxy\n' +
                  LIGHTTPD_SITE + ASK + ASK_METRICS, FOLDER)

    def packages_without_systemd(self):
        """spawn-fcgi, rsyslog and nginx, without a service manager."""
        root = self.server.copy(self.folder / 'spawned')
        self.put_packages(root)
        root.script(f'apt-get install --no-install-recommends spawn-fcgi rsyslog\n{INSTALL}', FOLDER)
        root.script('rsyslogd\nservice nginx start\n' + WRITE_CONFIGURATION +
                    readme('spawn-fcgi') + NGINX_SITE + ASK + ASK_METRICS + '''
ps -o user:20= -C fingerpostd > user
grep -x 'fingerpost *' user
sed -i 's/mail.example.com/imap.example.com/' /etc/fingerpost/fingerpost.conf
pkill -HUP fingerpostd
sleep 2
sh debian/tests/ask imap.example.com
grep 'fingerpostd.*: reloaded, providers: 1' /var/log/syslog
''', FOLDER, network=False)

    def sources_are_built(self):
        """Uses README's commands, and only the packages that they install."""
        self.sources = self.bare.copy(self.folder / 'sources')
        self.put_source(self.sources)
        self.sources.script(readme('build'), FOLDER)
        self.sources.install(*MACHINE)
        self.sources.script(readme('files'), FOLDER)
        self.sources.script('''
test/hardening.py --fortified /usr/local/sbin/fingerpostd /usr/local/bin/fingerpost \\
    /usr/local/sbin/fingerpost-mapd /usr/local/lib/*/fingerpost/fingerpost-cms.so
''', FOLDER)

    def sources_with_systemd(self):
        self.sources.boot(ONLY_NGINX + CERTIFICATE + WRITE_CONFIGURATION + readme('systemd') +
                          local(NGINX_SITE) + ASK + RELOADS, FOLDER)


STEPS = (Installation.bare_root, Installation.debian_12, Installation.debian_13, Installation.machine, Installation.packages_are_built,
         Installation.packages_are_hardened, Installation.packages_are_reproducible,
         Installation.image_under_podman, Installation.lintian_has_nothing_to_say, Installation.newer_packages,
         Installation.packages_come_and_go, Installation.packages_with_systemd, Installation.newcomer,
         Installation.maps_with_systemd, Installation.updates_with_systemd,
         Installation.other_web_servers_with_systemd, Installation.packages_without_systemd,
         Installation.sources_are_built,
         Installation.sources_with_systemd)


def main():
    passed = 0
    failed = []
    chosen = sys.argv[2:]
    steps = [step for step in STEPS if not chosen or step.__name__ in ('bare_root', *chosen)]
    if unknown := set(chosen) - {step.__name__ for step in STEPS}:
        sys.exit(f'not a step: {", ".join(sorted(unknown))}')
    with tempfile.TemporaryDirectory(prefix='install-') as folder:
        installation = Installation(folder)
        for step in steps:
            begin = time.monotonic()
            try:
                step(installation)
                passed += 1
                print(f'{step.__name__}: good, {time.monotonic() - begin:.0f} s', flush=True)
            except Failed as error:
                failed.append(step.__name__)
                print(f'{step.__name__}: FAILED\n{error}', flush=True)
            except Exception:  # pylint: disable=broad-except
                # Also if a step needs the result of one that failed.
                failed.append(step.__name__)
                print(f'{step.__name__}: FAILED\n{traceback.format_exc()}', flush=True)
    print(f'install: {passed} passed, {len(failed)} failed')
    return 1 if failed else 0


sys.exit(main())
