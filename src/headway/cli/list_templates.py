"""`headway list_templates`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from headway.cli.grammar import Command, Group
from headway.reports.setup import report_templates

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    templates = importlib.import_module("headway.bridge.templates").list_templates()
    call.console.show(report_templates(templates, call.phrase))
    return 0


COMMAND = Command(
    name="list_templates",
    group=Group.SET_UP,
    help="list the templates of init",
    aliases=("list-templates",),
    run=_run,
)
