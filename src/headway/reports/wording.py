"""The small phrases that several reports share: positions, durations, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reports.document import Part, Style
from headway.reports.escape import escape_controls

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from headway.events import Database
    from headway.plan.step import Step

__all__ = [
    "describe_database",
    "describe_rows",
    "describe_step",
    "format_seconds",
    "format_total",
    "list_words",
]


def format_seconds(seconds: float) -> str:
    """Return the duration of one step: `0.04 s`."""
    return f"{seconds:.2f} s"


def format_total(seconds: float) -> str:
    """Return the duration of a run: `1.9 s`, from a minute on `2 min 5 s`."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def describe_database(database: Database) -> str:
    """Return which database it is: its URL, and the schema where one is named."""
    return f"{database.url} schema {database.schema}" if database.schema else database.url


def describe_rows(rows: Sequence[str], heads: Collection[str] = ()) -> tuple[Part, ...]:
    """Return where a database is: `base`, `44e3`, `ab99 (head)`, `a1, b1 (head)`."""
    if not rows:
        return (Part("base", Style.STRONG),)
    parts: list[Part] = []
    for row in rows:
        if parts:
            parts.append(Part(", "))
        parts.append(Part(row, Style.REVISION))
        if row in heads:
            parts.append(Part(" (head)", Style.GOOD))
    return tuple(parts)


def describe_step(step: Step) -> tuple[Part, Part]:
    """Return what a step is: the revision and its message; for a stamp, the rows it moves."""
    if step.revision is not None:
        # Written out here and not only when printed, so that the columns are as wide as they look.
        name = escape_controls(step.revision.id)
        return Part(name, Style.REVISION), Part(escape_controls(step.revision.message))
    source = list_words(step.source) or "base"
    destination = list_words(step.destination) or "base"
    return Part(destination, Style.REVISION), Part(f"from {source}", Style.FAINT)


def list_words(words: Sequence[str]) -> str:
    """Return the words separated by commas."""
    return ", ".join(words)
