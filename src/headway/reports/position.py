"""Reports of where databases are: `current` and `status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reports.document import Document, Part, Style, Table, line
from headway.reports.revision import block, one_line
from headway.reports.values import database_value, revision_value
from headway.reports.wording import describe_database, describe_rows, list_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.history import History
    from headway.outcome import Position
    from headway.project import Project
    from headway.reports.document import Block, Line

__all__ = ["report_current", "report_status"]


def report_current(positions: Sequence[Position], history: History, *, verbose: bool) -> Document:
    """Return the applied revisions of each database, as Alembic's `current` prints them."""
    rows: list[Line] = []
    for position in positions:
        place = Part(describe_database(position.database), Style.STRONG)
        if verbose:
            rows.append(line("Current revision(s) for ", place, ":"))
        elif len(positions) > 1:
            rows.append(line(place))
        for revision in sorted((*position.revisions, *position.implied), key=lambda one: one.id):
            known = revision.id in history
            lines = block(history, revision) if verbose and known else None
            rows += lines or (one_line(history, revision) if known else line(revision.id),)
        missing = Part(" (no file has this revision)", Style.BAD)
        rows += [line(each, missing) for each in position.unknown]
    return Document(blocks=tuple(rows), value={"databases": [_value(one) for one in positions]})


def report_status(
    project: Project,
    positions: Sequence[Position],
    heads: Sequence[str],
    phrase: Callable[[str], str],
    *,
    verbose: bool,
) -> Document:
    """Return which database, where it is, what is pending, and the next command."""
    blocks: list[Block] = []
    for position in positions:
        place = describe_database(position.database)
        blocks.append(line(Part(project.root.name, Style.STRONG), f"  {place}"))
        blocks += _lines(position, heads, phrase)
    if not positions:
        blocks.append(line("env.py ran no migrations here: it never called run_migrations()"))
    if verbose:
        blocks += _settings(project)
    value = {
        "project": str(project.root),
        "settings": [
            {"name": each.name, "value": each.value, "source": each.source}
            for each in project.settings
        ],
        "heads": list(heads),
        "databases": [_value(position) for position in positions],
    }
    return Document(blocks=tuple(blocks), value=value)


def _lines(
    position: Position, heads: Sequence[str], phrase: Callable[[str], str]
) -> tuple[Line, ...]:
    messages = [revision.message for revision in position.revisions if revision.message]
    what = f" {messages[0]}" if len(messages) == len(position.heads) == 1 else ""
    here = (*describe_rows(position.heads, heads), Part(what))
    lines = [line(_label("at"), *here, Part(" " * 8 + _pending(position, heads)))]
    if position.unknown:
        gone = f"no file has {list_words(position.unknown)}"
        lines.append(line(_label("missing"), Part(gone, Style.BAD)))
    return (*lines, line(_label("next"), _next(position, heads, phrase)))


def _label(text: str) -> Part:
    return Part(text.ljust(9), Style.FAINT)


def _pending(position: Position, heads: Sequence[str]) -> str:
    head = f"head {list_words(heads)}" if len(heads) == 1 else f"heads {list_words(heads)}"
    if not heads:
        return "no revisions yet"
    if position.pending is None:
        return f"pending  not known, {head}"
    return f"pending  {position.pending}, {head}"


def _next(position: Position, heads: Sequence[str], phrase: Callable[[str], str]) -> str:
    if position.unknown:
        return f"{phrase('headway upgrade head')} stops, and lists the ways out"
    if not heads:
        return phrase('headway revision -m "..."')
    if position.at_head or position.pending == 0:
        return "nothing to do"
    if len(heads) == 1:
        return f"{phrase('headway plan')} | {phrase('headway upgrade head')}"
    return f"{phrase('headway plan heads')} | {phrase('headway upgrade heads')}"


def _settings(project: Project) -> tuple[Block, ...]:
    rows = tuple(
        (Part(each.name), Part(each.value, Style.STRONG), Part(each.source, Style.FAINT))
        for each in project.settings
    )
    return (line("settings"), Table(rows=rows, indent=2))


def _value(position: Position) -> dict[str, object]:
    return {
        "database": database_value(position.database),
        "heads": list(position.heads),
        "revisions": [revision_value(each) for each in position.revisions],
        "unknown": list(position.unknown),
        "implied": [each.id for each in position.implied],
        "pending": position.pending,
        "at_head": position.at_head,
    }
