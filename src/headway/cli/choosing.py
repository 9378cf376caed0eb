"""Which revisions a target means: for show and edit, without a database where none is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.history import resolve
from headway.history.target import Relative, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.cli.call import Call
    from headway.history import History
    from headway.history.revision import Revision

__all__ = ["choose", "read_current"]


def choose(call: Call, target: str) -> tuple[History, Sequence[Revision]]:
    """Return the history and the revisions that the target means.

    The database is read only for `current`, `+1` and the like.
    """
    history = headway.history(call.project(with_url=False), name=call.options.name)
    current = read_current(call) if _needs_database(history, target) else ()
    return history, resolve.select(history, target, current)


def _needs_database(history: History, target: str) -> bool:
    """Tell whether a target is `current` or counted up from it; only then is env.py run."""
    parsed = parse(target, names=history.labels)
    counted = isinstance(parsed, Relative) and parsed.symbol is None and parsed.counts_up
    return counted or parsed.symbol == "current"


def read_current(call: Call) -> tuple[str, ...]:
    """Return the rows of the version tables of every database that env.py connects."""
    positions = headway.current(call.project(), **call.keywords())
    return tuple(sorted({row for position in positions for row in position.heads}))
