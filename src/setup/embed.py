#!/usr/bin/env python3
"""embed.py OUTPUT HEADER NAME FILE: makes C++ of a text file: the std::string_view NAME of HEADER."""
import pathlib
import sys

# Compilers need take no longer literal (C++20, annex B), and none of the files comes near that.
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
