"""Checks the text of Thunderbird's QR code against the rules of its format, "Export for Mobile",
version 1 (thunderbird-android, feature/migration/qrcode/qr-code-format.md of 2025-02-06), and
against what the app accepts (QrCodePayloadAdapter.kt, QrCodePayloadValidator.kt and
EmailAddressParser.kt of 2026-08)."""
import dataclasses
import ipaddress
import json
import re

PROTOCOLS = {0: 'imap', 1: 'pop3'}
# 1 is reserved for an upgrade that may fail.
SECURITIES = {0: 'none', 2: 'starttls', 3: 'tls'}
# The format also has GSSAPI (3) and NTLM (4), which the app refuses.
METHODS = {0: 'none', 1: 'password-cleartext', 2: 'password-encrypted', 5: 'tls-client-cert',
           6: 'oauth2'}
LABEL = r'[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
HOST = re.compile(rf'{LABEL}(?:\.{LABEL})*')
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = re.compile(rf'({ATOM}(?:\.{ATOM})*)@({LABEL}(?:\.{LABEL})*)')


class Broken(Exception):
    """Raised with the rule that a code breaks."""


@dataclasses.dataclass
class Server:
    protocol: str
    host: str
    port: int
    security: str
    method: str
    login: str
    password: str = ''


@dataclasses.dataclass
class Identity:
    address: str
    name: str


@dataclasses.dataclass
class Outgoing:
    server: Server
    identities: list


@dataclasses.dataclass
class Account:
    name: str
    incoming: Server
    outgoing: list


def require(holds, rule):
    if not holds:
        raise Broken(rule)


def array(value, what, least, most=None):
    require(type(value) is list, f'{what} is an array')
    require(len(value) >= least, f'{what} has at least {least} elements')
    require(most is None or len(value) <= most, f'{what} has at most {most} elements')
    return value


def integer(value, what):
    require(type(value) is int, f'{what} is an integer')
    return value


def word(value, words, what):
    require(integer(value, what) in words, f'{what} is one of {sorted(words)}')
    return words[value]


def line(value, what):
    """Checks a text. The format allows null for some values that are left out, but the app reads
    only texts."""
    require(type(value) is str, f'{what} is a text')
    require('\r' not in value and '\n' not in value, f'{what} is one line')
    return value


def is_host(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return len(text) <= 253 and HOST.fullmatch(text) is not None


def host(value):
    require(is_host(line(value, 'a host')), 'a host is a name in ASCII or an IP address')
    return value


def port(value):
    require(1 <= integer(value, 'a port') <= 65535, 'a port is 1 to 65535')
    return value


def address(value):
    match = ADDRESS.fullmatch(line(value, 'an address'))
    require(match, 'an address is in ASCII and without quotation marks')
    require(len(match[1]) <= 64, 'a local part has at most 64 characters')
    require(len(value) <= 254, 'an address has at most 254 characters')
    return value


def server(values, protocols):
    protocol = word(values[0], protocols, 'a protocol')
    return Server(protocol, host(values[1]), port(values[2]),
                  word(values[3], SECURITIES, 'a connection security'),
                  word(values[4], METHODS, 'an authentication type'),
                  line(values[5], 'a user name'))


def incoming(value):
    """Returns the server and the name of the account."""
    values = array(value, 'an incoming server', 6, 8)
    made = server(values, PROTOCOLS)
    name = line(values[6], 'an account name') if len(values) > 6 else ''
    made.password = line(values[7], 'a password') if len(values) > 7 else ''
    return made, name


def outgoing(value):
    server_value, *identities = array(value, 'a group', 2)
    values = array(server_value, 'an outgoing server', 6, 7)
    made = server(values, {0: 'smtp'})
    made.password = line(values[6], 'a password') if len(values) > 6 else ''
    return Outgoing(made, [identity(each) for each in identities])


def identity(value):
    values = array(value, 'an identity', 2, 2)
    return Identity(address(values[0]), line(values[1], 'a display name'))


def account(server_value, groups_value):
    first, name = incoming(server_value)
    groups = [outgoing(group) for group in array(groups_value, 'the groups', 1)]
    return Account(name or groups[0].identities[0].address, first, groups)


def parsed(payload):
    def refuse(name):
        raise Broken(f'a code is JSON, which has no {name}')
    try:
        text = payload.decode() if isinstance(payload, bytes) else payload
        return json.loads(text, parse_constant=refuse)
    except ValueError as error:
        raise Broken(f'a code is JSON in UTF-8: {error}') from None


def check(payload):
    """Returns the accounts in a code (bytes or text). Raises Broken if it breaks a rule."""
    values = array(parsed(payload), 'a code', 4)
    require(integer(values[0], 'the version') == 1, 'the version is 1')
    number, end = (integer(each, 'a sequence number')
                   for each in array(values[1], 'the sequence', 2, 2))
    require(1 <= number <= end, 'a code is one of its sequence')
    require(len(values) % 2 == 0, 'servers and groups are pairs')
    return [account(*values[i:i + 2]) for i in range(2, len(values), 2)]
