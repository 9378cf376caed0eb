"""`headway heads`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Command, Group, Option
from headway.cli.options import VERBOSE
from headway.reports.listing import report_heads

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    history = headway.history(call.project(with_url=False), name=options.name)
    ids = history.real_heads if options.resolve_dependencies else history.heads
    revisions = [history[each] for each in sorted(ids)]
    call.console.show(report_heads(history, revisions, verbose=options.verbose))
    return 0


COMMAND = Command(
    name="heads",
    group=Group.LOOK_FIRST,
    help="list the newest revision of each branch",
    options=(
        VERBOSE,
        Option(
            flags=("--resolve-dependencies",),
            dest="resolve_dependencies",
            help="leave out a head that another revision depends on",
        ),
    ),
    run=_run,
)
