"""Run the random comparisons with Alembic's resolver a hundred thousand times and more.

`python tools/stress.py [arguments of pytest]`, the same as `make stress`; HEADWAY_CASES says how
many cases (20,000 in the ordinary tests).
"""

from __future__ import annotations

import os
import sys

from environment import ensure, run

cases = os.environ.get("HEADWAY_CASES", "100000")
command = [str(ensure("test")), "-m", "pytest", "tests/properties", *sys.argv[1:]]
run(command, {"HEADWAY_CASES": cases})
