"""A real Prometheus reads the metrics through the web servers, as doc/hosting.md describes, with
the provided alerts and the queries of the provided dashboard."""
import json
import math
import re
import signal
import subprocess
import unittest
import urllib.error
import urllib.parse
import urllib.request

from harness import SMALL, SOURCE, Apache, Case, Nginx, free_port, wait_until
from test_maps import Socketmap

DASHBOARD = json.loads((SOURCE / 'conf/prometheus/dashboard.json').read_text())


class Prometheus:
    """Debian's Prometheus on its own port, which queries a web server each second."""

    def __init__(self, case, web_server):
        self.port = free_port()
        shown, = re.findall(r'^```\n(rule_files:\n.*?)^```', (SOURCE / 'doc/hosting.md').read_text(),
                            re.MULTILINE | re.DOTALL)
        for old, new in (('/usr/share/fingerpost', str(SOURCE / 'conf')),
                         ('[localhost]', f"['localhost:{web_server.http}']")):
            assert old in shown
            shown = shown.replace(old, new)
        config = case.write('prometheus.yml', 'global: {scrape_interval: 1s, scrape_timeout: 1s, '
                            f'evaluation_interval: 1s}}\n{shown}')
        self.process = case.start(
            ['prometheus', f'--config.file={config}', f'--storage.tsdb.path={case.path("prometheus")}',
             f'--web.listen-address=127.0.0.1:{self.port}', '--log.level=warn'], 'prometheus.log')
        wait_until(self.is_ready, 'Prometheus', known=self.process.log)

    def is_ready(self):
        if self.process.has_ended():
            raise AssertionError(self.process.log())
        try:
            with urllib.request.urlopen(f'http://127.0.0.1:{self.port}/-/ready', timeout=20) as answer:
                return answer.status == 200
        except urllib.error.URLError:
            return False

    def ask(self, path, **parameters):
        """Returns the `data` of the answer."""
        url = f'http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}'
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return json.load(answer)['data']
        except urllib.error.HTTPError as error:
            raise AssertionError(f'{parameters}: {error.read().decode()}') from error

    def values(self, query):
        """Returns the numeric values of an instant query."""
        found = [float(sample['value'][1]) for sample in self.ask('query', query=query)['result']]
        return [value for value in found if not math.isnan(value)]


class Monitored:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maps = Socketmap(cls.path('maps.sock'), {'domains': {'known.example': 'OK'}})
        cls.addClassCleanup(cls.maps.server_close)
        cls.addClassCleanup(cls.maps.shutdown)
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                        'ec_paramgen_curve:prime256v1', '-nodes', '-days', '90', '-subj', '/CN=example.com',
                        '-keyout', cls.path('sign.key'), '-out', cls.path('sign.pem')],
                       check=True, capture_output=True, timeout=20)
        socket = cls.start_on_socket(cls.write(
            'served.conf', f'sign {{ certificate sign.pem  key sign.key }}\n{SMALL}'
            f'provider customers {{\n domain-map socketmap:unix:{cls.maps.server_address}:domains\n'
            ' name Customers\n imap mail.example.com\n smtp mail.example.com\n}\n'))
        cls.web = cls.web_server(cls, socket)
        cls.prometheus = Prometheus(cls, cls.web)
        cls.wait_for_value('up{job="fingerpost"}', 1)

    @classmethod
    def wait_for_value(cls, query, value):
        wait_until(lambda: cls.prometheus.values(query) == [value], query,
                   known=lambda: cls.prometheus.ask('targets')['activeTargets'])

    def mail_clients_ask(self):
        """Sends requests, which get 200, 200 from the map, and 404."""
        for domain, status in (b'example.com', 200), (b'known.example', 200), (b'nobody.example', 404):
            url = b'http://autoconfig.' + domain + b'/mail/config-v1.1.xml'
            self.assertEqual(self.web.ask(b'GET', url).status, status)

    def test_requests_are_counted(self):
        counted = {'answered': 2, 'not_found': 1}
        series = {outcome: f'fingerpost_requests_total{{protocol="autoconfig",outcome="{outcome}"}}'
                  for outcome in counted}
        before = self.web.ask(b'GET', b'http://localhost/fingerpost/metrics').body.decode()
        self.mail_clients_ask()
        for outcome, more in counted.items():
            value, = re.findall(f'^{re.escape(series[outcome])} (.+)$', before, re.MULTILINE)
            self.wait_for_value(series[outcome], int(value) + more)

    def test_prometheus_reads_openmetrics(self):
        """Only OpenMetrics has units."""
        described = {metric['metric']: (metric['type'], metric['unit'])
                     for metric in self.prometheus.ask('targets/metadata')}
        self.assertEqual(described['fingerpost_build'], ('info', ''))
        self.assertEqual(described['fingerpost_request_duration_seconds'], ('histogram', 'seconds'))
        self.assertEqual(described['fingerpost_requests'], ('counter', ''))

    def test_every_query_of_the_dashboard_has_values(self):
        queries = {(panel['title'], target['refId']):
                   target['expr'].replace('$instance', '.*').replace('$__rate_interval', '10s')
                   for panel in DASHBOARD['panels'] for target in panel.get('targets', [])}
        self.assertGreater(len(queries), 20)
        empty = dict(queries)

        def all_have_values():
            self.mail_clients_ask()
            for place, query in list(empty.items()):
                if self.prometheus.values(query):
                    del empty[place]
            return not empty
        wait_until(all_have_values, 'values', known=lambda: empty)

    def test_alerts(self):
        groups = self.prometheus.ask('rules')['groups']
        rules = {rule['name']: rule for group in groups for rule in group['rules']}
        shipped = re.findall(r'- (?:alert|record): (\S+)',
                             (SOURCE / 'conf/prometheus/alerts.yml').read_text())
        self.assertEqual(list(rules), shipped)
        self.assertEqual({rule['lastError'] for rule in rules.values() if 'lastError' in rule}, set())
        # Before the first answer, FingerpostDown is pending.
        wait_until(lambda: self.alerts() == [], 'silence', known=self.alerts)
        config = self.path('fingerpost.conf')
        good = config.read_text()
        config.write_text(good + 'nonsense\n')
        self.fingerpostd.signal(signal.SIGHUP)
        wait_until(lambda: 'FingerpostReloadFailed' in self.alerts(), 'the alert', known=self.alerts)
        config.write_text(good)
        self.fingerpostd.signal(signal.SIGHUP)
        wait_until(lambda: self.alerts() == [], 'the end of the alert', known=self.alerts)

    def alerts(self):
        """Returns the names of the alerts that are pending or firing."""
        return [alert['labels']['alertname'] for alert in self.prometheus.ask('alerts')['alerts']]


class ThroughNginx(Monitored, Case):
    web_server = Nginx


class ThroughApache(Monitored, Case):
    web_server = Apache


if __name__ == '__main__':
    unittest.main()
