"""`headway revision`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import headway
from headway.cli.grammar import Command, Group, Option
from headway.cli.options import BRANCH_LABEL, MESSAGE, REV_ID, SPLICE, SQL
from headway.reports.written import report_written

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    options = call.options
    written = headway.revision(
        call.project(),
        options.message,
        autogenerate=options.autogenerate,
        sql=options.sql,
        head=options.head or "head",
        splice=options.splice,
        branch_label=options.branch_label,
        version_path=options.version_path,
        rev_id=options.rev_id,
        depends_on=options.depends_on,
        **call.keywords(),
    )
    call.console.show(report_written(written))
    return 0


COMMAND = Command(
    name="revision",
    group=Group.EVERY_DAY,
    help="write a new revision file",
    about="Only writes a file; the database stays as it is. With --autogenerate the file holds "
    "what brings the database in line with the models.",
    options=(
        MESSAGE,
        Option(
            flags=("--autogenerate",),
            dest="autogenerate",
            help="fill the file with the differences between the models and the database",
        ),
        SQL,
        Option(
            flags=("--head",),
            dest="head",
            value="TARGET",
            help="the revision to build on (default: head)",
        ),
        SPLICE,
        BRANCH_LABEL,
        Option(
            flags=("--version-path",),
            dest="version_path",
            value="FOLDER",
            help="the version folder to write into",
        ),
        REV_ID,
        Option(
            flags=("--depends-on",),
            dest="depends_on",
            value="TARGET",
            repeat=True,
            help="a revision that must be applied before; may be repeated",
        ),
    ),
    run=_run,
)
