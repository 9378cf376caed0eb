"""Reports an error: one sentence, the details, and the next commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reports.document import Document, Part, Style, Table, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.errors import HeadwayError
    from headway.plan.step import Step
    from headway.reports.document import Block

__all__ = ["report_bug", "report_error", "report_interrupt"]


def report_error(
    error: HeadwayError, phrase: Callable[[str], str] = str, done: Sequence[Step] | None = None
) -> Document:
    """Return `error: …`, the details two spaces in, and the hints with their labels.

    `done` are the steps that the command had finished; they are part of the JSON form.
    """
    head = line(Part("error: ", Style.BAD), error.summary)
    details = [line(each, indent=2) for each in error.detail]
    hints = tuple((label, phrase(text)) for label, text in error.hints)
    value = error.to_dict()
    value["hints"] = [{"label": label, "text": text} for label, text in hints]
    if done is not None:
        value["done"] = [step.revision.id for step in done if step.revision]
    return Document(blocks=(head, *details, *_report_hints(hints)), value=value)


def report_bug(error: BaseException) -> Document:
    """Return the line for an error that Headway does not know."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    summary = f"internal error: {what}"
    ask = "please report it; --raiseerr shows the traceback"
    value = {"error": "internal", "summary": summary, "detail": [], "hints": [], "exit_status": 3}
    return Document(blocks=(line(Part(summary, Style.BAD), f"; {ask}"),), value=value)


def report_interrupt() -> Document:
    """Return the line for Ctrl-C."""
    text = "interrupted; headway status shows where the database is"
    value = {
        "error": "interrupted",
        "summary": "interrupted",
        "detail": [],
        "hints": [{"label": "look", "text": "headway status"}],
        "exit_status": 130,
    }
    return Document(blocks=(line(text),), value=value)


def _report_hints(hints: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    labelled = [(_label(label), text) for label, text in hints]
    if len(labelled) == 1:
        label, text = labelled[0]
        return (line(Part(label, Style.STRONG), f" {text}" if label else text),)
    rows = tuple((Part(label, Style.STRONG), Part(text)) for label, text in labelled)
    return (Table(rows=rows),) if rows else ()


def _label(label: str) -> str:
    return label if not label or label.endswith(("?", ":")) else f"{label}:"
