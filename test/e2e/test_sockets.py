"""Every way to get a socket, with the real programs that pass one."""
import contextlib
import os
import socket
import stat
import subprocess
import unittest

import fastcgi
from harness import (FINGERPOSTD, SMALL, Case, NotifySocket, Process, accepts, as_systemd,
                     free_port, wait_until)


class Sockets(Case):
    def config(self, listen=''):
        return self.write('fingerpost.conf', listen + SMALL)

    def check(self, address):
        for keep in (True, False):
            reply = fastcgi.ask(address, keep=keep)
            self.assertEqual(reply.status, 200)
            self.assertIn(b'<hostname>mail.example.com</hostname>', reply.body)

    def test_listen_unix(self):
        path = str(self.path('own.sock'))
        process = self.start_fingerpostd(self.config(f'listen {path}'))
        self.check(path)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o660)
        process.stop()
        self.assertFalse(os.path.exists(path))

    def test_a_socket_left_behind_is_replaced_and_one_in_use_is_not(self):
        path = str(self.path('stale.sock'))
        with socket.socket(socket.AF_UNIX) as stale:
            stale.bind(path)
        process = self.start_fingerpostd(self.config(f'listen {path}'))
        self.check(path)
        second = Process([FINGERPOSTD, '-c', self.path('fingerpost.conf')], self.path('second.log'),
                         stdin=subprocess.DEVNULL)
        self.assertEqual(second.wait(), 1)
        self.assertIn(f'{path}: Address already in use', second.log())
        self.check(path)
        process.stop()

    def test_listen_ipv4_and_ipv6(self):
        four, six = free_port(), free_port('::1')
        process = self.start_fingerpostd(self.config(
            f'listen 127.0.0.1:{four}\nlisten [::1]:{six}'))
        self.check(('127.0.0.1', four))
        self.check(('::1', six))
        process.stop()

    def test_systemd_socket_activate(self):
        paths = [str(self.path('systemd1.sock')), str(self.path('systemd2.sock'))]
        notify = NotifySocket(self.path('systemd.notify'))
        self.addCleanup(notify.close)
        process = self.start(['systemd-socket-activate', '-l', paths[0], '-l', paths[1],
                              '-E', f'NOTIFY_SOCKET={notify.path}',
                              FINGERPOSTD, '-c', self.config('listen /nonexistent/ignored')],
                             'systemd.log', stdin=subprocess.DEVNULL)
        wait_until(lambda: all(map(accepts, paths)), 'the sockets of systemd')
        for path in paths:
            self.check(path)
        self.assertEqual(notify.next(), 'READY=1')
        process.stop()
        self.assertEqual(notify.next(), 'STOPPING=1')
        self.assertEqual(process.process.returncode, 0)

    def test_spawn_fcgi(self):
        path = str(self.path('spawn.sock'))
        process = self.start_fingerpostd(self.config(),
                                         before=['spawn-fcgi', '-n', '-s', path, '--'])
        self.check(path)
        process.stop()
        self.assertEqual(process.process.returncode, 0)

    def test_spawn_fcgi_in_the_background(self):
        path, pid_file = str(self.path('spawned.sock')), self.path('spawned.pid')
        subprocess.run(['spawn-fcgi', '-s', path, '-P', pid_file, '--', FINGERPOSTD,
                        '-c', self.config()], check=True, capture_output=True, timeout=20)
        pid = int(pid_file.read_text())
        try:
            self.check(path)
        finally:
            os.kill(pid, 15)
        wait_until(lambda: not alive(pid), 'the end of fingerpostd')

    def test_sockets_of_systemd_survive_a_restart(self):
        path = str(self.path('survives.sock'))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen(16)
            config = self.config()

            def start():
                return self.start_fingerpostd(config, **as_systemd([listener]))
            start().stop()
            with fastcgi.Connection(path) as waiting:
                waiting.send(fastcgi.begin(False) + fastcgi.params(fastcgi.environment()) +
                             fastcgi.stdin(b''))
                process = start()
                self.assertEqual(waiting.read_reply().status, 200)
            process.stop()
            self.assertTrue(os.path.exists(path))

    def test_a_crowd_that_waits_for_the_start_leaves_each_thread_its_descriptors(self):
        path = str(self.path('crowd.sock'))
        with socket.socket(socket.AF_UNIX) as listener, contextlib.ExitStack() as stack:
            listener.bind(path)
            listener.listen(400)
            crowd = [stack.enter_context(fastcgi.Connection(path)) for _ in range(400)]
            options = as_systemd([listener])
            before = ['prlimit', '--nofile=200:200', *options.pop('before')]
            process = self.start_fingerpostd(self.config('threads 64\n'), before, **options)
            for connection in crowd:
                connection.close()
            self.check(path)
            process.stop()
            self.assertEqual(process.process.returncode, 0)

    def test_no_socket_at_all(self):
        process = Process([FINGERPOSTD, '-c', self.config()], self.path('none.log'),
                          stdin=subprocess.DEVNULL)
        self.assertEqual(process.wait(), 78)
        self.assertIn('no socket from systemd, none on descriptor 0 (spawn-fcgi), and no listen',
                      process.log())

    def test_a_path_that_cannot_be(self):
        process = Process([FINGERPOSTD, '-c', self.config('listen /nonexistent/x.sock')],
                          self.path('cannot.log'), stdin=subprocess.DEVNULL)
        self.assertEqual(process.wait(), 1)
        self.assertIn('/nonexistent/x.sock: No such file or directory', process.log())


class CommandLine(Case):
    def run_it(self, *arguments):
        return subprocess.run([FINGERPOSTD, *arguments], capture_output=True, text=True, timeout=20,
                              check=False, stdin=subprocess.DEVNULL)

    def test_version_and_help(self):
        run = self.run_it('--version')
        self.assertEqual((run.returncode, run.stderr), (0, ''))
        self.assertRegex(run.stdout, r'^fingerpostd \d+\.\d+\.\d+\n$')
        run = self.run_it('--help')
        self.assertEqual((run.returncode, run.stderr), (0, ''))
        for word in ('--config', '--check', '--version', '/fingerpost/fingerpost.conf'):
            self.assertIn(word, run.stdout)

    def test_usage(self):
        for arguments in (['--nonsense'], ['-c'], ['extra']):
            run = self.run_it(*arguments)
            self.assertEqual(run.returncode, 64, arguments)
            self.assertEqual(run.stdout, '')
            self.assertNotEqual(run.stderr, '')

    def test_a_broken_configuration_does_not_start(self):
        run = self.run_it('-c', self.write('bad.conf', 'threads x'))
        self.assertEqual(run.returncode, 78)
        self.assertEqual(run.stderr,
                         f'error: {self.path("bad.conf")}:1: threads: "x" is not a number of threads '
                         '(1 to 256)\n')


def alive(pid):
    try:
        os.kill(pid, 0)
        # A process that nobody has waited for still has an entry.
        with open(f'/proc/{pid}/stat', encoding='ascii') as stat_file:
            return stat_file.read().split(') ')[1][0] != 'Z'
    except (ProcessLookupError, FileNotFoundError):
        return False


if __name__ == '__main__':
    unittest.main()
