"""Metrics and status of a server with maps, also while it is busy or stops."""
import signal
import subprocess
import threading
import time

import fastcgi
import reports
from harness import FINGERPOSTD, Case, SMALL, wait_until
from test_maps import FILED, MapCase, thunderbird

# The longest interval between questions to a failed map, with a tolerance for a busy machine.
WELL_WITHIN = 31


class MapReports(MapCase):
    def name_of(self, table):
        return f'socketmap:unix:{self.maps.server_address}:{table}'

    def lookups(self, table):
        """Returns the number of lookups of a map for each result that occurred."""
        begin = f'fingerpost_map_lookups_total{{map="{self.name_of(table)}",result="'
        return {name.removeprefix(begin).removesuffix('"}'): value
                for name, value in reports.metrics(self.address).items()
                if name.startswith(begin) and value}

    def metric(self, name, table):
        return reports.metrics(self.address)[f'{name}{{map="{self.name_of(table)}"}}']

    def status_of(self, table):
        maps = reports.status(self.address)['maps']
        return next(row for row in maps if row['map'] == self.name_of(table))

    def test_lookups_count_by_result(self):
        self.assertEqual(self.lookups('domains'), {})
        for _ in range(2):
            before = {table: self.lookups(table) for table in ('domains', 'logins')}
            self.ask('known.example')
            self.ask('known.example', 'nobody')
            self.ask('nobody.example')
            self.ask(FILED)
        # A waiting request looks up again, and a map may have the domain of the address for the
        # host, too.
        growth = {table: {result: value - before[table][result]
                          for result, value in self.lookups(table).items()}
                  for table in ('domains', 'logins')}
        self.assertEqual(growth['logins'], {'fresh': 1, 'absent': 1})
        self.assertEqual(growth['domains'].keys(), {'fresh', 'absent'})
        self.assertEqual(growth['domains']['fresh'], 2)
        name = 'fingerpost_map_question_duration_seconds'
        for table in ('domains', 'logins'):
            self.assertEqual(self.metric(f'{name}_count', table), 2)
            self.assertTrue(0 < self.metric(f'{name}_sum', table) < 4)
        metrics = reports.metrics(self.address)
        self.assertEqual(metrics['fingerpost_map_cache_entries'], len(self.maps.asked))
        self.assertTrue(0 < metrics['fingerpost_map_cache_bytes'] <
                        metrics['fingerpost_map_cache_limit_bytes'])
        status = self.status_of('domains')
        self.assertEqual((status['works'], status['questions']), (True, 2))
        self.assertEqual({result: status[result] for result in ('fresh', 'absent')},
                         self.lookups('domains'))

    def test_a_map_that_fails_and_works_again(self):
        self.ask('known.example')
        self.maps.gate.clear()
        self.assertEqual(self.ask('new.example').status, 503)
        self.assertEqual(self.ask('known.example').status, 200)
        self.assertEqual(self.metric('fingerpost_map_up', 'domains'), 0)
        self.assertEqual(self.lookups('domains')['failed'], 1)
        status = self.status_of('domains')
        self.assertEqual((status['works'], status['failure']), (False, 'no answer within 2 s'))
        unavailable = 'fingerpost_requests_total{protocol="autoconfig",outcome="unavailable"}'
        self.assertEqual(reports.metrics(self.address)[unavailable], 1)
        # It serves, and a restart would not help.
        program = subprocess.run([FINGERPOSTD, '-c', self.config, '--status'], timeout=60,
                                 stdout=subprocess.PIPE, check=True)
        self.assertIn(b'"failure": "no answer within 2 s"', program.stdout)
        self.maps.gate.set()
        wait_until(lambda: self.ask('newer.example').status == 404, 'the map', WELL_WITHIN)
        self.assertEqual(self.metric('fingerpost_map_up', 'domains'), 1)
        self.assertNotIn('failure', self.status_of('domains'))

    def test_a_map_that_is_gone(self):
        self.maps.shutdown()
        self.maps.server_close()
        self.path(self.maps.server_address).unlink()
        self.assertEqual(self.ask('new.example').status, 503)
        self.assertEqual(self.metric('fingerpost_map_up', 'domains'), 0)
        self.assertIn('No such file or directory', self.status_of('domains')['failure'])
        self.assertTrue(self.status_of('logins')['works'])

    def test_requests_that_wait(self):
        self.maps.gate.clear()
        results = []
        threads = [self.in_the_background('known.example', results) for _ in range(20)]
        self.wait_until_asked(('domains', 'known.example'))
        wait_until(lambda: reports.metrics(self.address)['fingerpost_requests_waiting'] == 20,
                   'the requests', 2)
        begin = time.monotonic()
        status = reports.status(self.address)
        self.assertLess(time.monotonic() - begin, 1)
        self.assertEqual(status['requests_waiting'], 20)
        self.assertEqual(status['connections']['open'], 21)
        self.assertEqual(status['requests']['autoconfig'], {})
        self.maps.gate.set()
        for thread in threads:
            thread.join(20)
        metrics = reports.metrics(self.address)
        self.assertEqual(metrics['fingerpost_requests_waiting'], 0)
        self.assertEqual(
            metrics['fingerpost_requests_total{protocol="autoconfig",outcome="answered"}'], 20)
        # The waiting time is included.
        self.assertEqual(metrics['fingerpost_request_duration_seconds_count'], 20)
        self.assertEqual(metrics['fingerpost_request_duration_seconds_bucket{le="0.0001"}'], 0)
        # One question for all of them, and one for the login name.
        self.assertEqual(self.metric('fingerpost_map_question_duration_seconds_count', 'domains'), 1)

    def test_clients_that_give_up_do_not_wait(self):
        self.maps.gate.clear()
        with fastcgi.Connection(self.address) as client:
            client.send(fastcgi.begin(True) +
                        fastcgi.params(fastcgi.environment('GET', thunderbird('known.example'))) +
                        fastcgi.stdin(b''))
            self.wait_until_asked(('domains', 'known.example'))
            self.assertEqual(reports.status(self.address)['requests_waiting'], 1)
        wait_until(lambda: reports.status(self.address)['requests_waiting'] == 0, 'the client', 2)
        self.maps.gate.set()

    def test_a_reload_keeps_the_counts_of_a_map_and_drops_those_of_one_that_is_gone(self):
        self.ask('known.example')
        before = self.lookups('domains')
        self.assertGreater(before['fresh'], 0)
        self.config.write_text('\n'.join(line for line in self.configuration().splitlines()
                                         if 'login-map' not in line))
        self.daemon.signal(signal.SIGHUP)
        self.daemon.notify.wait_for('READY=1')
        self.assertEqual(self.lookups('domains'), before)
        self.assertEqual([row['map'] for row in reports.status(self.address)['maps']],
                         [self.name_of('domains')])
        self.assertNotIn('logins', reports.ask(self.address, 'metrics').body.decode())

    def test_reports_hold_no_key_and_no_value(self):
        self.ask('known.example')
        self.ask('secret.example', 'secret')
        for report in ('metrics', 'status'):
            body = reports.ask(self.address, report).body
            for word in (b'secret', b'known.example', b'ann@', b'web1'):
                self.assertNotIn(word, body)


class BusyReports(Case):
    def setUp(self):
        self.address = str(self.path(f'{self._testMethodName[:40]}.sock'))
        config = self.write(f'{self._testMethodName[:40]}.conf', f'listen {self.address}\n{SMALL}')
        self.daemon = self.start_fingerpostd(config)

    def test_many_connections(self):
        # Below the descriptor limit of this process.
        many = 400
        clients = [fastcgi.Connection(self.address) for _ in range(many)]
        try:
            for client in clients:
                client.ask()
            # An incomplete request uses memory.
            clients[0].send(fastcgi.begin(True) + fastcgi.record(fastcgi.PARAMS, b'x' * 50_000)[:-1])
            wait_until(lambda: reports.metrics(self.address)['fingerpost_request_memory_bytes'] >
                       50_000, 'the memory')
            metrics = reports.metrics(self.address)
            self.assertEqual(metrics['fingerpost_connections'], many + 1)
            self.assertLess(metrics['fingerpost_request_memory_bytes'], 200_000)
        finally:
            for client in clients:
                client.close()
        wait_until(lambda: reports.status(self.address)['connections']['open'] == 1, 'the clients')
        accepted = reports.metrics(self.address)['fingerpost_connections_accepted_total']
        self.assertGreater(accepted, many + 2)

    def test_reports_amid_requests_on_one_connection(self):
        with fastcgi.Connection(self.address) as connection:
            for i in range(1, 20):
                self.assertEqual(connection.ask().status, 200)
                connection.send(reports.records('metrics'))
                samples = reports.samples_of(connection.read_reply().body.decode())
                self.assertEqual(samples['fingerpost_request_duration_seconds_count'], i)

    def test_reports_under_load_never_count_backwards(self):
        stop = threading.Event()
        failed = []

        def load():
            try:
                with fastcgi.Connection(self.address) as connection:
                    while not stop.is_set():
                        if connection.ask().status != 200:
                            failed.append('status')
            except Exception as error:
                failed.append(repr(error))
        threads = [threading.Thread(target=load, daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        last = {}
        try:
            for _ in range(50):
                samples = reports.metrics(self.address)
                counts = {name: value for name, value in samples.items()
                          if name.partition('{')[0].endswith(('_total', '_bucket', '_count'))}
                for name, value in last.items():
                    self.assertGreaterEqual(counts[name], value, name)
                last = counts
                self.assertEqual(
                    sum(value for name, value in counts.items()
                        if name.startswith('fingerpost_requests_total')),
                    counts['fingerpost_request_duration_seconds_count'])
        finally:
            stop.set()
            for thread in threads:
                thread.join(20)
        self.assertEqual(failed, [])
        self.assertGreater(last['fingerpost_request_duration_seconds_count'], 0)

    def test_a_report_that_has_begun_before_a_stop(self):
        with fastcgi.Connection(self.address) as connection:
            connection.ask()
            question = reports.records('status')
            connection.send(question[:30])
            # Until the server has read this, the connection counts as idle.
            wait_until(lambda: reports.metrics(self.address)['fingerpost_request_memory_bytes'] > 0,
                       'the beginning')
            self.daemon.signal(signal.SIGTERM)
            self.daemon.notify.wait_for('STOPPING=1')
            connection.send(question[30:])
            reply = connection.read_reply()
            self.assertEqual(reply.status, 200)
            self.assertIn(b'"autoconfig":{"answered":1}', reply.body)
            self.assertTrue(connection.is_closed())
        self.assertEqual(self.daemon.wait(), 0)
