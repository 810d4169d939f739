#!/usr/bin/env python3
"""run.py FINGERPOSTD SOURCE [--jobs N] [NAME…]: runs the end-to-end tests, all or those whose names
contain a NAME. With --jobs, N modules run at a time, each in a process of its own."""
import pathlib
import sys

import runner

sys.exit(runner.run(pathlib.Path(__file__).parent, 'e2e'))
