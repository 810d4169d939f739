"""The cost of a request for fingerpostd: CPU and system calls, directly over FastCGI and behind
nginx. With --before, alternates with another fingerpostd; both get the same load in each round."""
import contextlib

from harness import FINGERPOSTD, SMALL
from measure import CLIENTS, load, median, row, system_calls, workbench
from scale import DOMAINS, PER_PROVIDER, Responder, in_a_file

# The required ratio of the CPU time to that of --before.
WANTED = '<= 1.05'


class Candidate:
    """A fingerpostd with the small configuration, its addresses, and one with many domains."""

    def __init__(self, stack, name, program):
        few, many, one = (stack.enter_context(workbench(program)) for _ in range(3))
        self.name = name
        small = Responder(one, one.write('scale/fingerpost.conf', SMALL))
        self.pids = [small.pid]
        self.ways = {'directly': str(small.socket), 'behind nginx': small.behind_nginx(one)}
        self.scale = {number: Responder(bench, in_a_file(bench, number))
                      for bench, number in ((few, PER_PROVIDER), (many, DOMAINS))}
        self.cpu_us = {(client, way): [] for client in CLIENTS for way in self.ways}
        # Behind nginx, this is for https only. Another build may not support it.
        if not name:
            self.cpu_us['page', 'directly'] = []
        self.extra_us = []

    def ask(self, client, way, seconds):
        self.cpu_us[client, way].append(load(self.ways[way], client, seconds, self.pids).cpu_us)

    def ask_of_many_domains(self, seconds):
        few, many = (load(str(one.socket), 'thunderbird', seconds, [one.pid], number).cpu_us
                     for number, one in self.scale.items())
        self.extra_us.append(many - few)

    def system_calls(self, client, way):
        return system_calls(self.ways[way], client, self.pids)

    def figures(self):
        for (client, way), values in self.cpu_us.items():
            yield row(f'{client}, {way}: µs CPU{self.name}', median(values))
            yield row(f'{client}, {way}: system calls{self.name}', self.system_calls(client, way),
                      '<= 3.5')
        if ('page', 'directly') in self.cpu_us:
            yield row('page, directly: CPU, relative to thunderbird',
                      median(page / thunderbird for page, thunderbird in
                             zip(self.cpu_us['page', 'directly'],
                                 self.cpu_us['thunderbird', 'directly'])), '<= 4')
        yield row(f'thunderbird, directly: µs more with {DOMAINS:,} domains{self.name}',
                  median(self.extra_us), '<= 1')


def run(options):
    with contextlib.ExitStack() as stack:
        now = Candidate(stack, '', FINGERPOSTD)
        before = options.before and Candidate(stack, ', before', options.before)
        candidates = [now, before] if before else [now]
        for _ in range(options.rounds):
            for client, way in now.cpu_us:
                for one in candidates:
                    if (client, way) in one.cpu_us:
                        one.ask(client, way, options.seconds)
            for one in candidates:
                one.ask_of_many_domains(options.seconds)
        for one in candidates:
            yield from one.figures()
        for client, way in before.cpu_us if before else ():
            yield row(f'{client}, {way}: CPU, relative to --before',
                      median(a / b for a, b in zip(now.cpu_us[client, way],
                                                   before.cpu_us[client, way])), WANTED)
