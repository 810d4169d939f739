#!/usr/bin/env python3
"""layers.py SRC: checks the sources against the rules of layers. The table of layers is in
SRC/meson.build.

A file may include headers of its own layer and of the layers below it. Each foreign library has one
home: no header elsewhere exposes its types. A file includes what it uses. The files of a layer do not
include each other in a circle; a .hpp and its .cpp count as one. No two layers have a file of the same
name, or headers with a type of the same name. Only the table of services spells the name of a service.
"""
import collections
import pathlib
import re
import sys

# The folders that each program may include. src/meson.build says which folders a folder builds on
# and links.
PROGRAMS = {
    'fingerpost.cpp': {'base', 'client', 'config', 'command', 'zone'},
    'fingerpost-mapd.cpp': {'base', 'process', 'model', 'config', 'mapd'},
    'fingerpostd.cpp': {'base', 'process', 'model', 'lookup', 'config', 'report', 'server'},
}
FOLDER = re.compile(r"^ *\['(\w+)', \[([^]]*)\]", re.MULTILINE)

# Patterns of foreign headers, and the only files that may include them.
HOMES = {
    r'expat\.h': {'base/xml_reader.cpp'},
    r'boost/property_tree/.*': {'config/node.hpp', 'config/node.cpp', 'config/info_file.cpp',
                                'config/environment.cpp', 'config/load.cpp'},
    r'boost/multi_index.*': {'lookup/map_cache.cpp'},
    r'fcgi.*\.h': {'server/fcgi_request.cpp'},
    r'idn2\.h': {'model/domain.cpp'},
    r'sha2\.h': {'base/sha256.cpp'},
    r'CLI/.*': {'fingerpost-mapd.cpp', 'fingerpostd.cpp', 'fingerpost.cpp',
                'command/completion.cpp'},
    r'boost/uuid/.*': {'protocol/mobileconfig.cpp'},
    r'nlohmann/.*': {'import/automx2.cpp', 'probe/found_settings.cpp', 'command/json.hpp'},
    r'curl/.*': {'probe/fetch.cpp'},
    r'libpsl\.h': {'probe/plan.cpp'},
    r'ldns/.*': {'zone/ldns.hpp'},
    r'seccomp\.h': {'process/confinement.cpp'},
    r'unicase\.h': {'mapd/fold_key.cpp'},
    r'soci/.*': {'mapd/sql_session.cpp'},
    r'ldap\.h|lber\.h|openldap\.h': {'mapd/ldap_connection.cpp', 'mapd/ldap_tls_context.cpp'},
    r'openssl/.*': {'base/cms_openssl.cpp'},
    r'qrencode\.h': {'base/qr_code.cpp'},
}

# Names, and the header that declares each in the newest version of its library. A file must include
# that header, or one of our own that does. Which other headers include it differs between versions.
DECLARED_IN = {
    r'fmt::(?:format|print)\(': 'fmt/format.h',
    r'fmt::join\(': 'fmt/ranges.h',
    r'FMT_COMPILE\(': 'fmt/compile.h',
    r'std::(?:ranges::)?(?:all_of|any_of|count|count_if|equal|find|find_if|max|min|mismatch|none_of|'
    r'replace|reverse|sort|stable_sort|transform|unique)\(': 'algorithm',
    r'std::array<': 'array',
    r'errno\b': 'cerrno',
    r'std::chrono\b': 'chrono',
    r'std::u?int\d+_t\b': 'cstdint',
    r'(?:stderr|stdout)\b': 'cstdio',
    r'std::mem(?:chr|cmp|cpy|set)\(': 'cstring',
    r'std::function<': 'functional',
    r'std::map<': 'map',
    r'std::(?:unique_ptr|shared_ptr|make_unique|make_shared)<': 'memory',
    r'std::bad_alloc\b': 'new',
    r'std::optional<': 'optional',
    r'std::string\b': 'string',
    r'std::string_view\b': 'string_view',
    r'std::thread\b': 'thread',
    r'std::vector<': 'vector',
}
DECLARED_IN = {re.compile(rf'(?<![\w"/]){name}'): header for name, header in DECLARED_IN.items()}
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/', re.DOTALL)

# Matches a comment, a character literal or a string literal.
TOKEN = re.compile(COMMENT.pattern + r"""|'(?:[^'\\\n]|\\.)+'|"((?:[^"\\\n]|\\.)*)\"""", re.DOTALL)
SERVICES = 'model/service.hpp'
SERVICE = re.compile(r'\.word = "(\w+)"')

INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.MULTILINE)
# Types that are not nested in another one: clang-format does not indent them.
TYPE = re.compile(r'^(?:struct|class|union|enum(?: class)?|using) (\w+)(?: =|[^;(=]*\{)',
                  re.MULTILINE)


def layer_of(name):
    return name.split('/')[0]


def pair_of(name):
    return name.rpartition('.')[0]


def foreign_includes(path, src, seen):
    """Returns the foreign headers that a file includes, directly or through our own."""
    found = set()
    for kind, target in INCLUDE.findall(path.read_text()):
        if kind == '<':
            found.add(target)
        elif target not in seen:
            seen.add(target)
            found |= foreign_includes(src / target, src, seen)
    return found


def missing_headers(path, src):
    code = COMMENT.sub('', path.read_text())
    wanted = {header for name, header in DECLARED_IN.items() if name.search(code)}
    return sorted(wanted - foreign_includes(path, src, set()))


def layers_of(src):
    """Returns each folder and program with the folders that it builds on."""
    rows = FOLDER.findall((src / 'meson.build').read_text())
    return {**{name: set(re.findall(r'\w+', below)) for name, below in rows}, **PROGRAMS}


def included_pairs(files):
    """Returns the pairs of files in its own layer that each pair includes: {'base/text':
    {'base/utf8'}}."""
    included = collections.defaultdict(set)
    for name, text in files.items():
        included[pair_of(name)] |= {
            pair_of(target) for kind, target in INCLUDE.findall(text)
            if kind == '"' and layer_of(target) == layer_of(name)} - {pair_of(name)}
    return included


def circle(included):
    """Returns a path from a pair of files back to itself, or nothing."""
    left = set(included)
    while ends := {pair for pair in left if not included[pair] & left}:
        left -= ends
    way = [min(left)] if left else []
    while way and way[-1] not in way[:-1]:
        way.append(min(included[way[-1]] & left))
    return way[way.index(way[-1]):] if way else []


def twins(files):
    """Returns the names of files and types that occur in several layers, and where."""
    places = collections.defaultdict(list)
    for name, text in files.items():
        if '/' in name:
            places[f'file {pathlib.PurePath(name).stem}'].append(name)
        if name.endswith('.hpp'):
            for kind in TYPE.findall(COMMENT.sub('', text)):
                places[f'type {kind}'].append(name)
    return [(what, names) for what, names in sorted(places.items())
            if len(set(map(layer_of, names))) > 1]


def spelled_services(files):
    """Returns each literal that spells the name of a service, all of which belong in its row:
    (file, text)."""
    words = SERVICE.findall(files.get(SERVICES, ''))
    spells = re.compile(rf'(?i)(?<![a-z])(?:{"|".join(words)})(?![a-z])')
    return [(name, text) for name, code in files.items() if words and name != SERVICES
            for text in TOKEN.findall(code) if spells.search(text)]


def broken_rules(src):
    builds_on = layers_of(src)
    for path in sorted(src.rglob('*.[ch]pp')):
        name = path.relative_to(src).as_posix()
        layer = layer_of(name)
        if layer not in builds_on:
            yield f'{name}: is in no layer'
            continue
        for kind, target in INCLUDE.findall(path.read_text()):
            if kind == '"' and layer_of(target) not in builds_on[layer] | {layer}:
                yield f'{name}: includes {target}, which is not below it'
            for pattern, homes in HOMES.items():
                if re.fullmatch(pattern, target) and name not in homes:
                    yield f'{name}: includes {target}, whose home is {sorted(homes)}'
        for header in missing_headers(path, src):
            yield f'{name}: uses names of {header}, which it does not include'
    files = {path.relative_to(src).as_posix(): path.read_text()
             for path in sorted(src.rglob('*.[ch]pp'))}
    if way := circle(included_pairs(files)):
        yield f'{way[0]}: includes itself: {" > ".join(way)}'
    for what, names in twins(files):
        yield f'{what}: is in several layers: {", ".join(names)}'
    for name, text in spelled_services(files):
        yield f'{name}: spells a service in "{text}"; take its name from {SERVICES}'


def main():
    src = pathlib.Path(sys.argv[1])
    files = len(list(src.rglob('*.[ch]pp')))
    broken = list(broken_rules(src))
    for line in broken:
        print(line)
    print(f'layers: {files - len(broken)} passed, {len(broken)} failed')
    return 1 if broken or not files else 0


if __name__ == '__main__':
    sys.exit(main())
