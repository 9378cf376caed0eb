"""Shows a run while it happens: a header, a line for each finished step, the end."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, assert_never

from headway.events import Finished, Noticed, Planned, StepDone, StepStarted
from headway.reports.run import (
    heads_of,
    report_finish,
    report_nothing,
    report_notice,
    report_plan,
    report_step,
    widths,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.events import Event
    from headway.history import History
    from headway.plan.step import Plan, Step
    from headway.reports.console import Console
    from headway.reports.document import Document
    from headway.reports.live import Live

__all__ = ["Progress"]


class Progress:
    """A listener that prints the events of one command; `close` ends it, also after an error.

    `history` is asked for only when there is something to show: for heads, and for undoing.
    `phrase` turns a suggested command into what this person would type.
    """

    def __init__(
        self,
        console: Console,
        *,
        history: Callable[[], History | None],
        phrase: Callable[[str], str],
    ) -> None:
        """Print to the console; nothing is printed yet."""
        self._console = console
        self._history = history
        self._phrase = phrase
        self._columns = (0, 0)
        self._held: Planned | None = None
        self._runs = 0
        self._live: Live | None = None
        self.done: list[Step] = []

    def __call__(self, event: Event) -> None:
        """Print one event."""
        match event:
            case Planned():
                self._begin(event)
            case StepStarted():
                if self._live is not None:
                    self._live.start_step(event.step)
            case StepDone():
                self.done.append(event.step)
                self._tell(report_step(event, self._columns))
                if self._live is not None:
                    self._live.finish_step()
            case Noticed():
                self._tell(report_notice(event))
            case Finished():
                self._stop_live()
                self._tell(report_finish(event, self._history_of(event.plan), self._phrase))
            case _:
                assert_never(event)

    def close(self) -> None:
        """Print what is held back and take the moving display away."""
        self._stop_live()
        self._release(alone=self._runs == 1)

    def _begin(self, event: Planned) -> None:
        self._stop_live()
        self._release(alone=False)
        self._runs += 1
        self._columns = widths(event.plan)
        if not event.plan.steps:
            # Whether the database must be named is known only when the next run begins, or none.
            self._held = event
            return
        self._tell(report_plan(event, heads_of(self._history_of(event.plan))))
        if self._console.is_live:
            self._live = _load_live()(self._console, len(event.plan.steps))

    def _release(self, *, alone: bool) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._tell(report_nothing(held, alone=alone))

    def _history_of(self, plan: Plan) -> History | None:
        return self._history() if plan.steps else None

    def _stop_live(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def _tell(self, document: Document) -> None:
        if self._live is not None:
            self._live.print(document)
        else:
            self._console.tell(document)


def _load_live() -> type[Live]:
    """Import rich only for a run on a terminal: it takes longer than most commands."""
    return importlib.import_module("headway.reports.live").Live  # type: ignore[no-any-return]
