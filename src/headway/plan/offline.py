"""Plans for offline runs (`--sql`), where a range says what the database is taken to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import TargetSyntaxError
from headway.history.resolve import select
from headway.history.target import parse_range
from headway.plan.planner import plan_downgrade, plan_upgrade
from headway.plan.stamp import plan_stamp
from headway.plan.step import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.history.history import History
    from headway.plan.step import Plan

__all__ = ["plan_range", "split_range"]


def split_range(text: str, direction: Direction) -> tuple[str | None, str]:
    """Return the start of `a:b`, None where there is none, and the target.

    A start of `base` is None too. Raises TargetSyntaxError, also for a downgrade without
    a start, which nothing offline could tell.
    """
    if ":" not in text:
        if direction is Direction.DOWNGRADE:
            raise TargetSyntaxError(
                f"offline, a downgrade needs to know where it starts, and {text!r} does not say",
                hints=(("from the head", f"headway downgrade head:{text} --sql"),),
            )
        return None, text
    parsed = parse_range(text)
    if parsed.upper is None:
        raise TargetSyntaxError(f"the range {text!r} has no end after the ':'")
    start = None if parsed.lower is None else parsed.lower.text
    return (None if start == "base" else start), parsed.upper.text


def plan_range(
    history: History,
    targets: str | Sequence[str],
    direction: Direction,
    *,
    including_branches: bool = False,
) -> Plan:
    """Plan an offline run: `b` from the base up, or `a:b` from `a`.

    A stamp may have several targets, with one start between them. Raises what the planner of
    the direction raises, and TargetSyntaxError for a range that says too little or too much.
    """
    texts = (targets,) if isinstance(targets, str) else tuple(targets)
    pairs = [split_range(text, direction) for text in texts]
    starts = dict.fromkeys(start for start, _ in pairs if start is not None)
    if len(starts) > 1:
        raise TargetSyntaxError(f"offline, there is one start, not {', '.join(starts)}")
    current = [
        revision.id for start in starts for revision in select(history, start, verb="plan --sql")
    ]
    goals = [goal for _, goal in pairs]
    match direction:
        case Direction.UPGRADE:
            return plan_upgrade(history, current, goals[0])
        case Direction.DOWNGRADE:
            return plan_downgrade(history, current, goals[0], including_branches=including_branches)
        case Direction.STAMP:
            return plan_stamp(history, current, goals)
