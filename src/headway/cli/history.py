"""`headway history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.choosing import read_current
from headway.cli.grammar import Command, Group, Option
from headway.cli.options import VERBOSE
from headway.history.range import needs_current, select_range
from headway.reports.listing import report_history

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    wanted = ":" if options.rev_range is None else options.rev_range
    history = headway.history(call.project(with_url=False), name=options.name)
    needs = options.indicate_current or needs_current(history, wanted)
    current = read_current(call) if needs else ()
    document = report_history(
        history,
        select_range(history, wanted, current),
        verbose=options.verbose,
        current=current if options.indicate_current else None,
    )
    call.console.show(document)
    return 0


COMMAND = Command(
    name="history",
    group=Group.LOOK_FIRST,
    help="list the revisions, newest first",
    options=(
        Option(
            flags=("-r", "--rev-range"),
            dest="rev_range",
            value="START:END",
            help="only this range; an end may be left out, or be current",
        ),
        VERBOSE,
        Option(
            flags=("-i", "--indicate-current"),
            dest="indicate_current",
            help="mark what the database holds",
        ),
    ),
    run=_run,
)
