"""Reports of a plan: its steps, and its SQL where it could be rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.plan.step import Direction
from headway.reports.document import Document, Part, Style, Table, Verbatim, line
from headway.reports.escape import escape_controls
from headway.reports.values import database_value, plan_value
from headway.reports.wording import describe_database, describe_rows, describe_step
from headway.reports.written import shorten_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from headway.outcome import Planning, Rendered
    from headway.reports.document import Block

__all__ = ["report_planning", "report_statements"]

_COUNTED = {Direction.UPGRADE: "to apply", Direction.DOWNGRADE: "to undo"}


def report_planning(
    plans: Sequence[Planning],
    heads: Collection[str],
    phrase: Callable[[str], str],
    *,
    downgrade: bool,
) -> Document:
    """Return the steps for each database and the command that runs them."""
    blocks = [block for each in plans for block in _describe(each, heads)]
    todo = [each.plan.target for each in plans if each.plan.steps]
    if todo:
        verb = "downgrade" if downgrade else "upgrade"
        blocks.append(line("nothing was changed. Run it: ", phrase(f"headway {verb} {todo[0]}")))
    return Document(blocks=tuple(blocks), value={"plans": [_value(each) for each in plans]})


def report_statements(plans: Sequence[Planning]) -> Document:
    """Return the SQL of each plan as one script, with comments that say what is not in it."""
    text = "".join(part for each in plans for part in _script(each))
    return Document(blocks=(Verbatim(text=text),))


def _describe(planning: Planning, heads: Collection[str]) -> tuple[Block, ...]:
    plan = planning.plan
    place = Part(describe_database(planning.database), Style.STRONG)
    if not plan.steps:
        note = plan.note or "nothing to do"
        return (line(place, ": ", note),)
    what = f", {len(plan.steps)} {_COUNTED.get(plan.direction, 'to do')}"
    rows = tuple(
        (*describe_step(step), Part(shorten_text(step.revision.path), Style.FAINT))
        for step in plan.steps
        if step.revision is not None
    )
    return (
        line(place, " at ", *describe_rows(plan.start, heads), what),
        Table(rows=rows, indent=2),
        line("ends at ", *describe_rows(plan.end, heads)),
    )


def _script(planning: Planning) -> list[str]:
    plan = planning.plan
    start = ", ".join(plan.start) or "base"
    parts = [_comment(f"{describe_database(planning.database)} at {start}")]
    if not plan.steps:
        parts.append(_comment(plan.note or "nothing to do"))
    for each in planning.statements:
        parts += ["\n", _comment(_title(each)), _ended(each.sql)]
        if each.reason is not None:
            parts.append(_comment(f"the rest is decided at run time: {each.reason}"))
    return parts


def _title(rendered: Rendered) -> str:
    name, message = describe_step(rendered.step)
    return f"{rendered.step.direction.value} {name.text} {message.text}".rstrip()


def _comment(text: str) -> str:
    """Return the text as SQL comments: no line of it can become a statement."""
    return "".join(f"-- {escape_controls(row)}\n" for row in text.splitlines() or [""])


def _ended(sql: str) -> str:
    return sql.rstrip("\n") + "\n" if sql.strip() else ""


def _value(planning: Planning) -> dict[str, object]:
    return {
        "database": database_value(planning.database),
        **plan_value(planning.plan),
        "statements": [
            {
                "revision": each.step.revision.id if each.step.revision else None,
                "sql": each.sql,
                "decided_at_run_time": each.reason,
            }
            for each in planning.statements
        ],
    }
