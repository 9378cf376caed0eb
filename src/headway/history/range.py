"""From a range such as `44e3:head` or `-2:current` to the revisions in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import TargetRangeError, TargetSyntaxError
from headway.history.ground import Ground, survey
from headway.history.name import Asked, find_branch
from headway.history.resolve import find_ends
from headway.history.target import Absolute, Range, Relative, Target, parse_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.history.history import History
    from headway.history.revision import Revision

__all__ = ["needs_current", "select_range"]


def needs_current(history: History, text: str) -> bool:
    """Tell whether a range speaks of where the database is; raises TargetSyntaxError."""
    parsed = parse_range(text, names=history.labels)
    return any(
        isinstance(end, Absolute) and end.symbol == "current"
        for end in (parsed.lower, parsed.upper)
    )


def select_range(history: History, text: str, current: Sequence[str] = ()) -> tuple[Revision, ...]:
    """Return the revisions from one end to the other, both included, newest first.

    `current` are the database's rows, for ends that say `current`. An end left out is the base
    or all heads. Counts as Alembic's `history -r` does: `+N` as the upper end goes up from the
    lower one, `-N` goes down from the heads, and a count past the end stops there. Raises
    TargetError, also where the lower end is no ancestor of the upper one.
    """
    asked = Asked(text=text, verb="history -r")
    parsed = parse_range(text, names=history.labels)
    ground = survey(history, current)
    lower = _find_lower(history, ground, parsed, asked)
    upper = _find_upper(history, ground, parsed, lower, asked)
    inside = history.ancestors(upper)
    if not inside.issuperset(lower):
        raise TargetRangeError(
            f"{text} is no range: {', '.join(lower)} is not below {', '.join(upper) or 'base'}"
        )
    if lower:
        inside &= history.descendants(lower, dependencies=False)
        inside -= history.ancestors(lower)
        inside.update(lower)
    return tuple(history[id_] for id_ in reversed(history.order(inside)))


def _find_lower(history: History, ground: Ground, parsed: Range, asked: Asked) -> tuple[str, ...]:
    if parsed.lower is None:
        return ()
    return find_ends(history, ground, parsed.lower, asked, stop=True)


def _find_upper(
    history: History, ground: Ground, parsed: Range, lower: tuple[str, ...], asked: Asked
) -> tuple[str, ...]:
    upper = parsed.upper or Absolute(text="heads", symbol="heads")
    if isinstance(upper, Relative) and upper.symbol is None:
        if not upper.counts_up:
            raise TargetSyntaxError(
                f"{asked.text}: the upper end counts up from the lower one, and "
                f"{upper.text} counts down"
            )
        ground = survey(history, lower)
    found = find_ends(history, ground, upper, asked, stop=True)
    return _keep_branch(history, parsed.lower, found, asked)


def _keep_branch(
    history: History, lower: Target | None, found: tuple[str, ...], asked: Asked
) -> tuple[str, ...]:
    """Leave only the ends on the branch that the lower end names, as in `alpha@base:heads`."""
    if lower is None or lower.branch is None:
        return found
    if lower.branch in history.labels:
        return tuple(id_ for id_ in found if lower.branch in history.labels_of(id_))
    lineage = history.lineage(find_branch(history, lower.branch, asked))
    return tuple(id_ for id_ in found if id_ in lineage)
