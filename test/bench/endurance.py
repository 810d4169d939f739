"""The time to the first answer, and fingerpostd's memory and its growth."""
import os
import subprocess
import time

import fastcgi
from harness import FINGERPOSTD, SOURCE, Nginx, wait_until
from measure import load, median, memory_mb, row, workbench

MILLION = 1_000_000


def first_answer_seconds(bench, name):
    """Returns the time from the first connection on a socket that systemd's own program holds."""
    path = str(bench.path(f'{name}.sock'))
    process = bench.start(['systemd-socket-activate', '-l', path, FINGERPOSTD, '-c',
                           SOURCE / 'conf/fingerpost.conf'], f'{name}.log',
                          stdin=subprocess.DEVNULL)
    # It logs this when it listens.
    wait_until(lambda: os.path.exists(path) and 'Listening' in process.log(), 'the socket')
    begin = time.monotonic()
    with fastcgi.Connection(path) as connection:
        reply = connection.ask()
        seconds = time.monotonic() - begin
    if reply.status != 200:
        raise RuntimeError(f'status {reply.status}')
    process.stop()
    return seconds


def run(options):
    with workbench() as bench:
        starts = [first_answer_seconds(bench, f'start{i}') for i in range(options.rounds)]
        yield row('ms from the first connection to the first answer', median(starts) * 1000,
                  '<= 30')
        web_server = Nginx(bench, bench.start_on_socket(SOURCE / 'conf/fingerpost.conf'))
        pids = [bench.fingerpostd.process.pid]
        asked = sum(load(web_server.http, client, options.seconds).requests
                    for client in ('outlook', 'thunderbird'))
        before = memory_mb(pids)
        yield row(f'MB resident after {asked} requests, sample configuration', before, '<= 6')
        asked = 0
        while asked < MILLION:
            asked += sum(load(web_server.http, client, options.seconds).requests
                         for client in ('outlook', 'thunderbird'))
        yield row(f'MB more after {asked} more', memory_mb(pids) - before, '<= 0.1')
