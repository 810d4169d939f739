#!/usr/bin/env python3
"""layers.py SRC: holds the sources to the rules of layers.

A file may include headers of its own layer and of the layers it builds on, and each foreign
library has one home: no header outside it shows the library's types. A file includes what it uses.
"""
import pathlib
import re
import sys

BUILDS_ON = {
    'base': set(),
    'http': {'base'},
    'model': {'base'},
    'protocol': {'base', 'http', 'model'},
    'config': {'base', 'model', 'protocol'},
    'responder': {'base', 'http', 'model', 'protocol'},
    'server': {'base', 'http', 'model', 'responder', 'config'},
    'import': {'base', 'model', 'config'},
    'client': {'base', 'http', 'model', 'protocol', 'responder'},
    'zone': {'base', 'http', 'model', 'client'},
    'probe': {'base', 'http', 'model', 'client', 'zone'},
    'command': {'base', 'http', 'model', 'config', 'client', 'zone', 'probe', 'import'},
    'fingerpost.cpp': {'base', 'client', 'config', 'command', 'zone'},
    'fingerpostd.cpp': {'base', 'model', 'config', 'server'},
}

# A pattern of foreign headers -> the only files that may include them.
HOMES = {
    r'expat\.h': {'base/xml_reader.cpp'},
    r'boost/property_tree/.*': {'config/node.hpp', 'config/node.cpp', 'config/info_file.cpp',
                                'config/load.cpp'},
    r'fcgi.*\.h': {'server/fcgi_exchange.cpp'},
    r'idn2\.h': {'model/domain.cpp'},
    r'CLI/.*': {'fingerpostd.cpp', 'fingerpost.cpp', 'command/completion.cpp'},
    r'boost/uuid/.*': {'protocol/mobileconfig.cpp'},
    r'nlohmann/.*': {'import/automx2.cpp', 'probe/found_settings.cpp', 'command/json.hpp'},
    r'curl/.*': {'probe/fetch.cpp'},
    r'libpsl\.h': {'probe/plan.cpp'},
    r'ldns/.*': {'probe/dns_message.cpp', 'probe/resolver.cpp', 'zone/digest.cpp'},
    r'seccomp\.h': {'server/confinement.cpp'},
    r'openssl/.*': {'base/cms_openssl.cpp'},
}

# A name -> the header that the newest version of its library declares it in. A file includes that
# header, or one of our own that does. Which other headers bring it differs between versions.
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

INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.MULTILINE)


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


def broken_rules(src):
    for path in sorted(src.rglob('*.[ch]pp')):
        name = path.relative_to(src).as_posix()
        layer = name.split('/')[0]
        if layer not in BUILDS_ON:
            yield f'{name}: is in no layer'
            continue
        for kind, target in INCLUDE.findall(path.read_text()):
            if kind == '"' and target.split('/')[0] not in BUILDS_ON[layer] | {layer}:
                yield f'{name}: includes {target}, which is not below it'
            for pattern, homes in HOMES.items():
                if re.fullmatch(pattern, target) and name not in homes:
                    yield f'{name}: includes {target}, whose home is {sorted(homes)}'
        for header in missing_headers(path, src):
            yield f'{name}: uses names of {header}, which it does not include'


def main():
    src = pathlib.Path(sys.argv[1])
    files = len(list(src.rglob('*.[ch]pp')))
    broken = list(broken_rules(src))
    for line in broken:
        print(line)
    print(f'layers: {files - len(broken)} passed, {len(broken)} failed')
    return 1 if broken or not files else 0


sys.exit(main())
