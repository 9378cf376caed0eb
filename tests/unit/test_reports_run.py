from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from headway.events import Database, Finished, Noticed, Planned, StepDone, StepStarted
from headway.history import History
from headway.history.revision import Revision
from headway.plan import plan_downgrade, plan_stamp, plan_upgrade
from headway.reports.console import Console
from headway.reports.progress import Progress
from headway.reports.run import undo
from headway.reports.wording import format_seconds, format_total

if TYPE_CHECKING:
    from headway.plan.step import Plan

A, B, C = (Revision(id="a"), Revision(id="b", down=("a",)), Revision(id="c", down=("a",)))
M = Revision(id="m", down=("b", "c"), message="join")
X = Revision(id="x", depends_on=("b",))
HISTORY = History([A, B, C, M, X])
DATABASE = Database(url="sqlite:///app.db", dialect="sqlite")


@pytest.mark.parametrize(
    ("rows", "target", "command"),
    [
        ((), "b", "headway downgrade base"),
        ((), "heads", "headway downgrade base"),
        (("a",), "b", "headway downgrade a"),
        (("a",), "m", "headway downgrade a"),
        (("b", "c"), "m", "headway downgrade -1"),
        (("a",), "x", None),
        (("b",), "x", "headway downgrade -1"),
        (("b",), "m", None),
    ],
)
def test_undo_of_an_upgrade_is_exact_or_left_out(
    rows: tuple[str, ...], target: str, command: str | None
) -> None:
    plan = plan_upgrade(HISTORY, rows, target)
    assert undo(plan, HISTORY) == command
    if command is not None:
        back = plan_downgrade(HISTORY, plan.end, command.split()[-1])
        assert back.end == plan.start


def test_undo_of_a_stamp_names_the_rows_that_were_there() -> None:
    assert undo(plan_stamp(HISTORY, ("b", "c"), ("m",)), HISTORY) == "headway stamp b c"
    assert undo(plan_stamp(HISTORY, (), ("m",)), HISTORY) == "headway stamp base"
    assert undo(plan_stamp(HISTORY, ("gone",), ("m",)), HISTORY) is None


def show(*plans: Plan, notice: str = "") -> str:
    out = io.StringIO()
    console = Console(out=out, err=out, environ={})
    progress = Progress(console, history=lambda: HISTORY, phrase=str)
    for plan in plans:
        progress(Planned(database=DATABASE, plan=plan))
        for step in plan.steps:
            progress(StepStarted(step=step))
            progress(StepDone(step=step, seconds=0.042))
        if notice:
            progress(Noticed(code="x", text=notice))
        progress(Finished(plan=plan, seconds=61.4))
    progress.close()
    return out.getvalue()


def test_a_run_is_a_header_its_steps_and_where_it_ended() -> None:
    text = show(plan_upgrade(HISTORY, ("b", "c"), "m"), notice="the column was widened")
    assert text == (
        "sqlite:///app.db at b, c, 1 to apply\n"
        "  m join   0.04 s\n"
        "note: the column was widened\n"
        "at m (head), 1 min 1 s. Undo: headway downgrade -1\n"
    )


def test_nothing_to_do_is_one_line_and_names_the_database_among_several() -> None:
    nothing = plan_upgrade(HISTORY, ("b",), "a")
    note = "a is already applied (at b): nothing to do\n"
    assert show(nothing) == note
    assert show(nothing, nothing) == f"sqlite:///app.db: {note}" * 2
    assert show(nothing, plan_upgrade(HISTORY, ("b",), "x")).startswith(f"sqlite:///app.db: {note}")


def test_durations() -> None:
    assert format_seconds(0.0449) == "0.04 s"
    assert format_seconds(1.8) == "1.80 s"
    assert format_total(1.94) == "1.9 s"
    assert format_total(125) == "2 min 5 s"
