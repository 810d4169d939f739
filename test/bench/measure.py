"""Measures processes, puts load on them, and prints the results."""
import contextlib
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import fastcgi
from harness import FINGERPOSTD, Case, memory_kib

CLIENTS = ('outlook', 'thunderbird')
CONNECTIONS = 16
HERE = pathlib.Path(__file__).parent
# The folder with the programs that are built for the bench.
PROGRAMS = pathlib.Path(sys.argv[3]).resolve()
median = statistics.median


@contextlib.contextmanager
def workbench(fingerpostd=FINGERPOSTD):
    """Provides a folder, and processes that end with it."""
    class Bench(Case):
        program = fingerpostd
    try:
        Bench.setUpClass()
        yield Bench
    finally:
        Bench.doClassCleanups()


def row(what, value, reach='', digits=2):
    """Returns a line of a table; `reach` is the required value: '>= 1.7', '<= 60'."""
    line = f'{what:62}{value:10.{digits}f}'
    if not reach:
        return line
    relation, bound = reach.split()
    reached = value >= float(bound) if relation == '>=' else value <= float(bound)
    return f'{line}   {reach:8}{"" if reached else " not reached"}'.rstrip()


def cpu_seconds(pids):
    """Returns the user and system time of the processes, to the nanosecond
    (clock_getcpuclockid(3))."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def memory_mb(pids):
    """Returns the resident memory of processes; shared memory is counted once."""
    if len(pids) == 1:
        return memory_kib(pids[0], 'VmRSS') / 1024
    texts = (pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text() for pid in pids)
    return sum(int(text.split('\nPss:')[1].split()[0]) for text in texts) / 1024


def forget_peak(pid):
    """Resets the peak of the memory."""
    pathlib.Path(f'/proc/{pid}/clear_refs').write_text('5')


def peak_mb(pid):
    return memory_kib(pid, 'VmHWM') / 1024


def question(client, domain):
    """Returns the request of a client, or of the form on the page for people, for ann@DOMAIN, as a
    web server passes it on."""
    if client == 'page':
        body = f'emailaddress=ann%40{domain}&lang=en'.encode()
        environment = fastcgi.environment('POST', f'https://autoconfig.{domain}/', body)
    elif client == 'thunderbird':
        body = b''
        environment = fastcgi.environment(
            'GET', f'https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress=ann%40{domain}')
    else:
        schema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/'
        body = (f'<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="{schema}'
                f'requestschema/2006"><Request><EMailAddress>ann@{domain}</EMailAddress>'
                f'<AcceptableResponseSchema>{schema}responseschema/2006a</AcceptableResponseSchema>'
                '</Request></Autodiscover>').encode()
        environment = fastcgi.environment(
            'POST', f'https://autodiscover.{domain}/autodiscover/autodiscover.xml', body)
    records = fastcgi.begin(keep=True) + fastcgi.params(environment) + fastcgi.stdin(body)
    return len(records).to_bytes(4, 'big') + records


def questions(client, domains, numbers=None):
    """Returns the same requests as load.lua; for many domains, ten thousand, or those of these
    numbers."""
    if domains == 0 and not numbers:
        return question(client, 'example.com')
    draw = random.Random(1)
    return b''.join(question(client, f'd{number}.example.com')
                    for number in numbers or (draw.randrange(domains) for _ in range(10_000)))


class Load:
    """CONNECTIONS connections to a port, by wrk, or to a FastCGI socket. It begins immediately. The
    command `before` runs it."""

    def __init__(self, address, client, seconds, domains=0, before=(), numbers=None):
        self.questions = None
        if isinstance(address, int):
            command = ['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{seconds}s', '-s', HERE / 'load.lua',
                       f'http://127.0.0.1:{address}', '--', client, domains]
        else:
            self.questions = tempfile.NamedTemporaryFile()
            self.questions.write(questions(client, domains, numbers))
            self.questions.flush()
            command = [PROGRAMS / 'fastcgi_load', address, CONNECTIONS, seconds,
                       self.questions.name]
        self.process = subprocess.Popen([str(word) for word in (*before, *command)],
                                        stdout=subprocess.PIPE, text=True)

    def is_over(self):
        return self.process.poll() is not None

    def result(self):
        output = self.process.communicate()[0]
        if self.process.returncode:
            raise RuntimeError(output)
        requests, errors, seconds, p99 = output.splitlines()[-1].split()
        if int(errors):
            raise RuntimeError(f'{errors} of {requests} requests were not answered')
        return Result(int(requests), float(seconds), float(p99))


class Result:
    def __init__(self, requests, seconds, p99_ms):
        self.requests = requests
        self.rate = requests / seconds
        self.p99_ms = p99_ms
        self.cpu_us = None


def load(address, client, seconds, pids=(), domains=0, numbers=None):
    """Returns the result of a load, with the CPU time of the processes for each request."""
    before = cpu_seconds(pids)
    result = Load(address, client, seconds, domains, numbers=numbers).result()
    result.cpu_us = (cpu_seconds(pids) - before) / result.requests * 1e6
    return result


def system_calls(address, client, pids):
    """Returns the number of system calls of the processes for each request in a load of one
    second."""
    with tempfile.NamedTemporaryFile('r') as output:
        perf = ['perf', 'stat', '-x,', '-e', 'raw_syscalls:sys_enter', '-o', output.name,
                '-p', ','.join(map(str, pids))]
        result = Load(address, client, 1, before=perf).result()
        return int(output.read().splitlines()[-1].split(',')[0]) / result.requests
