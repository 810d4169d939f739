#!/usr/bin/env python3
"""formats.py TEST: checks the golden answers with parsers that are not ours.

XML must be well-formed for libxml2, an autoconfig answer valid by autoconfig.rng, JSON and profiles
readable by Python, a profile complete, text a single line, and a page for people XHTML that HTML
parsers read as the same document and that loads nothing. The browser's tests check its HTML.
"""
import json
import pathlib
import plistlib
import re
import subprocess
import sys
import urllib.parse
import uuid
import xml.etree.ElementTree as ET

TYPES = {'com.apple.mail.managed', 'com.apple.caldav.account', 'com.apple.carddav.account',
         'com.apple.eas.account'}


def read(path):
    head, _, body = path.read_bytes().partition(b'\n\n')
    kind = re.search(rb'^Content-Type: ([^;\n]*)', head, re.MULTILINE)
    return kind.group(1).decode() if kind and body else None, body


def check_xml(body, grammar):
    options = ['--relaxng', grammar] if b'<clientConfig' in body else []
    run = subprocess.run(['xmllint', '--noout', '--nonet', *options, '-'], input=body,
                         capture_output=True, timeout=10, check=False)
    assert run.returncode == 0, run.stderr.decode()


def check_payload(payload):
    assert payload['PayloadVersion'] == 1
    assert str(uuid.UUID(payload['PayloadUUID'])).upper() == payload['PayloadUUID']
    assert re.fullmatch(r'[A-Za-z0-9.-]+', payload['PayloadIdentifier'])


def check_doubles(payloads):
    """Checks that no two accounts in a profile have the same service. ActiveSync needs at least one
    service to stay enabled."""
    types = {payload['PayloadType'] for payload in payloads}
    for payload in payloads:
        if payload['PayloadType'] != 'com.apple.eas.account':
            continue
        for service, other in (('Mail', 'mail.managed'), ('Contacts', 'carddav.account'),
                               ('Calendars', 'caldav.account'), ('Reminders', 'caldav.account')):
            assert payload.get(f'Enable{service}', True) is (f'com.apple.{other}' not in types)
        assert payload.get('EnableNotes', True)


def check_principal(payload):
    """Checks that a principal URL belongs to the user."""
    for service in ('CalDAV', 'CardDAV'):
        if url := payload.get(f'{service}PrincipalURL'):
            local = urllib.parse.quote(payload[f'{service}Username'].rpartition('@')[0], safe='')
            assert local in url


def check_profile(body, seen):
    profile = plistlib.loads(body)
    check_payload(profile)
    assert profile['PayloadType'] == 'Configuration'
    assert profile['PayloadContent'], 'the profile is empty'
    check_doubles(profile['PayloadContent'])
    for payload in profile['PayloadContent']:
        check_payload(payload)
        check_principal(payload)
        assert payload['PayloadType'] in TYPES
        assert not any('Password' in key and isinstance(value, str)
                       for key, value in payload.items()), 'a password'
        # Each payload belongs to one address, and an address has one payload of each type.
        address = payload.get('EmailAddress') or payload.get('CalDAVUsername') or \
            payload['CardDAVUsername']
        local, _, domain = address.rpartition('@')
        owner = (local, domain.lower(), payload['PayloadType'])
        assert seen.setdefault(payload['PayloadUUID'], owner) == owner
        assert list(seen.values()).count(owner) == 1, 'one address has two identifiers'


def check_json(body):
    answer = json.loads(body)
    if 'protocols' in answer:
        assert isinstance(answer['authentication']['password'], bool)
        names = answer['info']['provider']
        assert re.fullmatch(r'\S+( \S+)*', names['name']) and len(names['name']) <= 60
        assert len(names.get('shortName', '')) <= 20
        for url in re.findall(r'https://[^"]*', json.dumps(answer)):
            assert re.fullmatch(r'([^%]|%[0-9A-F]{2})*', url)
        assert answer['protocols']['smtp'] == answer['protocols']['submit']
    else:
        assert set(answer) in ({'Protocol', 'Url'}, {'ErrorCode', 'ErrorMessage'})


# HTML defines these as void elements; HTML parsers take any other `<x/>` for a start tag. The
# content of `svg` is parsed like XML.
VOID = {'meta', 'input', 'img', 'br', 'rect', 'path'}


def check_page(body):
    page = ET.fromstring(body)
    assert body.startswith(b'<!DOCTYPE html><html ') and len(body) <= 30_000
    elements = {element: element.tag.rpartition('}')[2] for element in page.iter()}
    assert not {'script', 'iframe', 'object', 'link', 'base'} & set(elements.values())
    for element, name in elements.items():
        assert bool(element.text or len(element)) != (name in VOID), name
        assert not any(key.startswith('on') or key == 'style' for key in element.keys())
        if name == 'img':
            assert element.get('src').startswith(('data:image/', 'https://'))
        if name == 'style':
            assert not re.search(r'[<>&]|url\(|@import', element.text)
    ids = [element.get('id') for element in page.iter() if element.get('id')]
    assert len(ids) == len(set(ids))


def check_text(body):
    """Checks a refusal or redirect: a line for people that no parser takes for settings."""
    assert re.fullmatch(rb'[A-Z][^<>{}\n]+\n', body)


def main():
    test = pathlib.Path(sys.argv[1])
    passed = failed = 0
    seen = {}
    checks = {
        'text/xml': lambda body: check_xml(body, test / 'autoconfig.rng'),
        'application/json': check_json,
        'text/html': check_page,
        'text/plain': check_text,
        'application/x-apple-aspen-config': lambda body: check_profile(body, seen),
    }
    for path in sorted(test.glob('golden/*/*/answer')):
        kind, body = read(path)
        if kind is None:
            continue
        try:
            checks[kind](body)
            passed += 1
        except (AssertionError, KeyError, ValueError) as problem:
            failed += 1
            print(f'FAILED {path}: {problem!r}')
    print(f'formats: {passed} passed, {failed} failed')
    return 0 if passed and not failed else 1


sys.exit(main())
