#!/usr/bin/env python3
"""sites.py ROOT FINGERPOST [--write]: compares the example site of each web server with what
`fingerpost site` prints for the sample configuration, the containers' Caddyfile with the site for
domains that cannot be listed, and the paths in all of them with those in nginx/fingerpost.conf. --write
writes the sites.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ARGUMENTS = [argument for argument in sys.argv[1:] if argument != '--write']
ROOT, FINGERPOST = map(pathlib.Path, ARGUMENTS)
EXAMPLES = {
    'nginx': 'nginx/example-site.conf',
    'apache': 'apache/example-site.conf',
    'caddy': 'conf/example-site.caddy',
    'lighttpd': 'conf/example-site.lighttpd',
    'haproxy': 'conf/example-site.haproxy',
}
# The containers' file is this one with its own first lines.
CONTAINERS = 'conf/container/Caddyfile'
UNLISTED = 'provider any { domain * name any imap mail.example.com smtp mail.example.com }'


def printed(server, config=ROOT / 'conf/fingerpost.conf'):
    """Returns the site for the installed sample."""
    option = f' -c {config}'
    text = subprocess.run([FINGERPOST, 'site', server, *option.split()], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20).stdout
    return text.replace(option.encode(), b'')


def printed_for_containers():
    """Returns the containers' file: its own first lines, then what `fingerpost site caddy` prints
    after its comments for an administrator."""
    head = (ROOT / CONTAINERS).read_bytes().partition(b'\n\n')[0]
    with tempfile.NamedTemporaryFile('w', suffix='.conf') as config:
        config.write(UNLISTED)
        config.flush()
        return head + b'\n\n' + printed('caddy', config.name).partition(b'\n\n')[2]


def paths_of(file):
    """Returns the regular expressions in a file that match the paths of mail clients."""
    text = (ROOT / file).read_text()
    return set(re.findall(r'/\(\?:\(\?:v1.*mobileconfig/\)', text))


def failures():
    wanted = paths_of('nginx/fingerpost.conf')
    assert len(wanted) == 1
    if paths_of('apache/fingerpost.conf') != wanted:
        yield 'apache/fingerpost.conf: its paths differ from nginx/fingerpost.conf'
    if (ROOT / CONTAINERS).read_bytes() != printed_for_containers():
        yield f'{CONTAINERS}: not what `fingerpost site caddy` prints; sites.py --write writes it'
    for server, file in EXAMPLES.items():
        if (ROOT / file).read_bytes() != printed(server):
            yield f'{file}: not what `fingerpost site {server}` prints; sites.py --write writes it'
        elif file.startswith('conf/') and paths_of(file) != wanted:
            yield f'{file}: its paths differ from nginx/fingerpost.conf'


def main():
    if '--write' in sys.argv:
        for server, file in EXAMPLES.items():
            (ROOT / file).write_bytes(printed(server))
        (ROOT / CONTAINERS).write_bytes(printed_for_containers())
    found = list(failures())
    for line in found:
        print(f'FAILED {line}')
    print(f'sites: {len(EXAMPLES) + 2 - len(found)} passed, {len(found)} failed')
    return 1 if found else 0


sys.exit(main())
