"""Counting revisions up and down from one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import AmbiguousTargetError, TargetRangeError
from headway.history.name import Asked, describe

if TYPE_CHECKING:
    from headway.history.history import History

__all__ = ["climb", "descend", "trace"]


def climb(  # noqa: PLR0913  # the two options are by keyword only
    history: History,
    start: str | None,
    steps: int,
    asked: Asked,
    *,
    branch: str | None = None,
    stop: bool = False,
) -> str | None:
    """Return the revision so many steps above `start` (None is the base).

    With `branch`, the id of a revision, only its lineage counts. With `stop`, a walk that runs
    out ends there. Raises TargetRangeError past a head, and AmbiguousTargetError where more
    than one revision follows.
    """
    history.check_files()
    lineage = history.lineage(branch) if branch is not None else None
    at = start
    for step in range(steps):
        above = history.bases if at is None else history.children(at)
        if lineage is not None:
            above = tuple(id_ for id_ in above if id_ in lineage)
        if not above and stop:
            return at
        if not above:
            raise _too_high(start, step, asked)
        if len(above) > 1:
            raise _forked(history, at, above, asked)
        at = above[0]
    return at


def descend(
    history: History, start: str | None, steps: int, asked: Asked, *, stop: bool = False
) -> str | None:
    """Return the revision so many steps below `start`; None is the base.

    With `stop`, a walk that runs out ends at the base. Raises TargetRangeError below the base,
    AmbiguousTargetError below a merge.
    """
    at = start
    for step in range(steps):
        if at is None and stop:
            return at
        if at is None:
            raise _too_low(start, step, asked)
        below = history.down(at)
        if len(below) > 1:
            raise _merged(history, at, below, asked)
        at = below[0] if below else None
    return at


def trace(history: History, start: str, steps: int, asked: Asked) -> str:
    """Return the last of so many revisions to undo, beginning with `start`.

    The same as `descend` by one less, except that the error counts revisions to undo.
    """
    at = start
    for step in range(1, steps):
        below = history.down(at)
        if len(below) > 1:
            raise _merged(history, at, below, asked)
        if not below:
            raise TargetRangeError(
                f"{asked.text} is too far: only {step} {_are(step)} applied "
                f"from {start} down{asked.nothing}",
                hints=(("undo them all", asked.command("base")),),
            )
        at = below[0]
    return at


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _too_high(start: str | None, left: int, asked: Asked) -> TargetRangeError:
    where = f"above {start or 'base'}"
    reason = f"only {left} {_are(left)} left {where}" if left else f"nothing is {where}"
    return TargetRangeError(
        f"{asked.text} is too far: {reason}{asked.nothing}",
        hints=(("to the end", asked.command("head")),),
    )


def _too_low(start: str | None, left: int, asked: Asked) -> TargetRangeError:
    where = (
        f"only {left} {_are(left)} left from {start} down to base"
        if start
        else ("nothing is below base")
    )
    return TargetRangeError(f"{asked.text} is too far: {where}{asked.nothing}")


def _forked(
    history: History, at: str | None, above: tuple[str, ...], asked: Asked
) -> AmbiguousTargetError:
    return AmbiguousTargetError(
        f"{asked.text} is ambiguous: {len(above)} revisions follow {at or 'base'}{asked.nothing}",
        detail=describe(history, above),
        hints=(("name one", asked.command(above[0])),),
    )


def _merged(
    history: History, at: str, below: tuple[str, ...], asked: Asked
) -> AmbiguousTargetError:
    return AmbiguousTargetError(
        f"{asked.text} is ambiguous: {at} merges {len(below)} revisions{asked.nothing}",
        detail=describe(history, below),
        hints=(("name one", asked.command(below[0])),),
    )
