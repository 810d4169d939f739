"""The format of the log: as text, as JSON, and with a prefix for journald."""
import json
import os
import re
import signal
import socket
import subprocess
import unittest

import fastcgi
from databases import MAPD, Mapd
from harness import FINGERPOSTD, SMALL, Case, accepts, wait_until

POX = ('<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/'
       '2006"><Request><EMailAddress>ann@{}</EMailAddress><AcceptableResponseSchema>'
       'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
       '</AcceptableResponseSchema></Request></Autodiscover>')
AUTODISCOVER = 'https://autodiscover.example.com/autodiscover/autodiscover.xml'

# The members of the line for each request.
REQUESTS = [
    ('GET', 'https://autoconfig.example.com/mail/config-v1.1.xml', '',
     {'level': 'info', 'protocol': 'autoconfig', 'domain': 'example.com', 'status': 200}),
    ('GET', 'https://autoconfig.nowhere.example/mail/config-v1.1.xml', '',
     {'level': 'info', 'protocol': 'autoconfig', 'domain': 'nowhere.example', 'status': 404}),
    ('GET', 'https://127.0.0.1/mail/config-v1.1.xml', '',
     {'level': 'info', 'protocol': 'autoconfig', 'status': 404}),
    ('DELETE', 'https://autoconfig.example.com/mail/config-v1.1.xml', '',
     {'level': 'info', 'protocol': 'autoconfig', 'status': 405}),
    ('POST', AUTODISCOVER, POX.format('example.com'),
     {'level': 'info', 'protocol': 'autodiscover', 'domain': 'example.com', 'status': 200}),
    ('POST', AUTODISCOVER, POX.format('nowhere.example'),
     {'level': 'info', 'protocol': 'autodiscover', 'domain': 'nowhere.example', 'status': 200}),
    ('POST', AUTODISCOVER, POX.format('example.com').replace('responseschema', 'nonsense'),
     {'level': 'info', 'protocol': 'autodiscover', 'domain': 'example.com', 'status': 200,
      'detail': 'ErrorCode 601'}),
    ('GET', 'http://autodiscover.example.com/autodiscover/autodiscover.xml', '',
     {'level': 'info', 'protocol': 'autodiscover', 'domain': 'example.com', 'status': 302}),
    ('GET', 'https://autodiscover.example.com/autodiscover/autodiscover.json/v1.0/ann@example.com'
     '?Protocol=AutodiscoverV1', '',
     {'level': 'info', 'protocol': 'autodiscover-json', 'domain': 'example.com', 'status': 200}),
    ('GET', 'https://autoconfig.example.com/email.mobileconfig?email=ann@example.com', '',
     {'level': 'info', 'protocol': 'mobileconfig', 'domain': 'example.com', 'status': 200}),
    ('GET', 'https://ua-auto-config.example.com/.well-known/user-agent-configuration.json', '',
     {'level': 'info', 'protocol': 'pacc', 'domain': 'example.com', 'status': 200}),
    ('GET', 'https://autoconfig.example.com/', '',
     {'level': 'info', 'protocol': 'page', 'domain': 'example.com', 'status': 200}),
    ('GET', 'https://example.com/.well-known/caldav', '',
     {'level': 'info', 'protocol': 'well-known', 'domain': 'example.com', 'status': 404}),
    ('GET', 'https://autoconfig.example.com/secret', '',
     {'level': 'debug', 'status': 404, 'detail': 'no such path'}),
    ('POST', AUTODISCOVER, 'x' * 300_000,
     {'level': 'info', 'status': 413, 'detail': 'request too large'}),
]


def as_text(members):
    """Returns the line of a request with these members, as text."""
    status, detail = members['status'], members.get('detail')
    if 'protocol' not in members:
        return f'{members["level"]}: {detail}: {status}'
    return (f'{members["level"]}: {members["protocol"]}: {members.get("domain", "no domain")}: {status}' +
            (f' {detail}' if detail else ''))


def objects(log):
    """Returns the lines of a log, each of which is an object."""
    lines = [json.loads(line) for line in log.splitlines()]
    for line in lines:
        if not isinstance(line, dict) or line.get('level') not in ('error', 'warning', 'info', 'debug'):
            raise AssertionError(line)
    return lines


def messages(log, level='error'):
    return [line['message'] for line in objects(log) if line['level'] == level]


def log_of_reload(process, before):
    """Returns what a reload logs after `before` characters. The lines of a round of the loop are
    written after systemd is notified."""
    wait_until(lambda: 'reloaded' in process.log()[before:], 'the reload')
    return process.log()[before:]


class Requests(Case):
    maxDiff = None

    def ask_all(self, log_format):
        """Sends all requests. Returns the lines between those for the start and the end."""
        address = str(self.path(f'{log_format}.sock'))
        daemon = self.start_fingerpostd(self.write(
            f'{log_format}.conf',
            f'listen {address}\nlog-level debug\nlog-format {log_format}\n{SMALL}'))
        seen = len(daemon.log().splitlines())
        for method, url, body, expected in REQUESTS:
            reply = fastcgi.ask(address, method, url, body.encode())
            self.assertEqual(reply.status, expected['status'], url)
        daemon.stop()
        self.assertEqual(daemon.process.returncode, 0)
        return daemon.log().splitlines()[seen:-1]

    def test_as_json(self):
        lines = self.ask_all('json')
        self.assertEqual([json.loads(line) for line in lines],
                         [members for *_, members in REQUESTS])
        # Also the same bytes: a log collector may depend on the order.
        self.assertEqual(lines, [json.dumps(members, separators=(',', ':'))
                                 for *_, members in REQUESTS])

    def test_as_text(self):
        self.assertEqual(self.ask_all('text'), [as_text(members) for *_, members in REQUESTS])

    def test_for_logger(self):
        numbers = {'info': '<6>', 'debug': '<7>'}
        self.assertEqual(self.ask_all('syslog'),
                         [numbers[members['level']] + as_text(members).split(': ', 1)[1]
                          for *_, members in REQUESTS])


class Reload(Case):
    def test_the_format_changes_with_a_good_configuration_only(self):
        config = self.write('fingerpost.conf', '')
        address = self.path('fingerpost.sock')

        def write(text):
            config.write_text(f'listen {address}\n{text}\n{SMALL}')

        write('')
        daemon = self.start_fingerpostd(config)

        def reload(text):
            """Reloads and returns the lines that this logs."""
            before = len(daemon.log())
            write(text)
            daemon.signal(signal.SIGHUP)
            return log_of_reload(daemon, before)

        self.assertRegex(daemon.log(), r'(?m)^info: fingerpostd .* serves, ')
        self.assertEqual(objects(reload('log-format json')),
                         [{'level': 'info', 'message': 'reloaded, providers: 1, domains: 1'}])
        self.assertEqual(messages(reload('log-format text\nthreads x')),
                         [f'{config}:3: threads: "x" is not a number of threads (1 to 256)',
                          f'{config}: not reloaded, the old configuration stays'])
        self.assertEqual(reload('log-format text'), 'info: reloaded, providers: 1, domains: 1\n')
        self.assertEqual(reload('log-format syslog'), '<6>reloaded, providers: 1, domains: 1\n')
        self.assertEqual(reload(''), 'info: reloaded, providers: 1, domains: 1\n')


class Start(Case):
    """A start that fails."""

    def run_it(self, config, program=FINGERPOSTD):
        return subprocess.run([program, '-c', config], capture_output=True, timeout=60, check=False,
                              stdin=subprocess.DEVNULL)

    def test_all_errors_are_objects(self):
        for program in (FINGERPOSTD, MAPD):
            config = self.write('bad.conf', 'threads x\nlog-format json\nlog-level error\n')
            run = self.run_it(config, program)
            self.assertEqual(run.returncode, 78)
            self.assertEqual(messages(run.stderr.decode()), [
                f'{config}:1: threads: "x" is not a number of threads (1 to 256)'])

    def test_what_the_system_refuses(self):
        config = self.write('away.conf', f'log-format json\nlisten /nonexistent/x.sock\n{SMALL}')
        run = self.run_it(config)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(messages(run.stderr.decode()), [
            '/nonexistent/x.sock: No such file or directory'])

    def test_names_of_files_that_are_not_text(self):
        folder = os.fsencode(self.folder) + b'/\xff"\\\n\xc3\xbc\xe2\x80\xae'
        os.mkdir(folder)
        config = folder + b'/x.conf'
        with open(config, 'wb') as file:
            file.write(b'log-format json\nprovider a { domain-map texthash:' + b'x' * 5000 + b' }\n')
        run = self.run_it(config)
        self.assertEqual(run.returncode, 78)
        self.assertEqual(run.stderr.count(b'\n'), len(objects(run.stderr.decode())))
        for message in messages(run.stderr.decode()):
            self.assertTrue(message.startswith(f'{self.folder}/?"\\?ü?/x.conf:2: '), message)

    def test_long_lines_are_cut(self):
        # The name of the file is in each message, and a line has a limited length.
        folder = str(self.folder)
        while len(folder) < 4080:
            folder += '/' + '"' * min(100, 4080 - len(folder))
            os.mkdir(folder)
        for log_format in ('text', 'json', 'syslog'):
            config = f'{folder}/x.conf'
            with open(config, 'w', encoding='ascii') as file:
                file.write(f'log-format {log_format}\nprovider a {{ nonsense {"x" * 1000} }}\n')
            run = self.run_it(config)
            self.assertEqual(run.returncode, 78)
            lines = run.stderr.decode().splitlines(keepends=True)
            self.assertGreater(len(lines), 0)
            for line in lines:
                self.assertLessEqual(len(line), 4096)
                self.assertIn('...', line[-6:])
                if log_format == 'json':
                    self.assertEqual(json.loads(line)['level'], 'error')


class Journal(Case):
    """A service whose standard error is a stream socket that could lead to journald: systemd passes
    such a socket, with its device and inode in JOURNAL_STREAM."""

    def run_behind(self, settings, stream=None, program=FINGERPOSTD):
        """Starts the program, stops it, and returns the data from the socket. `stream` makes the
        variable from the device and inode of the socket."""
        config = self.write('fingerpost.conf',
                            f'listen {self.path("fingerpost.sock")}\n'
                            f'maps-socket {self.path("maps.sock")}\n{settings}\n{SMALL}')
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                status = os.fstat(theirs.fileno())
                environment = {**os.environ}
                environment.pop('JOURNAL_STREAM', None)
                if stream:
                    environment['JOURNAL_STREAM'] = stream(status.st_dev, status.st_ino)
                process = subprocess.Popen([program, '-c', config], stdin=subprocess.DEVNULL,
                                           stderr=theirs, env=environment)
            self.addCleanup(process.kill)
            text = b''
            while b' serves, ' not in text:
                text += ours.recv(65536)
            process.send_signal(signal.SIGTERM)
            while more := ours.recv(65536):
                text += more
            self.assertEqual(process.wait(timeout=60), 0)
        return text.decode().splitlines()

    @staticmethod
    def named(device, inode):
        return f'{device}:{inode}'

    def test_only_journald_gets_the_prefix(self):
        for program, name in ((FINGERPOSTD, 'fingerpostd'), (MAPD, 'fingerpost-mapd')):
            for stream, prefix in ((self.named, '<6>'), (None, 'info: '),
                                   (lambda device, inode: f'{device}:{inode + 1}', 'info: '),
                                   (lambda device, inode: f'{device + 1}:{inode}', 'info: '),
                                   (lambda *_: '', 'info: '), (lambda *_: 'x', 'info: ')):
                lines = self.run_behind('', stream, program)
                self.assertTrue(any(line.startswith(f'{prefix}{name} ') for line in lines), lines)
                self.assertEqual(lines[-1], f'{prefix}stopped')

    def test_an_object_has_the_prefix_too(self):
        lines = self.run_behind('log-format json', self.named)
        self.assertEqual(lines[-1], '<6>{"level":"info","message":"stopped"}')
        for line in lines:
            self.assertRegex(line, r'^<[46]>\{')
            self.assertIn(json.loads(line[3:])['level'], ('warning', 'info'))
        objects('\n'.join(self.run_behind('log-format json')))

    def test_logger_gets_only_one_prefix(self):
        for stream in (self.named, None):
            self.assertEqual(self.run_behind('log-format syslog', stream)[-1], '<6>stopped')


class StalledLog(Case):
    """A log that nobody reads for a while does not block answers."""

    asked = 4000

    def log_of(self, setting):
        """Returns the log of a fingerpostd that answers more requests than a pipe holds lines; then
        the log is read, one more request is sent, and the process ends."""
        address = str(self.path('fingerpost.sock'))
        config = self.write('fingerpost.conf', f'listen {address}\n{setting}\n{SMALL}')
        log, writing = os.pipe()
        self.addCleanup(os.close, log)
        daemon = subprocess.Popen([FINGERPOSTD, '-c', config], stdin=subprocess.DEVNULL,
                                  stderr=writing)
        self.addCleanup(daemon.kill)
        os.close(writing)
        wait_until(lambda: accepts(address), 'the socket')
        with fastcgi.Connection(address) as connection:
            for _ in range(self.asked):
                self.assertEqual(connection.ask().status, 200)
            text = os.read(log, 1 << 20).decode()
            self.assertEqual(connection.ask().status, 200)
        daemon.send_signal(signal.SIGTERM)
        while more := os.read(log, 65536):
            text += more.decode()
        self.assertEqual(daemon.wait(timeout=20), 0)
        return text

    def assert_complete(self, answered, missing):
        self.assertEqual(len(missing), 1, missing)
        self.assertEqual(answered + int(missing[0]), self.asked + 1)

    def test_text(self):
        text = self.log_of('log-format text')
        self.assert_complete(
            text.count('info: autoconfig: example.com: 200\n'),
            re.findall(r'^warning: dropped ([0-9]+) log lines: the reader was too slow\n'
                       r'info: autoconfig: example\.com: 200$', text, re.MULTILINE))

    def test_json(self):
        lines = objects(self.log_of('log-format json'))
        self.assert_complete(
            sum(line.get('status') == 200 for line in lines),
            [line['message'].split()[1] for line in lines
             if line.get('message', '').endswith(' log lines: the reader was too slow')])


class Maps(Case):
    def test_fingerpost_mapd_has_the_format_too(self):
        mapd = Mapd(type(self), f'log-format json\n{SMALL}', name='json')
        good = mapd.config.read_text()

        def reload(text):
            before = len(mapd.log())
            mapd.config.write_text(text)
            mapd.process.signal(signal.SIGHUP)
            return log_of_reload(mapd, before)

        log = reload(good.replace('domain example.com', 'domain x/y'))
        self.assertEqual(messages(log)[-1], f'{mapd.config}: not reloaded, the old maps stay')
        reload(good.replace('log-format json', 'log-format text'))
        mapd.process.stop()
        *before, reloaded, stopped = mapd.log().splitlines()
        objects('\n'.join(before))
        self.assertRegex(reloaded, r'^info: reloaded, no maps: ')
        self.assertEqual(stopped, 'info: stopped')


if __name__ == '__main__':
    unittest.main()
