"""Gets fingerpostd's reports the way a web server does."""
import json

import fastcgi


def records(report, keep=True, **parameters):
    """Returns the records with which a web server requests a report."""
    return (fastcgi.begin(keep) +
            fastcgi.params(fastcgi.environment() | {'FINGERPOST_REPORT': report} | parameters) +
            fastcgi.stdin(b''))


def ask(address, report, **parameters):
    """Returns the answer to a request for a report. The connection is closed before fingerpostd
    accepts another one."""
    with fastcgi.Connection(address) as connection:
        connection.send(records(report, keep=False, **parameters))
        return connection.read_reply()


def samples_of(text):
    """Returns the value of each sample, by its name and labels."""
    samples = [line.rpartition(' ') for line in text.splitlines() if not line.startswith('#')]
    return {name: float(value) for name, _, value in samples}


def metrics(address, **parameters):
    return samples_of(ask(address, 'metrics', **parameters).body.decode())


def status(address):
    return json.loads(ask(address, 'status').body)
