"""`headway plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Argument, Command, Group, Option
from headway.reports.planning import report_planning, report_statements

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options, project = call.options, call.project()
    as_sql = options.format == "sql"
    plans = headway.plan(
        project,
        options.revision,
        downgrade=options.downgrade,
        including_branches=options.including_branches,
        statements=as_sql,
        **call.keywords(),
    )
    if as_sql and not call.console.json:
        call.console.show(report_statements(plans))
        return 0
    heads = call.heads(project)
    call.console.show(report_planning(plans, heads, call.phrase, downgrade=options.downgrade))
    return 0


COMMAND = Command(
    name="plan",
    group=Group.LOOK_FIRST,
    help="show what upgrade or downgrade would do; nothing is changed",
    about="env.py is run to look at the database, as for current. With --format sql the "
    "statements are printed; what a migration decides only at run time is marked.",
    arguments=(
        Argument(name="target", dest="revision", help="where to go", optional=True, default="head"),
    ),
    options=(
        Option(
            flags=("--format",),
            dest="format",
            value="FORMAT",
            choices=("text", "sql", "json"),
            help="text, the SQL of the steps, or one JSON document",
        ),
        Option(flags=("--downgrade",), dest="downgrade", help="plan a downgrade to the target"),
        Option(
            flags=("--including-branches",),
            dest="including_branches",
            help="with --downgrade: also undo what other branches built on it",
        ),
    ),
    run=_run,
)
