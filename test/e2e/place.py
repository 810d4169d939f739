"""A domain with a fault, as described by a file in test/probe."""
import re

from harness import SOURCE
from world import HOST, NETWORK, NOBODY

# An address on which only port 80 is served.
HTTP_ONLY = f'{NETWORK}.4'
# nginx without TLS on port 443.
PLAIN_HTTP = f'{NETWORK}.2'
# Accepts connections and sends nothing.
SILENT = f'{NETWORK}.3'
LISTEN = f'listen {HOST}:443 ssl; listen {HOST}:80;'

EXPECTED = re.compile(r'(.+), (good|note|bad): (.*)\n(?:  (?!-> )(.*)\n)?(?:  -> (.*)\n)?')
SERVERS = 'imap mail.good.example { port IMAPS }\nsmtp mail.good.example { port SUBMISSIONS }\n'


def server_block(names, certificate, content, listen=LISTEN):
    chain, key = certificate
    return f'''
server {{
    {listen}
    server_name {names};
    ssl_certificate {chain};
    ssl_certificate_key {key};
    {content}
}}
'''


class Place:
    """NAME.example, described by test/probe/NAME.world. The first line says what is wrong. Fields
    follow: `host`, the address of all `names`; `certificate`, one of Failures.make_certificates();
    `listen`, in place of LISTEN; `zone: missing`. Then sections: [provider] its settings, [zone]
    its additional records (with an MX record unless they include one), [server] the content of its
    server block, [http] further server blocks, and [expect]."""

    FIELDS = {'host': HOST, 'names': 'autoconfig autodiscover', 'certificate': 'good',
              'listen': LISTEN, 'zone': ''}
    SECTIONS = {'provider': SERVERS, 'zone': '', 'server': 'INCLUDE', 'http': '', 'expect': None}

    def __init__(self, path):
        self.name = f'{path.stem}.example'
        head, *rest = re.split(r'^\[(\w+)\]\n', path.read_text(), flags=re.MULTILINE)
        self.fields = self.FIELDS | dict(
            re.fullmatch(r'(\w+): ?(.*)', line).groups() for line in head.splitlines()[1:] if line)
        self.sections = self.SECTIONS | dict(zip(rest[::2], rest[1::2]))
        for given, known in ((self.fields, self.FIELDS), (self.sections, self.SECTIONS)):
            assert given.keys() == known.keys(), f'{path}: {given.keys() - known.keys()}'
        # Section, level, and parts of subject, text and advice.
        self.expect = [tuple(part or '' for part in expected.groups())
                       for expected in EXPECTED.finditer(self.sections['expect'])]
        assert self.expect and not EXPECTED.sub('', self.sections['expect']).strip(), path

    def provider(self, words):
        return (f'provider {self.name}\n{{\ndomain {self.name}\n'
                f'{replaced(self.sections["provider"], words)}}}\n')

    def servers(self, certificates, words):
        words = words | {'WRONG_NAME': 'ssl_certificate {}; ssl_certificate_key {};'.format(
            *certificates['wrongname'])}
        block = server_block(f'{self.name} *.{self.name}', certificates[self.fields['certificate']],
                             self.sections['server'], self.fields['listen'])
        return replaced(block + self.sections['http'], words)

    def zone(self):
        """Returns nothing if the name server has no zone."""
        if self.fields['zone'] == 'missing':
            return None
        records = self.sections['zone']
        mx = '' if 'MX' in records else '@ IN MX 10 mail.good.example.\n'
        hosts = ''.join(f'{label} IN A {self.fields["host"]}\n'
                        for label in ('@', *self.fields['names'].split()))
        return replaced(f'{hosts}{mx}{records}')


def replaced(text, words=None):
    """Replaces placeholders for values that differ from run to run."""
    words = {'HOST': HOST, 'NOBODY': NOBODY, 'SILENT': SILENT, 'PLAIN_HTTP': PLAIN_HTTP,
             'LISTEN': LISTEN} | (words or {})
    return re.sub(rf'\b({"|".join(words)})\b', lambda found: str(words[found[0]]), text)


def all_places():
    places = [Place(path) for path in sorted((SOURCE / 'test/probe').glob('*.world'))]
    assert places
    return places
