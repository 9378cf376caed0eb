"""What the library's functions return: plain values, ready to print or to serialise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from headway.events import Database, Noticed
    from headway.history.revision import Revision
    from headway.plan.step import Plan, Step

__all__ = ["Difference", "Outcome", "Planning", "Position", "Rendered", "Run", "Written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One `context.run_migrations()` of env.py: a database, its plan, and what was done."""

    database: Database
    plan: Plan
    done: tuple[Step, ...]
    notices: tuple[Noticed, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What `upgrade`, `downgrade` and `stamp` did: one `Run` a database, in env.py's order.

    `sql` is the text of an offline run (`sql=True` without an output of the caller's), else None.
    """

    runs: tuple[Run, ...]
    sql: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where one database is.

    `heads` are the rows of its version table, sorted; `revisions` those that the files know,
    `unknown` the ids that they do not. `pending` is how many revisions `upgrade heads` would
    apply, or None when that cannot be told. `implied` are branch heads that are applied only
    because another applied revision depends on them.
    """

    database: Database
    heads: tuple[str, ...]
    revisions: tuple[Revision, ...]
    unknown: tuple[str, ...] = ()
    implied: tuple[Revision, ...] = ()
    pending: int | None = None
    at_head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The SQL of one step, rendered without the database.

    `sql` is what could be rendered; when the migration asked the database something, `reason`
    says so and `sql` ends there: the rest is decided only at run time.
    """

    step: Step
    sql: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """The plan for one database, with its statements where they were asked for."""

    database: Database
    plan: Plan
    statements: tuple[Rendered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A revision file that was written."""

    revision: Revision
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference between the models and the database, as `check` reports it."""

    kind: str
    text: str
