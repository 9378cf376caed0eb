"""Check style and types: ruff's rules, ruff's format, mypy strict. The same as `make lint`."""

from __future__ import annotations

from environment import ensure, run

python = str(ensure("lint"))
run([python, "-m", "ruff", "check", "."])
run([python, "-m", "ruff", "format", "--check", "."])
run([python, "-m", "mypy"])
