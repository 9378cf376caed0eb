"""The moving line below the steps on a terminal: a bar, the running step, the time it takes."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
from rich.text import Text

from headway.reports.wording import describe_step

if TYPE_CHECKING:
    from rich.progress import Task

    from headway.plan.step import Step
    from headway.reports.console import Console
    from headway.reports.document import Document

__all__ = ["Live"]


class Live:
    """A bar that disappears when the run ends; printed documents scroll by above it."""

    def __init__(self, console: Console, total: int) -> None:
        """Draw the bar on the console's stdout."""
        self._console = console
        self._clock = _StepClock()
        colour = console.colour(console.out)
        self._progress = Progress(
            TextColumn(" "),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[step]}", markup=False),
            self._clock,
            console=RichConsole(
                file=console.out,
                force_terminal=True,
                no_color=not colour,
                markup=False,
                emoji=False,
                highlight=False,
            ),
            transient=True,
        )
        self._all = self._progress.add_task("", total=total, step="")
        self._progress.start()

    def start_step(self, step: Step) -> None:
        """Show the step that runs now."""
        name, message = describe_step(step)
        text = f"{name.text} {message.text}"[:50]
        self._clock.start()
        self._progress.update(self._all, step=self._console.clean(text, self._console.out))

    def finish_step(self) -> None:
        """Move the bar on."""
        self._progress.advance(self._all)

    def print(self, document: Document) -> None:
        """Print a document above the bar."""
        text = self._console.render(document)
        with suppress(OSError):  # a terminal that was closed must not stop a migration
            self._progress.console.print(Text.from_ansi(text.rstrip("\n")), soft_wrap=True)

    def stop(self) -> None:
        """Take the bar away."""
        with suppress(OSError):
            self._progress.stop()


class _StepClock(ProgressColumn):
    """How long the running step has taken."""

    max_refresh = 0.5

    def __init__(self) -> None:
        super().__init__()
        self.start()

    def start(self) -> None:
        """Begin to count."""
        self._began = time.monotonic()

    def render(self, task: Task) -> Text:
        """Return whole seconds."""
        del task
        return Text(f"{time.monotonic() - self._began:.0f} s")
