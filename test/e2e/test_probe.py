"""`fingerpost probe` against a real world on loopback: once where all is well, then each failure
that it can report, provoked by a real part."""
import json
import os
import unittest

from harness import SOURCE, share_with_web_server
from world import *

LISTEN = f'listen {HOST}:443 ssl; listen {HOST}:80;'


def server_block(names, certificate, content, listen=LISTEN):
    chain, key = certificate
    return f'''
server {{
    {listen}
    server_name {names};
    ssl_certificate {chain};
    ssl_certificate_key {key};
    {content}
}}
'''


@unittest.skipUnless(may_listen_on_443(), 'needs root, to listen on port 443 of loopback')
class ProbeCase(Case):
    """Has an authority, fingerpostd and the shipped nginx files, ready for a world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority(cls.path('ca'))

    @classmethod
    def start_web(cls, config, servers):
        """nginx with fingerpostd behind it; INCLUDE in the servers is the shipped file."""
        socket_path = cls.start_on_socket(config)
        for shipped in ('fingerpost', 'fingerpost-upstream'):
            text = (SOURCE / f'nginx/{shipped}.conf').read_text()
            text = text.replace('/run/fingerpost/fingerpost.sock', socket_path)
            text = text.replace('/var/log/nginx/access.log', str(cls.path('access.log')))
            cls.write(f'web/{shipped}.conf', text)
        include = f'include {cls.path("web/fingerpost.conf")};'
        cls.web = Web(cls, servers.replace('INCLUDE', include),
                      f'include {cls.path("web/fingerpost-upstream.conf")};')

    @classmethod
    def probe(cls, subject, *options, config=None, **more):
        return run('probe', '-c', config or cls.config, '--ca', cls.authority.root, '--resolver',
                   cls.dns.resolver, *options, subject, **more)

    def verdicts(self, subject, *options, **more):
        result = self.probe(subject, '--json', *options, **more)
        self.assertEqual('', result.stderr)
        found = json.loads(result.stdout)
        self.assertEqual(0 if found['good'] else 1, result.returncode)
        return found['verdicts']


class GoodWorld(ProbeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ['good.example'] + [f'{label}.good.example' for label in
                                    ("mail", "autoconfig", "autodiscover", "ua-auto-config", "dav")]
        certificate = cls.authority.certificate('good', names)
        cls.mail = Mail(cls, certificate)
        ports = cls.mail.ports
        cls.config = cls.write('probe.conf', f'''
provider good
{{
    domain good.example
    imap   mail.good.example {{ port {ports['imaps']} }}
    pop3   mail.good.example {{ port {ports['pop3']}  security starttls }}
    smtp   mail.good.example {{ port {ports['submissions']} }}
    smtp   mail.good.example {{ port {ports['submission']}  security starttls }}
    caldav https://dav.good.example/cal/
}}
provider pacc
{{
    domain pacc.example
    imap   mail.good.example
    smtp   mail.good.example
}}
''')
        cls.start_web(cls.config, server_block(' '.join(names), certificate, 'INCLUDE'))
        zone = run('dns', '-c', cls.config, '--target', 'mail.good.example', 'good.example')
        assert zone.returncode == 0, zone.stderr
        cls.dns = Dns(cls, {'good.example': f'''
@ IN MX 10 mail
@ IN A {HOST}
mail IN A {HOST}
dav IN A {HOST}
{zone.stdout}'''})

    def test_all_is_well(self):
        result = self.probe('ann@good.example')
        print(result.stdout, result.stderr)
