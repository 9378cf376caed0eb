"""How branch labels spread over a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.history.link import Links

__all__ = ["inherit"]

_NONE: frozenset[str] = frozenset()


def inherit(links: Links, ordered: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return the labels of every revision; `ordered` holds parents before children.

    A label covers the revision that holds it and its versioned descendants. Where these form
    one line up to a head, without a branch or merge point, it also covers what is below, down
    to the nearest branch or merge point. This is what Alembic's walk comes to.
    """
    own: dict[str, frozenset[str]] = {}
    for label, id_ in links.labels.items():
        own[id_] = own.get(id_, _NONE) | {label}
    spread: dict[str, frozenset[str]] = {}
    for id_ in ordered:
        labels = own.get(id_, _NONE)
        for parent in links.down[id_]:
            if not spread[parent] <= labels:
                labels = labels | spread[parent] if labels else spread[parent]
        spread[id_] = labels
    for id_ in ordered:
        if id_ not in links.children:
            _spread_downwards(links, own, spread, id_)
    return spread


def _spread_downwards(
    links: Links,
    own: Mapping[str, frozenset[str]],
    spread: dict[str, frozenset[str]],
    head: str,
) -> None:
    """Give every revision of the plain line that ends in `head` the labels of that line."""
    line = []
    at = head
    while len(links.all_children.get(at, ())) <= 1 and len(links.down[at]) <= 1:
        line.append(at)
        if not links.down[at]:
            break
        at = links.down[at][0]
    labels = frozenset().union(*(own.get(id_, _NONE) for id_ in line))
    if labels:
        for id_ in line:
            spread[id_] |= labels
