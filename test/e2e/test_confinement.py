"""The rights that fingerpostd gives up, on its own and by the way it is started."""
import os
import pathlib
import pwd
import subprocess
import unittest

import fastcgi
from harness import (CONFINED, FINGERPOSTD, IS_ROOT, SANITIZED, SMALL, Case, Process, accepts,
                     wait_until)

HAS_FILTER = b'seccomp_load' in FINGERPOSTD.read_bytes()


def status_of(task):
    """Returns proc_pid_status(5) as a dictionary."""
    lines = (task / 'status').read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(':') for line in lines)}


def tasks_of(pid):
    return [status_of(task) for task in pathlib.Path(f'/proc/{pid}/task').iterdir()]


class Confinement(Case):
    def start_on(self, path, before=()):
        config = self.write(f'{path}.conf', SMALL if before else f'listen {path}\n{SMALL}')
        process = self.start([*before, FINGERPOSTD, '-c', config], f'{path}.log',
                             stdin=subprocess.DEVNULL)
        wait_until(lambda: accepts(path), 'the socket')
        self.assertEqual(fastcgi.ask(path).status, 200)
        return process

    def test_every_thread_has_given_up_what_it_can(self):
        path = str(self.path('own.sock'))
        process = self.start_on(path)
        tasks = tasks_of(process.process.pid)
        self.assertGreater(len(tasks), 1)
        for task in tasks:
            self.assertEqual(task['NoNewPrivs'], '1')
            self.assertEqual(task['Seccomp'], '2' if HAS_FILTER else '0')
        self.assertEqual('runs as root' in process.log(), IS_ROOT)
        process.stop()
        self.assertFalse(os.path.exists(path))

    @unittest.skipUnless(IS_ROOT, 'only root can start it as another user')
    def test_spawn_fcgi_makes_it_a_user_without_capabilities(self):
        self.folder.chmod(0o777)
        path, user = str(self.path('spawn.sock')), pwd.getpwnam('nobody')
        process = self.start_on(path, before=[
            'spawn-fcgi', '-n', '-s', path, '-u', 'nobody', '-g', 'nogroup', '-U', 'www-data',
            '-M', '0600', '--'])
        for task in tasks_of(process.process.pid):
            self.assertEqual(task['Uid'].split(), [str(user.pw_uid)] * 4)
            self.assertNotIn('0', task['Groups'].split())
            for kind in ('CapPrm', 'CapEff', 'CapInh', 'CapAmb'):
                self.assertEqual(int(task[kind], 16), 0, kind)
        self.assertNotIn('runs as root', process.log())

    @unittest.skipIf(SANITIZED, 'makes system calls of its own')
    def test_the_filter_of_the_tests_bites(self):
        process = Process([*CONFINED, 'chroot', '/', 'true'], self.path('bites.log'))
        self.assertEqual(process.wait(), -31, 'SIGSYS')


if __name__ == '__main__':
    unittest.main()
