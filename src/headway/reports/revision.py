"""Revisions as Alembic prints them: one line, or the block of `show`.

People and scripts read these lines, so the text is the one that Alembic's own `history`, `heads`,
`branches`, `current` and `show` print; sets that Alembic prints in any order are sorted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.reports.document import Line, Part, Style, line
from headway.reports.wording import list_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from headway.history import History
    from headway.history.revision import Revision

__all__ = ["HEADS", "HISTORY", "Fields", "block", "branch", "one_line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a line tells beside the id: `tree` are the marks of branch and merge points."""

    parents: bool = False
    labels: bool = False
    message: bool = False
    tree: bool = True


BARE = Fields()
HISTORY = Fields(parents=True, labels=True, message=True)
HEADS = Fields(labels=True, tree=False)
BRANCHES = Fields(labels=True)
BRANCHES_VERBOSE = Fields(labels=True, message=True)


def one_line(
    history: History,
    revision: Revision,
    fields: Fields = BARE,
    *,
    current: Collection[str] = (),
    before: str = "",
) -> Line:
    """Return the revision in one line: `44e3 -> 9b3c (head), add sentences`."""
    parts = [Part(before)]
    if fields.parents:
        needs = f" ({list_words(revision.depends_on)})" if revision.depends_on else ""
        parts.append(Part(f"{_down(history, revision)}{needs} -> ", Style.FAINT))
    parts.append(Part(revision.id, Style.REVISION))
    names = sorted(history.labels_of(revision.id)) if fields.labels else []
    if names:
        parts.append(Part(f" ({list_words(names)})", Style.STRONG))
    parts += _marks(history, revision, current, tree=fields.tree)
    if fields.message:
        parts.append(Part(f", {revision.message}"))
    return line(*parts)


def block(history: History, revision: Revision, current: Collection[str] = ()) -> tuple[Line, ...]:
    """Return the block of `show`: Rev, Parent, Path and the whole docstring."""
    rows = [line("Rev: ", Part(revision.id, Style.REVISION), _facts(history, revision, current))]
    word = "Merges" if history.is_merge_point(revision.id) else "Parent"
    rows.append(line(f"{word}: {_down(history, revision)}"))
    if revision.depends_on:
        rows.append(line(f"Also depends on: {list_words(revision.depends_on)}"))
    if history.is_branch_point(revision.id):
        children = sorted(history.children(revision.id))
        rows.append(line(f"Branches into: {list_words(children)}"))
    names = sorted(history.labels_of(revision.id))
    if names:
        rows.append(line(f"Branch names: {list_words(names)}"))
    rows.append(line(f"Path: {revision.path}"))
    # A blank line of the message keeps its four spaces, as in Alembic; no message has one line.
    text = [line(each, indent=4) for each in revision.doc.splitlines()] or [line("")]
    return (*rows, line(""), *text, line(""))


def branch(history: History, revision: Revision, *, verbose: bool) -> tuple[Line, ...]:
    """Return a branch point and the revisions that begin on it."""
    first = block(history, revision) if verbose else (one_line(history, revision, BRANCHES),)
    fields = BRANCHES_VERBOSE if verbose else BRANCHES
    margin = " " * len(revision.id) + " -> "
    children = (history[each] for each in sorted(history.children(revision.id)))
    rows = (one_line(history, child, fields, before=margin) for child in children)
    return (*first, *rows, line(""))


def _down(history: History, revision: Revision) -> str:
    return list_words(history.down(revision.id)) or "<base>"


def _marks(
    history: History, revision: Revision, current: Collection[str], *, tree: bool
) -> list[Part]:
    marks = []
    if not history.all_children(revision.id):
        marks.append(Part(" (head)", Style.GOOD))
    elif not history.children(revision.id):
        marks.append(Part(" (effective head)", Style.GOOD))
    if revision.id in current:
        marks.append(Part(" (current)", Style.STRONG))
    if tree and history.is_branch_point(revision.id):
        marks.append(Part(" (branchpoint)", Style.FAINT))
    if tree and history.is_merge_point(revision.id):
        marks.append(Part(" (mergepoint)", Style.FAINT))
    return marks


def _facts(history: History, revision: Revision, current: Collection[str]) -> str:
    facts = {
        "head": not history.children(revision.id),
        "branchpoint": history.is_branch_point(revision.id),
        "mergepoint": history.is_merge_point(revision.id),
        "current": revision.id in current,
    }
    return "".join(f" ({name})" for name, true in facts.items() if true)
