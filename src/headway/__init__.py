"""One migration system for SQLAlchemy: Alembic's files and commands, exact, atomic and fast.

The functions take a project (a path or a `Project`) first, return values, and never print.
Nothing heavy is imported until a name is used.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

from headway._version import __version__

if TYPE_CHECKING:
    from headway import aio
    from headway.api import (
        Options,
        check,
        current,
        downgrade,
        ensure_version,
        history,
        init,
        merge,
        plan,
        revision,
        stamp,
        upgrade,
    )
    from headway.errors import (
        AheadOfFilesError,
        AmbiguousTargetError,
        ConnectionFailedError,
        DatabaseError,
        EnvironmentFileError,
        FindingError,
        HeadwayError,
        HistoryError,
        MigrationError,
        NoRunError,
        NotAtHeadError,
        ProjectError,
        TargetError,
        UnknownTargetError,
        UsageError,
        WrongDatabaseError,
    )
    from headway.events import (
        Database,
        Event,
        Finished,
        Listener,
        Noticed,
        Planned,
        StepDone,
        StepStarted,
    )
    from headway.history import History
    from headway.history.revision import Revision
    from headway.outcome import (
        Difference,
        Outcome,
        Planning,
        Position,
        Rendered,
        Run,
        Written,
    )
    from headway.plan.step import Direction, Plan, Step
    from headway.project import Project

__all__ = [
    "AheadOfFilesError",
    "AmbiguousTargetError",
    "ConnectionFailedError",
    "Database",
    "DatabaseError",
    "Difference",
    "Direction",
    "EnvironmentFileError",
    "Event",
    "FindingError",
    "Finished",
    "HeadwayError",
    "History",
    "HistoryError",
    "Listener",
    "MigrationError",
    "NoRunError",
    "NotAtHeadError",
    "Noticed",
    "Options",
    "Outcome",
    "Plan",
    "Planned",
    "Planning",
    "Position",
    "Project",
    "ProjectError",
    "Rendered",
    "Revision",
    "Run",
    "Step",
    "StepDone",
    "StepStarted",
    "TargetError",
    "UnknownTargetError",
    "UsageError",
    "Written",
    "WrongDatabaseError",
    "__version__",
    "aio",
    "check",
    "current",
    "downgrade",
    "ensure_version",
    "history",
    "init",
    "merge",
    "plan",
    "revision",
    "stamp",
    "upgrade",
]

_FUNCTIONS = tuple(
    name for name in __all__ if name.islower() and name not in {"aio", "__version__"}
)

_HOMES = {
    **dict.fromkeys((*_FUNCTIONS, "Options"), "headway.api"),
    **dict.fromkeys((name for name in __all__ if name.endswith("Error")), "headway.errors"),
    **dict.fromkeys(
        (
            "Database",
            "Event",
            "Finished",
            "Listener",
            "Noticed",
            "Planned",
            "StepDone",
            "StepStarted",
        ),
        "headway.events",
    ),
    **dict.fromkeys(
        ("Difference", "Outcome", "Planning", "Position", "Rendered", "Run", "Written"),
        "headway.outcome",
    ),
    **dict.fromkeys(("Direction", "Plan", "Step"), "headway.plan.step"),
    "History": "headway.history",
    "Project": "headway.project",
    "Revision": "headway.history.revision",
}


class _Package(ModuleType):
    """The package's own type: a function keeps its name although a subpackage has it too.

    Importing `headway.history` or `headway.plan` would bind the subpackage to that name of the
    package; `headway.history(...)` and `headway.plan(...)` are the functions, always.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _FUNCTIONS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    """Import a public name on first use (PEP 562)."""
    if name == "aio":
        return importlib.import_module("headway.aio")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
