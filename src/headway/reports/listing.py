"""Reports of lists of revisions: history, heads, branches, show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reports.document import Document
from headway.reports.revision import HEADS, HISTORY, block, branch, one_line
from headway.reports.values import revision_value

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from headway.history import History
    from headway.history.revision import Revision
    from headway.reports.document import Line

__all__ = ["report_branches", "report_heads", "report_history", "report_show"]


def report_history(
    history: History,
    revisions: Sequence[Revision],
    *,
    verbose: bool,
    current: Collection[str] | None,
) -> Document:
    """Return a line for each revision, newest first; `current` are the applied rows, if known."""
    rows: list[Line] = []
    for each in revisions:
        if verbose:
            rows += block(history, each, current or ())
        else:
            rows.append(one_line(history, each, HISTORY, current=current or ()))
    return Document(blocks=tuple(rows), value=_values(history, revisions, current))


def report_heads(history: History, revisions: Sequence[Revision], *, verbose: bool) -> Document:
    """Return a line for each head."""
    rows: list[Line] = []
    for each in revisions:
        found = block(history, each) if verbose else None
        rows += found or (one_line(history, each, HEADS),)
    return Document(blocks=tuple(rows), value=_values(history, revisions, None))


def report_branches(history: History, revisions: Sequence[Revision], *, verbose: bool) -> Document:
    """Return each branch point with the revisions that begin on it."""
    rows = tuple(row for each in revisions for row in branch(history, each, verbose=verbose))
    return Document(blocks=rows, value=_values(history, revisions, None))


def report_show(history: History, revisions: Sequence[Revision]) -> Document:
    """Return the block of each revision."""
    rows = tuple(row for each in revisions for row in block(history, each))
    return Document(blocks=rows, value=_values(history, revisions, None))


def _values(
    history: History, revisions: Sequence[Revision], current: Collection[str] | None
) -> dict[str, object]:
    return {"revisions": [_value(history, each, current) for each in revisions]}


def _value(
    history: History, revision: Revision, current: Collection[str] | None
) -> dict[str, object]:
    return {
        **revision_value(revision),
        "branches": sorted(history.labels_of(revision.id)),
        "children": sorted(history.children(revision.id)),
        "head": not history.children(revision.id),
        "current": None if current is None else revision.id in current,
        "doc": revision.doc,
    }
