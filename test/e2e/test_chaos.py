"""Everything that can go wrong around load through the real nginx. Every answer is compared: none
is lost or wrong, nothing hangs, and nothing is left behind. FINGERPOST_CHAOS_SECONDS is the length
of each phase."""
import contextlib
import os
import pathlib
import random
import re
import resource
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest

import fastcgi
from harness import (PROMPTLY, SANITIZED, Case, Nginx, as_systemd, descriptors, free_port,
                     memory_kib, share_with_web_server, wait_until)
from load import TIME_LIMIT, Client, Cut, Load, Question

SECONDS = float(os.environ.get('FINGERPOST_CHAOS_SECONDS', '3'))
SEED = 3
# Seconds for a new request while nothing else happens, and for the end of a process.
SOON = 30 if SANITIZED else PROMPTLY

HOSTS = ('one.example', 'two.example')
DOMAINS = [f'd{i}.example' for i in range(4)]
LONG = 'long.example'


def configuration(host):
    providers = [f'provider p{i}\n{{\n    domain {domain}\n    name "Mail {i} of {host}"\n'
                 f'    imap imap{i}.{host}\n    pop3 pop{i}.{host}\n    smtp smtp{i}.{host}\n}}\n'
                 for i, domain in enumerate(DOMAINS)]
    # More than the buffer of a connection holds.
    name = (host + ' ') * 5000
    providers.append(f'provider long\n{{\n    domain {LONG}\n    name "{name}"\n'
                     f'    imap imap.{host}\n    smtp smtp.{host}\n}}\n')
    return 'threads 4\n' + ''.join(providers)


def broken_configurations(host):
    good = configuration(host)
    return [good[:len(good) // 2], '', good + 'nonsense', good.replace('threads 4', 'threads x'),
            good.replace('imap imap.', 'imap !'), good + f'provider again {{ domain {LONG} }}',
            '\0\xff{' * 100, good.replace('}', '')]


def of_thunderbird(domain):
    return Question('GET', f'http://autoconfig.{domain}/mail/config-v1.1.xml'
                           f'?emailaddress=ann%40{domain}')


def of_outlook(address):
    body = (f'<Autodiscover><Request><EMailAddress>{address}</EMailAddress></Request>'
            '</Autodiscover>').encode()
    domain = address.partition('@')[2]
    return Question('POST', f'http://autodiscover.{domain}/autodiscover/autodiscover.xml', body)


def all_questions():
    return ([of_thunderbird(domain) for domain in (*DOMAINS, LONG)] +
            [of_outlook(f'{name}@{domain}') for name in ('ann', 'bob') for domain in DOMAINS])


def listening(address):
    is_path = isinstance(address, str)
    listener = socket.socket(socket.AF_UNIX if is_path else socket.AF_INET)
    listener.bind(address)
    listener.listen(4096)
    if is_path:
        share_with_web_server(address)
    return listener


def reset(connection):
    """Ends a TCP connection by RST, dropping all data in transit."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    connection.close()


def raise_descriptor_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Beside:
    """Repeats a step in a thread of its own as long as the block lasts. A step gets a random source
    and returns words for what it did."""

    def __init__(self, step, seed):
        self.step = step
        self.rng = random.Random(f'{seed} {step.__name__}')
        self.figures = {}
        self.error = None
        self.going = True
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            while self.going:
                word = self.step(self.rng)
                self.figures[word] = self.figures.get(word, 0) + 1
        except Exception as error:
            self.error = error

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.going = False
        self.thread.join(2 * TIME_LIMIT)
        if self.thread.is_alive():
            raise TimeoutError(self.step.__name__)
        if self.error:
            raise self.error


class Chaos(Case):
    """fingerpostd on sockets that a service manager holds, behind nginx, and the steps of the
    chaos. Each step restores the state that it found."""

    # The command in front of fingerpostd.
    before = ()
    also_passed = []

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        raise_descriptor_limit()
        cls.socket_path = str(cls.path('fingerpost.sock'))
        cls.tcp = ('127.0.0.1', free_port())
        cls.config = cls.path('fingerpost.conf')
        cls.generation = 0
        cls.write_config(configuration(HOSTS[0]))
        cls.daemon_lock = threading.Lock()
        cls.nginx_lock = threading.Lock()
        cls.open_sockets()
        cls.daemon = cls.start_daemon()
        cls.descriptors_at_start = descriptors(cls.daemon.process.pid)
        cls.server = Nginx(cls, cls.socket_path)
        cls.learn_answers()
        cls.half_sent = []
        cls.addClassCleanup(cls.close_half_sent)

    @classmethod
    def tearDownClass(cls):
        started = time.monotonic()
        cls.end_daemon(cls.daemon)
        # Anything that is stuck in one of its threads would delay it.
        if time.monotonic() - started > SOON:
            raise AssertionError('slow to end')
        super().tearDownClass()

    @classmethod
    def open_sockets(cls):
        cls.listeners = [listening(cls.socket_path), listening(cls.tcp)]
        for listener in cls.listeners:
            cls.addClassCleanup(listener.close)

    @classmethod
    def listen(cls):
        return ''

    @classmethod
    def start_daemon(cls):
        options = as_systemd(cls.listeners)
        options['pass_fds'] += cls.also_passed
        return cls.start_fingerpostd(cls.config, [*cls.before, *options.pop('before')], **options)

    @classmethod
    def end_daemon(cls, daemon):
        daemon.signal(signal.SIGTERM)
        status = daemon.wait()
        if status != 0:
            raise AssertionError(f'exit status {status}: {daemon.log()[-2000:]}')

    @classmethod
    def write_config(cls, text):
        """Writes the configuration as an editor does, so that nobody ever reads half of it."""
        new = cls.path('fingerpost.conf.new')
        new.write_text(cls.listen() + text)
        os.replace(new, cls.config)

    @classmethod
    def learn_answers(cls):
        cls.questions = all_questions()
        for generation, host in enumerate(HOSTS):
            cls.set_generation(generation)
            cls.learn_generation(generation, host)
        cls.set_generation(0)

    @classmethod
    def set_generation(cls, generation):
        cls.write_config(configuration(HOSTS[generation]))
        cls.reload()
        cls.generation = generation

    @classmethod
    def learn_generation(cls, generation, host):
        other = HOSTS[1 - generation].encode()
        for question in cls.questions:
            with Client(cls.server.http) as client:
                answer = client.ask(question)
            if answer.status != 200 or host.encode() not in answer.body or other in answer.body:
                raise AssertionError(f'{question}: {answer}')
            question.answers.append(answer)

    @classmethod
    def reload(cls):
        cls.daemon.signal(signal.SIGHUP)
        cls.daemon.notify.wait_for('READY=1')

    @classmethod
    def close_half_sent(cls):
        while cls.half_sent:
            cls.half_sent.pop().close()

    # The steps of the chaos.

    def reload_step(self, rng):
        """Writes a new configuration, or one that must change nothing, and reloads."""
        host = HOSTS[1 - self.generation]
        is_good = rng.random() < 0.5
        with self.daemon_lock:
            self.write_config(configuration(host) if is_good else
                              rng.choice(broken_configurations(host)))
            if is_good:
                self.running.generations = (0, 1)
            self.reload()
            if is_good:
                type(self).generation = 1 - self.generation
            self.running.generations = (self.generation,)
            self.check_answer(rng.choice(self.questions))
            # For the next start.
            self.write_config(configuration(HOSTS[self.generation]))
        time.sleep(rng.uniform(0, 0.02))
        return 'good reloads' if is_good else 'broken reloads'

    def cut_step(self, rng):
        """Cuts a connection somewhere in a request or an answer."""
        question = rng.choice(self.questions)
        request = question.fastcgi(keep=rng.random() < 0.5)
        connection = fastcgi.connect(rng.choice([self.socket_path, self.tcp]))
        end = rng.choice([connection.close, lambda: reset(connection),
                          lambda: self.half_close(connection)])
        whole = rng.random() < 0.4
        # In the first record, in the parameters, or in the body.
        length = len(request) if whole else rng.choice(
            [rng.randrange(24), rng.randrange(len(request)), len(request) - 8])
        connection.sendall(request[:length])
        if whole and rng.random() < 0.5:
            connection.recv(rng.choice([1, 100, 30_000]))
        if rng.random() < 0.3:
            time.sleep(rng.uniform(0, 0.003))
        end()
        return 'cuts'

    @staticmethod
    def half_close(connection):
        connection.shutdown(socket.SHUT_WR)
        # The connection is closed, answered or not.
        with contextlib.suppress(ConnectionError):
            while connection.recv(65536):
                pass
        connection.close()

    def half_sent_step(self, rng):
        """Sends part of a request to nginx or fingerpostd, and then nothing for half a second."""
        question = rng.choice(self.questions)
        through_nginx = rng.random() < 0.5
        request = question.http() if through_nginx else question.fastcgi(keep=True)
        with contextlib.suppress(ConnectionError):
            connection = (socket.create_connection(('127.0.0.1', self.server.http))
                          if through_nginx else fastcgi.connect(self.socket_path))
            self.half_sent.append(connection)
            connection.sendall(request[:rng.randrange(len(request))])
        if len(self.half_sent) > 200:
            self.half_sent.pop(0).close()
        time.sleep(0.0025)
        return 'half-sent'

    def ask_anew_step(self, rng):
        """Sends a request on a new connection, which nobody would repeat. An answer that has begun
        must be completed, whatever happens meanwhile."""
        question = rng.choice(self.questions)
        request = question.fastcgi(keep=rng.random() < 0.5)
        expected = set(self.running.generations)
        with fastcgi.Connection(self.socket_path) as connection:
            half = rng.randrange(1, len(request))
            connection.send(request[:half])
            time.sleep(rng.choice([0, 0, 0.001, 0.01]))
            connection.send(request[half:])
            body = connection.read_reply().body
        expected.update(self.running.generations)
        self.assertIn(body, [question.answers[generation].body for generation in expected])
        return 'asked anew'

    def kill_worker_step(self, rng):
        time.sleep(rng.uniform(0.05, 0.2))
        with self.nginx_lock:
            victim = rng.choice(sorted(self.server.workers()))
            os.kill(victim, signal.SIGKILL)
            self.server.wait_for_workers_without({victim})
        return 'workers killed'

    def reload_nginx_step(self, rng):
        time.sleep(rng.uniform(0.05, 0.3))
        with self.nginx_lock:
            self.server.reload()
        return 'reloads of nginx'

    def restart_nginx_step(self, rng):
        time.sleep(rng.uniform(0.2, 0.5))
        with self.nginx_lock:
            self.server.restart()
        return 'restarts of nginx'

    def restart_step(self, rng):
        """Restarts fingerpostd, either like systemd or with a successor that serves before the
        other ends."""
        time.sleep(rng.uniform(0.05, 0.2))
        with self.daemon_lock:
            old = self.daemon
            overlap = rng.random() < 0.3
            if overlap:
                type(self).daemon = self.start_daemon()
            started = time.monotonic()
            self.end_daemon(old)
            self.assertLess(time.monotonic() - started, SOON)
            if not overlap:
                time.sleep(rng.uniform(0, 0.1))
                type(self).daemon = self.start_daemon()
        return 'restarts'

    # A phase.

    def phase(self, name, *steps, seconds=SECONDS, **options):
        with self.load(name, **options) as load, contextlib.ExitStack() as stack:
            started = [stack.enter_context(Beside(step, SEED)) for step in steps]
            load.beside.extend(beside.figures for beside in started)
            time.sleep(seconds)
        return load

    @contextlib.contextmanager
    def load(self, name, expected_errors=None, **options):
        """Runs load around a block, which may add figures of its own, `beside`, to be printed."""
        started = time.monotonic()
        logged_before = len(self.daemon.log())
        load = Load(self.server.http, self.questions, SEED, (self.generation,), **options)
        load.beside = []
        self.running = load
        try:
            load.wait_for(100)
            yield load
            load.wait_for(100)
        finally:
            is_free = load.stop()
            self.close_half_sent()
            report(name, started, load)
        self.assertEqual(load.faults[:5], [], f'seed {SEED}, {len(load.faults)} faults')
        self.assertTrue(is_free, 'a client hangs')
        self.check_peace()
        self.check_log(self.daemon.log()[logged_before:], expected_errors)

    def check_log(self, log, expected_errors):
        errors = [line for line in log.splitlines() if line.startswith('error: ') and
                  not (expected_errors and re.match(expected_errors, line))]
        self.assertEqual(errors[:5], [], f'seed {SEED}')

    def check_answer(self, question):
        """Checks an answer of the current generation, without nginx, which may be starting."""
        with fastcgi.Connection(self.socket_path) as connection:
            connection.send(question.fastcgi(keep=False))
            self.assertEqual(connection.read_reply().body, question.answers[self.generation].body)

    def check_peace(self):
        """Checks the state after everything is over."""
        self.assertFalse(self.daemon.has_ended())
        self.check_new_requests()
        # The connections of the old nginx workers are gone.
        self.server.reload()
        wait_until(lambda: descriptors(self.daemon.process.pid) <= self.descriptors_at_start,
                   'the end of every connection', TIME_LIMIT)

    def check_new_requests(self):
        """Sends more requests at a time than there are threads; all are answered soon."""
        started = time.monotonic()
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(fastcgi.Connection(self.socket_path))
                           for _ in range(8)]
            for connection in connections:
                connection.send(self.questions[0].fastcgi(keep=False))
            for connection in connections:
                self.assertEqual(connection.read_reply().body,
                                 self.questions[0].answers[self.generation].body)
        for question in self.questions:
            with Client(self.server.http) as client:
                self.assertEqual(client.ask(question), question.answers[self.generation])
        self.assertLess(time.monotonic() - started, SOON)


def report(name, started, load):
    """Prints one line, for the report of a change."""
    seconds = time.monotonic() - started
    words = [f'{load.figures["answered"]} answered in {seconds:.1f} s, '
             f'the slowest in {load.slowest * 1000:.0f} ms']
    for counted in (dict(load.figures), *load.beside):
        words += [f'{number} {word}' for word, number in sorted(counted.items())
                  if word != 'answered']
    print(f'\n  chaos, {name}: ' + ', '.join(words), flush=True)


class OneByOne(Chaos):
    def config_error(self):
        return 'error: ' + re.escape(str(self.config))

    def setUp(self):
        self.set_generation(0)

    def test_reloads(self):
        self.phase('reloads', self.reload_step, expected_errors=self.config_error())

    def test_signals_to_reload_in_a_row(self):
        with self.load('signals in a row', expected_errors=self.config_error()) as load:
            load.generations = (0, 1)
            rng = random.Random(SEED)
            for i in range(100):
                host = HOSTS[i % 2]
                self.write_config(rng.choice([configuration(host), *broken_configurations(host)]))
                self.daemon.signal(signal.SIGHUP)
                time.sleep(rng.uniform(0, 0.005))
            self.write_config(configuration(HOSTS[1]))
            self.daemon.signal(signal.SIGHUP)
            # The last signal may have arrived while an earlier one was being handled.
            wait_until(lambda: self.answered_by(1), 'the last configuration')
            type(self).generation = 1
            load.beside.append({'signals': 101})
            # The number of READY=1 messages is not known.
            self.restart_step(rng)

    def answered_by(self, generation):
        question = self.questions[0]
        with Client(self.server.http) as client:
            return client.ask(question) == question.answers[generation]

    def test_connections_cut(self):
        self.phase('cuts', self.cut_step)

    def test_half_sent(self):
        self.phase('half-sent', self.half_sent_step)

    def test_workers_killed(self):
        self.phase('workers killed', self.kill_worker_step, forgiven=('unanswered', 'cut'))

    def test_nginx_reloaded(self):
        load = self.phase('nginx reloaded', self.reload_nginx_step, forgiven=('unanswered', 'cut'))
        self.check_cut_by_nginx(load)

    def test_nginx_restarted(self):
        load = self.phase('nginx restarted', self.restart_nginx_step,
                          forgiven=('unanswered', 'refused', 'cut'))
        self.check_cut_by_nginx(load)

    def check_cut_by_nginx(self, load):
        """An nginx worker that is shutting down does not wait for an answer that has no timer at
        that moment, but logs it."""
        said = self.server.error_text().count(' left in connection ')
        self.assertLessEqual(load.figures['cut'], said)

    def test_restarts(self):
        self.phase('restarts', self.restart_step, self.ask_anew_step)

    def test_all_at_once(self):
        self.phase('all at once', self.reload_step, self.cut_step, self.half_sent_step,
                   self.kill_worker_step, self.reload_nginx_step, self.restart_nginx_step,
                   self.restart_step, self.ask_anew_step,
                   forgiven=('unanswered', 'cut', 'refused'), expected_errors=self.config_error())

    def test_a_thousand_idle_connections(self):
        with self.load('1,000 idle connections') as load, contextlib.ExitStack() as stack:
            kept = [stack.enter_context(fastcgi.Connection(self.socket_path)) for _ in range(1000)]
            self.ask_on_each(kept)
            load.wait_for(100)
            time.sleep(SECONDS / 2)
            random.Random(SEED).shuffle(kept)
            self.ask_on_each(kept)
            load.beside.append({'asked on the kept': 2 * len(kept)})

    def ask_on_each(self, connections):
        for i, connection in enumerate(connections):
            question = self.questions[i % len(self.questions)]
            connection.send(question.fastcgi(keep=True))
            self.assertEqual(connection.read_reply().body, question.answers[0].body)


class Starved(Chaos):
    """fingerpostd with few descriptors."""

    before = ['prlimit', '--nofile=64:64']
    hold = 1.2

    def test_no_descriptors_left(self):
        end = time.monotonic() + SECONDS
        with self.load('no descriptors left', clients=4, pause=0.005,
                       expected_errors='error: cannot accept: Too many open files$') as load:
            times, lines = 0, self.daemon.log().count('cannot accept')
            while not times or time.monotonic() < end:
                self.starve(self.hold_on)
                times += 1
            lines = self.daemon.log().count('cannot accept') - lines
            load.beside.append({'times': times, 'lines in the log': lines})
        # nginx replaces a connection after a thousand requests, and accepting one more starts anew.
        self.assertLessEqual(lines, 2 * times + load.figures['answered'] // 1000)

    def test_restarted_while_no_descriptors_are_left(self):
        with self.load('restarts with no descriptors left', clients=4, pause=0.005,
                       expected_errors='error: cannot accept: Too many open files$') as load:
            rng = random.Random(SEED)
            for _ in range(3):
                self.starve(lambda: self.restart_step(rng))
            load.beside.append({'restarts': 3})

    def starve(self, meanwhile):
        """Every request is answered sooner or later."""
        question = self.questions[0]
        lines = self.daemon.log().count('cannot accept')
        with contextlib.ExitStack() as stack:
            idle = [stack.enter_context(fastcgi.Connection(self.socket_path)) for _ in range(80)]
            asking = [stack.enter_context(fastcgi.Connection(self.socket_path)) for _ in range(40)]
            wait_until(lambda: self.daemon.log().count('cannot accept') > lines, 'the log line')
            for connection in asking:
                connection.send(question.fastcgi(keep=False))
            meanwhile()
            for connection in idle:
                connection.close()
            for connection in asking:
                self.assertEqual(connection.read_reply().body, question.answers[0].body)
        started = time.monotonic()
        self.check_answer(question)
        self.assertLess(time.monotonic() - started, SOON)

    def hold_on(self):
        """It does not retry in a busy loop."""
        before = processor_seconds(self.daemon.process.pid)
        time.sleep(self.hold)
        used = processor_seconds(self.daemon.process.pid) - before
        if not SANITIZED:
            self.assertLess(used, self.hold / 2)


def processor_seconds(pid):
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(') ')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


class Unlogged(Chaos):
    """Standard error accepts nothing more."""

    def setUp(self):
        self.set_generation(0)

    def log_to(self, target):
        """`target` is what Bash accepts after `2>`."""
        type(self).before = ['bash', '-c', f'exec "$@" 2>{target}', 'bash']
        self.restart_step(random.Random(SEED))

    def test_a_full_device(self):
        self.log_to('/dev/full')
        self.phase('log on a full device', self.reload_step, seconds=SECONDS / 2)

    def test_a_reader_that_is_gone(self):
        reading, writing = os.pipe()
        type(self).also_passed = [writing]
        self.log_to(f'&{writing} {writing}>&-')
        type(self).also_passed = []
        os.close(reading)
        os.close(writing)
        self.phase('log without a reader', self.reload_step, seconds=SECONDS / 2)

    def test_a_full_disk(self):
        disk = self.path('disk')
        disk.mkdir()
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', disk],
                          capture_output=True, check=False).returncode != 0:
            self.skipTest('needs a file system of its own')
        self.addClassCleanup(subprocess.run, ['umount', '-l', disk], check=True)
        log = disk / 'log'
        self.log_to(f'>{log}')
        with self.load('log on a full disk') as load:
            wait_until(lambda: os.statvfs(disk).f_bavail == 0, 'the end of the disk', TIME_LIMIT)
            load.wait_for(1000)
            time.sleep(SECONDS / 2)
            os.truncate(log, 0)
            wait_until(lambda: 'info: autoconfig: d0.example: 200\n' in log.read_text(), 'the log')


class OwnSocket(Chaos):
    """fingerpostd opens its own socket, and removes it when it ends."""

    @classmethod
    def open_sockets(cls):
        pass

    @classmethod
    def listen(cls):
        return f'listen {cls.socket_path}\n'

    @classmethod
    def start_daemon(cls):
        daemon = cls.start_fingerpostd(cls.config)
        share_with_web_server(cls.socket_path)
        return daemon

    def test_stop_under_load(self):
        end = time.monotonic() + SECONDS
        rng = random.Random(SEED)
        with self.load('stops', forgiven=('status 502',)) as load:
            stops = 0
            while not stops or time.monotonic() < end:
                time.sleep(rng.uniform(0.05, 0.2))
                started = time.monotonic()
                self.end_daemon(self.daemon)
                self.assertLess(time.monotonic() - started, SOON)
                time.sleep(rng.uniform(0, 0.05))
                type(self).daemon = self.start_daemon()
                load.wait_for(50)
                stops += 1
            load.beside.append({'stops': stops})
        # No request that had a connection was lost.
        refused = self.server.error_text().count(' connect() to unix:')
        self.assertEqual(load.figures['status 502'], refused)


XML = '<Autodiscover><Request><EMailAddress>{}</EMailAddress></Request></Autodiscover>'
EXTERNAL = ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + XML.format('&e;')).encode()
LAUGHS = ('<!DOCTYPE x [<!ENTITY l0 "ha">' +
          ''.join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12)) + ']>' +
          XML.format('&l11;')).encode()
BODIES = [EXTERNAL, LAUGHS, b'<a>' * 20_000, XML.format('a' * 60_000).encode(),
          XML.format('ann@' + 'x.' * 20_000).encode(), XML.encode('utf-16'), b'<', b'',
          b'<x ' + b''.join(b'a%d="" ' % i for i in range(5000)) + b'/>', b'{"Protocol":"x"}' * 100]
LONGER_THAN_ALLOWED = [XML.encode() + b' ' * 65_536, b'<a>' * 60_000, b' ' * 4_000_000]
POX = '/autodiscover/autodiscover.xml'
TARGETS = ['/mail/config-v1.1.xml', POX, POX, '/autodiscover/autodiscover.json',
           '/email.mobileconfig',
           '/autodiscover/autodiscover.json?@evil.example/owa/?&Email=autodiscover/'
           'autodiscover.json%3F@evil.example', '/.well-known/caldav', '/.well-known/jmap',
           '/autodiscover/autodiscover.json?a=..foo.bar/api/autodiscover/autodiscover.xml',
           '/autodiscover/autodiscover.json/v1.0/' + '../' * 50 + 'etc/passwd',
           '/mobileconfig/?email=%00%0d%0aSet-Cookie:x@example.com', '/' + 'a' * 7000,
           '/.well-known/user-agent-configuration.json', '/autodiscover/' + '%2e%2e/' * 500]
STATUSES = {200, 302, 304, 307, 400, 404, 405, 413}
HEADERS = {'Status', 'Location', 'Allow', 'Vary', 'ETag', 'Content-Disposition', 'Cache-Control',
           'Content-Type', 'Content-Length', 'X-Content-Type-Options'}


def noise(rng, longest=300):
    return rng.randbytes(rng.randrange(longest))


def hostile_host(rng):
    return rng.choice([noise(rng), b'autoconfig.' + DOMAINS[0].encode(), b'a.' * 3000, b'',
                       b'xn--' + noise(rng), b'autodiscover.' + DOMAINS[0].encode() + noise(rng, 9),
                       b'd0.example\r\nSet-Cookie: x=y', b'[::1', b'..', b'd0.example:99999'])


def hostile_query(rng):
    return rng.choice([noise(rng, 3000), b'emailaddress=' + noise(rng), b'email=ann%40d0.example',
                       b'emailaddress=%' + noise(rng, 3), b'&' * 5000, b'emailaddress=%00%0d%0a@',
                       b'email=' + b'a' * 20_000, b'a=b&' * 2000,
                       b'Email=<script>@d0.example&Protocol=AutodiscoverV1'])


def hostile_body(rng):
    return rng.choice([noise(rng, 2000), rng.choice(BODIES), rng.choice(BODIES)]) \
        if rng.random() < 0.97 else rng.choice(LONGER_THAN_ALLOWED)


def hostile_request(rng):
    """Returns a hostile request that FastCGI allows."""
    path, _, query = rng.choice(TARGETS).encode().partition(b'?')
    body = hostile_body(rng)
    length = str(len(body)).encode()
    environment = {
        'REQUEST_METHOD': rng.choice([b'GET', b'GET', b'POST', b'POST', b'HEAD', noise(rng)]),
        'REQUEST_SCHEME': rng.choice([b'http', b'https', noise(rng)]),
        'HTTP_HOST': hostile_host(rng),
        'DOCUMENT_URI': path if rng.random() < 0.9 else b'/' + noise(rng, 9000),
        'QUERY_STRING': query or hostile_query(rng),
        'CONTENT_LENGTH': rng.choice([length, length, b'', b'-1', noise(rng, 20)]),
        'HTTP_ACCEPT_LANGUAGE': noise(rng, 2000),
        'HTTP_IF_NONE_MATCH': rng.choice([b'*', b'"x"', noise(rng, 2000)]),
    }
    return fastcgi.begin(True) + fastcgi.params(environment) + fastcgi.stdin(body)


def malformed_request(rng):
    """Returns a request that FastCGI does not allow, or that ends early."""
    begin = fastcgi.begin(True)
    good = begin + fastcgi.params(fastcgi.environment()) + fastcgi.stdin(b'')
    flipped = bytearray(good)
    flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return rng.choice([
        noise(rng, 5000), begin + noise(rng, 5000), bytes(flipped), good[:rng.randrange(len(good))],
        begin * rng.randrange(2, 500), good + noise(rng), b'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
        begin + fastcgi.record(fastcgi.PARAMS, b'\xff' * 8 + noise(rng)) +
        fastcgi.record(fastcgi.PARAMS) + fastcgi.stdin(b''),
        begin + fastcgi.record(fastcgi.PARAMS, noise(rng, 60_000)) * rng.choice([1, 1, 1, 100]),
        fastcgi.record(fastcgi.GET_VALUES, fastcgi.pair(b'FCGI_MPXS_CONNS', b'') * 100, 0),
        begin + fastcgi.record(rng.randrange(256), noise(rng), rng.randrange(65536)),
        begin + fastcgi.params(fastcgi.environment()) + fastcgi.record(fastcgi.ABORT)])


def hostile_http(rng):
    target = rng.choice(TARGETS).encode()
    if rng.random() < 0.5:
        target += b'?' + hostile_query(rng)
    body = hostile_body(rng)
    lines = [rng.choice([b'GET ', b'POST ', b'BREW ']) + target + b' HTTP/1.1',
             b'Host: ' + hostile_host(rng), b'Accept-Language: ' + noise(rng, 2000),
             b'Content-Length: %d' % len(body), b'Connection: close']
    # A line break would begin another request, perhaps of HTTP/0.9.
    lines = [re.sub(rb'[\r\n]', b'?', line) for line in lines]
    return b'\r\n'.join(lines) + b'\r\n\r\n' + body


def read_to_the_end(connection):
    data = b''
    with contextlib.suppress(ConnectionError):
        while more := connection.recv(65536):
            data += more
    return data


class Hostile(Chaos):
    TIMES = 10_000
    MOST_KIB = 4096

    def test_hostile_requests(self):
        with self.load('hostile requests', clients=2, pause=0.005) as load:
            pid = self.daemon.process.pid
            before = memory_kib(pid, 'VmHWM')
            steps = [self.allowed_step, self.malformed_step, self.http_step]
            with contextlib.ExitStack() as stack:
                beside = [stack.enter_context(Beside(step, SEED)) for step in steps]
                load.beside.extend(one.figures for one in beside)
                wait_until(lambda: self.attempts(beside) >= self.TIMES or
                           any(one.error for one in beside), 'the requests', 600)
            grown = memory_kib(pid, 'VmHWM') - before
            load.beside.append({'KiB more at the peak': grown})
            if not SANITIZED:
                self.assertLess(grown, self.MOST_KIB)

    @staticmethod
    def attempts(beside):
        return sum(sum(one.figures.values()) for one in beside)

    def allowed_step(self, rng):
        with fastcgi.Connection(self.socket_path) as connection:
            for _ in range(rng.randrange(1, 4)):
                # A request that is too large is answered before all of it has arrived.
                with contextlib.suppress(ConnectionError):
                    connection.send(hostile_request(rng))
                reply = connection.read_reply()
                self.assertIn(reply.status, STATUSES)
                self.assertLessEqual(set(reply.headers), HEADERS)
                self.assertNotIn(b'root:', reply.body)
                if reply.status == 413:
                    break
        return 'connections with allowed requests'

    def malformed_step(self, rng):
        with fastcgi.Connection(self.socket_path) as connection:
            with contextlib.suppress(ConnectionError):
                connection.send(malformed_request(rng))
                connection.socket.shutdown(socket.SHUT_WR)
            read_to_the_end(connection.socket)
        return 'malformed requests'

    def http_step(self, rng):
        with socket.create_connection(('127.0.0.1', self.server.http), TIME_LIMIT) as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(hostile_http(rng))
            answer = read_to_the_end(connection)
        # nginx may reset the connection instead of reading a body that it has refused.
        if answer:
            self.assertRegex(answer, rb'^HTTP/1\.1 [234]')
        self.assertNotIn(b'root:', answer)
        return 'hostile requests through nginx'


if __name__ == '__main__':
    unittest.main()
