"""`headway status`, which is also `headway` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Command, Group
from headway.reports.position import report_status

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    project = call.project()
    positions = headway.current(project, **call.keywords())
    heads, verbose = call.heads(project), call.options.verbose
    document = report_status(project, positions, heads, call.phrase, verbose=verbose)
    call.console.show(document)
    return 0


COMMAND = Command(
    name="status",
    group=Group.EVERY_DAY,
    help="show which database it is, where it is, and what is next",
    about="The same as headway without a command. Only looks. -v lists every setting and the "
    "file and line that it comes from.",
    run=_run,
)
