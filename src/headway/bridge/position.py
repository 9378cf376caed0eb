"""Where a connected database is, as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import HeadwayError
from headway.outcome import Position
from headway.plan import plan_upgrade

if TYPE_CHECKING:
    from headway.bridge.visit import Visit
    from headway.history import History

__all__ = ["locate"]


def locate(visit: Visit) -> Position:
    """Read the version table and place its rows in the history.

    A broken history or a revision that the files do not know is no error here: what cannot be
    told is left out (`pending` is None), because this is what one looks at to repair it.
    """
    heads, history = visit.heads(), visit.history()
    known = tuple(history[head] for head in heads if head in history)
    pending = _count_pending(history, heads)
    return Position(
        database=visit.database,
        heads=heads,
        revisions=known,
        unknown=tuple(head for head in heads if head not in history),
        implied=tuple(history[name] for name in _implied(history, heads)),
        pending=pending,
        at_head=pending == 0,
    )


def _count_pending(history: History, heads: tuple[str, ...]) -> int | None:
    try:
        return len(plan_upgrade(history, heads, "heads").steps)
    except HeadwayError:
        return None


def _implied(history: History, heads: tuple[str, ...]) -> tuple[str, ...]:
    """Return applied tips of branches that only a `depends_on` brought in."""
    try:
        applied = history.ancestors([head for head in heads if head in history])
        tips = {name for name in applied if not set(history.children(name)) & set(applied)}
    except HeadwayError:
        return ()
    return tuple(sorted(tips - set(heads)))
