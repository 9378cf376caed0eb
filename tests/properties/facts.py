"""Plain facts about a history, worked out the slow and obvious way, to judge disagreements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headway.history import Revision

__all__ = ["Facts", "Spelled"]

_FORM = re.compile(r"(?:(?P<branch>[^@]+)@)?(?P<symbol>.*?)(?:(?P<sign>[+-])(?P<count>\d+))?")
_KEYWORDS = ("head", "heads", "base")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A target taken apart; `count` is signed text, such as `+2`."""

    branch: str | None
    symbol: str
    count: str | None

    @classmethod
    def read(cls, text: str) -> Spelled:
        match = _FORM.fullmatch(text)
        assert match is not None
        count = match["sign"] + match["count"] if match["sign"] else None
        return cls(match["branch"], match["symbol"], count)

    @property
    def text(self) -> str:
        return (f"{self.branch}@" if self.branch else "") + self.symbol + (self.count or "")

    @property
    def steps(self) -> int:
        return int(self.count or 0)


class Facts:
    """Closures and walks over the revisions as their files tell them."""

    def __init__(self, revisions: Sequence[Revision]) -> None:
        self.labels = {label: item.id for item in revisions for label in item.labels}
        self.down = {item.id: item.down for item in revisions}
        self.parents = {
            item.id: item.down + tuple(self.labels.get(name, name) for name in item.depends_on)
            for item in revisions
        }

    @cached_property
    def children(self) -> Mapping[str, list[str]]:
        return {id_: [kid for kid in self.down if id_ in self.down[kid]] for id_ in self.down}

    def below(self, ids: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
        found: set[str] = set()
        todo = list(ids)
        while todo:
            id_ = todo.pop()
            if id_ not in found:
                found.add(id_)
                todo.extend(edges[id_])
        return found

    def applied(self, rows: Iterable[str]) -> set[str]:
        return self.below(rows, self.parents)

    def topmost(self, ids: Iterable[str]) -> frozenset[str]:
        ids = set(ids)
        inner = {near for id_ in ids for near in self.below(self.parents[id_], self.parents)}
        return frozenset(ids - inner)

    def must_go(self, roots: Iterable[str], applied: set[str]) -> set[str]:
        roots = set(roots)
        return {id_ for id_ in applied if self.applied((id_,)) & roots}

    def lineage(self, id_: str) -> set[str]:
        above = {other for other in self.down if id_ in self.below((other,), self.down)}
        return above | self.below((id_,), self.down)

    def heads(self, within: Iterable[str] | None = None) -> list[str]:
        chosen = self.down if within is None else within
        return [id_ for id_ in chosen if not self.children[id_]]

    def candidates(self, name: str) -> set[str]:
        """Return the ids that a name may mean: an exact one alone, else all by prefix."""
        names = {**{id_: id_ for id_ in self.down}, **self.labels}
        if name in names:
            return {names[name]}
        return {id_ for full, id_ in names.items() if full.startswith(name)}

    def canonical(self, spelled: Spelled) -> Spelled | None:
        """Spell the names out in full; None if one of them means nothing or several things."""
        branch = None
        if spelled.branch is not None:
            found = self.candidates(spelled.branch)
            if len(found) != 1:
                return None
            branch = next(iter(found))
        symbol = spelled.symbol
        if symbol and symbol not in _KEYWORDS:
            found = self.candidates(symbol)
            if len(found) > 1 and branch is not None:
                found &= self.lineage(branch)
            if len(found) != 1:
                return None
            symbol = next(iter(found))
        return Spelled(branch, symbol, spelled.count)

    def climb(self, start: str | None, steps: int, within: set[str] | None) -> str | None:
        """Walk up; "past" when there is nothing more, "fork" when there is a choice."""
        at = start
        for _ in range(steps):
            above = [i for i in self.down if not self.down[i]] if at is None else self.children[at]
            above = [id_ for id_ in above if within is None or id_ in within]
            if len(above) != 1:
                return "fork" if above else "past"
            at = above[0]
        return at

    def descend(self, start: str | None, steps: int) -> str | None:
        """Walk down; None is the base, "past" is below it, "fork" is below a merge."""
        at = start
        for _ in range(steps):
            if at is None:
                return "past"
            below = self.down[at]
            if len(below) > 1:
                return "fork"
            at = below[0] if below else None
        return at

    def walk(self, spelled: Spelled) -> str | None:
        """Walk a canonical `[branch@]symbol(+|-)N`."""
        within = self.lineage(spelled.branch) if spelled.branch else None
        start: str | None = spelled.symbol
        if start in ("head", "heads"):
            heads = self.heads(within)
            if len(heads) != 1:
                return "fork"
            start = heads[0]
        elif start == "base":
            start = None
        if spelled.steps > 0:
            return self.climb(start, spelled.steps, within)
        return self.descend(start, -spelled.steps)

    def tips(self, branch: str | None, rows: Sequence[str]) -> set[str]:
        """Return where `-N` or `branch@-N` starts."""
        if branch is None:
            return set(rows)
        lineage = self.lineage(branch)
        if set(rows) & lineage:
            return set(rows) & lineage
        applied = self.applied(rows)
        inner = {near for id_ in applied for near in self.down[id_]}
        return (applied - inner) & lineage

    def undone(self, tip: str, steps: int) -> str | None:
        """Return the last of so many revisions to undo; None if the line is too short."""
        at: str | None = tip
        for _ in range(steps - 1):
            below = self.down[at]  # type: ignore[index]
            if len(below) != 1:
                return None
            at = below[0]
        return at
