#!/usr/bin/env python3
"""words_test.py WORDS.PY: tests words.py with small languages: its output, and its errors."""
import pathlib
import subprocess
import sys
import tempfile

ENGLISH = '''
language = "en"
name = "English"
title = "Mail of {address}"
scan_scan = "Choose *Scan*."
[auth]
none = "None"
[hand_steps]
steps = ["Type {address}."]
[app.one]
name = "An app"
steps = ["Open *A & B*.", "Type {login} and {address}."]
note = "Say \\"hello\\" \\\\ wait."
[app.two]
steps = ["Wait."]
'''
GERMAN = '''
name = "Deutsch"
language = "de"
scan_scan = "Nun *Scannen*."
title = "Mail für {address}"
[app.two]
steps = ["Warte."]
[app.one]
name = "Eine App"
note = "Grüße."
steps = ["Öffne *A*.", "Tippe {address} und {login}."]
[hand_steps]
steps = ["Tippe {address}."]
[auth]
none = "Keine"
'''
# A change of the German file, and all expected messages.
FAULTS = [
    ('title = "Mail für {address}"', '', ['title: is missing']),
    ('name = "Deutsch"', '', ['name: is missing']),
    ('language = "de"', '', ['language: is missing']),
    ('language = "de"', 'language = "nl"', ['language: is not the name of the file']),
    ('none = "Keine"', '', ['auth.none: is missing']),
    ('none = "Keine"', 'none = "Keine"\nntlm = "NTLM"', ['auth.ntlm: is not a key of en.toml']),
    ('[auth]\nnone = "Keine"', '', ['auth.none: is missing']),
    ('[app.two]\nsteps = ["Warte."]', '', ['app.two steps 1: is missing']),
    ('steps = ["Warte."]', '', ['app.two steps 1: is missing']),
    ('["Warte."]', '["Warte", "Schon."]', ['app.two steps 2: is not a key of en.toml']),
    ('"Öffne *A*.", ', '', ['app.one steps 2: is missing',
                                 'app.one steps 1: does not have the same placeholders as English']),
    ('note = "Grüße."', '', ['app.one note: is missing']),
    ('name = "Eine App"', '', ['app.one name: is missing']),
    ('Mail für {address}', 'Mail', ['title: does not have the same placeholders as English']),
    ('Mail für {address}', '{address} {provider}',
     ['title: does not have the same placeholders as English']),
    ('Mail für {address}', '{addresses}', ["title: has unknown placeholders: ['addresses']",
                                        'title: does not have the same placeholders as English']),
    ('Mail für {address}', '{address} {', ['title: has an unpaired brace or asterisk']),
    ('Öffne *A*.', 'Öffne *A.', ['app.one steps 1: has an unpaired brace or asterisk']),
    ('Öffne *A*.', 'Öffne *A*, *B.',
     ['app.one steps 1: has an unpaired brace or asterisk']),
    ('Mail für {address}', '*Mail* für {address}', ['title: must not name a menu']),
    ('Mail für {address}', ' Mail für {address}',
     ['title: is not a text, is empty, or has spaces at its ends']),
    ('"Mail für {address}"', '7', ['title: is not a text, is empty, or has spaces at its ends']),
    ('"Keine"', '""', ['auth.none: is not a text, is empty, or has spaces at its ends']),
    ('Warte.', 'Warte\\nNun.', ['app.two steps 1: has a line break or a control character']),
]
# Parts of the output for the valid files.
MADE = [
    '.language = "en"', '.language = "de"', '.title = {"Mail für {address}"}',
    '{"Open <b>A &amp; B</b>."}', '{"Say &quot;hello&quot; \\\\ wait."}', '{"one", {"Eine App"}',
    '{"two", {}', '.scan_scan = {"Nun <b>Scannen</b>."}',
]


def run(words, folder, german):
    files = [folder / 'en.toml', folder / 'de.toml']
    for file, text in zip(files, (ENGLISH, german)):
        file.write_text(text, encoding='utf-8')
    made = folder / 'words.cpp'
    made.unlink(missing_ok=True)
    done = subprocess.run([sys.executable, words, made, *files], capture_output=True, text=True,
                          timeout=60)
    said = done.stderr.replace(f'{files[1]}: ', '').splitlines()
    return done.returncode, said, made.read_text(encoding='utf-8') if made.exists() else None


def failures(words, folder):
    status, said, made = run(words, folder, GERMAN)
    if status or said or not made:
        yield f'refuses valid files: {said}'
        return
    missing = [text for text in MADE if text not in made]
    if missing or not made.index('"Mail für') < made.index('"Nun'):
        yield f'lacks {missing}, or is not in the order of English'
    for old, new, expected in FAULTS:
        status, said, made = run(words, folder, GERMAN.replace(old, new))
        if (status, sorted(said), made) != (1, sorted(expected), None):
            yield f'{old!r} as {new!r}\nexpected: {expected}\ngot:      {status} {said}'


def main(words):
    with tempfile.TemporaryDirectory() as folder:
        failed = list(failures(words, pathlib.Path(folder)))
    for failure in failed:
        print(f'FAILED {failure}')
    print(f'words_test: {len(FAULTS) + 1 - len(failed)} passed, {len(failed)} failed')
    return 1 if failed else 0


sys.exit(main(sys.argv[1]))
