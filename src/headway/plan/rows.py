"""The rows of a version table while a plan moves them: always the topmost applied revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.plan.step import Move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.history.history import History
    from headway.history.revision import Revision

__all__ = ["Rows"]


class Rows:
    """The rows, moved step by step; each move costs no more than the revision has neighbours.

    Rows that no move touches stay as they are, also ones that the files do not know. A row that
    another row implies, as Alembic leaves some, goes with the first move: plain Alembic would
    refuse every upgrade with it.
    """

    def __init__(self, history: History, rows: Iterable[str], applied: Iterable[str]) -> None:
        """Start with the table's rows and the known revisions that they imply."""
        self._history = history
        self._rows = dict.fromkeys(rows)
        self._applied = set(applied)
        self._implied = tuple(
            id_ for id_ in self._rows if id_ in self._applied and self._is_covered(id_)
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """The rows now, sorted."""
        return tuple(sorted(self._rows))

    def apply(self, revision: Revision) -> Move:
        """Add a revision whose parents are all applied; its rows among the parents go."""
        parents = self._history.all_parents(revision.id)
        gone = tuple(id_ for id_ in parents if id_ in self._rows)
        self._applied.add(revision.id)
        return self._move(gone, (revision.id,))

    def revert(self, revision: Revision) -> Move:
        """Remove a row; parents that nothing applied stands on become rows."""
        self._applied.discard(revision.id)
        free = tuple(
            id_
            for id_ in self._history.all_parents(revision.id)
            if id_ in self._applied and not self._is_covered(id_)
        )
        return self._move((revision.id,), free)

    def _is_covered(self, id_: str) -> bool:
        return any(child in self._applied for child in self._history.all_children(id_))

    def _move(self, gone: tuple[str, ...], new: tuple[str, ...]) -> Move:
        gone = tuple(dict.fromkeys((*self._implied, *gone)))
        self._implied = ()
        for id_ in gone:
            self._rows.pop(id_, None)
        new = tuple(id_ for id_ in new if id_ not in self._rows)
        self._rows.update(dict.fromkeys(new))
        return make_move(gone, new)


def make_move(gone: tuple[str, ...], new: tuple[str, ...]) -> Move:
    """Return the move that turns the `gone` rows into the `new` ones with the fewest changes."""
    if gone and new:
        return Move(delete=gone[:-1], update=(gone[-1], new[-1]), insert=new[:-1])
    return Move(delete=gone, insert=new)
