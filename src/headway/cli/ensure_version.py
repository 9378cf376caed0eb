"""`headway ensure_version`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Command, Group
from headway.cli.options import SQL
from headway.cli.running import run_offline
from headway.reports.document import Document, line
from headway.reports.run import outcome_value

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    project = call.project()
    if call.options.sql:
        return run_offline(
            call,
            lambda output, notes: headway.ensure_version(
                project, sql=True, output=output, **call.keywords(notes)
            ),
        )
    outcome = headway.ensure_version(project, **call.keywords())
    sentence = line("the version table is there")
    document = Document(blocks=(sentence,), value=outcome_value(outcome))
    if call.console.json:
        call.console.show(document)
    else:
        call.console.tell(document)
    return 0


COMMAND = Command(
    name="ensure_version",
    group=Group.REPAIR,
    help="create the version table where it is missing",
    options=(SQL,),
    aliases=("ensure-version",),
    run=_run,
)
