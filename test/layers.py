#!/usr/bin/env python3
"""layers.py SRC: holds the sources to the rules of layers.

A file may include headers of its own layer and of the layers it builds on, and each foreign
library has one home: no header outside it shows the library's types.
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
    r'expat\.h': {'base/xml_parser.hpp'},
    r'boost/property_tree/.*': {'config/node.hpp', 'config/node.cpp', 'config/info_file.cpp',
                                'config/load.cpp'},
    r'fcgi.*\.h': {'server/fcgi_exchange.cpp'},
    r'idn2\.h': {'model/domain.cpp'},
    r'CLI/.*': {'fingerpostd.cpp', 'fingerpost.cpp'},
    r'boost/uuid/.*': {'protocol/mobileconfig.cpp'},
    r'nlohmann/.*': {'import/automx2.cpp', 'probe/reading.cpp', 'command/json.hpp'},
    r'curl/.*': {'probe/fetch.cpp'},
    r'libpsl\.h': {'probe/plan.cpp'},
    r'ldns/.*': {'probe/dns_message.cpp', 'probe/resolver.cpp', 'zone/digest.cpp'},
    r'seccomp\.h': {'server/confinement.cpp'},
    r'openssl/.*': {'base/cms_openssl.cpp'},
}

INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.MULTILINE)


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


def main():
    src = pathlib.Path(sys.argv[1])
    files = len(list(src.rglob('*.[ch]pp')))
    broken = list(broken_rules(src))
    for line in broken:
        print(line)
    print(f'layers: {files - len(broken)} passed, {len(broken)} failed')
    return 1 if broken or not files else 0


sys.exit(main())
