"""`headway merge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Argument, Command, Group
from headway.cli.options import BRANCH_LABEL, MESSAGE, REV_ID, SPLICE
from headway.reports.written import report_written

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    written = headway.merge(
        call.project(),
        options.revisions,
        options.message,
        branch_label=options.branch_label,
        rev_id=options.rev_id,
        splice=options.splice,
        **call.keywords(),
    )
    call.console.show(report_written((written,)))
    return 0


COMMAND = Command(
    name="merge",
    group=Group.REPAIR,
    help="write a revision that joins several heads",
    arguments=(Argument(name="revisions", help="the revisions to join, or heads", many=True),),
    options=(MESSAGE, BRANCH_LABEL, REV_ID, SPLICE),
    run=_run,
)
