"""Programs of the tests that call the clients' own libraries."""
import pathlib
import re
import subprocess

DRIVERS = pathlib.Path(__file__).parent / 'drivers'
# The headers of GLib 2.74 and of what is built on it use what they call deprecated.
FLAGS = ('-Wall', '-Wextra', '-Werror', '-Wno-deprecated-declarations')


def compile_driver(case, name, *libraries):
    """Compiles drivers/NAME.c with these libraries, as pkg-config calls them. Returns the program,
    which is in the folder of the case."""
    program = case.path(name)
    flags = subprocess.run(['pkg-config', '--cflags', '--libs', *libraries], check=True,
                           capture_output=True, text=True).stdout.split()
    done = subprocess.run(['gcc', *FLAGS, DRIVERS / f'{name}.c', '-o', program, *flags],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return program


def installed_file(package, pattern):
    """Returns the path of the file of a Debian package whose path the pattern matches."""
    listed = subprocess.run(['dpkg', '-L', package], check=True, capture_output=True, text=True)
    path, = re.findall(f'^.*{pattern}$', listed.stdout, re.MULTILINE)
    return path
