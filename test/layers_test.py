#!/usr/bin/env python3
"""layers_test.py: tests layers.py with small sources, each of which breaks one rule."""
import pathlib
import sys
import tempfile

from layers import broken_rules

SOUND = {
    'meson.build': "folders = [\n  ['base', [], [fmt], files],\n  ['model', ['base'], [], files],\n]\n",
    'base/text.hpp': '#include <string>\nstruct Text { std::string text; };\n',
    'base/text.cpp': '#include "base/text.hpp"\n#include "base/utf8.hpp"\n',
    'base/utf8.hpp': 'class Text;\nenum class Kind { one };\n// struct Host {\n',
    'model/host.hpp': '#include "base/text.hpp"\nstruct Host {\n  struct Kind {};\n};\n',
    'model/service.hpp': 'constexpr Service services[] = {{.word = "caldav", .type = "caldav"}};\n',
    'fingerpost.cpp': '#include "base/text.hpp"\n',
}
# Files that are added or replaced, and the expected output.
FAULTS = [
    ({}, []),
    ({'mail/host.hpp': ''}, ['mail/host.hpp: is in no layer',
                             'file host: is in several layers: mail/host.hpp, model/host.hpp']),
    ({'base/text.hpp': '#include "model/host.hpp"\n'},
     ['base/text.hpp: includes model/host.hpp, which is not below it']),
    ({'model/domain.hpp': '#include <idn2.h>\n'},
     ["model/domain.hpp: includes idn2.h, whose home is ['model/domain.cpp']"]),
    ({'base/file.hpp': 'std::string read();\n'},
     ['base/file.hpp: uses names of string, which it does not include']),
    ({'base/utf8.cpp': '#include "base/text.hpp"\n'},
     ['base/text: includes itself: base/text > base/utf8 > base/text']),
    ({'base/utf8.hpp': '#include "base/file.hpp"\n', 'base/file.hpp': '#include "base/text.hpp"\n',
      'base/end.cpp': '#include "base/utf8.hpp"\n'},
     ['base/utf8: includes itself: base/utf8 > base/file > base/text > base/utf8']),
    ({'base/host.cpp': ''},
     ['file host: is in several layers: base/host.cpp, model/host.hpp']),
    ({'model/text.hpp': ''},
     ['file text: is in several layers: base/text.cpp, base/text.hpp, model/text.hpp']),
    ({'model/word.hpp': 'class Text final : public Host {\n};\n'},
     ['type Text: is in several layers: base/text.hpp, model/word.hpp']),
    ({'model/word.hpp': 'using Text = int;\n'},
     ['type Text: is in several layers: base/text.hpp, model/word.hpp']),
    ({'model/dav.cpp': '// "caldav"\nchar c = \'"\'; f("https://x/CalDAV/", "caldavs", word);\n'},
     ['model/dav.cpp: spells a service in "https://x/CalDAV/"; take its name from '
      'model/service.hpp']),
    ({'model/word.hpp': 'enum class Kind : char {\n};\n'},
     ['type Kind: is in several layers: base/utf8.hpp, model/word.hpp']),
]


def said_of(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        return list(broken_rules(pathlib.Path(folder)))


def main():
    failed = 0
    for added, expected in FAULTS:
        said = said_of({**SOUND, **added})
        if said != expected:
            failed += 1
            print(f'FAILED {added}\nexpected: {expected}\ngot:      {said}')
    print(f'layers_test: {len(FAULTS) - failed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
