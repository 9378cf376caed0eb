"""`headway stamp`."""

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
    return migrate(call, headway.stamp, options.revisions, tag=options.tag, purge=options.purge)


COMMAND = Command(
    name="stamp",
    group=Group.REPAIR,
    help="set the recorded revision without running anything",
    about="For a database whose schema is already there. base empties the version table.",
    arguments=(Argument(name="revisions", help="one or more targets", many=True),),
    options=(
        SQL,
        TAG,
        Option(
            flags=("--purge",),
            dest="purge",
            help="empty the version table first, also of revisions that no file knows",
        ),
    ),
    run=_run,
)
