#!/usr/bin/env python3
"""run.py FINGERPOSTD SOURCE [NAME…]: runs the end-to-end tests, all or those whose names contain a
NAME."""
import pathlib
import sys

import runner

sys.exit(runner.run(pathlib.Path(__file__).parent, 'e2e', sys.argv[3:]))
