#!/usr/bin/env python3
"""thunderbird_code_test.py: tests thunderbird_code.py with codes, each of which breaks one rule."""
import copy
import json
import sys

from thunderbird_code import Account, Broken, Identity, Outgoing, Server, check

ANN = 'ann@example.com'
SOUND = [1, [1, 1], [0, 'imap.example.com', 993, 3, 1, ANN],
         [[[0, 'smtp.example.com', 465, 3, 1, ANN], [ANN, 'Ann']]]]
SOUND_ACCOUNT = Account(
    ANN, Server('imap', 'imap.example.com', 993, 'tls', 'password-cleartext', ANN),
    [Outgoing(Server('smtp', 'smtp.example.com', 465, 'tls', 'password-cleartext', ANN),
              [Identity(ANN, 'Ann')])])
INCOMING, OUTGOING, ADDRESS = (2,), (3, 0, 0), (3, 0, 1, 0)
LONG = 'x' * 65 + '@example.com'

# The place of a value, the value, and a part of the rule that it breaks.
BROKEN = [
    ((), {}, 'a code is an array'),
    ((), 'text', 'a code is an array'),
    ((), [], 'at least 4'),
    ((0,), 2, 'version is 1'),
    ((0,), '1', 'version is an integer'),
    ((0,), True, 'version is an integer'),
    ((0,), 1.0, 'version is an integer'),
    ((1,), [1], 'sequence has at least 2'),
    ((1,), [1, 1, 1], 'sequence has at most 2'),
    ((1,), [0, 1], 'one of its sequence'),
    ((1,), [2, 1], 'one of its sequence'),
    ((1,), ['1', 1], 'sequence number is an integer'),
    ((1,), None, 'sequence is an array'),
    ((3,), [], 'groups has at least 1'),
    ((3,), None, 'groups is an array'),
    ((3, 0), [SOUND[3][0][0]], 'group has at least 2'),
    ((3, 0, 1), [ANN], 'identity has at least 2'),
    ((3, 0, 1), [ANN, 'Ann', ''], 'identity has at most 2'),
    ((3, 0, 1, 1), None, 'display name is a text'),
    ((3, 0, 1, 1), 'A\nnn', 'display name is one line'),
    ((3, 0, 1, 1), 'A\rnn', 'display name is one line'),
    ((*INCOMING,), SOUND[2][:5], 'incoming server has at least 6'),
    ((*INCOMING,), SOUND[2] + ['', '', ''], 'incoming server has at most 8'),
    ((*INCOMING,), SOUND[2] + [None], 'account name is a text'),
    ((*INCOMING,), SOUND[2] + ['A\nnn'], 'account name is one line'),
    ((*INCOMING,), SOUND[2] + ['', None], 'password is a text'),
    ((*INCOMING,), SOUND[2] + ['', 'a\nb'], 'password is one line'),
    ((*INCOMING, 0), 2, 'protocol is one of [0, 1]'),
    ((*OUTGOING,), SOUND[3][0][0][:5], 'outgoing server has at least 6'),
    ((*OUTGOING,), SOUND[3][0][0] + ['', ''], 'outgoing server has at most 7'),
    ((*OUTGOING,), SOUND[3][0][0] + [None], 'password is a text'),
    ((*OUTGOING, 0), 1, 'protocol is one of [0]'),
    *(((*place, position), value, rule) for place in (INCOMING, OUTGOING) for position, value, rule in (
        (0, '0', 'protocol is an integer'),
        (1, 'b\u00fccher.example', 'name in ASCII'),
        (1, 'a b.example', 'name in ASCII'),
        (1, '', 'name in ASCII'),
        (1, '-a.example', 'name in ASCII'),
        (1, 'a..example', 'name in ASCII'),
        (1, 'a_b.example', 'name in ASCII'),
        (1, f'{"a" * 64}.example', 'name in ASCII'),
        (1, 'a.' * 126 + 'aa', 'name in ASCII'),
        (1, 'a.example\n', 'host is one line'),
        (1, 1, 'host is a text'),
        (2, 0, 'port is 1'),
        (2, 65536, 'port is 1'),
        (2, -1, 'port is 1'),
        (2, '993', 'port is an integer'),
        (3, 1, 'connection security is one of'),
        (3, 4, 'connection security is one of'),
        (3, None, 'connection security is an integer'),
        (4, 3, 'authentication type is one of'),
        (4, 4, 'authentication type is one of'),
        (4, 7, 'authentication type is one of'),
        (4, 'plain', 'authentication type is an integer'),
        (5, None, 'user name is a text'),
        (5, 'a\nb', 'user name is one line'),
        (5, 'a\rb', 'user name is one line'))),
    *((ADDRESS, value, rule) for value, rule in (
        ('j\u00fcrgen@example.com', 'in ASCII'), ('ann@b\u00fccher.example', 'in ASCII'),
        ('ann', 'in ASCII'), ('@example.com', 'in ASCII'), ('"a b"@example.com', 'in ASCII'),
        ('a..b@example.com', 'in ASCII'), ('.a@example.com', 'in ASCII'), ('a@-b.example', 'in ASCII'),
        ('a@[192.0.2.1]', 'in ASCII'), (f'{ANN}\n', 'one line'), ('', 'in ASCII'),
        (LONG, 'local part has at most 64'), (None, 'address is a text'),
        (f'a@{"a" * 63}.{"b" * 63}.{"c" * 63}.{"d" * 61}', 'at most 254'))),
]
# Texts that cannot be made from an array.
BROKEN_TEXTS = [
    (b'\xff', 'JSON in UTF-8'),
    (b'[1,', 'JSON in UTF-8'),
    (b'', 'JSON in UTF-8'),
    (json.dumps(SOUND).encode() + b'x', 'JSON in UTF-8'),
    (json.dumps(SOUND).replace('993', 'NaN').encode(), 'no NaN'),
    (json.dumps(SOUND + [SOUND[2]]).encode(), 'are pairs'),
]
ALLOWED = [
    ((1,), [1, 2]),
    ((*INCOMING, 1), '192.0.2.1'),
    ((*INCOMING, 1), '2001:db8::1'),
    ((*INCOMING, 1), 'xn--bcher-kva.example'),
    ((*INCOMING, 2), 65535),
    ((*INCOMING, 5), ''),
    ((*OUTGOING, 5), 'j\u00fcrgen'),
    ((3, 0, 1, 1), ''),
    (ADDRESS, "a.b+c!#$%&'*/=?^_`{|}~-@xn--bcher-kva.example"),
]


def with_value(place, value):
    if not place:
        return value
    code = copy.deepcopy(SOUND)
    inner = code
    for position in place[:-1]:
        inner = inner[position]
    inner[place[-1]] = value
    return code


def complaint(payload):
    """Returns the rule that a code breaks, or an empty text."""
    try:
        check(payload)
    except Broken as error:
        return str(error)
    return ''


def wrong():
    """Yields the checker's wrong results."""
    if check(json.dumps(SOUND)) != [SOUND_ACCOUNT]:
        yield 'a valid code gives a different account'
    if check(json.dumps(SOUND + SOUND[2:])) != [SOUND_ACCOUNT] * 2:
        yield 'two accounts are not read'
    named = check(json.dumps(with_value(INCOMING, SOUND[2] + ['Home', 'secret'])))[0]
    if (named.name, named.incoming.password) != ('Home', 'secret'):
        yield f'a name or a password is lost: {named}'
    for place, value in ALLOWED:
        if said := complaint(json.dumps(with_value(place, value))):
            yield f'{place} {value!r}: {said}'
    broken = [(json.dumps(with_value(place, value)), rule) for place, value, rule in BROKEN]
    for payload, rule in broken + BROKEN_TEXTS:
        said = complaint(payload)
        if rule not in said:
            yield f'{payload}: says "{said}", not "{rule}"'


def main():
    bad = list(wrong())
    for text in bad:
        print(text)
    total = 3 + len(ALLOWED) + len(BROKEN) + len(BROKEN_TEXTS)
    print(f'rules of Thunderbird\'s code: {total - len(bad)} passed, {len(bad)} failed')
    return 1 if bad else 0


sys.exit(main())
