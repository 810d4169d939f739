"""fingerpostd beside what else could answer: a bare libfcgi program, the usual PHP script, a file."""
import glob
import pathlib
import urllib.request

from harness import (IS_ROOT, SMALL, WEB_GROUP, Nginx, accepts, free_port, share_with_web_server,
                     wait_until)
from measure import load, median, memory_mb, row, workbench

THREADS = 4
CLIENTS = ('outlook', 'thunderbird')
HERE = pathlib.Path(__file__).parent


class Contestant:
    def __init__(self, name, port, pids, clients=CLIENTS):
        self.name = name
        self.port = port
        self.pids = pids
        self.clients = clients
        self.results = {client: [] for client in clients}

    def run(self, client, seconds):
        self.results[client].append(load(self.port, client, seconds, self.pids))

    def median(self, client, figure):
        return median(getattr(result, figure) for result in self.results[client])


def start_bare(bench, program):
    path = str(bench.path('bare.sock'))
    process = bench.start([program, path, THREADS], 'bare.log')
    wait_until(lambda: accepts(path), 'the bare libfcgi program')
    share_with_web_server(path)
    return path, [process.process.pid]


def children(process):
    pid = process.process.pid
    path = pathlib.Path(f'/proc/{pid}/task/{pid}/children')
    return [int(child) for child in path.read_text().split()]


def start_php(bench):
    """php-fpm with a pool of four and what else Debian sets, opcache among it."""
    path = str(bench.path('php.sock'))
    user = f'user = {WEB_GROUP}\ngroup = {WEB_GROUP}\n' if IS_ROOT else ''
    config = bench.write('php-fpm.conf', f'''[global]
error_log = {bench.path('php-fpm.log')}
[www]
{user}listen = {path}
pm = static
pm.max_children = {THREADS}
php_admin_flag[opcache.enable] = on
''')
    program = sorted(glob.glob('/usr/sbin/php-fpm*'))[-1]
    master = bench.start([program, '-F', '-y', config], 'php.log')
    wait_until(lambda: accepts(path) or master.has_ended(), 'php-fpm')
    share_with_web_server(path)
    wait_until(lambda: len(children(master)) == THREADS, 'the children of php-fpm')
    return path, [master.process.pid, *children(master)]


def fastcgi_site(port, socket_path, script=''):
    """As the manuals of nginx have it."""
    return f'''
server {{
    listen 127.0.0.1:{port};
    location / {{
        include /etc/nginx/fastcgi_params;
        {f'fastcgi_param SCRIPT_FILENAME {script};' if script else ''}
        fastcgi_pass unix:{socket_path};
    }}
}}'''


def file_site(port, path):
    return f'''
server {{
    listen 127.0.0.1:{port};
    location = /mail/config-v1.1.xml {{
        types {{ text/xml xml; }}
        alias {path};
    }}
}}'''


def answer_to_thunderbird(port):
    url = f'http://127.0.0.1:{port}/mail/config-v1.1.xml?emailaddress=ann%40example.com'
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def start(bench, bare_program):
    """All of them behind one nginx."""
    bare_path, bare_pids = start_bare(bench, bare_program)
    php_path, php_pids = start_php(bench)
    script = bench.write('howto.php', (HERE / 'howto.php').read_text())
    file_path = bench.path('config-v1.1.xml')
    ports = {name: free_port() for name in ('bare', 'php', 'file')}
    nginx = Nginx(bench, bench.start_on_socket(bench.write('small.conf', SMALL)), http='\n'.join([
        fastcgi_site(ports['bare'], bare_path),
        fastcgi_site(ports['php'], php_path, script),
        file_site(ports['file'], file_path)]))
    file_path.write_bytes(answer_to_thunderbird(nginx.http))
    return [Contestant('fingerpostd', nginx.http, [bench.fingerpostd.process.pid]),
            Contestant('bare libfcgi loop', ports['bare'], bare_pids),
            Contestant('PHP script', ports['php'], php_pids),
            Contestant('static file', ports['file'], [], ('thunderbird',))]


def table(contestants):
    yield f'{"":33}{"requests/s":>12}{"CPU µs":>9}{"p99 ms":>9}{"memory MB":>11}'
    for client in CLIENTS:
        for one in contestants:
            if client not in one.clients:
                continue
            cpu = f'{one.median(client, "cpu_us"):.1f}' if one.pids else '-'
            memory = f'{memory_mb(one.pids):.1f}' if one.pids else '-'
            yield (f'{client:13}{one.name:20}{one.median(client, "rate"):12.0f}{cpu:>9}'
                   f'{one.median(client, "p99_ms"):9.2f}{memory:>11}')


def ratios(ours, bare, php, file):
    def ratio(client, figure, other):
        return median(getattr(a, figure) / getattr(b, figure)
                      for a, b in zip(ours.results[client], other.results[client]))
    for client, figure, other, reach in (
            ('outlook', 'rate', bare, '>= 1.7'), ('outlook', 'rate', php, '>= 2.5'),
            ('outlook', 'cpu_us', bare, '<= 0.65'), ('outlook', 'cpu_us', php, ''),
            ('thunderbird', 'rate', bare, ''), ('thunderbird', 'rate', php, ''),
            ('thunderbird', 'rate', file, '>= 0.65'), ('thunderbird', 'cpu_us', bare, '<= 0.65'),
            ('thunderbird', 'cpu_us', php, '')):
        what = {'rate': 'requests/s', 'cpu_us': 'CPU'}[figure]
        yield row(f'{client}, {what}: fingerpostd to {other.name}', ratio(client, figure, other),
                  reach)


def run(options):
    with workbench() as bench:
        contestants = start(bench, options.bare)
        for _ in range(options.rounds):
            for client in CLIENTS:
                for one in contestants:
                    if client in one.clients:
                        one.run(client, options.seconds)
        yield from table(contestants)
        yield from ratios(*contestants)
