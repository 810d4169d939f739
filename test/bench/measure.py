"""What is measured of processes, the load that is put on them, and how it is told."""
import contextlib
import pathlib
import statistics
import subprocess
import time

from harness import Case, memory_kib

CONNECTIONS = 16
LOAD = pathlib.Path(__file__).parent / 'load.lua'
median = statistics.median


@contextlib.contextmanager
def workbench():
    """A folder, and the processes that end with it."""
    class Bench(Case):
        pass
    try:
        Bench.setUpClass()
        yield Bench
    finally:
        Bench.doClassCleanups()


def row(what, value, reach='', digits=2):
    """A line of a table; `reach` is what is wanted of the value: '>= 1.7', '<= 60'."""
    line = f'{what:62}{value:10.{digits}f}'
    if not reach:
        return line
    relation, bound = reach.split()
    reached = value >= float(bound) if relation == '>=' else value <= float(bound)
    return f'{line}   {reach:8}{"" if reached else " not reached"}'.rstrip()


def cpu_seconds(pids):
    """User and system time of the processes, to the nanosecond (clock_getcpuclockid(3))."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def memory_mb(pids):
    """Resident memory; of several processes, with what they share counted once."""
    if len(pids) == 1:
        return memory_kib(pids[0], 'VmRSS') / 1024
    texts = (pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text() for pid in pids)
    return sum(int(text.split('\nPss:')[1].split()[0]) for text in texts) / 1024


def forget_peak(pid):
    """The peak is from now on that of what follows."""
    pathlib.Path(f'/proc/{pid}/clear_refs').write_text('5')


def peak_mb(pid):
    return memory_kib(pid, 'VmHWM') / 1024


class Load:
    """wrk with CONNECTIONS connections for so many seconds; begins at once."""

    def __init__(self, port, client, seconds, domains=0):
        command = ['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{seconds}s', '-s', LOAD,
                   f'http://127.0.0.1:{port}', '--', client, str(domains)]
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE,
                                        text=True)

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


def load(port, client, seconds, pids=(), domains=0):
    """The result of a load, with the CPU time that the processes took for each request."""
    before = cpu_seconds(pids)
    result = Load(port, client, seconds, domains).result()
    result.cpu_us = (cpu_seconds(pids) - before) / result.requests * 1e6
    return result
