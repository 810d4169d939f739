"""Our own FastCGI client, and a recorder that takes the place of fingerpostd. They implement enough
of the FastCGI specification, section 3, to send any record, valid or not."""
import socket
import struct
import threading

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, STDERR = 1, 2, 3, 4, 5, 6, 7
GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE = 9, 10, 11
RESPONDER = 1
KEEP = 1


def record(kind, content=b'', request_id=1):
    return struct.pack('>BBHHBx', 1, kind, request_id, len(content), 0) + content


def pair(name, value):
    def length(text):
        return struct.pack('>B', len(text)) if len(text) < 128 else struct.pack('>I', len(text) | 1 << 31)
    return length(name) + length(value) + name + value


def begin(keep):
    return record(BEGIN, struct.pack('>HB5x', RESPONDER, KEEP if keep else 0))


def params(values):
    packed = b''.join(pair(k.encode(), v if isinstance(v, bytes) else v.encode())
                      for k, v in values.items())
    chunks = [packed[i:i + 65535] for i in range(0, len(packed), 65535)]
    return b''.join(record(PARAMS, chunk) for chunk in chunks) + record(PARAMS)


def stdin(body):
    chunks = [body[i:i + 65535] for i in range(0, len(body), 65535)]
    return b''.join(record(STDIN, chunk) for chunk in chunks) + record(STDIN)


def records_in(data):
    """Returns the kind and the content of each record. The records have no padding."""
    while data:
        kind, length = struct.unpack('>xBxxHxx', data[:8])
        yield kind, data[8:8 + length]
        data = data[8 + length:]


def environment(method='GET', url='https://autoconfig.example.com/mail/config-v1.1.xml', body=b''):
    """Returns the parameters that a web server would send."""
    scheme, rest = url.split('://', 1)
    host, _, target = rest.partition('/')
    path, _, query = ('/' + target).partition('?')
    return {'REQUEST_METHOD': method, 'REQUEST_SCHEME': scheme, 'HTTP_HOST': host,
            'DOCUMENT_URI': path, 'QUERY_STRING': query,
            'CONTENT_LENGTH': str(len(body)) if body else ''}


class Reply:
    def __init__(self, stdout):
        head, _, self.body = stdout.partition(b'\r\n\r\n')
        lines = head.decode().split('\r\n')
        self.headers = dict(line.split(': ', 1) for line in lines if ': ' in line)
        self.status = int(self.headers['Status'].split()[0])


def connect(address):
    """`address` is a path, or (host, port)."""
    family = (socket.AF_UNIX if isinstance(address, str)
              else socket.AF_INET6 if ':' in address[0] else socket.AF_INET)
    connection = socket.socket(family)
    connection.settimeout(20)
    connection.connect(address)
    return connection


class Connection:
    def __init__(self, address):
        self.socket = connect(address)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data):
        self.socket.sendall(data)

    def _exactly(self, size):
        data = b''
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def read_record(self):
        _, kind, _, length, padding = struct.unpack('>BBHHBx', self._exactly(8))
        content = self._exactly(length)
        self._exactly(padding)
        return kind, content

    def read_reply(self):
        stdout = b''
        while True:
            kind, content = self.read_record()
            if kind == STDOUT:
                stdout += content
            elif kind == END:
                return Reply(stdout)

    def is_closed(self):
        try:
            return self.socket.recv(1) == b''
        except ConnectionError:
            return True

    def ask(self, method='GET', url='https://autoconfig.example.com/mail/config-v1.1.xml', body=b'',
            keep=True):
        self.send(begin(keep) + params(environment(method, url, body)) + stdin(body))
        return self.read_reply()


def ask(address, *arguments, **options):
    with Connection(address) as connection:
        return connection.ask(*arguments, **options)


def unpack_pairs(data):
    pairs, at = {}, 0
    while at < len(data):
        lengths = []
        for _ in range(2):
            if data[at] < 128:
                lengths.append(data[at])
                at += 1
            else:
                lengths.append(struct.unpack('>I', data[at:at + 4])[0] & 0x7fffffff)
                at += 4
        name = data[at:at + lengths[0]].decode()
        pairs[name] = data[at + lengths[0]:at + sum(lengths)]
        at += sum(lengths)
    return pairs


class Recorder:
    """Answers every request with an empty 204 and keeps its parameters."""

    def __init__(self, path):
        self.requests = []
        self.connections = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                self.connections += 1
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        connection = Connection.__new__(Connection)
        connection.socket = client
        packed = b''
        try:
            while True:
                kind, content = connection.read_record()
                if kind == PARAMS:
                    packed += content
                elif kind == STDIN and not content:
                    self.requests.append(unpack_pairs(packed))
                    packed = b''
                    client.sendall(record(STDOUT, b'Status: 204\r\n\r\n') + record(STDOUT) +
                                   record(END, struct.pack('>IB3x', 0, 0)))
        except (EOFError, OSError):
            client.close()

    def close(self):
        self.listener.close()
