#!/usr/bin/env python3
"""embed.py OUTPUT HEADER NAME FILE: writes C++ that defines the std::string_view NAME,
declared in HEADER, with the content of FILE."""
import pathlib
import sys

# Compilers need not accept longer literals (C++20, annex B). All files are much shorter.
LONGEST = 65536
DELIMITER = 'END_OF_FILE'


def main():
    output, header, name, file = sys.argv[1:]
    text = pathlib.Path(file).read_text()
    if len(text) >= LONGEST or f'){DELIMITER}"' in text:
        sys.exit(f'{file}: cannot be a literal')
    pathlib.Path(output).write_text(
        f'#include "{header}"\n\n'
        f'namespace fingerpost {{\n\n'
        f'const std::string_view {name} = R"{DELIMITER}({text}){DELIMITER}";\n\n'
        f'}}  // namespace fingerpost\n')


main()
