#!/usr/bin/env python3
"""run.py FINGERPOSTD SOURCE DEB…: tests the container image that tools/image builds from the
packages DEB. runc runs it as conf/container's compose files say, behind the real nginx and Caddy.
FINGERPOSTD is next to the tool, which prints the expected answers. Needs root."""
import contextlib
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest

import jsonschema
import yaml

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'e2e'))

import fastcgi
import test_sites
from harness import FINGERPOSTD, PROMPTLY, SMALL, SOURCE, Case, make_certificate, wait_until

DEBS = sys.argv[3:]
COMPOSE = SOURCE / 'conf/container'
MOST_BYTES = 40_000_000
NAME = 'fingerpost'
USER = 65532
SETTINGS = 'https://autoconfig.example.com/mail/config-v1.1.xml'
PROFILE = 'https://example.com/email.mobileconfig?email=ann@example.com'
# The compose files have this as a comment: a configuration in a file.
FOLDER = './fingerpost:/etc/fingerpost:ro'


def output(*command, **options):
    result = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, timeout=300, check=False, **options)
    assert result.returncode == 0, f'{command}: {result.stdout}{result.stderr}'
    return result.stdout


class Image:
    """The output of tools/image in a folder."""

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.reference, self.digest = output(SOURCE / 'tools/image', *options, folder, *DEBS).split()[:2]
        self.archive, = self.folder.glob('*.tar')
        self.bom = json.loads(next(self.folder.glob('*.cdx.json')).read_text())

    @classmethod
    @functools.cache
    def the(cls, name=NAME):
        """Returns the image with this name, unpacked; all tests share it."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix='image-'))
        # The container's user must be able to enter it.
        folder.chmod(0o755)
        unittest.addModuleCleanup(shutil.rmtree, folder)
        image = cls(folder / 'image', *([] if name == NAME else ['--maps']))
        image.bundle = folder / 'bundle'
        output('umoci', 'unpack', '--image', image.reference, image.bundle)
        image.root = image.bundle / 'rootfs'
        return image

    def files(self):
        return [path for path in self.root.rglob('*') if not path.is_dir() or path.is_symlink()]


def cyclonedx_schemas():
    """Returns the schemas of CycloneDX 1.5 by their addresses. They come from the package in
    package-lock.json, which is installed in the build."""
    folder = FINGERPOSTD.parent.parent / 'image'
    folder.mkdir(exist_ok=True)
    for name in ('package.json', 'package-lock.json'):
        shutil.copy(SOURCE / 'test/image' / name, folder)
    output('npm', 'ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', cwd=folder)
    files = folder / 'node_modules/@cyclonedx/cyclonedx-library/res/schema'
    names = [f'{name}.SNAPSHOT.schema.json' for name in ('bom-1.5', 'jsf-0.82', 'spdx')]
    return {f'http://cyclonedx.org/schema/{name}': json.loads((files / name).read_text(),
                                                              object_hook=without_additional_items)
            for name in names}


def without_additional_items(schema):
    """Removes the keyword with which jsonschema 4.10 fails if the items are objects; maxItems has
    the same effect."""
    return {name: value for name, value in schema.items() if name != 'additionalItems'}


def compose(name):
    return yaml.safe_load((COMPOSE / name).read_text())


def mounts_of(service):
    """Returns the sources of a service's volumes by their targets."""
    mounts = {}
    for volume in service.get('volumes', ()):
        source, target, *_ = volume.split(':')
        mounts[target] = source
    return mounts


def runtime_config(bundle, service, folders):
    """Returns the configuration of the OCI runtime for a service in a compose file. `folders` are
    this machine's folders for the sources of its volumes. Leaves out limits of resources and
    cgroups, for which the tests may lack the rights."""
    config = json.loads((bundle / 'config.json').read_text())
    process = config['process']
    process['terminal'] = False
    del process['rlimits']
    del config['linux']['resources']
    config['mounts'] = [mount for mount in config['mounts'] if mount['type'] != 'cgroup']
    user, _, group = service.get('user', f'{USER}:{USER}').partition(':')
    process['user'] = {'uid': int(user), 'gid': int(group)}
    # Like docker, in place of the image's variables: of duplicates, getenv(3) returns the first.
    variables = dict(variable.split('=', 1) for variable in process['env']) | service.get('environment', {})
    process['env'] = [f'{name}={value}' for name, value in variables.items()]
    config['root']['readonly'] = service['read_only']
    assert service['cap_drop'] == ['ALL'] and 'cap_add' not in service
    process['capabilities'] = {}
    process['noNewPrivileges'] = 'no-new-privileges:true' in service['security_opt']
    if service.get('network_mode') == 'none':
        assert {'type': 'network'} in config['linux']['namespaces']
    for volume in service['volumes']:
        source, target, *options = volume.split(':')
        config['mounts'].append({'destination': target, 'type': 'bind', 'source': str(folders[source]),
                                 'options': ['bind', *options]})
    return config


def service_of(file, name=NAME, configuration=False):
    """Returns a service of a compose file. `configuration`: whether to follow the file's comment
    that mounts a configuration."""
    service = compose(file)['services'][name]
    if configuration:
        assert f'\n      # - {FOLDER}\n' in (COMPOSE / file).read_text()
        service['volumes'].append(FOLDER)
    return service


class Container:
    """A service of a compose file, which runc runs until the class of tests ends. `folders` are
    this machine's folders for the sources of its volumes, unless they are the case's own."""

    def __init__(self, case, service, **folders):
        self.case = case
        self.service = service
        image = Image.the(self.service['image'].partition(':')[0])
        self.name = f'{service["image"].partition(":")[0]}-{os.getpid()}-{case.__name__}'
        self.state = case.path('runc')
        bundle = case.path(self.name)
        shutil.copytree(image.bundle, bundle, symlinks=True)
        self.sockets = case.path('socket')
        if not self.sockets.exists():
            # Like docker's folder for a named volume: with the owner that it has in the image.
            self.sockets.mkdir()
            in_image = (image.root / 'run/fingerpost').stat()
            os.chown(self.sockets, in_image.st_uid, in_image.st_gid)
        config = runtime_config(bundle, self.service, {
            'socket': self.sockets, './fingerpost': case.path('fingerpost'), **folders})
        (bundle / 'config.json').write_text(json.dumps(config))
        self.pid_file = case.path(f'{self.name}.pid')
        self.process = case.start(
            ['runc', '--root', self.state, 'run', '--no-pivot', '--bundle', bundle, '--pid-file',
             self.pid_file, self.name], f'{self.name}.log', stdin=subprocess.DEVNULL)
        # runc writes its file when the program has started.
        wait_until(lambda: 'serves' in self.process.log() and self.pid_file.exists() or
                   self.process.has_ended(), 'the container', known=self.process.log)
        assert not self.process.has_ended(), self.process.log()

    def pid(self):
        return int(self.pid_file.read_text())

    def run(self, *command):
        """Runs a command in the container, as a health check does."""
        return subprocess.run(['runc', '--root', self.state, 'exec', self.name, *command],
                              capture_output=True, text=True, timeout=60, check=False)

    def status(self):
        """Returns the fields of proc_pid_status(5)."""
        lines = pathlib.Path(f'/proc/{self.pid()}/status').read_text().splitlines()
        return dict(line.split(':\t', 1) for line in lines if ':\t' in line)


class Contents(unittest.TestCase):
    def setUp(self):
        self.image = Image.the()

    def test_the_same_packages_make_the_same_image(self):
        with tempfile.TemporaryDirectory() as folder:
            again = Image(folder)
            self.assertEqual(again.digest, self.image.digest)
            for file in (again.archive, *pathlib.Path(folder).glob('*.json')):
                first = self.image.folder / file.name
                self.assertEqual(hashlib.sha256(file.read_bytes()).hexdigest(),
                                 hashlib.sha256(first.read_bytes()).hexdigest(), file.name)

    def test_it_is_small(self):
        unpacked = sum(path.lstat().st_size for path in self.image.files())
        packed = sum(path.stat().st_size for path in (self.image.folder / NAME).rglob('blobs/*/*'))
        print(f'image: {packed} bytes, unpacked {unpacked}')
        self.assertLess(unpacked, MOST_BYTES)
        self.assertLess(packed, unpacked)

    def test_it_holds_one_program(self):
        programs, strangers = [], []
        for path in self.image.files():
            name = str(path.relative_to(self.image.root))
            mode = path.lstat().st_mode
            self.assertFalse(mode & (stat.S_ISUID | stat.S_ISGID), name)
            if not path.is_symlink():
                self.assertFalse(mode & (stat.S_IWGRP | stat.S_IWOTH), name)
            if re.search(r'/(s?bin|libexec)/', f'/{name}'):
                programs.append(name)
            elif not re.search(r'\.so(\.[\d.]+)?$|os-release$|^usr/share/(doc/[^/]+(/copyright)?|common-licenses/'
                               r'.*)$|^var/lib/dpkg/status\.d/|^(lib64|lib|sbin|bin)$', name):
                strangers.append(name)
        self.assertEqual(programs, ['usr/sbin/fingerpostd'])
        self.assertEqual(strangers, [])

    def test_what_it_says_of_itself(self):
        version = re.search(r"^ *version: '(.*)',", (SOURCE / 'meson.build').read_text(), re.MULTILINE)[1]
        self.assertEqual(self.image.reference, f'{self.image.folder}/{NAME}:{version}')
        inspected = json.loads(output('skopeo', 'inspect', f'oci:{self.image.reference}'))
        self.assertEqual(inspected['Digest'], self.image.digest)
        labels = {name.rpartition('.')[2]: value for name, value in inspected['Labels'].items()}
        revision = output('git', 'rev-parse', 'HEAD', cwd=SOURCE).strip()
        self.assertEqual((labels['version'], labels['revision'], labels['licenses'], labels['title']),
                         (version, revision, 'MIT', NAME))
        self.assertIn(f'Vcs-Browser: {labels["source"]}\n', (SOURCE / 'debian/control').read_text())
        config = json.loads(output('skopeo', 'inspect', '--config', f'oci:{self.image.reference}'))
        self.assertEqual(config['config']['User'], f'{USER}:{USER}')
        self.assertEqual(config['config']['Entrypoint'], ['/usr/sbin/fingerpostd'])
        self.assertIn('9000/tcp', config['config']['ExposedPorts'])
        self.assertEqual(config['created'], labels['created'])

    def test_the_archive_is_the_same_image(self):
        archive = f'docker-archive:{self.image.archive}'
        inspected = json.loads(output('skopeo', 'inspect', archive))
        config = output('skopeo', 'inspect', '--raw', '--config', f'oci:{self.image.reference}')
        self.assertEqual(json.loads(output('skopeo', 'inspect', '--raw', '--config', archive)),
                         json.loads(config))
        self.assertIn('org.opencontainers.image.version', inspected['Labels'])

    def test_podman_takes_it(self):
        with tempfile.TemporaryDirectory() as folder:
            podman = ['podman', '--root', f'{folder}/root', '--runroot', f'{folder}/run',
                      '--storage-driver', 'vfs']
            output(*podman, 'load', '--input', self.image.archive)
            image, = json.loads(output(*podman, 'image', 'inspect', self.image.reference.rpartition('/')[2]))
            self.assertEqual(image['User'], f'{USER}:{USER}')

    def test_the_list_is_well_formed(self):
        store = cyclonedx_schemas()
        schema = next(iter(store.values()))
        resolver = jsonschema.RefResolver.from_schema(schema, store=store)
        jsonschema.validate(self.image.bom, schema, resolver=resolver)
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate({**self.image.bom, 'components': [{'name': 'x'}]}, schema,
                                resolver=resolver)

    def test_the_list_of_what_is_in_it(self):
        """Each package is listed in the files for scanners, with its licence and checksum."""
        bom = self.image.bom
        self.assertEqual(bom['metadata']['component']['hashes'][0]['content'],
                         self.image.digest.partition(':')[2])
        listed = {part['name']: part for part in bom['components']}
        status = {path.name: path.read_text() for path in
                  (self.image.root / 'var/lib/dpkg/status.d').iterdir()}
        self.assertEqual(set(listed), set(status))
        self.assertLessEqual({'fingerpost', 'libc6', 'libssl3' if 'libssl3' in listed else 'libssl3t64'},
                             set(listed))
        for name, part in listed.items():
            self.assertIn(f'\nVersion: {part["version"]}\n', status[name])
            self.assertTrue(part['licenses'], name)
        self.assertEqual(listed['fingerpost']['licenses'], [{'license': {'name': 'Expat'}}])
        own = next(deb for deb in map(pathlib.Path, DEBS) if deb.name.startswith('fingerpost_'))
        self.assertEqual(listed['fingerpost']['hashes'],
                         [{'alg': 'SHA-256', 'content': hashlib.sha256(own.read_bytes()).hexdigest()}])


class ComposeFiles(unittest.TestCase):
    FILES = sorted(COMPOSE.glob('*.yaml'))
    # Can be combined with each of the others.
    ADDED = COMPOSE / 'compose-maps.yaml'

    def test_docker_compose_takes_them(self):
        complete = [[file] for file in self.FILES if file != self.ADDED]
        self.assertEqual(len(complete), 2)
        for files in (*complete, *([*files, self.ADDED] for files in complete)):
            output('docker-compose', *(word for file in files for word in ('--file', file)), 'config',
                   '--quiet')

    def test_they_name_this_version_and_files_that_exist(self):
        made = {'./fingerpost', './site.conf'}
        for file in self.FILES:
            parsed = compose(file.name)
            for service in parsed['services'].values():
                image = service.get('image', '')
                if image.startswith(NAME):
                    self.assertEqual(image, Image.the(image.partition(':')[0]).reference.rpartition('/')[2])
                for source in mounts_of(service).values():
                    if source.startswith('.') and source not in made:
                        self.assertTrue((COMPOSE / source).exists(), source)
                    elif not source.startswith(('.', '/')):
                        self.assertIn(source, parsed.get('volumes', ['socket']))

    def test_the_site_has_no_other_names_than_yours(self):
        """Uses the command in the compose file's comment."""
        command = re.search(r'^# +(sed .*) > site.conf$', (COMPOSE / 'compose-nginx.yaml').read_text(),
                            re.MULTILINE)[1].replace('YOUR.DOMAIN', 'bakery.test')
        site = subprocess.run(command, shell=True, cwd=COMPOSE, capture_output=True, text=True, timeout=20,
                              check=True).stdout
        lines = [line for line in site.splitlines() if not line.lstrip().startswith('#')]
        self.assertEqual([line for line in lines if 'example' in line], [])
        names = ' '.join(lines).replace('\\', '')
        for name in ('autoconfig.bakery.test', 'ua-auto-config.bakery.test', '~^mail.bakery.test$'):
            self.assertIn(name, names)

    def test_nginx_has_its_files_where_they_belong(self):
        """They are where Debian's package has them, and in an order that nginx can read."""
        nginx = {f'/etc/nginx/snippets/fingerpost{part}.conf': f'../../nginx/fingerpost{part}.conf'
                 for part in ('', '-metrics', '-page', '-pass')}
        upstream = 'fingerpost-upstream.conf'
        nginx[f'/etc/nginx/conf.d/{upstream}'] = f'../../nginx/{upstream}'
        for name in ('metrics.conf', 'site.conf'):
            nginx[f'/etc/nginx/conf.d/{name}'] = f'./{name}'
        mounts = mounts_of(compose('compose-nginx.yaml')['services']['nginx'])
        self.assertLessEqual(nginx.items(), mounts.items())
        self.assertLess(upstream, 'metrics.conf')


class InContainer:
    """fingerpostd in a container instead of a process; a subclass chooses the compose file."""

    # Whether the configuration is a file, instead of the variables in the compose file.
    configuration = False

    @classmethod
    def start_on_socket(cls, config):
        if cls.configuration:
            cls.write('fingerpost/fingerpost.conf', pathlib.Path(config).read_text())
        cls.container = Container(cls, service_of(cls.file, configuration=cls.configuration))
        cls.fingerpostd = cls.container.process
        return str(cls.container.sockets / 'fingerpost.sock')

    def test_health(self):
        command = self.container.service['healthcheck']['test']
        self.assertEqual(command[0], 'CMD')
        checked = self.container.run(*command[1:])
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn('requests', json.loads(checked.stdout))


class BehindNginx(InContainer, test_sites.ByNginx, test_sites.Answers, Case):
    """The example site, as the compose file's comment says."""

    text = SMALL
    file = 'compose-nginx.yaml'

    @classmethod
    def share(cls, socket_path):
        """The compose file sets the group of nginx's workers in their image; here it is a different
        one."""
        group = int(cls.container.service['user'].partition(':')[2])
        status = os.stat(socket_path)
        assert (status.st_gid, stat.S_IMODE(status.st_mode)) == (group, 0o660), status


class OfCaddy(test_sites.SiteOfCaddy):
    """The containers' Caddyfile, with this test's ports."""

    @property
    def MAIN(self):
        text = (COMPOSE / 'Caddyfile').read_text().replace('{', '{{').replace('}', '}}')
        for old, new in self.replacements.items():
            text = text.replace(old, new)
        text = text.replace('127.0.0.1:9180', '127.0.0.1:{0.ask_port}')
        return text.replace('{{\n', self.OPTIONS, 1)

    def options(self):
        group, = map(int, compose('compose-caddy.yaml')['services']['caddy']['group_add'])
        return {**super().options(), 'extra_groups': [group]}


class BehindCaddy(InContainer, test_sites.AnswersAll, Case):
    word, kind, status_of_stranger = 'caddy', OfCaddy, 0
    file = 'compose-caddy.yaml'
    configuration = True

    @classmethod
    def share(cls, socket_path):
        """Does nothing: Caddy has fingerpost's group."""


class Confined(Case):
    """The rights of a container, its signatures, and its signals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = cls.path('fingerpost')
        keys.mkdir()
        make_certificate(keys)
        shutil.chown(keys / 'key.pem', USER)
        cls.text = (test_sites.CONFIG.replace('domain example.net', 'domain bücher.example') +
                    'sign { certificate cert.pem  key key.pem }\n')
        cls.configuration = cls.write('fingerpost/fingerpost.conf', cls.text)
        cls.container = Container(cls, service_of('compose-caddy.yaml', configuration=True))
        cls.socket = str(cls.container.sockets / 'fingerpost.sock')

    def test_it_has_no_rights(self):
        status = self.container.status()
        self.assertEqual(set(status['Uid'].split() + status['Gid'].split()), {str(USER)})
        for field in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'):
            self.assertEqual(int(status[field], 16), 0, field)
        self.assertEqual((status['NoNewPrivs'], status['Seccomp']), ('1', '2'))
        proc = pathlib.Path(f'/proc/{self.container.pid()}')
        mounts = [line.split() for line in (proc / 'mountinfo').read_text().splitlines()]
        options = {mount[4]: mount[5].split(',') for mount in mounts}
        self.assertIn('ro', options['/'])
        self.assertIn('ro', options['/etc/fingerpost'])
        interfaces = (proc / 'net/dev').read_text().splitlines()[2:]
        self.assertEqual([line.split(':')[0].strip() for line in interfaces], ['lo'])

    def test_it_signs(self):
        reply = fastcgi.ask(self.socket, url=PROFILE)
        certificate = self.path('fingerpost/cert.pem')
        profile = subprocess.run(['openssl', 'cms', '-verify', '-inform', 'DER', '-binary', '-purpose', 'any',
                                  '-CAfile', certificate], input=reply.body, capture_output=True,
                                 timeout=20, check=True).stdout
        self.assertIn(b'<string>mail.example.com</string>', profile)

    def test_it_knows_domains_in_every_alphabet(self):
        for domain in ('b%C3%BCcher.example', 'xn--bcher-kva.example'):
            reply = fastcgi.ask(self.socket, url=f'{SETTINGS}?emailaddress=a@{domain}')
            self.assertIn(b'<domain>xn--bcher-kva.example</domain>', reply.body)

    def test_it_has_no_shell(self):
        self.assertNotEqual(self.container.run('/bin/sh', '-c', 'true').returncode, 0)
        self.assertIn('fingerpostd ', self.container.run('/usr/sbin/fingerpostd', '--version').stdout)

    def test_that_it_takes_signals(self):
        """A reload, and a stop in time that leaves no socket behind."""
        self.configuration.write_text(self.text.replace('mail.example.com', 'imap.example.com'))
        os.kill(self.container.pid(), signal.SIGHUP)
        wait_until(lambda: b'imap.example.com' in fastcgi.ask(self.socket, url=SETTINGS).body, 'a reload',
                   known=self.container.process.log)
        process = self.container.process
        process.signal(signal.SIGTERM)
        self.assertEqual(process.process.wait(timeout=PROMPTLY), 0, process.log())
        self.assertFalse(os.path.exists(self.socket))


class OverTheNetwork(Case):
    """The image with no configuration except for the domain and its servers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = service_of('compose-nginx.yaml')
        del service['environment']['FINGERPOST_LISTEN']
        cls.container = Container(cls, service)

    def test_port_9000(self):
        program = 'import sys, fastcgi; print(fastcgi.ask(("127.0.0.1", 9000)).body.decode())'
        answer = output('nsenter', '--target', self.container.pid(), '--net', sys.executable, '-c', program,
                        cwd=SOURCE / 'test/e2e')
        self.assertIn('<hostname>mail.example.com</hostname>', answer)

    def test_health(self):
        checked = self.container.run('/usr/sbin/fingerpostd', '--status')
        self.assertEqual(checked.returncode, 0, checked.stderr)


class Maps(Case):
    """fingerpost-mapd in its own container, with its image; the database is a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        postfix = cls.path('postfix')
        postfix.mkdir()
        with contextlib.closing(sqlite3.connect(postfix / 'mail.db')) as database:
            database.executescript("CREATE TABLE d (n TEXT); INSERT INTO d VALUES ('one.example')")
        cls.write('postfix/domains.cf', "dbpath = /etc/postfix/mail.db\n"
                  "query = SELECT n FROM d WHERE n = '%s'\n")
        cls.write('fingerpost/fingerpost.conf', test_sites.CONFIG.replace(
            'domain example.net', 'domain-map sqlite:/etc/postfix/domains.cf'))
        cls.maps = Container(cls, service_of('compose-maps.yaml', 'maps'), **{'/etc/postfix': postfix})
        # As docker compose merges one file with another.
        service, added = service_of('compose-nginx.yaml'), service_of('compose-maps.yaml')
        service['environment'].update(added['environment'])
        service['volumes'] += added['volumes']
        cls.container = Container(cls, service)

    def test_domains_of_a_database(self):
        socket = str(self.container.sockets / 'fingerpost.sock')
        for domain, status in (('example.com', 200), ('one.example', 200), ('two.example', 404)):
            reply = fastcgi.ask(socket, url=f'https://autoconfig.{domain}/mail/config-v1.1.xml')
            self.assertEqual(reply.status, status, self.maps.process.log())

    def test_the_image(self):
        image = Image.the('fingerpost-maps')
        programs = [path.name for path in image.files() if re.search('/s?bin/', str(path))]
        self.assertEqual(programs, ['fingerpost-mapd'])
        self.assertLess(sum(path.lstat().st_size for path in image.files()), MOST_BYTES)
        listed = {part['name'] for part in image.bom['components']}
        for driver in ('mysql', 'postgresql', 'sqlite3-'):
            self.assertTrue(any(name.startswith(f'libsoci-{driver}') for name in listed), driver)


def main():
    del sys.argv[1:]
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(
        unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__']))
    failed = len({test.id().split(' ')[0] for test, _ in result.failures + result.errors})
    print(f'image: {max(0, result.testsRun - failed)} passed, {failed} failed')
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == '__main__':
    sys.exit(main())
