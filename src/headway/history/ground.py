"""Where a database is, in terms of a history: its rows and what they imply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import AheadOfFilesError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.errors import HistoryError
    from headway.history.history import History
    from headway.history.name import Asked

__all__ = ["Ground", "survey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The rows of a version table against the files.

    `rows` are all of them without repeats, `known` those that the files define and `unknown`
    the others; `applied` are the known ones with everything below them. `unread` is a file that
    could not be read, which may be the one that an unknown row needs.
    """

    rows: tuple[str, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    applied: frozenset[str]
    unread: HistoryError | None = None

    def require_known(self, asked: Asked) -> None:
        """Raise AheadOfFilesError if the database holds a revision that the files do not."""
        if self.unknown:
            raise self.unread or ahead_of_files(self, asked)


def survey(history: History, current: Sequence[str]) -> Ground:
    """Look the rows up; raises the problem of a broken part that they stand on."""
    rows = tuple(dict.fromkeys(current))
    known = tuple(id_ for id_ in rows if id_ in history)
    return Ground(
        rows=rows,
        known=known,
        unknown=tuple(id_ for id_ in rows if id_ not in history),
        applied=frozenset(history.ancestors(known)),
        unread=next(iter(history.unread), None),
    )


def ahead_of_files(ground: Ground, asked: Asked) -> AheadOfFilesError:
    """Return the error that names the unknown rows and the cure."""
    names = ", ".join(ground.unknown)
    which = "which is" if len(ground.unknown) == 1 else "which are"
    return AheadOfFilesError(
        f"the database holds {names}, {which} not among the revision files{asked.nothing}",
        hints=(
            ("get the file", "update your checkout, or deploy the newer release"),
            ("history was rewritten", "headway stamp --purge REVISION"),
        ),
        revisions=ground.unknown,
    )
