"""The JSON-ready form of the library's values. Its keys are stable; new ones may be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.events import Database
    from headway.history.revision import Revision
    from headway.plan.step import Plan, Step

__all__ = ["database_value", "plan_value", "revision_value", "step_value"]


def database_value(database: Database) -> dict[str, object]:
    """Return which database it is; the password is hidden in the URL."""
    return {
        "url": database.url,
        "dialect": database.dialect,
        "version_table": database.version_table,
        "schema": database.schema,
    }


def revision_value(revision: Revision) -> dict[str, object]:
    """Return a revision as its file tells it."""
    return {
        "id": revision.id,
        "down": list(revision.down),
        "depends_on": list(revision.depends_on),
        "labels": list(revision.labels),
        "message": revision.message,
        "created": revision.created,
        "path": revision.path,
    }


def step_value(step: Step) -> dict[str, object]:
    """Return one step of a plan."""
    return {
        "revision": step.revision.id if step.revision else None,
        "message": step.revision.message if step.revision else None,
        "path": step.revision.path if step.revision else None,
        "direction": step.direction.value,
        "from": list(step.source),
        "to": list(step.destination),
    }


def plan_value(plan: Plan) -> dict[str, object]:
    """Return a plan with its steps."""
    return {
        "direction": plan.direction.value,
        "target": plan.target,
        "start": list(plan.start),
        "end": list(plan.end),
        "note": plan.note,
        "steps": [step_value(step) for step in plan.steps],
    }
