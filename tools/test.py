"""Run the tests: `python tools/test.py [arguments of pytest]`. The same as `make test`."""

from __future__ import annotations

import sys

from environment import ensure, run

run([str(ensure("test")), "-m", "pytest", *sys.argv[1:]])
