#!/usr/bin/env python3
"""bench.py FINGERPOSTD SOURCE PROGRAMS [OPTION…] [SECTION…]: measures side by side, in one run."""
import argparse
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'e2e'))
import chart
import contest
import cost
import endurance
import harness
import maps
import scale

# Its start is measured without the script that runs programs behind a filter.
harness.CONFINED.clear()

# Each takes the options and yields rows of measurements.
SECTIONS = {
    'contest': (contest.run, 'behind the same nginx, with the same connections'),
    'cost': (cost.run, 'CPU and system calls of fingerpostd for a request'),
    'endurance': (endurance.run, 'a start by a systemd socket, and a million requests'),
    'scale': (scale.run, 'many domains'),
    'maps': (maps.run, 'domains in PostgreSQL'),
    'chart': (chart.run, 'cost against the number of domains'),
}


def machine():
    model = next(line.split(':')[1].strip() for line in open('/proc/cpuinfo')
                 if line.startswith('model name'))
    system = os.uname()
    nginx = subprocess.run(['nginx', '-v'], capture_output=True, text=True).stderr
    return (f'{len(os.sched_getaffinity(0))} cores, {model}, {system.sysname} {system.release}, '
            f'{nginx.strip().split(": ")[-1]}')


def main():
    parser = argparse.ArgumentParser(prog='tools/bench')
    for name in ('fingerpostd', 'source', 'programs'):
        parser.add_argument(name, help=argparse.SUPPRESS)
    parser.add_argument('--rounds', type=int, default=5, help='number of rounds; the result is their median')
    parser.add_argument('--seconds', type=int, default=3, help='duration of each load')
    parser.add_argument('--before', type=pathlib.Path, metavar='FINGERPOSTD',
                        help='another build, measured alternately with this one in section cost')
    parser.add_argument('--draw', type=pathlib.Path, metavar='FILE',
                        help='write the chart of section chart (doc/cost.svg) or maps (doc/maps.svg) as SVG')
    parser.add_argument('section', nargs='*', metavar='SECTION',
                        help=f'one of {", ".join(SECTIONS)}; all if none is named')
    options = parser.parse_intermixed_args()
    if options.before and not os.access(options.before, os.X_OK):
        parser.error(f'cannot run {options.before}')
    unknown = set(options.section) - set(SECTIONS)
    if unknown:
        parser.error(f'no such section: {", ".join(unknown)} (there are {", ".join(SECTIONS)})')
    print(machine())
    print(f'median of {options.rounds} rounds of {options.seconds} s')
    for name, (run, title) in SECTIONS.items():
        if options.section and name not in options.section:
            continue
        print(f'\n{name}: {title}', flush=True)
        for row in run(options):
            print(f'  {row}', flush=True)


main()
