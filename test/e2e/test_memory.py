"""The memory that fingerpostd uses and returns."""
import signal
import unittest

import fastcgi
from harness import SANITIZED, Case, hosts_in, memory_kib

PROVIDERS = 2000


@unittest.skipIf(SANITIZED, 'keeps memory to see who uses it')
class Memory(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.socket = str(cls.path('fingerpost.sock'))
        cls.config = cls.write('fingerpost.conf', f'listen {cls.socket}\n')

    def write_providers(self, host):
        for i in range(PROVIDERS):
            domains = ''.join(f'    domain d{i}-{k}.example.com\n' for k in range(10))
            self.write(f'conf.d/{i:04}.conf', f'provider p{i}\n{{\n{domains}'
                       f'    imap {host}\n    smtp {host}\n}}\n')

    def test_old_generation_is_given_back(self):
        self.write_providers('one.example.com')
        process = self.start_fingerpostd(self.config)
        loaded = memory_kib(process.process.pid, 'VmRSS')
        self.write_providers('two.example.com')
        for _ in range(5):
            process.signal(signal.SIGHUP)
            process.notify.wait_for('READY=1')
        self.assertLess(memory_kib(process.process.pid, 'VmRSS'), loaded + 1024)
        url = f'https://autoconfig.d{PROVIDERS - 1}-9.example.com/mail/config-v1.1.xml'
        self.assertEqual(hosts_in(fastcgi.ask(self.socket, url=url).body), ['two.example.com'] * 2)


if __name__ == '__main__':
    unittest.main()
