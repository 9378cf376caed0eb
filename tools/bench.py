"""Measure Headway beside Alembic and others: `python tools/bench.py`. The same as `make bench`."""

from __future__ import annotations

import sys

from environment import ensure, run

run([str(ensure("bench")), "benchmarks/run.py", *sys.argv[1:]])
