#!/usr/bin/env python3
"""words.py OUTPUT en.toml LANGUAGE.toml…: generates C++ from the texts of the page for people.

Fails with FILE: KEY: PROBLEM if a language lacks a text, differs from English in the number of
steps or in placeholders, or holds something that is not allowed.
"""
import html
import pathlib
import re
import sys
import tomllib

PLACEHOLDERS = {'address', 'login', 'provider', 'incoming_type', 'incoming_host', 'incoming_port',
                'incoming_security', 'outgoing_host', 'outgoing_port', 'outgoing_security',
                'outgoing_login'}
PLACEHOLDER = re.compile(r'\{(\w*)\}')
EMPHASIS = re.compile(r'\*([^*]+)\*')
# Tables; every other key is a text.
TABLES = ('auth', 'hand_steps', 'app')


def texts_of(table):
    return {**{f'steps {number}': text for number, text in enumerate(table.get('steps', []), 1)},
            **{key: table[key] for key in ('name', 'note') if key in table}}


def flat(language):
    """Returns every text of a language by its key."""
    texts = {key: value for key, value in language.items() if key not in TABLES}
    texts |= {f'auth.{key}': value for key, value in language.get('auth', {}).items()}
    apps = {f'app.{app}': table for app, table in language.get('app', {}).items()}
    for name, table in {'hand_steps': language.get('hand_steps', {}), **apps}.items():
        texts |= {f'{name} {key}': text for key, text in texts_of(table).items()}
    return texts


def problems(texts, english):
    """Yields each problem of a language's texts: (key, problem)."""
    yield from ((key, 'is missing') for key in english if key not in texts)
    yield from ((key, 'is not a key of en.toml') for key in texts if key not in english)
    for key, text in texts.items():
        if not isinstance(text, str) or not text.strip() or text != text.strip():
            yield key, 'is not a text, is empty, or has spaces at its ends'
            continue
        used = set(PLACEHOLDER.findall(text))
        if used - PLACEHOLDERS:
            yield key, f'has unknown placeholders: {sorted(used - PLACEHOLDERS)}'
        if key in english and used != set(PLACEHOLDER.findall(english[key])):
            yield key, 'does not have the same placeholders as English'
        if re.search(r'[{}*]', EMPHASIS.sub('', PLACEHOLDER.sub('', text))):
            yield key, 'has an unpaired brace or asterisk'
        if '*' in text and not key.startswith(('app.', 'hand_steps')) and not key.endswith('_scan'):
            yield key, 'must not name a menu'
        if re.search(r'[\x00-\x1f\x7f]', text):
            yield key, 'has a line break or a control character'


def markup(text):
    escaped = html.escape(text, quote=True)
    literal = EMPHASIS.sub(r'<b>\1</b>', escaped).replace('\\', '\\\\').replace('"', '\\"')
    return f'{{"{literal}"}}'


def steps(variable, app, table, out):
    out.append(f'constexpr Markup {variable}[] = {{')
    out.extend(f'    {markup(text)},' for text in table['steps'])
    out.append('};')
    name, note = (markup(table[key]) if key in table else '{}' for key in ('name', 'note'))
    return f'{{"{app}", {name}, {variable}, {note}}}'


def language_code(language, out):
    """Writes the arrays of a language, and returns the initializer of its Words."""
    code = language['language']
    hand = steps(f'{code}_hand', '', language['hand_steps'], out)
    apps = [steps(f'{code}_{app.replace("-", "_")}', app, table, out)
            for app, table in language['app'].items()]
    out.append(f'constexpr Steps {code}_apps[] = {{')
    out.extend(f'    {app},' for app in apps)
    out.append('};')
    out.append(f'constexpr NamedText {code}_auth[] = {{')
    out.extend(f'    {{"{word}", {markup(text)}}},' for word, text in language['auth'].items())
    out.append('};')
    texts = [f'     .{key} = {markup(text)},' for key, text in language.items()
             if key not in TABLES and key != 'language']
    return '\n'.join([f'    {{.language = "{code}",', *texts, f'     .auth = {code}_auth,',
                      f'     .hand_steps = {hand},', f'     .apps = {code}_apps}},'])


def main(output, *paths):
    languages = {path: tomllib.loads(pathlib.Path(path).read_text(encoding='utf-8')) for path in paths}
    english = flat(languages[paths[0]])
    wrong = [f'{path}: {key}: {what}' for path, language in languages.items()
             for key, what in problems(flat(language), english)]
    wrong += [f'{path}: language: is not the name of the file' for path, language in languages.items()
              if language.get('language') not in (None, pathlib.Path(path).stem)]
    if wrong:
        sys.exit('\n'.join(wrong))
    out = ['#include "page/words.hpp"', '', 'namespace fingerpost {', '', 'namespace {', '']
    # In the order of English, which is that of the members of Words.
    all_words = [language_code(in_order(language, languages[paths[0]]), out)
                 for language in languages.values()]
    codes = ', '.join(f'"{language["language"]}"' for language in languages.values())
    out += ['', 'constexpr Words words[] = {', *all_words, '};', '',
            f'constexpr std::string_view codes[] = {{{codes}}};', '', '}  // namespace', '',
            'std::span<const Words> all_words() noexcept {', '  return words;', '}', '',
            'std::span<const std::string_view> language_codes() noexcept {', '  return codes;', '}', '',
            '}  // namespace fingerpost', '']
    pathlib.Path(output).write_text('\n'.join(out), encoding='utf-8')


def in_order(language, english):
    return {key: language[key] for key in english}


if __name__ == '__main__':
    main(*sys.argv[1:])
