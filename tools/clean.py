"""Remove what the other tools made: the environments, caches and built files."""

from __future__ import annotations

import shutil

from environment import ROOT

CACHES = (".cache", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache")

for name in (".venv", *CACHES, "build", "dist"):
    shutil.rmtree(ROOT / name, ignore_errors=True)
for part in ("src", "tests", "examples", "benchmarks", "tools"):
    for folder in (ROOT / part).rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)
