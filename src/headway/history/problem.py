"""What can be wrong with a history, found without raising."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import (
    DuplicateRevisionError,
    HistoryError,
    LabelClashError,
    MissingParentError,
    RevisionCycleError,
)
from headway.history import graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.history.link import Links
    from headway.history.revision import Revision

__all__ = ["Problem", "find_problems", "place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error, the ids that cannot be used because of it, and the label that clashes."""

    error: HistoryError
    ids: frozenset[str]
    label: str | None = None


def find_problems(found: Sequence[Revision], links: Links) -> tuple[Problem, ...]:
    """Return the problems in a fixed order: duplicates, missing parents, cycles, labels."""
    first = {revision.id: revision for revision in reversed(found)}
    return (
        *_find_duplicates(found, first),
        *_find_missing(links, first),
        *_find_cycles(links, first),
        *_find_clashes(found, first),
    )


def place(revision: Revision) -> str:
    """Return where a revision is written, as `path:line`."""
    return f"{revision.path}:{revision.line}"


def _find_duplicates(found: Iterable[Revision], first: dict[str, Revision]) -> Iterator[Problem]:
    for revision in found:
        original = first[revision.id]
        if revision is not original:
            error = DuplicateRevisionError(
                f"two files define the revision {revision.id}: {place(original)} "
                f"and {place(revision)}",
                hints=(("give one of them another id", revision.path),),
            )
            yield Problem(error=error, ids=frozenset((revision.id,)))


def _find_missing(links: Links, first: dict[str, Revision]) -> Iterator[Problem]:
    for id_, name in links.missing:
        revision = first[id_]
        role = "down_revision" if name in revision.down else "depends_on"
        error = MissingParentError(
            f"{place(revision)}: {role} of {id_} is {name!r}, which no file defines",
            detail=(f"the file of {name!r} is missing, or its name is misspelled here",),
        )
        yield Problem(error=error, ids=frozenset((id_,)))


def _find_cycles(links: Links, first: dict[str, Revision]) -> Iterator[Problem]:
    knot = graph.find_knot(links.parents, links.all_children)
    if knot:
        loop = graph.find_loop(links.parents, knot, min(knot))
        error = RevisionCycleError(
            f"revisions are each other's ancestors: {' -> '.join((*loop, loop[0]))}",
            detail=tuple(f"{id_}  {place(first[id_])}" for id_ in loop),
        )
        yield Problem(error=error, ids=frozenset(knot))


def _find_clashes(found: Iterable[Revision], first: dict[str, Revision]) -> Iterator[Problem]:
    holders: dict[str, Revision] = {}
    for revision in found:
        for label in dict.fromkeys(revision.labels):
            other = first.get(label) or holders.setdefault(label, revision)
            if other is not revision:
                what = "is a revision id" if label in first else "is already a label"
                error = LabelClashError(
                    f"{place(revision)}: the branch label {label!r} {what} in {place(other)}"
                )
                yield Problem(error=error, ids=frozenset(), label=label)
