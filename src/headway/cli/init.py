"""`headway init`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Argument, Command, Group, Option
from headway.reports.setup import report_init

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    written = headway.init(
        options.directory,
        config=options.config,
        template=options.template,
        package=options.package,
    )
    call.console.show(report_init(written, call.phrase))
    return 0


COMMAND = Command(
    name="init",
    group=Group.SET_UP,
    help="write a migration folder and its settings",
    about="Without --template: [tool.headway] in pyproject.toml and an env.py of a few lines that "
    "plain alembic runs too. With --template, or with -c and an .ini file: Alembic's layout.",
    arguments=(Argument(name="directory", help="the folder to create"),),
    options=(
        Option(
            flags=("-t", "--template"),
            dest="template",
            value="NAME",
            help="one of Alembic's templates (headway list_templates)",
        ),
        Option(
            flags=("--package",),
            dest="package",
            help="also write __init__.py files, so that the folders can be imported",
        ),
    ),
    run=_run,
)
