"""Ranges of offline runs (`--sql`): what the database is taken to hold, and where to go."""

from __future__ import annotations

from headway.errors import TargetSyntaxError
from headway.history.target import parse_range
from headway.plan.step import Direction

__all__ = ["split_range", "split_ranges"]


def split_range(text: str, direction: Direction) -> tuple[str | None, str]:
    """Return the start of `a:b`, None where there is none, and the target.

    A start of `base` is None too. Raises TargetSyntaxError, also for a downgrade without
    a start, which nothing offline could tell.
    """
    if ":" not in text:
        if direction is Direction.DOWNGRADE:
            raise TargetSyntaxError(
                "downgrade --sql needs where it starts and where it ends",
                hints=(("try", f"headway downgrade head:{text} --sql"),),
            )
        return None, text
    parsed = parse_range(text)
    if parsed.upper is None:
        raise TargetSyntaxError(f"the range {text!r} has no end after the ':'")
    start = None if parsed.lower is None else parsed.lower.text
    return (None if start == "base" else start), parsed.upper.text


def split_ranges(texts: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Return the one start of a stamp's targets, None where there is none, and the targets."""
    pairs = [split_range(text, Direction.STAMP) for text in texts]
    starts = list(dict.fromkeys(start for start, _ in pairs if start is not None))
    if len(starts) > 1:
        raise TargetSyntaxError(f"offline, there is one start, not {', '.join(starts)}")
    return (starts[0] if starts else None), tuple(goal for _, goal in pairs)
