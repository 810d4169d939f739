"""Runs fingerpostd without a configuration file, even if one is installed."""
import os
import pathlib
import re
import subprocess

# The variables of autodiscover-email-settings that fingerpostd reads.
FOREIGN = re.compile(r'(DOMAIN|COMPANY_NAME|SUPPORT_URL|MOBILESYNC_URL|'
                     r'(IMAP|POP|SMTP)_(HOST|PORT|SOCKET))$')


def default_configuration(program):
    """Returns the file that the program reads without -c."""
    text = subprocess.run([program, '--help'], capture_output=True, text=True, timeout=10,
                          check=True).stdout
    return pathlib.Path(re.search(r'--config FILE *[=[]([^]\s]+)', text).group(1))


def hiding(path):
    """Returns the beginning of a command that runs where this file does not exist."""
    if not path.parent.exists():
        return []
    return ['unshare', '--mount', '--map-root-user', 'sh', '-c',
            'mount -t tmpfs none "$0" && exec "$@"', path.parent]


def environment(variables):
    """Returns the variables of this process, with these in place of all that configure
    fingerpostd."""
    return {**{name: value for name, value in os.environ.items()
               if not name.startswith('FINGERPOST_') and not FOREIGN.match(name)}, **variables}
