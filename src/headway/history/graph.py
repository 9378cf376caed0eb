"""Walks over adjacency tables: closures, topological order and cycles, each in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Edges = Mapping[str, Sequence[str]]

__all__ = ["close", "close_above", "find_knot", "find_loop", "order"]


def close(edges: Edges, starts: Iterable[str]) -> set[str]:
    """Return the starts and everything that can be reached from them."""
    seen = set(starts)
    todo = list(seen)
    while todo:
        for near in edges[todo.pop()]:
            if near not in seen:
                seen.add(near)
                todo.append(near)
    return seen


def order(parents: Edges, nodes: Sequence[str]) -> tuple[str, ...]:
    """Return the nodes with every parent before its children, in time linear in nodes and edges.

    `nodes` has no repeats, and its order decides between equals. Read backwards, the answer
    leaves a line of revisions only where another line must come first, as Alembic's does; for
    histories without dependencies between branches it is the same order.
    """
    chosen = set(nodes)
    ranked = _rank(parents, nodes, chosen)
    children: dict[str, list[str]] = {node: [] for node in ranked}
    roots = []
    for node in ranked:
        inside = [parent for parent in parents[node] if parent in chosen]
        for parent in inside:
            children[parent].append(node)
        if not inside:
            roots.append(node)
    emitted = _emit_children_first(children, roots)
    emitted.reverse()
    return tuple(emitted)


def _rank(parents: Edges, nodes: Sequence[str], chosen: set[str]) -> list[str]:
    """Return the nodes as met when going down from the tops, one line after another."""
    inner = {parent for node in nodes for parent in parents[node]}
    todo = [node for node in reversed(nodes) if node not in inner]
    met: dict[str, None] = {}
    while todo:
        node = todo.pop()
        if node not in met:
            met[node] = None
            todo.extend(near for near in reversed(parents[node]) if near in chosen)
    return list(met)


def _emit_children_first(children: Mapping[str, list[str]], roots: list[str]) -> list[str]:
    emitted: list[str] = []
    seen: set[str] = set()
    for root in roots:
        todo = [(root, iter(children[root]))]
        while todo:
            node, rest = todo[-1]
            child = next((child for child in rest if child not in seen), None)
            if child is None:
                todo.pop()
                emitted.append(node)
            else:
                seen.add(child)
                todo.append((child, iter(children[child])))
    return emitted


def find_knot(parents: Edges, children: Edges) -> set[str]:
    """Return the nodes that lie on a cycle or between two; empty for a sound history.

    `children` may lack nodes without any; a node is named once among another's edges.
    """
    left = _peel(parents, children, set(parents))
    return _peel(children, parents, left) if left else left


def _peel(inward: Edges, outward: Edges, nodes: set[str]) -> set[str]:
    """Remove, again and again, the nodes without an inward edge; return those that stay."""
    waiting = {node: len(nodes.intersection(inward.get(node, ()))) for node in nodes}
    free = [node for node, count in waiting.items() if count == 0]
    left = set(nodes)
    while free:
        node = free.pop()
        left.discard(node)
        for near in outward.get(node, ()):
            if near in left:
                waiting[near] -= 1
                if waiting[near] == 0:
                    free.append(near)
    return left


def find_loop(parents: Edges, knot: set[str], start: str) -> list[str]:
    """Return one cycle inside the knot, each node followed by one of its parents."""
    path = [start]
    place = {start: 0}
    while True:
        node = next(parent for parent in parents[path[-1]] if parent in knot)
        if node in place:
            return path[place[node] :]
        place[node] = len(path)
        path.append(node)


def close_above(children: Edges, starts: Iterable[str], within: set[str] | None = None) -> set[str]:
    """Return the starts and all above them; `children` may lack nodes without any.

    With `within`, starts and steps outside of it are left out.
    """
    seen = set(starts)
    if within is not None:
        seen &= within
    todo = list(seen)
    while todo:
        for near in children.get(todo.pop(), ()):
            if near not in seen and (within is None or near in within):
                seen.add(near)
                todo.append(near)
    return seen
