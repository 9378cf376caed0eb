"""`headway show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.choosing import choose
from headway.cli.grammar import Argument, Command, Group
from headway.reports.listing import report_show

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    history, revisions = choose(call, call.options.rev)
    call.console.show(report_show(history, revisions))
    return 0


COMMAND = Command(
    name="show",
    group=Group.LOOK_FIRST,
    help="show a revision: its parents, its file, its whole message",
    about="current means the revisions that the database holds.",
    arguments=(Argument(name="target", dest="rev", help="any target, heads, or current"),),
    run=_run,
)
