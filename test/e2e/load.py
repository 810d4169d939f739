"""Load through the web server. Every answer is compared in full."""
import collections
import random
import socket
import threading
import time
from dataclasses import dataclass, field

import fastcgi
from harness import wait_until

TIME_LIMIT = 40


class Cut(Exception):
    """The connection ended before the answer did."""


class Unanswered(Cut):
    """The connection ended before the first byte of the answer."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple
    body: bytes

    def __str__(self):
        return f'{self.status}, {len(self.body)} bytes: {self.body[:300]}'


@dataclass
class Question:
    """A request of a client and its correct answers: one for each generation of the
    configuration."""
    method: str
    url: str
    body: bytes = b''
    answers: list = field(default_factory=list)

    def http(self):
        host, _, target = self.url.removeprefix('http://').partition('/')
        length = f'Content-Length: {len(self.body)}\r\n' if self.body else ''
        return (f'{self.method} /{target} HTTP/1.1\r\nHost: {host}\r\n{length}\r\n'.encode() +
                self.body)

    def fastcgi(self, keep):
        environment = fastcgi.environment(self.method, self.url, self.body)
        return fastcgi.begin(keep) + fastcgi.params(environment) + fastcgi.stdin(self.body)


class Client:
    """A connection to the web server, kept open as long as the server does."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=TIME_LIMIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile('rb')
        self.is_open = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def ask(self, question):
        self._send(question.http())
        try:
            return self._read()
        except ConnectionError as error:
            raise Cut(str(error)) from None

    def _send(self, data):
        try:
            self.socket.sendall(data)
            begins = self.file.peek(1)
        except ConnectionError as error:
            raise Unanswered(str(error)) from None
        if not begins:
            raise Unanswered('closed')

    def _read(self):
        status = int(self._line().split()[1])
        headers = {}
        while line := self._line():
            name, _, value = line.decode('latin-1').partition(': ')
            headers[name.lower()] = value
        body = self._body(headers)
        self.is_open = headers.get('connection') != 'close'
        of_fingerpostd = ((name, value) for name, value in headers.items()
                          if name in ('content-type', 'etag', 'location'))
        return Answer(status, tuple(sorted(of_fingerpostd)), body)

    def _line(self):
        line = self.file.readline()
        if not line.endswith(b'\r\n'):
            raise Cut(f'in the head: {line}')
        return line[:-2]

    def _exactly(self, size):
        data = self.file.read(size)
        if len(data) < size:
            raise Cut(f'{len(data)} of {size} bytes')
        return data

    def _body(self, headers):
        if headers.get('transfer-encoding') != 'chunked':
            return self._exactly(int(headers['content-length']))
        body = b''
        while size := int(self._line(), 16):
            body += self._exactly(size)
            self._line()
        self._line()
        return body


class Load:
    """Clients that send requests until they are stopped, each on a persistent connection. Each
    event has a word: `answered`, `refused` (no connection), `unanswered`, `cut`, `wrong`, `late`,
    or `status 502`. Anything except `answered` and the tolerated events is a fault, after which the
    client continues. `generations`, whose answers are correct, may change at any time: an answer
    must belong to one that was correct when its request began or ended."""

    def __init__(self, port, questions, seed, generations, forgiven=(), clients=6, pause=0.0):
        self.port = port
        self.questions = questions
        self.generations = generations
        self.forgiven = forgiven
        self.pause = pause
        self.figures = collections.Counter()
        self.faults = []
        self.slowest = 0.0
        self.going = True
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._client, daemon=True,
                                         args=(random.Random(f'{seed} {i}'),))
                        for i in range(clients)]
        for thread in self.threads:
            thread.start()

    def wait_for(self, more):
        target = self.figures['answered'] + more
        wait_until(lambda: self.figures['answered'] >= target or self.faults, 'the load',
                   TIME_LIMIT)

    def stop(self):
        """Stops the clients. Returns False if one is stuck."""
        self.going = False
        deadline = time.monotonic() + TIME_LIMIT
        for thread in self.threads:
            thread.join(max(0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self.threads)

    def _client(self, rng):
        while self.going:
            try:
                with Client(self.port) as client:
                    while self.going and client.is_open:
                        self._ask(client, rng.choice(self.questions))
                        if self.pause:
                            time.sleep(self.pause)
            except Unanswered as error:
                self._count('unanswered', error)
            except Cut as error:
                self._count('cut', error)
            except TimeoutError as error:
                self._count('late', error)
            except OSError as error:
                self._count('refused', error)
            except Exception as error:
                self._count('wrong', repr(error))

    def _ask(self, client, question):
        started, generations = time.monotonic(), set(self.generations)
        answer = client.ask(question)
        self.slowest = max(self.slowest, time.monotonic() - started)
        generations.update(self.generations)
        if any(answer == question.answers[generation] for generation in generations):
            self._count('answered')
        elif answer.status >= 500:
            self._count(f'status {answer.status}', question.url)
        else:
            self._count('wrong', f'{question.url}: {answer}')

    def _count(self, what, detail=''):
        with self.lock:
            self.figures[what] += 1
            if what != 'answered' and what not in self.forgiven:
                self.faults.append(f'{what}: {detail}')
        if what != 'answered':
            time.sleep(0.01)
