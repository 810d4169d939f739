"""fingerpostd compared with alternatives: other responders, nginx with njs, a file. All do the same
work: nginx writes a line to its access log, and a responder one to its own."""
import glob
import pathlib
import urllib.request

from harness import (IS_ROOT, SMALL, WEB_GROUP, Nginx, accepts, children, free_port,
                     share_with_web_server, wait_until)
from measure import (CLIENTS, HERE, PROGRAMS, cpu_seconds, load, median, memory_mb, row,
                     system_calls, workbench)

THREADS = 4


class Contestant:
    """A responder with these processes, or none, behind a port of nginx."""

    def __init__(self, name, nginx, port, pids=(), clients=CLIENTS):
        self.name = name
        self.nginx = nginx
        self.port = port
        self.pids = pids
        self.clients = clients
        self.results = {client: [] for client in clients}

    def run(self, client, seconds):
        before = cpu_seconds(self.nginx.workers())
        result = load(self.port, client, seconds, self.pids)
        result.nginx_us = (cpu_seconds(self.nginx.workers()) - before) / result.requests * 1e6
        self.results[client].append(result)

    def median(self, client, figure):
        return median(getattr(result, figure) for result in self.results[client])

    def system_calls(self, client):
        return system_calls(self.port, client, self.pids)


def start_program(bench, name, *arguments):
    """Starts a program that is built for the bench."""
    path = str(bench.path(f'{name}.sock'))
    process = bench.start([PROGRAMS / name, path, *arguments], f'{name}.log')
    wait_until(lambda: accepts(path), name)
    share_with_web_server(path)
    return path, [process.process.pid]


def start_php(bench):
    """Starts php-fpm with a pool of four and Debian's other defaults, including opcache."""
    path = str(bench.path('php.sock'))
    user = f'user = {WEB_GROUP}\ngroup = {WEB_GROUP}\n' if IS_ROOT else ''
    config = bench.write('php-fpm.conf', f'''[global]
error_log = {bench.path('php-fpm.log')}
[www]
access.log = {bench.path('php-access.log')}
{user}listen = {path}
pm = static
pm.max_children = {THREADS}
php_admin_flag[opcache.enable] = on
''')
    program = sorted(glob.glob('/usr/sbin/php-fpm*'))[-1]
    master = bench.start([program, '-F', '-y', config], 'php.log')
    wait_until(lambda: accepts(path) or master.has_ended(), 'php-fpm')
    share_with_web_server(path)
    pid = master.process.pid
    wait_until(lambda: len(children(pid)) == THREADS, 'the children of php-fpm')
    return path, [pid, *children(pid)]


def fastcgi_site(port, socket_path, script=''):
    """Returns a site as in nginx's documentation."""
    return f'''
server {{
    listen 127.0.0.1:{port};
    location / {{
        include /etc/nginx/fastcgi_params;
        {f'fastcgi_param SCRIPT_FILENAME {script};' if script else ''}
        fastcgi_pass unix:{socket_path};
    }}
}}'''


def njs_site(port, script):
    return f'''
js_import howto from {script};
server {{
    listen 127.0.0.1:{port};
    client_body_in_single_buffer on;
    location / {{
        js_content howto.answer;
    }}
}}'''


def file_site(port, path, cache=''):
    return f'''
server {{
    listen 127.0.0.1:{port};
    {cache}
    location = /mail/config-v1.1.xml {{
        types {{ text/xml xml; }}
        alias {path};
    }}
}}'''


def answer_to_thunderbird(port):
    url = f'http://127.0.0.1:{port}/mail/config-v1.1.xml?emailaddress=ann%40example.com'
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def start(bench):
    """Starts all of them behind one nginx."""
    responders = {
        'bare libfcgi loop': start_program(bench, 'bare', THREADS),
        'PHP script': start_php(bench),
        'Go net/http/fcgi': start_program(bench, 'responder'),
    }
    script = bench.write('howto.php', (HERE / 'howto.php').read_text())
    file_path = bench.path('config-v1.1.xml')
    ports = {name: free_port() for name in (*responders, 'njs', 'file', 'cached file')}
    nginx = Nginx(bench, bench.start_on_socket(bench.write('small.conf', SMALL)), http='\n'.join([
        *(fastcgi_site(ports[name], path, script) for name, (path, _) in responders.items()),
        njs_site(ports['njs'], HERE / 'howto.js'),
        file_site(ports['file'], file_path),
        file_site(ports['cached file'], file_path, 'open_file_cache max=100;')]),
                  main='load_module /usr/lib/nginx/modules/ngx_http_js_module.so;')
    file_path.write_bytes(answer_to_thunderbird(nginx.http))
    return [Contestant('fingerpostd', nginx, nginx.http, [bench.fingerpostd.process.pid]),
            *(Contestant(name, nginx, ports[name], pids)
              for name, (_, pids) in responders.items()),
            Contestant('nginx with njs', nginx, ports['njs']),
            Contestant('static file', nginx, ports['file'], clients=('thunderbird',)),
            Contestant('open_file_cache', nginx, ports['cached file'], clients=('thunderbird',))]


def table(contestants):
    yield (f'{"":33}{"requests/s":>12}{"CPU µs":>9}{"nginx µs":>10}{"calls":>8}{"p99 ms":>9}'
           f'{"memory MB":>11}')
    for client in CLIENTS:
        for one in contestants:
            if client not in one.clients:
                continue
            own = (f'{one.median(client, "cpu_us"):.1f}', f'{one.system_calls(client):.1f}',
                   f'{memory_mb(one.pids):.1f}') if one.pids else ('-', '-', '-')
            yield (f'{client:13}{one.name:20}{one.median(client, "rate"):12.0f}{own[0]:>9}'
                   f'{one.median(client, "nginx_us"):10.1f}{own[1]:>8}'
                   f'{one.median(client, "p99_ms"):9.2f}{own[2]:>11}')


# The required ratios of fingerpostd's figures to the others'.
WANTED = {
    ('outlook', 'rate', 'bare libfcgi loop'): '>= 2.2',
    ('outlook', 'rate', 'PHP script'): '>= 2.5',
    ('outlook', 'cpu_us', 'bare libfcgi loop'): '<= 0.65',
    ('thunderbird', 'rate', 'static file'): '>= 0.85',
    ('thunderbird', 'rate', 'nginx with njs'): '>= 1',
    ('thunderbird', 'cpu_us', 'bare libfcgi loop'): '<= 0.65',
}


def ratios(ours, *others):
    for client in CLIENTS:
        for figure, what in (('rate', 'requests/s'), ('cpu_us', 'CPU')):
            for other in others:
                if client not in other.clients or (figure == 'cpu_us' and not other.pids):
                    continue
                ratio = median(getattr(a, figure) / getattr(b, figure)
                               for a, b in zip(ours.results[client], other.results[client]))
                yield row(f'{client}, {what}: fingerpostd to {other.name}', ratio,
                          WANTED.get((client, figure, other.name), ''))


def run(options):
    with workbench() as bench:
        contestants = start(bench)
        for _ in range(options.rounds):
            for client in CLIENTS:
                for one in contestants:
                    if client in one.clients:
                        one.run(client, options.seconds)
        yield from table(contestants)
        yield from ratios(*contestants)
