"""Where a revision file went that the database knows and the folder does not: ask git."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Lost", "find_lost"]

_ID = re.compile(r"\w[\w.]*")
_SECONDS = 5
_MOST = "-20"
"""So many commits are looked at, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A commit that holds the file of a revision: `path` is relative to `folder`."""

    commit: str
    path: str
    folder: Path
    branches: tuple[str, ...] = ()


def find_lost(folders: Sequence[Path], revision: str) -> Lost | None:
    """Look through all branches of the folders' git repository for a file of that revision.

    Returns the latest commit that still holds it, or None: no git, no repository, no such file,
    or git did not answer within five seconds. Reads the repository and changes nothing.
    """
    if not _ID.fullmatch(revision):
        return None
    for folder in folders:
        found = _search(folder, revision)
        if found is not None:
            return found
    return None


def _search(folder: Path, revision: str) -> Lost | None:
    """Find by file name, which holds the id unless a project's `file_template` says otherwise.

    A short id may be part of another file's name, so that the header decides.
    """
    kept = ("--diff-filter=AMR", "--name-only", "--relative", "--format=%x00%h")
    log = _git(folder, "log", "--all", _MOST, *kept, "--", f"*{revision}*.py")
    for entry in log.split("\0"):
        commit, *paths = [line for line in entry.splitlines() if line] or [""]
        for path in paths:
            if _defines(_git(folder, "show", f"{commit}:./{path}"), revision):
                return Lost(
                    commit=commit, path=path, folder=folder, branches=_branches(folder, commit)
                )
    return None


def _defines(text: str, revision: str) -> bool:
    header = rf"^revision\b[^=\n]*=\s*['\"]{re.escape(revision)}['\"]"
    return re.search(header, text, re.MULTILINE) is not None


def _branches(folder: Path, commit: str) -> tuple[str, ...]:
    listed = _git(folder, "branch", "--all", "--format=%(refname:short)", "--contains", commit)
    return tuple(listed.splitlines()[:3])


def _git(folder: Path, *arguments: str) -> str:
    import subprocess  # noqa: PLC0415  only when a revision is missing

    command = ("git", "-C", str(folder), "-c", "core.quotePath=false", *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments; the id is checked above
            command, capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else ""
