"""Domains in a database: the cost of an answer that is looked up and of one that is cached, the
memory for a million domains, and three nodes whose database fails over."""
import math
import random
import threading
import time

import databases
import fastcgi
from chart import LINE, OTHER_LINE, WIDTH, Panel, picture
from harness import Nginx
from load import Client, Question
from measure import Load, forget_peak, load, median, memory_mb, peak_mb, row, workbench
from scale import PER_PROVIDER, Responder, in_a_file

MILLION = 1_000_000
SERVERS = 'imap mail.example.com\n smtp mail.example.com\n'
# Each node may look up this many new domains at a time.
FRESH = 200_000
DRAWN = [10, 1000, 100_000, MILLION]


def fill(database, number):
    database.create('mail')
    database.sql(f'''CREATE TABLE domain (domain text PRIMARY KEY, active boolean DEFAULT true);
        INSERT INTO domain SELECT 'd' || n || '.example.com' FROM generate_series(0, {number - 1}) n;
        ANALYZE''', 'mail')


def table(hosts):
    return (f'hosts = {hosts}\nuser = {databases.READER}\npassword = {databases.PASSWORD}\n'
            "dbname = mail\nquery = SELECT domain FROM domain WHERE domain = '%s' AND active\n")


class Node:
    """fingerpost-mapd and fingerpostd, with all domains in a database."""

    def __init__(self, bench, hosts, name='node'):
        file = bench.write(f'scale/{name}.cf', table(hosts))
        providers = (f'provider customers {{\n name Mail\n domain-map pgsql:{file}\n {SERVERS}}}\n')
        self.mapd = databases.Mapd(bench, providers, name=f'{name}-maps')
        self.config = bench.write(f'scale/{name}.conf', self.mapd.config.read_text())
        self.socket = str(bench.path(f'scale/{name}.sock'))
        self.config.write_text(f'listen {self.socket}\n{self.config.read_text()}')
        self.process = bench.start_fingerpostd(self.config)
        self.pid = self.process.process.pid
        self.pids = [self.pid, self.mapd.process.process.pid]


def cached(options):
    """Measures the CPU time of an answer from a cached map entry, and from a file."""
    with workbench() as filed, workbench() as mapped:
        database = databases.PostgreSQL.of(mapped)
        fill(database, PER_PROVIDER)
        file = Responder(filed, in_a_file(filed, PER_PROVIDER))
        node = Node(mapped, database.inet)
        ratios = []
        for _ in range(options.rounds):
            one = load(str(file.socket), 'thunderbird', options.seconds, [file.pid], PER_PROVIDER)
            other = load(node.socket, 'thunderbird', options.seconds, [node.pid], PER_PROVIDER)
            ratios.append(other.cpu_us / one.cpu_us)
        yield row('cached: CPU, relative to a domain in a file', median(ratios), '<= 1.1')


def a_million(options):
    with workbench() as few, workbench() as many:
        nodes = []
        for bench, number in ((few, PER_PROVIDER), (many, MILLION)):
            database = databases.PostgreSQL.of(bench)
            fill(database, number)
            nodes.append(Node(bench, database.inet))
        small, large = nodes
        yield row(f'{PER_PROVIDER} domains: MB of fingerpostd', memory_mb([small.pid]), digits=1)
        yield row('a million domains: MB of fingerpostd', memory_mb([large.pid]),
                  f'<= {memory_mb([small.pid]) + 1:.1f}', 1)
        yield row('a million domains: MB of fingerpost-mapd', memory_mb(large.pids[1:]), digits=1)

        draw = random.Random(2)
        numbers = draw.sample(range(MILLION), FRESH)
        begin = Load(large.socket, 'thunderbird', options.seconds, numbers=numbers).result()
        yield row('new domains looked up a second', begin.rate, digits=0)
        yield row('new domains: 99th percentile, ms', begin.p99_ms)

        remembered = numbers[:10_000]
        Load(large.socket, 'thunderbird', 2, numbers=remembered).result()
        more = []
        for _ in range(options.rounds):
            one = load(small.socket, 'thunderbird', options.seconds, [small.pid], PER_PROVIDER)
            other = load(large.socket, 'thunderbird', options.seconds, [large.pid],
                         numbers=remembered)
            more.append(other.cpu_us - one.cpu_us)
        yield row('10,000 of a million, cached: µs CPU more than with '
                  f'{PER_PROVIDER}', median(more))
        forget_peak(large.pid)
        fresh = draw.sample(range(MILLION), FRESH)
        Load(large.socket, 'thunderbird', 3 * options.seconds, numbers=fresh).result()
        yield row('a million domains: MB of fingerpostd at the peak of lookups', peak_mb(large.pid),
                  digits=1)


def asked_for(domain):
    return Question('GET', f'http://autoconfig.{domain}/mail/config-v1.1.xml'
                           f'?emailaddress=ann%40{domain}')


class Customers:
    """Clients that request domains behind nginx, and compare every answer."""

    def __init__(self, port, numbers, clients=4):
        self.port, self.numbers = port, numbers
        self.statuses, self.wrong = {}, []
        self.going = True
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._ask, args=(random.Random(i),), daemon=True)
                        for i in range(clients)]
        for thread in self.threads:
            thread.start()

    def _ask(self, draw):
        while self.going:
            try:
                with Client(self.port) as client:
                    while self.going and client.is_open:
                        self._compare(client, f'd{draw.choice(self.numbers)}.example.com')
            except OSError as error:
                self.wrong.append(repr(error))

    def _compare(self, client, domain):
        answer = client.ask(asked_for(domain))
        with self.lock:
            self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        is_right = answer.status == 503 or (
            answer.status == 200 and f'<domain>{domain}</domain>'.encode() in answer.body)
        if not is_right:
            self.wrong.append(f'{domain}: {answer}')

    def stop(self):
        self.going = False
        for thread in self.threads:
            thread.join(30)
        return self


def remember(node, numbers):
    with fastcgi.Connection(node.socket) as connection:
        for number in numbers:
            domain = f'd{number}.example.com'
            answer = connection.ask(url=f'https://autoconfig.{domain}/mail/config-v1.1.xml'
                                        f'?emailaddress=ann%40{domain}')
            assert answer.status == 200, answer.status


def behind_one_nginx(bench, nodes):
    for node in nodes:
        databases.output_of(['chmod', '666', node.socket])
    nginx = Nginx(bench, nodes[0].socket)
    upstream = bench.path('upstream.conf')
    text = upstream.read_text()
    first = f'server unix:{nodes[0].socket};'
    assert first in text
    upstream.write_text(text.replace(first, '\n'.join(f'server unix:{node.socket};'
                                                      for node in nodes)))
    nginx.restart()
    return nginx.http


def statuses(port, numbers):
    """Returns the statuses of requests for half a second."""
    one = Customers(port, numbers, clients=1)
    time.sleep(0.5)
    return set(one.stop().statuses)


def three_nodes(options):
    """Kills the primary under load; its standby takes over."""
    with workbench() as bench:
        primary = databases.PostgreSQL.of(bench)
        fill(primary, 10_000)
        standby = databases.PostgreSQLStandby.of(bench, primary)
        hosts = (f'postgresql://{databases.READER}:{databases.PASSWORD}@127.0.0.1:{primary.port},'
                 f'127.0.0.1:{standby.port}/mail?target_session_attrs=read-write')
        nodes = [Node(bench, hosts, f'node{i}') for i in range(3)]
        port = behind_one_nginx(bench, nodes)
        known, unknown = range(1000), range(1000, 10_000)
        for node in nodes:
            remember(node, known)
        remembering, asking = Customers(port, known), Customers(port, unknown, clients=2)
        time.sleep(options.seconds)
        primary.kill()
        killed = time.monotonic()
        time.sleep(options.seconds)
        standby.promote()
        promoted = time.monotonic()
        while statuses(port, unknown) != {200}:
            time.sleep(0.1)
        well = time.monotonic()
        time.sleep(options.seconds)
        remembering.stop(), asking.stop()
        answers = sum(remembering.statuses.values()) + sum(asking.statuses.values())
        yield row('three nodes: answers compared', answers, digits=0)
        yield row('three nodes: wrong answers', len(remembering.wrong) + len(asking.wrong), '<= 0',
                  digits=0)
        yield row('three nodes: 503 for domains that a node had cached',
                  remembering.statuses.get(503, 0), '<= 0', digits=0)
        yield row('three nodes: 503 for domains that no node had cached', asking.statuses.get(503, 0),
                  digits=0)
        yield row('three nodes: s without a primary', promoted - killed, digits=1)
        yield row('three nodes: s until new domains are answered again', well - promoted, '<= 31', 1)


def draw(in_file, in_database):
    """Draws a chart of memory and cost: the megabytes and microseconds for each number of
    domains."""
    most = 5 * math.ceil(max(cpu for _, cpu in in_file + in_database) / 5)
    panels = [
        Panel(0, 'Memory of fingerpostd, MB', [(mb, str(mb)) for mb in (0, 20, 40, 60, 80)],
              lambda mb: mb / 80, DRAWN),
        Panel(WIDTH, 'CPU for a request, µs', [(us, str(us)) for us in range(0, most + 1, 5)],
              lambda us: us / most, DRAWN)]
    drawn = []
    for panel, file, database in zip(panels, zip(*in_file), zip(*in_database)):
        drawn += panel.draw(file, OTHER_LINE)
        drawn += panel.curve(file, OTHER_LINE, 'in a file')
        drawn += panel.curve(database, LINE, 'in PostgreSQL', below=panel is panels[1])
    return picture(*drawn)


def numbers_and_costs(options):
    """Measures the cost of serving many domains in a file and in a database, of which ten thousand
    are requested."""
    in_file, in_database = [], []
    for number in DRAWN:
        asked = random.Random(3).sample(range(number), min(number, 10_000))
        with workbench() as filed, workbench() as mapped:
            database = databases.PostgreSQL.of(mapped)
            fill(database, number)
            file = Responder(filed, in_a_file(filed, number))
            node = Node(mapped, database.inet)
            for figures, socket, pid in ((in_file, str(file.socket), file.pid),
                                         (in_database, node.socket, node.pid)):
                Load(socket, 'thunderbird', 2, numbers=asked).result()
                cpu = [load(socket, 'thunderbird', options.seconds, [pid], numbers=asked).cpu_us
                       for _ in range(options.rounds)]
                figures.append((memory_mb([pid]), median(cpu)))
        yield (f'{number:9,} domains: {in_file[-1][0]:5.1f} MB, {in_file[-1][1]:5.2f} µs in a file; '
               f'{in_database[-1][0]:5.1f} MB, {in_database[-1][1]:5.2f} µs in PostgreSQL')
    if options.draw:
        options.draw.write_text(draw(in_file, in_database))


def run(options):
    for measure in (cached, a_million, numbers_and_costs, three_nodes):
        yield from measure(options)
