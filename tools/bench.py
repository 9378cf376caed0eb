"""Measure Headway beside Alembic and others: `python tools/bench.py`. The same as `make bench`.

The others live in an environment of their own, which the benchmark makes.
"""

from __future__ import annotations

import sys

from environment import ensure, run

run([str(ensure("test")), "benchmarks/run.py", *sys.argv[1:]])
