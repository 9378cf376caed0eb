"""`headway check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Command, Group
from headway.errors import DONE, FINDING
from headway.reports.difference import report_differences

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    differences = headway.check(call.project(), **call.keywords())
    call.console.show(report_differences(differences, call.phrase))
    return FINDING if differences else DONE


COMMAND = Command(
    name="check",
    group=Group.LOOK_FIRST,
    help="compare the models with the database",
    about="Exit status 1 when they differ. Nothing is written.",
    run=_run,
)
