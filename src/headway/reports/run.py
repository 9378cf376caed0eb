"""Reports of a run: its header, a line for each step, and where it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.plan.step import Direction
from headway.reports.document import Document, Part, Style, line
from headway.reports.values import database_value, plan_value, step_value
from headway.reports.wording import (
    describe_database,
    describe_rows,
    describe_step,
    format_seconds,
    format_total,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from headway.events import Finished, Noticed, Planned, StepDone
    from headway.history import History
    from headway.outcome import Outcome, Run
    from headway.plan.step import Plan

__all__ = [
    "heads_of",
    "outcome_value",
    "report_finish",
    "report_nothing",
    "report_notice",
    "report_plan",
    "report_step",
    "undo",
    "widths",
]

_COUNTED = {
    Direction.UPGRADE: "to apply",
    Direction.DOWNGRADE: "to undo",
    Direction.STAMP: "to stamp",
}


def report_plan(event: Planned, heads: Collection[str]) -> Document:
    """Return the header of a run that has steps: `URL at 44e3, 2 to apply`."""
    plan = event.plan
    what = f", {len(plan.steps)} {_COUNTED[plan.direction]}"
    place = Part(describe_database(event.database), Style.STRONG)
    return Document(blocks=(line(place, " at ", *describe_rows(plan.start, heads), what),))


def report_nothing(event: Planned, *, alone: bool) -> Document:
    """Return the one sentence of a run without steps; the database is named unless `alone`."""
    note = event.plan.note or "nothing to do"
    place = () if alone else (Part(describe_database(event.database), Style.STRONG), Part(": "))
    return Document(blocks=(line(*place, note),))


def widths(plan: Plan) -> tuple[int, int]:
    """Return how wide the ids and messages of the plan's steps are, so that lines align."""
    described = [describe_step(step) for step in plan.steps]
    return (
        max((len(name.text) for name, _ in described), default=0),
        min(max((len(text.text) for _, text in described), default=0), 60),
    )


def report_step(event: StepDone, columns: tuple[int, int]) -> Document:
    """Return the line of a finished step: `  9b3c add sentences   0.04 s`."""
    name, message = describe_step(event.step)
    gap = " " * (columns[0] - len(name.text) + 1)
    tail = " " * (max(columns[1] - len(message.text), 0) + 2)
    duration = f"{format_seconds(event.seconds):>7}"
    parts = (name, gap, message, tail, Part(duration, Style.FAINT))
    return Document(blocks=(line(*parts, indent=2),))


def report_finish(
    event: Finished, history: History | None, phrase: Callable[[str], str]
) -> Document:
    """Return the last line: `at ab99 (head), 1.9 s. Undo: headway downgrade 44e3`."""
    plan = event.plan
    if not plan.steps:
        return Document()
    parts: list[Part | str] = [
        "at ",
        *describe_rows(plan.end, heads_of(history)),
        f", {format_total(event.seconds)}",
    ]
    command = undo(plan, history)
    if command is not None:
        label = {Direction.DOWNGRADE: "Up again"}.get(plan.direction, "Undo")
        parts.append(f". {label}: {phrase(command)}")
    return Document(blocks=(line(*parts),))


def heads_of(history: History | None) -> tuple[str, ...]:
    """Return the heads, for the mark `(head)`; none where the files do not form a history."""
    return () if history is None or history.problems else tuple(history.heads)


def report_notice(event: Noticed) -> Document:
    """Return a notice as a line of its own."""
    return Document(blocks=(line(Part("note: ", Style.WARNING), event.text),))


def undo(plan: Plan, history: History | None) -> str | None:
    """Return the command that brings the database back to `plan.start`, or None.

    None where no single target means exactly that: several rows before, or branches that the
    run began anew beside the one that was there, or a row that no file knows.
    """
    if plan.start == plan.end or (history and not all(row in history for row in plan.start)):
        return None
    if plan.direction is Direction.STAMP:
        return f"headway stamp {' '.join(plan.start) or 'base'}"
    if plan.direction is Direction.DOWNGRADE:
        return f"headway upgrade {plan.start[0]}" if len(plan.start) == 1 else None
    if not plan.start:
        return "headway downgrade base"
    if len(plan.start) == 1 and _only_above(plan):
        return f"headway downgrade {plan.start[0]}"
    return "headway downgrade -1" if len(plan.steps) == 1 and len(plan.end) == 1 else None


def _only_above(plan: Plan) -> bool:
    """Tell whether every step builds on the row that was there, so that one target undoes all."""
    reached = set(plan.start)
    for step in plan.steps:
        if step.revision is None or not step.source or not reached.issuperset(step.source):
            return False
        reached.add(step.revision.id)
    return True


def outcome_value(outcome: Outcome, history: History | None = None) -> dict[str, object]:
    """Return what a run did as JSON-ready values."""
    value: dict[str, object] = {"runs": [_run_value(run, history) for run in outcome.runs]}
    if outcome.sql is not None:
        value["sql"] = outcome.sql
    return value


def _run_value(run: Run, history: History | None) -> dict[str, object]:
    return {
        "database": database_value(run.database),
        **plan_value(run.plan),
        "done": [step_value(step) for step in run.done],
        "notices": [{"code": each.code, "text": each.text} for each in run.notices],
        "seconds": round(run.seconds, 3),
        "undo": undo(run.plan, history) if run.done else None,
    }
