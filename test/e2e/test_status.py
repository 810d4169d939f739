"""fingerpostd --status, which asks the running fingerpostd."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time
import unittest

import fastcgi
from harness import (FINGERPOSTD, IS_ROOT, PROMPTLY, SMALL, Case, as_systemd, free_port, wait_until)

# The time limit of --status, and the tolerance for a busy machine.
PATIENCE = 5
NOBODY = 65534


class Status(Case):
    def setUp(self):
        self.address = str(self.path(f'{self._testMethodName[:40]}.sock'))
        self.config = self.write(f'{self._testMethodName}/fingerpost.conf',
                                 f'listen {self.address}\n{SMALL}')

    def status(self, *arguments, config=None, **options):
        return subprocess.run([FINGERPOSTD, '-c', config or self.config, '--status', *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              stdin=subprocess.DEVNULL, timeout=60, check=False, **options)

    def well(self, *arguments, **options):
        """Returns the status; nothing else may be printed."""
        result = self.status(*arguments, **options)
        self.assertEqual((result.stderr, result.returncode), ('', 0))
        report = json.loads(result.stdout)
        self.assertEqual(result.stdout, json.dumps(report, indent=2, ensure_ascii=False) + '\n')
        return report

    def unwell(self, *arguments, **options):
        """Returns the message if there is no status."""
        result = self.status(*arguments, **options)
        self.assertEqual((result.stdout, result.returncode), ('', 1))
        return result.stderr

    def listener(self, accepting=True):
        """Listens in place of fingerpostd. Without `accepting`, nobody else can connect."""
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(self.address)
        listener.listen(8 if accepting else 0)
        return listener

    def answers(self, data):
        """Listens, and answers every connection with these bytes, whatever the request."""
        listener = self.listener()

        def serve():
            try:
                while True:
                    client, _ = listener.accept()
                    with client:
                        client.recv(4096)
                        client.sendall(data)
            except OSError:
                return
        threading.Thread(target=serve, daemon=True).start()

    def test_it_answers(self):
        self.start_fingerpostd(self.config)
        report = self.well()
        self.assertEqual(report['configuration']['domains'], 1)
        self.assertEqual(report['connections']['open'], 1)
        fastcgi.ask(self.address)
        self.assertEqual(self.well()['requests']['autoconfig'], {'answered': 1})

    def test_it_reads_no_file_that_the_configuration_names(self):
        self.start_fingerpostd(self.config)
        self.well(config=self.write('names.conf', f'''
            sign {{ certificate missing.pem  key missing.key }}
            listen {self.address}
            {SMALL.replace('domain example.com', 'domains-file missing')}'''))

    def test_a_mistake_in_the_configuration_does_not_matter(self):
        self.start_fingerpostd(self.config)
        self.config.write_text(f'nonsense\nlisten {self.address}\n{SMALL}')
        self.well()

    def test_listen_in_another_file(self):
        self.start_fingerpostd(self.config)
        main = self.write('parts/fingerpost.conf', SMALL)
        self.write('parts/conf.d/listen.conf', f'listen {self.address}\nlisten 127.0.0.1:1\n')
        self.well(config=main)

    def test_a_port(self):
        for host, family in (('127.0.0.1', '127.0.0.1'), ('::1', '[::1]')):
            port = free_port(host)
            config = self.write(f'port{len(host)}.conf', f'listen {family}:{port}\n{SMALL}')
            self.start_fingerpostd(config)
            self.well(config=config)
            self.well(f'{family}:{port}')

    def test_the_socket_that_is_named(self):
        self.start_fingerpostd(self.config)
        other = self.write('other.conf', f'listen {self.path("nothing")}\n{SMALL}')
        self.well(self.address, config=other)
        self.assertIn('No such file', self.unwell(config=other))

    def test_a_socket_of_systemd(self):
        with self.listener() as listener:
            self.start_fingerpostd(self.config, **as_systemd([listener]))
        self.well()

    def test_a_failed_reload_is_reported_with_status_0(self):
        daemon = self.start_fingerpostd(self.config)
        self.config.write_text(f'listen {self.address}\nnonsense\n{SMALL}')
        daemon.signal(signal.SIGHUP)
        wait_until(lambda: self.well()['configuration']['last_reload_failed'], 'the reload')

    def test_nobody_listens(self):
        text = f'{self.address}: {{}}: fingerpostd does not listen there; start it, or name its ' \
            'socket with --status SOCKET\n'
        self.assertEqual(self.unwell(), text.format('No such file or directory'))
        self.listener().close()
        self.assertEqual(self.unwell(), text.format('Connection refused'))

    def test_problems_in_the_files_are_printed_if_nobody_answers(self):
        missing = self.path('missing.conf')
        socket_path = '/run/fingerpost/fingerpost.sock'
        if pathlib.Path(socket_path).exists():
            self.well(config=missing)
            return
        first, second = self.unwell(config=missing).splitlines()
        self.assertEqual(first, f'{missing}: No such file or directory')
        self.assertTrue(second.startswith(f'{socket_path}: No such file or directory: '), second)

    @unittest.skipUnless(IS_ROOT, 'only root can become another user')
    def test_no_permission_to_connect(self):
        self.start_fingerpostd(self.config)
        self.assertEqual(
            self.unwell(user=NOBODY, group=NOBODY, extra_groups=[]),
            f'{self.address}: Permission denied: user {NOBODY} cannot connect; run this as root or '
            "as fingerpostd's user\n")
        os.chown(self.address, NOBODY, NOBODY)
        self.well(user=NOBODY, group=NOBODY, extra_groups=[])

    def test_a_process_that_hangs(self):
        daemon = self.start_fingerpostd(self.config)
        daemon.signal(signal.SIGSTOP)
        begin = time.monotonic()
        try:
            self.assertEqual(self.unwell(),
                             f'{self.address}: does not answer in time; check its log\n')
        finally:
            daemon.signal(signal.SIGCONT)
        self.assertTrue(PATIENCE <= time.monotonic() - begin < PATIENCE + PROMPTLY)
        self.well()

    def test_a_queue_that_is_full(self):
        listener = self.listener(accepting=False)
        with socket.socket(socket.AF_UNIX) as first:
            first.connect(self.address)
            self.assertIn('does not answer in time', self.unwell())
        listener.close()

    def test_one_that_sends_without_end(self):
        listener = self.listener()

        def serve():
            client, _ = listener.accept()
            with client:
                try:
                    while True:
                        client.sendall(fastcgi.record(fastcgi.STDOUT))
                        time.sleep(0.05)
                except OSError:
                    return
        threading.Thread(target=serve, daemon=True).start()
        begin = time.monotonic()
        self.assertIn('does not answer in time', self.unwell())
        self.assertLess(time.monotonic() - begin, PATIENCE + PROMPTLY)

    def test_somebody_else_listens(self):
        end = fastcgi.record(fastcgi.END, bytes(8))
        for data, told in (
                (b'', 'closes the connection without an answer'),
                (fastcgi.record(fastcgi.STDOUT, b'Status: 200 OK'),
                 'closes the connection without an answer'),
                (b'HTTP/1.1 400 Bad Request\r\n\r\n',
                 'another program listens there, not fingerpostd'),
                (fastcgi.record(fastcgi.STDOUT, b'Status: 200 OK\r\n\r\nHello') + end,
                 'another program listens there, not fingerpostd'),
                (fastcgi.record(fastcgi.STDOUT, b'Status: 404 Not Found\r\n\r\n') + end,
                 'answers "404 Not Found" instead of a report; if an older version is running, '
                 'restart it')):
            with self.subTest(data):
                self.answers(data)
                self.assertEqual(self.unwell(), f'{self.address}: {told}\n')
                os.unlink(self.address)

    def test_wrong_usage(self):
        for arguments in (('nowhere',), ('127.0.0.1',), ('a:b', 'c'), ('--check',)):
            with self.subTest(arguments):
                result = self.status(*arguments)
                self.assertEqual(result.returncode, os.EX_USAGE)
                self.assertRegex(result.stderr, r'\Afingerpostd: .+\nTry `fingerpostd --help`\.\n\Z')

    def test_with_many_connections_open(self):
        self.start_fingerpostd(self.config)
        clients = [fastcgi.Connection(self.address) for _ in range(300)]
        try:
            for client in clients:
                client.ask()
            self.assertEqual(self.well()['connections']['open'], 301)
        finally:
            for client in clients:
                client.close()
