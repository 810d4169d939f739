"""Many domains: the cost of loading them, answering for them, and reloading them."""
import signal
import time

from harness import Nginx, share_with_web_server
from measure import Load, forget_peak, load, median, memory_mb, peak_mb, row, workbench

DOMAINS = 100_000
MANY_DOMAINS = 1_000_000
PER_PROVIDER = 10


def domain(number):
    return f'd{number}.example.com'


def in_a_file(bench, number):
    """Writes one provider, whose domains-file has this many lines."""
    bench.write('scale/domains', ''.join(domain(i) + '\n' for i in range(number)))
    return bench.write('scale/fingerpost.conf', '''provider example
{
    domains-file domains
    imap   mail.example.com
    smtp   mail.example.com
}
''')


def in_conf_d(bench, number):
    """Writes a provider for each PER_PROVIDER domains, each in its own file."""
    for i in range(0, number, PER_PROVIDER):
        domains = ''.join(f'    domain {domain(i + k)}\n' for k in range(PER_PROVIDER))
        bench.write(f'scale/conf.d/{i:06}.conf', f'''provider p{i}
{{
    name   "Provider {i}"
{domains}
    imap   mail{i}.example.com
    smtp   mail{i}.example.com
}}
''')
    return bench.write('scale/fingerpost.conf', '')


class Responder:
    """fingerpostd with a configuration."""

    def __init__(self, bench, config):
        self.socket = bench.path('scale/fingerpost.sock')
        config.write_text(f'listen {self.socket}\n{config.read_text()}')
        begin = time.monotonic()
        self.process = bench.start_fingerpostd(config)
        self.load_seconds = time.monotonic() - begin
        self.pid = self.process.process.pid

    def behind_nginx(self, bench):
        """Returns the port of the nginx in front of it."""
        share_with_web_server(str(self.socket))
        return Nginx(bench, str(self.socket)).http

    def memory_mb(self):
        return memory_mb([self.pid])

    def reload(self):
        """Returns the seconds until the new configuration serves."""
        begin = time.monotonic()
        self.process.signal(signal.SIGHUP)
        self.process.notify.wait_for('READY=1')
        return time.monotonic() - begin


def p99_while_reloading(responder, port, seconds, domains):
    """Reloads again and again under load; returns the 99th percentile."""
    under_load = Load(port, 'thunderbird', seconds, domains)
    while not under_load.is_over():
        responder.reload()
    return under_load.result().p99_ms


def measure_one(options, name, make):
    with workbench() as few, workbench() as bench:
        small = Responder(few, make(few, PER_PROVIDER))
        small_port = small.behind_nginx(few)
        large = Responder(bench, make(bench, DOMAINS))
        yield row(f'{name}: s to load', large.load_seconds, '<= 1')
        loaded = large.memory_mb()
        yield row(f'{name}: MB resident then', loaded, '<= 60', 1)
        forget_peak(large.pid)
        reloads = [large.reload() for _ in range(options.rounds)]
        yield row(f'{name}: s to reload', median(reloads), '<= 1')
        yield row(f'{name}: MB at the peak of it', peak_mb(large.pid), '<= 60', 1)
        yield row(f'{name}: MB resident after {options.rounds} reloads', large.memory_mb(),
                  f'<= {loaded + 1:.1f}', 1)

        port = large.behind_nginx(bench)
        cpu, p99 = [], []
        for _ in range(options.rounds):
            one = load(small_port, 'thunderbird', options.seconds, [small.pid], PER_PROVIDER)
            all_of_them = load(port, 'thunderbird', options.seconds, [large.pid], DOMAINS)
            cpu.append(all_of_them.cpu_us - one.cpu_us)
            p99.append(p99_while_reloading(large, port, options.seconds, DOMAINS)
                       / all_of_them.p99_ms)
        yield row(f'{name}: µs CPU more than with {PER_PROVIDER} domains', median(cpu))
        yield row(f'{name}: p99 during a reload, relative to p99 otherwise', median(p99), '<= 2')


def measure_a_million(options):
    with workbench() as bench:
        responder = Responder(bench, in_a_file(bench, MANY_DOMAINS))
        yield row('a million in a file: s to load', responder.load_seconds)
        yield row('a million in a file: MB resident then', responder.memory_mb(), digits=1)
        forget_peak(responder.pid)
        yield row('a million in a file: s to reload', responder.reload())
        yield row('a million in a file: MB at the peak of it', peak_mb(responder.pid), digits=1)
        yield row('a million in a file: MB resident after it', responder.memory_mb(), digits=1)
        result = load(responder.behind_nginx(bench), 'thunderbird', options.seconds,
                      [responder.pid], MANY_DOMAINS)
        yield row('a million in a file: µs CPU for a request', result.cpu_us)


def run(options):
    yield from measure_one(options, '100,000 in a file', in_a_file)
    yield from measure_one(options, '10,000 providers, 100,000 domains', in_conf_d)
    yield from measure_a_million(options)
