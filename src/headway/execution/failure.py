"""A failed migration as one short report: file, line, statement, the database's words."""

from __future__ import annotations

import textwrap
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import HeadwayError, MigrationError
from headway.project.place import shown
from headway.project.url import mask_text

if TYPE_CHECKING:
    from headway.plan.step import Step

__all__ = ["Stop", "describe", "place_of", "reason_of", "statement_of"]

_STATEMENT_LINES = 5
_WIDTH = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a failure left behind.

    `at` are the heads that the version table holds now; `kept` the steps of this run that stay
    applied; `executed` the statements of the failed step that the database kept (only where DDL
    is not transactional); `midway` tells that an autocommit block of the failed step committed
    what came before it; `secrets` must not appear in a report.
    """

    at: tuple[str, ...]
    kept: tuple[Step, ...] = ()
    executed: tuple[str, ...] = ()
    midway: bool = False
    secrets: tuple[str, ...] = ()


def describe(error: Exception, step: Step, stop: Stop) -> HeadwayError:
    """Turn what a migration raised into a MigrationError of at most 12 lines.

    The summary names the revision, the file and line, and the database's own message; the
    detail shows the statement without its bound values and what is left in the database.
    """
    if isinstance(error, MigrationError):
        return error
    path = step.revision.path if step.revision else ""
    name = f"{step.revision.id} {step.revision.message}".rstrip() if step.revision else "stamp"
    place = place_of(error, path)
    summary = f"{step.direction.value} {name} failed{f' at {place}' if place else ''}"
    reason = mask_text(reason_of(error), stop.secrets)
    detail = [*textwrap.wrap(reason, _WIDTH)[:2], *_statement_lines(error, stop)]
    detail += _left_behind(stop)
    return MigrationError(
        summary,
        detail=tuple(detail),
        hints=_hints(stop),
        partly=bool(stop.kept or stop.executed or stop.midway),
    )


def reason_of(error: BaseException) -> str:
    """Return the database's message, or the exception's type and text, on one line."""
    if isinstance(error, HeadwayError):
        return error.summary
    original = getattr(error, "orig", None)
    if original is not None:
        text = _driver_message(original)
        if text:
            return text
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _driver_message(error: BaseException) -> str:
    """Return the server's words: without the error number and the picture of the position."""
    match error.args:
        case (int(number), str(text)):  # PyMySQL and asyncmy
            return f"{' '.join(text.split())} ({number})"
        case _:
            lines = str(error).strip().splitlines()
    kept = [line for line in lines if not line.startswith("LINE ") and line.strip(" ^")]
    return " ".join(" ".join(kept).split())


def statement_of(error: BaseException) -> str | None:
    """Return the statement that SQLAlchemy was executing, without bound values, or None."""
    statement = getattr(error, "statement", None)
    return statement if isinstance(statement, str) and statement.strip() else None


def place_of(error: BaseException, path: str) -> str | None:
    """Return `file:line` of the innermost frame in the revision's own file, or None."""
    place = None
    for frame in traceback.extract_tb(error.__traceback__):
        if path and frame.filename == path:
            place = shown(Path(path), frame.lineno)
    return place


def _statement_lines(error: Exception, stop: Stop) -> list[str]:
    statement = statement_of(error)
    if statement is None:
        return []
    text = mask_text(textwrap.dedent(statement).strip(), stop.secrets)
    lines = [textwrap.shorten(line, _WIDTH, placeholder=" ...") for line in text.splitlines()]
    lines = [line for line in lines if line]
    shown = lines[:_STATEMENT_LINES]
    if len(lines) > len(shown):
        shown[-1] += f" ... ({len(lines) - len(shown)} more lines)"
    return ["statement:", *(f"  {line}" for line in shown)]


def _left_behind(stop: Stop) -> list[str]:
    at = ", ".join(stop.at) or "base"
    if stop.executed:
        count = len(stop.executed)
        last = textwrap.shorten(" ".join(stop.executed[-1].split()), 80, placeholder=" ...")
        return [
            f"executed before it: {count}, the last: {mask_text(last, stop.secrets)}",
            "this database cannot roll back DDL: what those statements created or altered stays",
            f"the version table is at {at}",
        ]
    if stop.midway:
        return [
            "what it did before and inside its autocommit block stays; the rest was rolled back",
            f"the version table is at {at}",
        ]
    if stop.kept:
        return [f"it was rolled back; the database is at {at}"]
    return [f"nothing was changed; the database is at {at}"]


def _hints(stop: Stop) -> tuple[tuple[str, str], ...]:
    if stop.executed or stop.midway:
        return (("repair", "undo or finish those statements by hand, then run it again"),)
    return (("next", "fix the file and run the same command again"),)
