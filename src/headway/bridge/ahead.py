"""A database that is ahead of the files: name it, and look in git for what is missing."""

from __future__ import annotations

import os
import shlex
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from headway.errors import AheadOfFilesError
from headway.project.lost import Lost, find_lost
from headway.project.place import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.bridge.visit import Visit
    from headway.history import History

__all__ = ["named"]


@contextmanager
def named(visit: Visit) -> Iterator[None]:
    """Say which database holds the unknown revision, where its file was, and the ways out."""
    try:
        yield
    except AheadOfFilesError as error:
        raise _explain(error, visit) from error


def _explain(error: AheadOfFilesError, visit: Visit) -> AheadOfFilesError:
    folders = visit.version_locations()
    first = error.revisions[0] if error.revisions else ""
    lost = find_lost(folders, first) if first else None
    where = " and ".join(shown(folder) for folder in folders) or "the version folder"
    which = "which is" if len(error.revisions) == 1 else "which are"
    _, semicolon, nothing = error.summary.rpartition(";")
    return AheadOfFilesError(
        f"{visit.database.url} holds {', '.join(error.revisions)}, {which} not in {where}"
        f"{semicolon}{nothing}",
        detail=_detail(lost),
        hints=(*_ways(lost), ("history was rewritten", _stamp(visit.history()))),
        revisions=error.revisions,
    )


def _detail(lost: Lost | None) -> tuple[str, ...]:
    if lost is None:
        return ()
    name = PurePosixPath(lost.path).name
    branches = f", branch {', '.join(lost.branches)}" if lost.branches else ""
    return (f"git: {name} last in commit {lost.commit}{branches}",)


def _ways(lost: Lost | None) -> tuple[tuple[str, str], ...]:
    if lost is None:
        return (("get the file", "update your checkout, or deploy the release that brought it"),)
    folder, path = _quote(shown(lost.folder)), _quote(lost.path)
    return (("get the file", f"git -C {folder} checkout {lost.commit} -- {path}"),)


def _quote(word: str) -> str:
    """Return the word as a shell takes it; a file's name may hold anything."""
    if os.name != "nt":
        return shlex.quote(word)
    return f'"{word}"' if " " in word else word


def _stamp(history: History) -> str:
    heads = " ".join(history.heads) if not history.problems else "REVISION"
    return f"headway stamp --purge {heads or 'base'}"
