"""`headway current`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Command, Group, Option
from headway.cli.options import VERBOSE
from headway.errors import NotAtHeadError
from headway.reports.position import report_current
from headway.reports.wording import list_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.cli.call import Call
    from headway.outcome import Position

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    project = call.project()
    positions = headway.current(project, **call.keywords())
    history = headway.history(project, name=call.options.name)
    if call.options.check_heads:
        _check_heads(positions, call.heads(project))
    call.console.show(report_current(positions, history, verbose=call.options.verbose))
    return 0


def _check_heads(positions: Sequence[Position], heads: Sequence[str]) -> None:
    for position in positions:
        if not position.at_head:
            here = list_words(position.heads) or "base"
            raise NotAtHeadError(
                f"{position.database.url} is not at every head: "
                f"at {here}, head {list_words(heads)}",
                hints=(("try", "headway upgrade heads"),),
            )


COMMAND = Command(
    name="current",
    group=Group.LOOK_FIRST,
    help="show where the database is",
    options=(
        Option(
            flags=("-c", "--check-heads"),
            dest="check_heads",
            help="exit status 1 when a head is not applied",
        ),
        VERBOSE,
    ),
    run=_run,
)
