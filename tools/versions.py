"""Run the quick tests on the other supported Pythons of this machine, and on the oldest versions.

`python tools/versions.py [3.13 oldest ...]`: each in an environment of its own below .cache. A
Python that is not installed is left out, and that is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from environment import ROOT, ensure, run

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OLDEST = ("alembic==1.18.*", "sqlalchemy==2.0.*")
QUICK = (
    "tests/unit",
    "tests/scenarios",
    "tests/docs",
    "tests/databases/test_bridge_run.py",
    "tests/databases/test_edges.py",
    "tests/databases/test_run.py",
    "tests/databases/test_sqlite_transaction.py",
)


def find_python(version: str) -> str | None:
    """Return the interpreter of that version, on PATH or among those of pyenv."""
    places = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    for candidate in (shutil.which(f"python{version}"), *map(str, places)):
        probe = [str(candidate), "-c", "import ensurepip, sys; print(*sys.version_info[:2])"]
        if candidate is None:
            continue
        done = subprocess.run(probe, capture_output=True, text=True, check=False)
        if done.stdout.split() == version.split("."):
            return candidate
    return None


def check(name: str, python: str, pins: tuple[str, ...] = ()) -> None:
    """Run the quick tests there."""
    print(f"-- {name}", flush=True)
    program = ensure("test", ROOT / ".cache" / f"venv-{name}", python, pins)
    chosen = [path for path in QUICK if (ROOT / path).exists()]
    workers = str(os.cpu_count() or 1)
    run([str(program), "-m", "pytest", "-q", "-n", workers, "-p", "no:cacheprovider", *chosen])


def main(names: list[str]) -> None:
    """Check the named ones, or all but the Python that `make test` runs on."""
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for name in names or [*PYTHONS, "oldest"]:
        found = sys.executable if name == "oldest" else find_python(name)
        if found is None:
            print(f"-- {name}: not on this machine")
        elif name != own or names:
            check(name, found, OLDEST if name == "oldest" else ())


if __name__ == "__main__":
    main(sys.argv[1:])
