"""The history of a project: its revisions as an immutable graph."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from headway.history import graph
from headway.history.label import inherit
from headway.history.link import Links, link
from headway.history.problem import Problem, find_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.errors import HistoryError
    from headway.history.revision import Revision

__all__ = ["History"]


class History:
    """The revisions of a project as a graph, in the order in which their files were found.

    Making one never fails: what is wrong with the files is in `problems`, and a method that
    needs a broken part raises that part's `HistoryError`. Every answer about the whole
    (`heads`, `bases`) needs all parts; an answer about one revision needs only what it touches.
    Ids are given and returned as `str`; `history[id]` is the `Revision`.
    """

    def __init__(
        self, revisions: Iterable[Revision], problems: Sequence[HistoryError] = ()
    ) -> None:
        """Keep the revisions; `problems` are the files that could not be read."""
        self._found = tuple(revisions)
        self._unread = tuple(problems)

    # --- the revisions -------------------------------------------------------------------

    @cached_property
    def _by_id(self) -> dict[str, Revision]:
        return {revision.id: revision for revision in reversed(self._found)}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id once, in scan order."""
        return tuple(dict.fromkeys(revision.id for revision in self._found))

    def __getitem__(self, id: str) -> Revision:  # noqa: A002  # an id is what it is
        """Return the revision of exactly that id; KeyError, or the problem it is part of."""
        self._check((id,))
        return self._by_id[id]

    def get(self, id: str) -> Revision | None:  # noqa: A002  # the same
        """Return the revision of exactly that id, or None."""
        return self[id] if id in self._by_id else None

    def __contains__(self, id: object) -> bool:  # noqa: A002  # the same
        """Tell whether a file defines exactly that id."""
        return id in self._by_id

    def __iter__(self) -> Iterator[Revision]:
        """Iterate over the revisions in scan order, each id once."""
        return iter([self._by_id[id_] for id_ in self.ids])

    def __len__(self) -> int:
        """Count the ids."""
        return len(self._by_id)

    # --- what is wrong -------------------------------------------------------------------

    @cached_property
    def _problems(self) -> tuple[Problem, ...]:
        return find_problems(self._found, self._links)

    @cached_property
    def problems(self) -> tuple[HistoryError, ...]:
        """What is wrong with the files; empty for a sound history."""
        return self._unread + tuple(problem.error for problem in self._problems)

    @property
    def unread(self) -> tuple[HistoryError, ...]:
        """The files that could not be read."""
        return self._unread

    @cached_property
    def _broken(self) -> dict[str, HistoryError]:
        return {id_: problem.error for problem in self._problems for id_ in problem.ids}

    def _check(self, ids: Iterable[str]) -> None:
        if self._broken:
            for id_ in ids:
                if id_ in self._broken:
                    raise self._broken[id_]

    def check(self) -> None:
        """Raise the first problem, if there is one."""
        for error in self.problems:
            raise error

    def check_files(self) -> None:
        """Raise the first file that could not be read: it may define anything."""
        for error in self._unread:
            raise error

    # --- neighbours ----------------------------------------------------------------------

    @cached_property
    def _links(self) -> Links:
        return link(self._by_id, self.ids)

    def down(self, id: str) -> tuple[str, ...]:  # noqa: A002  # the same
        """Return the down revisions, in the file's order, without `depends_on`."""
        self._check((id,))
        return self._links.down[id]

    def depends_on(self, id: str) -> tuple[str, ...]:  # noqa: A002  # the same
        """Return the revisions that `depends_on` names, labels resolved."""
        self._check((id,))
        return self._links.depends.get(id, ())

    def parents(self, id: str) -> tuple[str, ...]:  # noqa: A002  # the same
        """Return the down revisions, then the dependencies that no ancestor already names."""
        self._check((id,))
        return self._normal_parents.get(id) or self._links.down[id]

    def all_parents(self, id: str) -> tuple[str, ...]:  # noqa: A002  # the same
        """Return the down revisions, then all dependencies."""
        self._check((id,))
        return self._links.parents[id]

    @cached_property
    def _normal_parents(self) -> dict[str, tuple[str, ...]]:
        """Leave out what a versioned ancestor depends on too, as Alembic does."""
        depends = self._links.depends
        bits = {
            id_: 1 << at for at, id_ in enumerate({d for deps in depends.values() for d in deps})
        }
        implied: dict[str, int] = {}
        normal = {}
        for id_ in graph.order(self._links.down, self.ids) if depends else ():
            above = 0
            for parent in self._links.down[id_]:
                above |= implied.get(parent, 0)
            own = depends.get(id_, ())
            if own:
                kept = tuple(dep for dep in own if not above & bits[dep])
                normal[id_] = tuple(dict.fromkeys(self._links.down[id_] + kept))
            for dep in own:
                above |= bits[dep]
            implied[id_] = above
        return normal

    def children(self, id: str) -> tuple[str, ...]:  # noqa: A002  # the same
        """Return the revisions whose down revision this is, in scan order."""
        self._check((id,))
        return self._links.children.get(id, ())

    def all_children(self, id: str) -> tuple[str, ...]:  # noqa: A002  # the same
        """Return the children and the revisions that depend on this one, in scan order."""
        self._check((id,))
        return self._links.all_children.get(id, ())

    def is_branch_point(self, id: str) -> bool:  # noqa: A002  # the same
        """Tell whether more than one revision has this one as its down revision."""
        return len(self.children(id)) > 1

    def is_merge_point(self, id: str) -> bool:  # noqa: A002  # the same
        """Tell whether the revision has more than one down revision."""
        return len(self.down(id)) > 1

    # --- ends ----------------------------------------------------------------------------

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The ids that are nobody's down revision."""
        self.check()
        return tuple(id_ for id_ in self.ids if id_ not in self._links.children)

    @cached_property
    def real_heads(self) -> tuple[str, ...]:
        """The heads that no other revision depends on either."""
        self.check()
        return tuple(id_ for id_ in self.ids if id_ not in self._links.all_children)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The ids without a down revision."""
        self.check()
        return tuple(id_ for id_ in self.ids if not self._links.down[id_])

    @cached_property
    def real_bases(self) -> tuple[str, ...]:
        """The bases that depend on nothing."""
        return tuple(id_ for id_ in self.bases if id_ not in self._links.depends)

    # --- labels --------------------------------------------------------------------------

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Each branch label with the id of the revision whose file holds it."""
        return dict(self._links.labels)

    def find_label(self, label: str) -> str | None:
        """Return the id that a label stands for, or None; LabelClashError if two claim it."""
        for problem in self._problems if label in self._links.labels else ():
            if problem.label == label:
                raise problem.error
        return self._links.labels.get(label)

    def labels_of(self, id: str) -> tuple[str, ...]:  # noqa: A002  # the same
        """Return the labels of the branch the revision is on, sorted.

        As in Alembic, a label belongs to the revision that holds it, to all its descendants,
        and below it down to the nearest branch or merge point, if there is none above.
        """
        self._check((id,))
        return tuple(sorted(self._inherited[id])) if self._inherited else ()

    @cached_property
    def _inherited(self) -> Mapping[str, frozenset[str]]:
        if not self._links.labels:
            return {}
        self.check()
        return inherit(self._links, graph.order(self._links.down, self.ids))

    # --- closures ------------------------------------------------------------------------

    def ancestors(self, ids: Iterable[str], *, dependencies: bool = True) -> set[str]:
        """Return the ids and all that is below them; with `dependencies`, across branches."""
        found = graph.close(self._links.parents if dependencies else self._links.down, ids)
        self._check(sorted(found) if self._broken else ())
        return found

    def descendants(
        self, ids: Iterable[str], *, dependencies: bool = True, within: set[str] | None = None
    ) -> set[str]:
        """Return the ids and all that is above them, going only through `within` if given."""
        table = self._links.all_children if dependencies else self._links.children
        found = graph.close_above(table, ids, within)
        self._check(sorted(found) if self._broken else ())
        return found

    def lineage(self, id: str) -> frozenset[str]:  # noqa: A002  # the same
        """Return the revision, its versioned ancestors and its versioned descendants."""
        if id not in self._lineages:
            self._lineages[id] = frozenset(
                self.ancestors((id,), dependencies=False)
                | self.descendants((id,), dependencies=False)
            )
        return self._lineages[id]

    @cached_property
    def _lineages(self) -> dict[str, frozenset[str]]:
        return {}

    def order(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids with everything below before what is above, in linear time.

        Deterministic. The order stays on one branch as long as it can.
        """
        chosen = set(ids)
        self._check(sorted(chosen) if self._broken else ())
        return graph.order(self._links.parents, sorted(chosen, key=self._place.__getitem__))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {id_: at for at, id_ in enumerate(self.ids)}
