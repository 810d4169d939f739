#!/usr/bin/env python3
"""monitoring.py ROOT: checks the files for Prometheus and Grafana. promtool checks and tests the alerts,
and checks the scrape configuration in doc/hosting.md. Every metric in the alerts and the dashboard must
be in fingerpostd(8), which a unit test compares with the program. The dashboard must have the form that
Grafana 13 accepts. test/e2e/test_prometheus.py runs its queries.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(sys.argv[1]).resolve()
ALERTS = ROOT / 'conf/prometheus/alerts.yml'
ALERT_TESTS = ROOT / 'test/metrics/alerts.yml'
DASHBOARD = json.loads((ROOT / 'conf/prometheus/dashboard.json').read_text())
COLUMNS = 24


def rules():
    return [rule for group in yaml.safe_load(ALERTS.read_text())['groups'] for rule in group['rules']]


def alerts():
    return [rule for rule in rules() if 'alert' in rule]


def panels():
    return DASHBOARD['panels']


def queries():
    return [target for panel in panels() for target in panel.get('targets', [])]


def promtool(*arguments):
    run = subprocess.run(['promtool', *map(str, arguments)], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout
    return run.stdout


def promtool_has_no_objection_to_the_alerts():
    lines = promtool('check', 'rules', ALERTS).split('\n')
    assert lines == [f'Checking {ALERTS}', f'  SUCCESS: {len(rules())} rules found', '', ''], lines


def the_alerts_fire_where_they_should():
    promtool('test', 'rules', ALERT_TESTS)


def every_alert_is_tested_where_it_fires_and_where_it_is_silent():
    tested = set()
    for group in yaml.safe_load(ALERT_TESTS.read_text())['tests']:
        for test in group['promql_expr_test']:
            name = re.fullmatch(r'sum by \(instance\) \(ALERTS\{alertname="(\w+)", alertstate="firing"\}\)',
                                test['expr']).group(1)
            tested.add((name, bool(test['exp_samples'])))
    names = {alert['alert'] for alert in alerts()}
    assert len(names) == len(alerts()) >= 10
    assert tested == {(name, fires) for name in names for fires in (True, False)}, tested


def every_alert_says_what_to_do():
    for alert in alerts():
        assert alert['labels']['severity'] in ('critical', 'warning'), alert['alert']
        assert set(alert['annotations']) == {'summary', 'description'}, alert['alert']
        assert all(len(text) > 20 for text in alert['annotations'].values()), alert['alert']


def promtool_has_no_objection_to_the_scrape_configuration():
    shown = (ROOT / 'doc/hosting.md').read_text()
    block, = re.findall(r'^```\n(rule_files:\n.*?)^```', shown, re.MULTILINE | re.DOTALL)
    installed = '/usr/share/fingerpost/prometheus/alerts.yml'
    assert installed in block
    job, = yaml.safe_load(block)['scrape_configs']
    assert (job['job_name'], job['metrics_path']) == ('fingerpost', '/fingerpost/metrics')
    with tempfile.NamedTemporaryFile('w', suffix='.yml') as file:
        file.write(block.replace(installed, str(ALERTS)))
        file.flush()
        promtool('check', 'config', '--lint-fatal', file.name)


def every_metric_is_in_the_manual():
    manual = (ROOT / 'doc/fingerpostd.8').read_text()
    listed = set(re.findall(r'^\.It Li (\w+)', manual, re.MULTILINE))
    parts = {f'fingerpost_{name}_{part}' for name, kinds in (
        ('request_duration_seconds', ('bucket', 'sum', 'count')),
        ('map_question_duration_seconds', ('sum', 'count'))) for part in kinds}
    used = set()
    for expression in [rule['expr'] for rule in rules()] + [query['expr'] for query in queries()]:
        used |= set(re.findall(r'(?<![\w:])(?:fingerpost|process)_\w+', expression))
    assert len(used) > 20
    assert used <= listed | parts, used - listed - parts


def panels_have_ids_and_a_place_of_their_own():
    assert [panel['id'] for panel in panels()] == list(range(1, len(panels()) + 1))
    taken = set()
    for panel in panels():
        place = panel['gridPos']
        cells = {(x, y) for x in range(place['x'], place['x'] + place['w'])
                 for y in range(place['y'], place['y'] + place['h'])}
        assert cells and not cells & taken, panel['title']
        assert 0 <= place['x'] and place['x'] + place['w'] <= COLUMNS, panel['title']
        taken |= cells


def panels_are_complete():
    titles = [panel['title'] for panel in panels()]
    assert len(set(titles)) == len(titles)
    for panel in panels():
        assert panel['type'] in ('row', 'stat', 'timeseries'), panel['type']
        if panel['type'] == 'row':
            continue
        assert panel['description'] and panel['targets'] and panel['fieldConfig'] and panel['options']
        letters = [target['refId'] for target in panel['targets']]
        assert letters == [chr(ord('A') + i) for i in range(len(letters))], panel['title']


def the_dashboard_can_be_imported():
    # 39 is Grafana 11; later versions convert it. Grafana assigns the id and the data source.
    assert DASHBOARD['schemaVersion'] == 39 and DASHBOARD['id'] is None
    assert re.fullmatch(r'[\w-]{8,40}', DASHBOARD['uid'])
    variables = {variable['name']: variable for variable in DASHBOARD['templating']['list']}
    assert set(variables) == {'datasource', 'instance'}
    assert (variables['datasource']['type'], variables['datasource']['query']) == ('datasource', 'prometheus')
    source = {'type': 'prometheus', 'uid': '${datasource}'}
    assert variables['instance']['datasource'] == source
    for part in queries() + [panel for panel in panels() if panel['type'] != 'row']:
        assert part['datasource'] == source
    for query in queries():
        assert 'instance=~"$instance"' in query['expr'], query['expr']


TESTS = (
    promtool_has_no_objection_to_the_alerts,
    the_alerts_fire_where_they_should,
    every_alert_is_tested_where_it_fires_and_where_it_is_silent,
    every_alert_says_what_to_do,
    promtool_has_no_objection_to_the_scrape_configuration,
    every_metric_is_in_the_manual,
    panels_have_ids_and_a_place_of_their_own,
    panels_are_complete,
    the_dashboard_can_be_imported,
)


def main():
    failed = 0
    for test in TESTS:
        try:
            test()
        except AssertionError as error:
            failed += 1
            print(f'FAILED {test.__name__}: {error}')
    print(f'monitoring: {len(TESTS) - failed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
