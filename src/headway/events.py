"""The closed union of what can happen while a plan runs.

A listener receives these values in order; failures are exceptions, not events. Everything that
a person may see is in them, so a listener never asks the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from headway.plan.step import Plan, Step

__all__ = [
    "Database",
    "Event",
    "Finished",
    "Listener",
    "Noticed",
    "Planned",
    "StepDone",
    "StepStarted",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Which database a run works on: its URL with the password hidden, and where its state is.

    `schema` is the schema of the version table, or None for the connection's default.
    """

    url: str
    dialect: str
    version_table: str = "alembic_version"
    schema: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan is made; nothing has run yet."""

    database: Database
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted:
    """A migration begins."""

    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """A migration and its version row are written; `seconds` is wall time."""

    step: Step
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """Something the person should know and that did not stop the run; `code` is stable."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Every step of the plan is done; `seconds` is wall time from the plan on."""

    plan: Plan
    seconds: float


Event: TypeAlias = Planned | StepStarted | StepDone | Noticed | Finished
Listener: TypeAlias = Callable[[Event], None]
