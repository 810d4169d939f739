#!/usr/bin/env python3
"""settings.py ROOT FINGERPOSTD FINGERPOST: compares the settings that `fingerpostd --settings` prints
with their documentation: the sample configuration, fingerpost.conf(5), and README.

Each setting must have an entry in the manual with its default and an example, and a line in the sample.
The sample and the examples must load, and writing out a default must not change any answer.
"""
import dataclasses
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT, FINGERPOSTD, FINGERPOST = map(pathlib.Path, sys.argv[1:])

# The manual's section for each block.
SECTIONS = {
    'file': 'Settings of the process',
    'sign': 'Settings of sign',
    'provider': 'Settings of a provider',
    'server': 'Settings of a server',
    'sieve': 'Settings of sieve',
    'oauth2': 'Settings of oauth2',
    'domains-file': 'Settings of domains-file',
}
# Sections whose settings have a line each in the sample; the others are on the line of their block.
BY_LINE = ('Settings of the process', 'Settings of a provider')
SERVERS = ('imap', 'pop3', 'smtp')
REDIRECTS = ('redirect-url', 'redirect-address')


@dataclasses.dataclass
class Row:
    """A setting as the program prints it."""
    section: str
    name: str
    may_be_repeated: bool
    takes_block: bool
    default: str | None

    def __str__(self):
        return f'{self.section}: {self.name}'


@dataclasses.dataclass
class Entry:
    """The manual's entry for a setting."""
    head: str
    text: str
    examples: list

    @property
    def default(self):
        """Returns the default, if it is a value."""
        value = re.search(r'^Default:\n\.Li (\S+)', self.text, re.MULTILINE)
        return value and value.group(1)

    @property
    def shows_block(self):
        return self.head.endswith('}')


def rows():
    listed = subprocess.run([FINGERPOSTD, '--settings'], capture_output=True, text=True, timeout=10,
                            check=True).stdout
    for line in listed.splitlines():
        block, name, times, kind, takes_block, default = line.split(' ')
        assert times in ('once', 'many') and takes_block in ('block', '-'), line
        assert kind != '-' or takes_block == 'block', line
        yield Row(SECTIONS[block], name, times == 'many', takes_block == 'block',
                  None if default == '-' else default)


def unescaped(text):
    return text.replace(r'\(dq', '"')


def entries():
    """Returns the manual's entries by section and name. Consecutive names share an entry."""
    found = {}
    manual = (ROOT / 'doc/fingerpost.conf.5').read_text()
    for section in re.split(r'^\.Ss ', manual, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition('\n')
        items = re.split(r'^\.It Ic ', body.partition('\n.El')[0], flags=re.MULTILINE)[1:]
        waiting = []
        for item in items:
            head, _, text = item.partition('\n')
            waiting.append(head)
            if not text.strip():
                continue
            for shown in waiting:
                name = shown.split()[0]
                examples = [unescaped(line) for line in re.findall(rf'^\.Dl ({name} .*)', text,
                                                                   re.MULTILINE)]
                found[title, name] = Entry(shown, text, examples)
            waiting = []
    return found


ROWS = list(rows())
ENTRIES = entries()


def sample():
    """Returns the configuration at the beginning of the sample, and the settings in its
    comments."""
    text = (ROOT / 'conf/fingerpost.conf').read_text()
    live = ''.join(line for line in text.splitlines(True) if not line.startswith(';')).strip() + '\n'
    names = '|'.join(row.name for row in ROWS)
    commented = [line[2:] for line in text.splitlines()
                 if re.match(rf'; (    )?(({names}) +\S|\{{|\}})', line)]
    return live, commented


def in_block(row, line):
    """Returns a configuration with the line of this setting and the minimum that it needs."""
    around = {
        'Settings of the process': '{}\n',
        'Settings of sign': 'sign {{\n{}\n}}\n',
        'Settings of a provider': 'provider test {{\n{}\n}}\n',
        'Settings of a server': 'provider test {{\ndomain test.example\nimap mail.test.example {{\n'
                                '{}\n}}\nsmtp mail.test.example\n}}\n',
        'Settings of sieve': 'provider test {{\ndomain test.example\nimap mail.test.example\n'
                             'smtp mail.test.example\nsieve mail.test.example {{\n{}\n}}\n}}\n',
        'Settings of domains-file': 'provider test {{\ndomain test.example\nimap mail.test.example\n'
                                    'smtp mail.test.example\ndomains-file domains/example {{\n'
                                    '{}\n}}\n}}\n',
        'Settings of oauth2': 'provider test {{\ndomain test.example\nauth oauth2\nauth '
                              'password-cleartext\nimap mail.test.example\n'
                              'smtp mail.test.example\noauth2 {{\n{}\n}}\n}}\n',
    }[row.section]
    lines = [line]
    if row.section == 'Settings of sign':
        lines += [f'{name} sign/{name}.pem' for name in ('certificate', 'key') if name != row.name]
        lines[0] = lines[0].replace('sign/cert.pem', 'sign/certificate.pem')
    if row.section == 'Settings of a provider':
        lines += [] if row.name == 'domain' else ['domain test.example']
        if row.name not in REDIRECTS:
            lines += [f'{name} mail.test.example' for name in ('imap', 'smtp')]
    if row.section == 'Settings of oauth2' and row.name != 'issuer':
        lines.append('issuer https://id.example.com')
    rest = '' if 'provider' in around or row.name == 'provider' else \
        'provider test {\ndomain test.example\nimap mail.test.example\nsmtp mail.test.example\n}\n'
    return around.format('\n'.join(lines)) + rest


class Folder:
    """A folder for configurations, with the files that the examples mention."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        (self.path / 'domains').mkdir()
        (self.path / 'domains/example').write_text('customer.example\n')
        (self.path / 'logo.svg').write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
        sign = self.path / 'sign'
        sign.mkdir()
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1',
                        '-subj', '/CN=test', '-keyout', sign / 'key.pem', '-out',
                        sign / 'certificate.pem'], check=True, capture_output=True, timeout=60)
        for copy in ('cert.pem', 'chain.pem'):
            (sign / copy).write_bytes((sign / 'certificate.pem').read_bytes())
        (sign / 'key.pem').chmod(0o600)

    def write(self, text):
        file = self.path / 'fingerpost.conf'
        file.write_text(text)
        return file

    def load(self, text):
        run = subprocess.run([FINGERPOSTD, '--check', '-c', self.write(text)], capture_output=True,
                             text=True, timeout=10, check=False)
        assert run.returncode == 0, run.stderr + text

    def answers(self, text):
        """Returns the answers to the clients of this configuration."""
        file = self.write(text)
        clients = ('autoconfig', 'outlook', 'mobilesync', 'autodiscover-json', 'mobileconfig', 'pacc')
        return [subprocess.run([FINGERPOST, 'show', '-c', file, '--as', client, 'ann@test.example'],
                               capture_output=True, timeout=10, check=False).stdout
                for client in clients]


def every_row_has_an_entry_and_every_entry_a_row(_):
    assert set(ENTRIES) == {(row.section, row.name) for row in ROWS}, \
        set(ENTRIES) ^ {(row.section, row.name) for row in ROWS}
    assert len(ROWS) > 30 and {row.section for row in ROWS} == set(SECTIONS.values())


def every_entry_says_its_default_and_whether_it_may_be_repeated(_):
    for row in ROWS:
        text = ENTRIES[row.section, row.name].text
        assert len(re.findall(r'\bDefault:|\bNo default\b', text)) == 1, f'{row}: default'
        assert ('May be repeated.' in text) == row.may_be_repeated, f'{row}: repeated'


def every_example_loads(folder):
    for row in ROWS:
        examples = ENTRIES[row.section, row.name].examples
        assert examples, f'{row} has no example'
        for example in examples:
            folder.load(in_block(row, example))


def blocks_in(words, lines):
    """Returns the content of the braces after these words."""
    return '\n'.join(re.findall(rf'^ *(?:{"|".join(words)}) [^{{\n]*\{{(.*)\}}', '\n'.join(lines),
                                re.MULTILINE))


def every_setting_is_in_the_sample(_):
    _, lines = sample()
    places = {
        'Settings of the process': '\n'.join(line for line in lines if not line.startswith(' ')),
        'Settings of a provider': '\n'.join(line for line in lines if line.startswith(' ')),
        'Settings of sign': blocks_in(['sign'], lines),
        'Settings of a server': blocks_in(SERVERS, lines),
        'Settings of sieve': blocks_in(['sieve'], lines),
        'Settings of oauth2': blocks_in(['oauth2'], lines),
        'Settings of domains-file': blocks_in(['domains-file'], lines),
    }
    for row in ROWS:
        begin = '^ *' if row.section in BY_LINE else r'(?:^|  )\s*'
        assert re.search(rf'{begin}{row.name} +\S', places[row.section], re.MULTILINE), f'{row}'


def the_sample_loads_as_it_is_and_with_every_setting(folder):
    live, commented = sample()
    folder.load(live)
    word = '|'.join(REDIRECTS)
    with_servers = '|'.join((*SERVERS, 'sieve', 'login-map'))
    text = '\n'.join(commented) + '\n'
    folder.load(re.sub(rf'^ +({word}) .*\n', '', text, flags=re.MULTILINE))
    for redirect in REDIRECTS:
        other = [name for name in REDIRECTS if name != redirect][0]
        # "domain *" would also cover the target of the redirect.
        folder.load(re.sub(rf'^ +(({other}|{with_servers}) .*|domain +\*)\n', '', text,
                           flags=re.MULTILINE))


def a_default_is_the_same_in_manual_and_sample(_):
    written = sample()[1]
    for row in ROWS:
        default = ENTRIES[row.section, row.name].default
        if default and row.section in BY_LINE:
            values = [line.split()[1] for line in written if line.split()[0] == row.name]
            assert values == [default], f'{row}: {values} in the sample, {default} in the manual'


def the_defaults_of_a_server_are_the_same_in_manual_and_sample(_):
    prose = re.sub(r'\n; *', ' ', (ROOT / 'conf/fingerpost.conf').read_text())
    ports = re.findall(r'(\d+) or (\d+)\s+for\s+(?:\.Ic )?(imap|pop3|smtp)',
                       ENTRIES['Settings of a server', 'port'].text)
    assert len(ports) == 3 and re.findall(r'(\d+) or (\d+) for (imap|pop3|smtp)', prose) == ports
    security = ENTRIES['Settings of a server', 'security'].default
    assert re.search(r'security is (\w+) \(the default\)', prose).group(1) == security


def a_default_written_out_changes_no_answer(folder):
    checked = 0
    for row in ROWS:
        default = ENTRIES[row.section, row.name].default
        if not default:
            continue
        with_default = in_block(row, f'{row.name} {default}')
        folder.load(with_default)
        expected = folder.answers(in_block(row, ''))
        assert any(expected) and folder.answers(with_default) == expected, f'{row}'
        checked += 1
    assert checked >= 6


def a_default_of_the_program_is_that_of_the_manual(_):
    for row in ROWS:
        assert row.default == ENTRIES[row.section, row.name].default, f'{row}'
    assert sum(row.default is not None for row in ROWS) >= 6


def the_manual_shows_a_block_where_one_may_stand(_):
    for row in ROWS:
        assert ENTRIES[row.section, row.name].shows_block == row.takes_block, f'{row}'


def a_port_follows_security_as_the_manual_says(folder):
    numbers = re.findall(r'(\d+) or (\d+) for\n\.Ic (\w+)',
                         ENTRIES['Settings of a server', 'port'].text)
    assert [kind for *_, kind in numbers] == list(SERVERS)
    for tls, starttls, kind in numbers:
        for security, port in (('tls', tls), ('starttls', starttls), ('none', starttls)):
            text = f'provider test {{\ndomain test.example\n%s\n}}\n'
            line = f'{kind} mail.test.example {{ security {security} %s }}'
            others = '\n'.join(f'{other} mail.test.example' for other in ('imap', 'smtp')
                               if other != kind)
            implied, said = (folder.answers(text % (line % word + '\n' + others))
                             for word in ('', f'port {port}'))
            assert any(implied) and implied == said, f'{kind} {security}'


def readme_and_manual_begin_with_the_configuration_of_the_sample(_):
    live = sample()[0]
    manual = (ROOT / 'doc/fingerpost.conf.5').read_text()
    first = re.search(r'^\.Bd -literal -offset indent\n(.*?)^\.Ed', manual, re.MULTILINE | re.DOTALL)
    assert first.group(1) == live
    blocks = re.findall(r'^```[^\n]*\n(.*?)^```', (ROOT / 'README.md').read_text(),
                        re.MULTILINE | re.DOTALL)
    assert blocks.count(live) == 1


def what_readme_calls_a_setting_is_one(_):
    readme = (ROOT / 'README.md').read_text()
    names = {row.name for row in ROWS}
    for block in re.findall(r'^```[^\n]*\n(provider .*?)^```', readme, re.MULTILINE | re.DOTALL):
        for word in re.findall(r'^ +(\S+) ', block, re.MULTILINE):
            assert word in names, word
    # Words of this form in backticks are settings: options and files look different.
    for word in re.findall(r'`([a-z]+(?:[-_][a-z]+)+)`', readme):
        assert word in names | {'www-data'}, word


def examples_of_the_manual_load(folder):
    manual = (ROOT / 'doc/fingerpost.conf.5').read_text()
    shown = manual[manual.index('.Sh EXAMPLES'):]
    blocks = re.findall(r'^(provider .*?)^\.Ed', shown, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 3
    (folder.path / 'domains/customers').write_text('customer.example\n')
    for block in blocks:
        folder.load(block)


TESTS = (
    every_row_has_an_entry_and_every_entry_a_row,
    every_entry_says_its_default_and_whether_it_may_be_repeated,
    every_example_loads,
    every_setting_is_in_the_sample,
    the_sample_loads_as_it_is_and_with_every_setting,
    a_default_is_the_same_in_manual_and_sample,
    the_defaults_of_a_server_are_the_same_in_manual_and_sample,
    a_default_written_out_changes_no_answer,
    a_default_of_the_program_is_that_of_the_manual,
    the_manual_shows_a_block_where_one_may_stand,
    a_port_follows_security_as_the_manual_says,
    readme_and_manual_begin_with_the_configuration_of_the_sample,
    what_readme_calls_a_setting_is_one,
    examples_of_the_manual_load,
)


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path)
        for test in TESTS:
            try:
                test(folder)
            except AssertionError as error:
                failed += 1
                print(f'FAILED {test.__name__}: {error}')
    print(f'settings: {len(TESTS) - failed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
