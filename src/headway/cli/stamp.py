"""`headway stamp`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Argument, Command, Group, Option
from headway.cli.options import SQL, TAG
from headway.cli.running import run_offline, show_outcome

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options, project = call.options, call.project()
    if options.sql:
        return run_offline(
            call,
            lambda output, notes: headway.stamp(
                project,
                options.revisions,
                sql=True,
                tag=options.tag,
                purge=options.purge,
                output=output,
                **call.keywords(notes),
            ),
        )
    listener = call.listen(project)
    outcome = headway.stamp(
        project,
        options.revisions,
        tag=options.tag,
        purge=options.purge,
        **call.keywords(listener),
    )
    return show_outcome(call, outcome, project)


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
