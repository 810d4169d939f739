#!/usr/bin/env python3
"""import.py FINGERPOST FINGERPOSTD CASES [--write]: imports every CASES/*/input.*

The file `arguments`, if there is one, holds further arguments. The output must equal expected.conf
and warnings, also if the input comes from standard input, and must hold no character that is unsafe
on a terminal. If it holds a provider, the daemon must accept it. If a domain is missing, the daemon
must refuse exactly that line, and accept the output once a domain is filled in. Autoconfig clients
must then get the servers of the XML in its order, except for servers and methods that a warning
reports as left out, and logins that a warning reports as one person's. --write writes the two files
from the output.
"""
import pathlib
import re
import subprocess
import sys
import xml.parsers.expat

TYPES = {('incomingServer', 'imap'), ('incomingServer', 'pop3'), ('outgoingServer', 'smtp')}
SECURITIES = {'ssl': 'SSL', 'starttls': 'STARTTLS', 'plain': 'plain'}
PORTS = {('imap', True): '993', ('imap', False): '143', ('pop3', True): '995',
         ('pop3', False): '110', ('smtp', True): '465', ('smtp', False): '587'}
YOUR_DOMAIN = '<your-domain>'
# Control, invisible and bidirectional characters.
FORBIDDEN = re.compile('[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
METHODS = {'plain': 'password-cleartext', 'secure': 'password-encrypted', 'gsapi': 'gssapi'}


class Element:
    def __init__(self, name, attributes, line):
        self.name, self.attributes, self.line = name.split(':')[-1], attributes, line
        self.text, self.children = '', []

    def all(self, name):
        return [child for child in self.children if child.name == name]

    def first(self, name):
        return next((child.text.strip() for child in self.all(name)), '')


def parse(content):
    parser = xml.parsers.expat.ParserCreate()
    open_elements = [Element('', {}, 0)]

    def start(name, attributes):
        element = Element(name, attributes, parser.CurrentLineNumber)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def text(data):
        open_elements[-1].text += data

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda name: open_elements.pop()
    parser.Parse(content, True)
    return open_elements[0].children[0]


def methods_of(server, warned):
    """Returns the methods in fingerpost's words, without duplicates."""
    found = [method for method in server.all('authentication')
             if method.text.strip() and method.line not in warned]
    words = [method.text.strip().lower() for method in found]
    return list(dict.fromkeys(METHODS.get(word, word) for word in words)) or ['password-cleartext']


def login_of(server, logins):
    """Returns the login name from a warning about this server, else from the file."""
    username = next(iter(server.all('username')), None)
    if username and username.line in logins:
        return logins[username.line]
    return server.first('username') or '%EMAILADDRESS%'


def told(server, domain, warned=(), logins={}):
    kind = server.attributes.get('type', '').lower()
    security = SECURITIES.get(server.first('socketType').lower(), '?')
    host = server.first('hostname').replace('%EMAILDOMAIN%', domain).lower()
    return (kind, host.encode('idna').decode(),
            server.first('port') or PORTS[kind, security == 'SSL'], security,
            methods_of(server, warned), login_of(server, logins))


def servers_of(provider, domain, warnings):
    warned = {int(line) for line in re.findall(r'^input\.xml:(\d+): ', warnings, re.MULTILINE)}
    left_out = {int(line) for line in re.findall(
        r'^input\.xml:(\d+): .*, so the server is left out; kept as a comment$', warnings,
        re.MULTILINE)}
    logins = {int(line): login for line, login in re.findall(
        r'^input\.xml:(\d+): .* username belongs to one person; the login for all users becomes '
        r'(\S+)$', warnings, re.MULTILINE)}
    return [told(child, domain, warned, logins) for child in provider.children
            if (child.name, child.attributes.get('type', '').lower()) in TYPES
            and child.line not in left_out]


def in_serving_order(servers):
    """Orders servers: incoming ones of the type that comes first, incoming ones of the other type,
    outgoing ones."""
    first = next((server[0] for server in servers if server[0] != 'smtp'), '')
    rank = {first: 0, 'smtp': 2}
    return sorted(servers, key=lambda server: rank.get(server[0], 1))


def lost_servers(fingerpost, folder, configuration, warnings):
    """Yields the differences between the providers of the XML and the answers for their first
    domains."""
    root = parse((folder / 'input.xml').read_bytes())
    listed = re.findall(r'^ +domain +(\S+)$', configuration, re.MULTILINE)
    for provider in root.all('emailProvider'):
        own = [domain.text.strip() for domain in provider.all('domain')]
        domain = next((name for name in own if name in listed),
                      listed[0] if '%EMAILDOMAIN%' in own else None)
        wanted = in_serving_order(servers_of(provider, domain or '', warnings))
        kinds = {server[0] == 'smtp' for server in wanted}
        if not domain or len(kinds) < 2:  # no answer to autoconfig clients without both
            continue
        run = subprocess.run([fingerpost, '-c', '/dev/stdin', 'show', f'user@{domain}', '--as',
                              'autoconfig'], input=configuration, capture_output=True, text=True,
                             timeout=10)
        if run.returncode:
            yield f'show ends with {run.returncode}: {run.stderr.strip()}'
            continue
        answer = parse(run.stdout.encode()).all('emailProvider')[0]
        served = servers_of(answer, domain, '')
        listed = [name for name in listed if name != domain]
        for one, other in zip(wanted + [None] * len(served), served + [None] * len(wanted)):
            if one != other:
                yield f'{domain}: in the file {one}, served {other}'


def differences(what, expected, printed):
    if expected == printed:
        return
    yield f'{what} differs'
    for line in expected.splitlines():
        if line not in printed.splitlines():
            yield f'  expected: {line}'
    for line in printed.splitlines():
        if line not in expected.splitlines():
            yield f'  printed:  {line}'


def content(path):
    return path.read_text() if path.exists() else ''


def errors(fingerpostd, configuration):
    run = subprocess.run([fingerpostd, '--check', '-c', '/dev/stdin'], input=configuration,
                         capture_output=True, text=True, timeout=10)
    return [line for line in run.stderr.splitlines() if 'warning: ' not in line] if run.returncode \
        else []


def parse_name(source):
    return parse(source.read_bytes()).name if source.suffix == '.xml' else ''


def from_standard_input(fingerpost, source, arguments):
    """Returns the output when the file is standard input, with the file's name put in."""
    run = subprocess.run([fingerpost, 'import', '-', *arguments], input=source.read_bytes(),
                         capture_output=True, timeout=10)
    return [text.decode().replace('standard input', source.name)
            for text in (run.stdout, run.stderr)]


def failures(fingerpost, fingerpostd, folder, write):
    source = next(folder.glob('input.*'))
    arguments = content(folder / 'arguments').split()
    run = subprocess.run([fingerpost, 'import', source.name, *arguments], capture_output=True,
                         text=True, timeout=10, cwd=folder)
    if write:
        (folder / 'expected.conf').write_text(run.stdout)
        (folder / 'warnings').write_text(run.stderr)
    yield from differences('the configuration', content(folder / 'expected.conf'), run.stdout)
    yield from differences('the list of warnings', content(folder / 'warnings'), run.stderr)
    if [run.stdout, run.stderr] != from_standard_input(fingerpost, source, arguments):
        yield 'standard input gives a different result'
    for line in FORBIDDEN.findall(run.stdout + run.stderr):
        yield f'prints {line!r}'
    has_provider = re.search(r'^provider ', run.stdout, re.MULTILINE)
    awaits_domain = YOUR_DOMAIN in run.stdout
    if run.returncode != (0 if has_provider and not awaits_domain else 1):
        yield f'import ends with {run.returncode}'
    if not has_provider:
        return
    if awaits_domain:
        refused = errors(fingerpostd, run.stdout)
        if not refused or not all(f'"{YOUR_DOMAIN}" is not a domain' in line for line in refused):
            yield f'without a domain, fingerpostd --check says {refused}'
    finished = run.stdout.replace(f' {YOUR_DOMAIN}\n', ' awaited.example\n')
    refused = errors(fingerpostd, finished)
    if refused:
        yield 'fingerpostd --check says:'
        yield from (f'  {line}' for line in refused)
    elif parse_name(source) == 'clientConfig':
        yield from lost_servers(fingerpost, folder, finished, run.stderr)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != '--write']
    fingerpost, fingerpostd, cases = (pathlib.Path(path).resolve() for path in arguments)
    passed = failed = 0
    for folder in sorted(path for path in cases.iterdir() if path.is_dir()):
        found = list(failures(fingerpost, fingerpostd, folder, '--write' in sys.argv))
        for line in found:
            print(f'{folder.name}: {line}')
        passed, failed = passed + (not found), failed + bool(found)
    print(f'import: {passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


sys.exit(main())
