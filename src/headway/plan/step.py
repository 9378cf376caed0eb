"""The values that a plan is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.history.revision import Revision

__all__ = ["Direction", "Move", "Plan", "Step"]


class Direction(Enum):
    """Where a plan goes."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a step changes in the version table: rows deleted, one row updated, rows inserted.

    Applied in this order it turns the current heads before the step into those after it.
    """

    delete: tuple[str, ...] = ()
    update: tuple[str, str] | None = None
    insert: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One migration to run, or one row movement of a stamp.

    `revision` is None only where a stamp removes rows. `source` and `destination` are the
    revisions before and after the step as Alembic's log line shows them (down revisions without
    `depends_on`).
    """

    direction: Direction
    revision: Revision | None
    source: tuple[str, ...]
    destination: tuple[str, ...]
    move: Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run will do, computed before its first migration starts.

    `start` are the rows of the version table when it was made, `end` the rows after the last
    step, both sorted. `note` is the one sentence to show when there are no steps, else None.
    """

    direction: Direction
    target: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    steps: tuple[Step, ...]
    note: str | None = None
