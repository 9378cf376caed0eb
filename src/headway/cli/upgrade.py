"""`headway upgrade`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Argument, Command, Group
from headway.cli.options import SQL, TAG
from headway.cli.running import migrate

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    return migrate(call, headway.upgrade, options.revision, tag=options.tag)


COMMAND = Command(
    name="upgrade",
    group=Group.EVERY_DAY,
    help="apply the revisions up to a target",
    about="A target is a revision id or the beginning of one, head, heads, a branch as "
    "LABEL@head, or counted: +2 (two more), 44e3+2 (44e3 and two more), 44e3-2. "
    "With --sql also a range: 44e3:ab99.",
    arguments=(
        Argument(name="target", dest="revision", help="where to go", optional=True, default="head"),
    ),
    options=(SQL, TAG),
    run=_run,
)
