#!/usr/bin/env python3
"""sites.py ROOT FINGERPOST [--write]: holds the example site of each web server to what `fingerpost
site` prints for the sample configuration, and the paths that it passes on to those of
nginx/fingerpost.conf. --write writes the example sites.
"""
import pathlib
import re
import subprocess
import sys

ARGUMENTS = [argument for argument in sys.argv[1:] if argument != '--write']
ROOT, FINGERPOST = map(pathlib.Path, ARGUMENTS)
EXAMPLES = {
    'nginx': 'nginx/example-site.conf',
    'apache': 'apache/example-site.conf',
    'caddy': 'conf/example-site.caddy',
    'lighttpd': 'conf/example-site.lighttpd',
    'haproxy': 'conf/example-site.haproxy',
}


def printed(server):
    """The site for the sample, as it is once that is installed."""
    option = f' -c {ROOT / "conf/fingerpost.conf"}'
    text = subprocess.run([FINGERPOST, 'site', server, *option.split()], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20).stdout
    return text.replace(option.encode(), b'')


def paths_of(file):
    """The regular expressions of a file that stand for the paths of mail clients."""
    text = (ROOT / file).read_text()
    return set(re.findall(r'/\(\?:\(\?:v1.*mobileconfig/\)', text))


def failures():
    wanted = paths_of('nginx/fingerpost.conf')
    assert len(wanted) == 1
    if paths_of('apache/fingerpost.conf') != wanted:
        yield 'apache/fingerpost.conf: other paths than nginx/fingerpost.conf'
    for server, file in EXAMPLES.items():
        if (ROOT / file).read_bytes() != printed(server):
            yield f'{file}: not what `fingerpost site {server}` prints; sites.py --write writes it'
        elif file.startswith('conf/') and paths_of(file) != wanted:
            yield f'{file}: other paths than nginx/fingerpost.conf'


def main():
    if '--write' in sys.argv:
        for server, file in EXAMPLES.items():
            (ROOT / file).write_bytes(printed(server))
    found = list(failures())
    for line in found:
        print(f'FAILED {line}')
    print(f'sites: {len(EXAMPLES) + 1 - len(found)} passed, {len(found)} failed')
    return 1 if found else 0


sys.exit(main())
