"""`headway downgrade`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Argument, Command, Group, Option
from headway.cli.options import SQL, TAG
from headway.cli.running import migrate

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    return migrate(
        call,
        headway.downgrade,
        options.revision,
        tag=options.tag,
        including_branches=options.including_branches,
    )


COMMAND = Command(
    name="downgrade",
    group=Group.EVERY_DAY,
    help="undo the revisions above a target",
    about="A target is a revision id or the beginning of one (it stays applied), base "
    "(undo everything), or counted: -1 (undo one), LABEL@-1 (one of a branch), 44e3+2, 44e3-2. "
    "With --sql it is a range: ab99:44e3.",
    arguments=(Argument(name="target", dest="revision", help="where to go, like -1 or 44e3"),),
    options=(
        SQL,
        TAG,
        Option(
            flags=("--including-branches",),
            dest="including_branches",
            help="also undo what other branches built on the revisions that go",
        ),
    ),
    run=_run,
)
