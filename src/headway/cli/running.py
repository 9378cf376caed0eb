"""What upgrade, downgrade, stamp and ensure_version share: printing a run, or its SQL."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from headway.events import Noticed, Planned
from headway.reports.document import Document, Verbatim
from headway.reports.run import outcome_value, report_nothing, report_notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from headway.cli.call import Call
    from headway.events import Event, Listener
    from headway.outcome import Outcome
    from headway.project import Project

__all__ = ["migrate", "run_offline"]


def migrate(call: Call, verb: Callable[..., Outcome], what: object, **options: object) -> int:
    """Run upgrade, downgrade or stamp as the person asked: on the database, or as SQL."""
    project = call.project()
    if call.options.sql:
        return run_offline(
            call,
            lambda output, notes: verb(
                project, what, sql=True, output=output, **options, **call.keywords(notes)
            ),
        )
    outcome = verb(project, what, **options, **call.keywords(call.listen(project)))
    return _show_outcome(call, outcome, project)


def _show_outcome(call: Call, outcome: Outcome, project: Project) -> int:
    """Print the outcome as JSON where that was asked for; as text it was printed on the way."""
    if call.progress is not None:
        call.progress.close()
    if call.console.json:
        call.console.show(Document(value=outcome_value(outcome, call.history(project))))
    return 0


def run_offline(call: Call, work: Callable[[TextIO, Listener], Outcome]) -> int:
    """Print the SQL of an offline run and nothing else.

    What was rendered before a failure is printed too: it is what Alembic prints.
    """
    output = io.StringIO()
    try:
        outcome = work(output, _Notes(call))
    except BaseException:
        if not call.console.json:
            _print_sql(call, output.getvalue())
        raise
    if call.console.json:
        value = {**outcome_value(outcome), "sql": output.getvalue()}
        call.console.show(Document(value=value))
    else:
        _print_sql(call, output.getvalue())
    return 0


class _Notes:
    """Says on stderr what the SQL does not: that there is nothing to do, and notices."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def __call__(self, event: Event) -> None:
        match event:
            case Planned() if not event.plan.steps:
                self._note(report_nothing(event, alone=True))
            case Noticed():
                self._note(report_notice(event))
            case _:
                return

    def _note(self, document: Document) -> None:
        console = self._call.console
        if not (console.quiet or console.json):
            console.complain(document)


def _print_sql(call: Call, sql: str) -> None:
    call.console.show(Document(blocks=(Verbatim(text=sql),)))
