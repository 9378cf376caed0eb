"""`headway history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.choosing import needs_database, read_current
from headway.cli.grammar import Command, Group, Option
from headway.cli.options import VERBOSE
from headway.errors import UsageError
from headway.history.range import select_range
from headway.reports.listing import report_history

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    wanted = ":" if options.rev_range is None else options.rev_range
    if ":" not in wanted:
        raise UsageError(
            f"{wanted} is not a range; write START:END, START: or :END",
            hints=(("try", f"headway history -r {wanted}:"),),
        )
    ends = [end for end in wanted.split(":", 1) if end]
    needs = options.indicate_current or any(needs_database(end) for end in ends)
    project = call.project(with_url=needs)
    history = headway.history(project, name=options.name)
    current = read_current(call) if needs else None
    revisions = select_range(history, wanted, current or ())
    document = report_history(history, revisions, verbose=options.verbose, current=current)
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
