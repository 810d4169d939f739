"""The content of the log, whatever the web server sends."""
import json
import json
import re
import unittest

import fastcgi
from harness import SMALL, Case

MARK = 'secret'
HEADERS = {name: f'Basic {MARK}' for name in
           ('HTTP_AUTHORIZATION', 'HTTP_PROXY_AUTHORIZATION', 'HTTP_COOKIE', 'HTTP_REFERER',
            'HTTP_USER_AGENT', 'HTTP_X_ANCHORMAILBOX', 'HTTP_ACCEPT_LANGUAGE',
            'HTTP_IF_NONE_MATCH', 'REMOTE_USER', MARK)}
QUERY = f'?emailaddress={MARK}%40example.com&password={MARK}&{MARK}={MARK}'
PATHS = ['/mail/config-v1.1.xml', '/autodiscover/autodiscover.xml', '/email.mobileconfig',
         f'/autodiscover/autodiscover.json/v1.0/{MARK}@example.com', '/.well-known/caldav',
         '/.well-known/user-agent-configuration.json', f'/{MARK}', f'/mail/{MARK}@example.com']
BODY = (f'<!-- {MARK} --><Autodiscover {MARK}="{MARK}"><Request><EMailAddress>{MARK}@example.com'
        f'</EMailAddress><Password>{MARK}</Password></Request></Autodiscover>').encode()
# From invalid to a wrong format: refused requests are logged, too.
BODIES = [BODY, BODY[:-5], b'<!DOCTYPE x>' + BODY, b'<a>' * 40 + BODY, MARK.encode() * 20000]


class Privacy(Case):
    def test_no_log_level_shows_who_asked(self):
        for level in ('error', 'warning', 'info', 'debug'):
            with self.subTest(level):
                self.ask_everything(level, 'text')

    def test_no_object_shows_who_asked(self):
        for line in self.ask_everything('debug', 'json'):
            members = json.loads(line)
            self.assertLessEqual(set(members), {'level', 'protocol', 'domain', 'status', 'detail',
                                                'message'})
            # A free text is not about a request.
            self.assertFalse('message' in members and 'status' in members, line)
            if 'domain' in members:
                self.assertIn(members['domain'], ('example.com', f'{MARK}.example.net'))

    def ask_everything(self, level, log_format):
        """Returns the lines of the log, after checking that they do not reveal who sent the
        requests."""
        name = f'{level}-{log_format}'
        address = str(self.path(f'{name}.sock'))
        daemon = self.start_fingerpostd(self.write(
            f'{name}.conf',
            f'listen {address}\nlog-level {level}\nlog-format {log_format}\n{SMALL}'))
        before = len(daemon.log())
        for host in ('autoconfig.example.com', f'{MARK}.example.net', f'{MARK}@x'):
            for path in PATHS:
                self.ask(address, 'GET', f'https://{host}{path}{QUERY}')
                self.ask(address, 'GET', f'http://{host}{path}{QUERY}')
                for body in BODIES:
                    self.ask(address, 'POST', f'https://{host}{path}{QUERY}', body)
            self.ask(address, MARK.upper(), f'https://{host}{PATHS[0]}')
        daemon.stop()
        lines = daemon.log()[before:].splitlines()
        if level == 'debug':
            self.assertGreater(len(lines), 3 * len(PATHS) * len(BODIES))
        # The requested domain is logged, because administrators need it.
        told = re.compile(rf'{MARK}(?!\.example\.net\b)', re.IGNORECASE)
        self.assertEqual([line for line in lines if told.search(line)], [])
        return lines
        return lines

    def ask(self, address, method, url, body=b''):
        environment = {**fastcgi.environment(method, url, body), **HEADERS}
        with fastcgi.Connection(address) as connection:
            connection.send(fastcgi.begin(True) + fastcgi.params(environment) + fastcgi.stdin(body))
            self.assertLess(connection.read_reply().status, 500)


if __name__ == '__main__':
    unittest.main()
