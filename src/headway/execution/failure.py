"""A failed migration as one short report: file, line, statement, the database's words."""

from __future__ import annotations

import textwrap
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import HeadwayError, MigrationError, VersionColumnError
from headway.project.place import shown
from headway.project.url import mask_text

if TYPE_CHECKING:
    from headway.plan.step import Step

__all__ = [
    "Stop",
    "describe",
    "is_callers_own",
    "mark_callers_own",
    "place_of",
    "reason_of",
    "statement_of",
]

_LINES = 12
_STATEMENT_LINES = 5
_WIDTH = 110
_CALLERS_OWN = "_headway_callers_own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a failure left behind.

    `at` are the heads that the version table holds now; `kept` the steps of this run that stay
    applied; `executed` the statements of the failed step that the database kept (only where DDL
    is not transactional); `keeps_ddl` tells that this database never rolls DDL back; `midway` that
    an autocommit block committed part of a step that is not applied; `callers` that all ran in an
    open transaction of the caller. `folder` is the project's own code; `secrets` must not appear.
    """

    at: tuple[str, ...]
    kept: tuple[Step, ...] = ()
    executed: tuple[str, ...] = ()
    keeps_ddl: bool = False
    midway: bool = False
    folder: str = ""
    callers: bool = False
    secrets: tuple[str, ...] = ()


def mark_callers_own(error: Exception) -> None:
    """Mark an exception of the caller's listener: it leaves as it is, whatever it passes."""
    error.__dict__[_CALLERS_OWN] = True


def is_callers_own(error: Exception) -> bool:
    """Tell whether an exception came from the caller's listener."""
    return _CALLERS_OWN in error.__dict__


def describe(error: Exception, step: Step, stop: Stop) -> HeadwayError:
    """Turn what a migration raised into a MigrationError of at most 12 lines.

    The summary names the revision, the file and line, and the database's own message; the
    detail shows the statement without its bound values and what is left in the database.
    """
    if isinstance(error, VersionColumnError) and not stop.kept:
        return error
    path = step.revision.path if step.revision else ""
    place = place_of(error, path) or place_of(error, stop.folder)
    hints, left = _hints(error, stop), _left_behind(stop)
    reason = textwrap.wrap(mask_text(reason_of(error), stop.secrets), _WIDTH)[:2]
    room = _LINES - 1 - len(reason) - len(left) - len(hints)
    return MigrationError(
        f"{step.direction.value} {_name(step)} failed{f' at {place}' if place else ''}",
        detail=(*reason, *_particulars(error, stop, room), *left),
        hints=hints,
        partly=bool(stop.kept or stop.executed or stop.midway),
    )


def _name(step: Step) -> str:
    """Return the revision's id and the first line of its message."""
    if step.revision is None:
        return "stamp"
    message, _, _ = step.revision.message.partition("\n")
    return f"{step.revision.id} {message}".rstrip()


def _particulars(error: Exception, stop: Stop, room: int) -> list[str]:
    """Return the lines below the reason: Headway's own details, or the statement."""
    if isinstance(error, HeadwayError):
        return list(error.detail[:room])
    return _statement_lines(error, stop, min(_STATEMENT_LINES, room - 1))


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
    """Return `file:line` of the innermost frame in a file, or in a folder, or None."""
    place = None
    for frame in traceback.extract_tb(error.__traceback__):
        if path and (frame.filename == path or Path(path) in Path(frame.filename).parents):
            place = shown(Path(frame.filename), frame.lineno)
    return place


def _statement_lines(error: Exception, stop: Stop, most: int) -> list[str]:
    statement = statement_of(error)
    if statement is None:
        return []
    text = mask_text(textwrap.dedent(statement).strip(), stop.secrets)
    lines = [textwrap.shorten(line, _WIDTH, placeholder=" ...") for line in text.splitlines()]
    lines = [line for line in lines if line]
    shown = lines[:most]
    if len(lines) > len(shown):
        shown[-1] += f" ... ({len(lines) - len(shown)} more lines)"
    return ["statement:", *(f"  {line}" for line in shown)]


def _left_behind(stop: Stop) -> list[str]:
    at = ", ".join(stop.at) or "base"
    if stop.executed:
        count = len(stop.executed)
        text = mask_text(" ".join(stop.executed[-1].split()), stop.secrets)
        last = textwrap.shorten(text, 80, placeholder=" ...")
        return [
            f"executed before it: {count}, the last: {last}",
            "this database cannot roll back DDL: what those statements created or altered stays",
            f"the version table is at {at}",
        ]
    if stop.callers:
        return ["it ran in a transaction of the caller, which is still open: roll it back"]
    if stop.midway:
        return [
            "what ran before and inside the autocommit block stays; the rest was rolled back",
            f"the version table is at {at}",
        ]
    said = (
        f"{'it was rolled back' if stop.kept else 'nothing was changed'}; the database is at {at}"
    )
    if stop.keeps_ddl:
        return [said, "an earlier run that failed may have left tables or columns of it behind"]
    return [said]


def _hints(error: Exception, stop: Stop) -> tuple[tuple[str, str], ...]:
    own = error.hints if isinstance(error, HeadwayError) else ()
    if "database is locked" in reason_of(error):
        own = (*own, ("cause", "another process, or a second connection in the migration itself"))
    if stop.keeps_ddl and not stop.executed:
        return (
            *own,
            ("next", "remove what an earlier run left, or fix the file; then run it again"),
        )
    if stop.executed or stop.midway:
        return (*own, ("repair", "undo or finish those statements by hand, then run it again"))
    return own or (("next", "fix the file and run the same command again"),)
