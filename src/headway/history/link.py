"""The edges between revisions: names in files, resolved to ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.history.revision import Revision

__all__ = ["Links", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The adjacency tables of a history.

    `down` and `parents` (down and dependencies) hold every id; `depends`, `children` and
    `all_children` only ids with an entry. `labels` is label to id, the first file wins.
    `missing` are the (id, name) pairs where no file defines the name.
    """

    down: Mapping[str, tuple[str, ...]]
    depends: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, tuple[str, ...]]
    children: Mapping[str, tuple[str, ...]]
    all_children: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    missing: tuple[tuple[str, str], ...]


def link(revisions: Mapping[str, Revision], ids: Sequence[str]) -> Links:
    """Resolve the names in the files of `ids`; what is missing is kept apart, never raised."""
    labels: dict[str, str] = {}
    for id_ in ids:
        for label in revisions[id_].labels:
            labels.setdefault(label, id_)
    missing: list[tuple[str, str]] = []

    def resolve(id_: str, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(names) == 1 and names[0] in revisions:
            return names
        found: dict[str, None] = {}
        for name in names:
            target = name if name in revisions else labels.get(name)
            if target is None:
                missing.append((id_, name))
            else:
                found[target] = None
        return tuple(found)

    down = {id_: resolve(id_, revisions[id_].down) for id_ in ids}
    depends = {id_: resolve(id_, deps) for id_ in ids if (deps := revisions[id_].depends_on)}
    children = _reverse(down)
    parents = down
    all_children = children
    if depends:
        parents = down | {
            id_: tuple(dict.fromkeys(down[id_] + deps)) for id_, deps in depends.items()
        }
        all_children = _reverse(parents)
    return Links(
        down=down,
        depends=depends,
        parents=parents,
        children=children,
        all_children=all_children,
        labels=labels,
        missing=tuple(missing),
    )


def _reverse(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    above: dict[str, list[str]] = {}
    for id_, near in table.items():
        for parent in near:
            above.setdefault(parent, []).append(id_)
    return {id_: tuple(children) for id_, children in above.items()}
