"""`headway edit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.choosing import choose
from headway.cli.editor import open_file
from headway.cli.grammar import Argument, Command, Group
from headway.errors import UsageError

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    _, revisions = choose(call, call.options.rev)
    if not revisions:
        raise UsageError(
            f"{call.options.rev} names no revision file; nothing was opened",
            hints=(("try", "headway history"),),
        )
    for revision in revisions:
        open_file(revision.path)
    return 0


COMMAND = Command(
    name="edit",
    group=Group.REPAIR,
    help="open a revision's file in $VISUAL or $EDITOR",
    about="current means the revisions that the database holds.",
    arguments=(Argument(name="target", dest="rev", help="any target, heads, or current"),),
    run=_run,
)
