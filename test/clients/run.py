#!/usr/bin/env python3
"""run.py FINGERPOSTD SOURCE [NAME…]: runs real mail clients against real web servers with fingerpost:
all tests, or those whose names contain a NAME, such as test_thunderbird or test_thunderbird.Quick.
Needs root and the clients' packages, which `tools/test --long` installs.

FINGERPOST_PICTURES=FOLDER keeps pictures of Thunderbird's account dialog there.
"""
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / 'e2e'))
# The path of its modules is set above.
runner = __import__('runner')

sys.exit(runner.run(FOLDER, 'clients'))
