"""Run the tests: `python tools/test.py [arguments of pytest]`. The same as `make test`."""

from __future__ import annotations

import sys

from environment import ensure, run
from published import FOLDER

ensure("published", FOLDER)
# On all cores; `-n 0` among the arguments runs one test after the other, for a debugger.
run([str(ensure("test")), "-m", "pytest", "--numprocesses=auto", *sys.argv[1:]])
