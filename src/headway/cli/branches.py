"""`headway branches`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Command, Group
from headway.cli.options import VERBOSE
from headway.history.range import select_range
from headway.reports.listing import report_branches

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    history = headway.history(call.project(with_url=False), name=call.options.name)
    found = [each for each in select_range(history, ":") if history.is_branch_point(each.id)]
    call.console.show(report_branches(history, found, verbose=call.options.verbose))
    return 0


COMMAND = Command(
    name="branches",
    group=Group.LOOK_FIRST,
    help="list the revisions that several others build on",
    options=(VERBOSE,),
    run=_run,
)
