"""From a parsed target to revisions: one resolver for every command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import AmbiguousTargetError, TargetRangeError, UnknownTargetError
from headway.history.ground import Ground, survey
from headway.history.name import Asked, describe, find, find_branch
from headway.history.target import Absolute, Relative, Target, parse
from headway.history.walk import climb, descend, trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.history.history import History
    from headway.history.revision import Revision

__all__ = ["Descent", "ascend", "descend_to", "select"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """What a downgrade goes back to, and what must go for it.

    `floor` is the revision that stays on top, None for the base or where several stay; `roots`
    are the lowest revisions to go: they and every applied revision above or dependent go.
    `own` are the revisions that the target itself speaks of; None means that it speaks of all.
    """

    floor: str | None
    roots: tuple[str, ...]
    own: frozenset[str] | None = None


def ascend(
    history: History, ground: Ground, target: Target, asked: Asked, *, stop: bool = False
) -> tuple[str, ...]:
    """Return the revisions that an upgrade (or a stamp) goes to; empty for the base.

    With `stop`, a count past a head or the base ends there instead of being an error.

    Raises a TargetError that names the candidates, or AheadOfFilesError where the target
    counts from a row that the files do not know.
    """
    match target:
        case Absolute():
            return _find_absolute(history, ground, target, asked)
        case Relative(symbol=None):
            if target.steps <= 0:
                raise _wrong_way(asked)
            ground.require_known(asked)
            branch = _branch_of(history, target, asked)
            start = _start_upwards(history, ground, branch, asked)
            return _one(climb(history, start, target.steps, asked, branch=branch, stop=stop))
        case Relative():
            return _one(_walk(history, target, asked, stop=stop))


def descend_to(history: History, ground: Ground, target: Target, asked: Asked) -> Descent:
    """Return what a downgrade goes back to.

    Raises a TargetError that names the candidates, or AheadOfFilesError where the target
    counts from a row that the files do not know.
    """
    branch = _branch_of(history, target, asked)
    match target:
        case Relative(symbol=None):
            return _descend_from_tip(history, ground, target, branch, asked)
        case Relative():
            floor = _walk(history, target, asked)
            if floor is None and branch is None and target.symbol != "base":
                return _descend_to_base_of(history, target, asked)
        case Absolute():
            floor = _find_single(history, ground, target, asked)
    if branch is None:
        return Descent(floor=floor, roots=_roots_above(history, ground, floor))
    return _descend_on_branch(history, ground, floor, branch)


def find_ends(
    history: History, ground: Ground, target: Target, asked: Asked, *, stop: bool = False
) -> tuple[str, ...]:
    """Return what a target means where nothing is moved: `select` without parsing.

    With `stop`, a count past a head or the base ends there instead of being an error.
    """
    match target:
        case Absolute(symbol="current") if "current" not in history:
            return _find_current(history, ground, target, asked)
        case Relative(symbol=None, counts_up=False):
            return _below_heads(history, target, asked, stop=stop)
        case _:
            return ascend(history, ground, target, asked, stop=stop)


def select(
    history: History, text: str, current: Sequence[str] = (), *, verb: str = "show"
) -> tuple[Revision, ...]:
    """Return the revisions that a target names, for show, edit, merge and `--head`.

    The whole grammar, with `current` for the database's rows; `base` gives none. As in
    Alembic, `-N` counts down from every head here, and `+N` up from `current`.
    """
    asked = Asked(text=text, verb=verb)
    target = parse(text, names=history.labels)
    ids = find_ends(history, survey(history, current), target, asked)
    return tuple(history[id_] for id_ in ids)


def _one(found: str | None) -> tuple[str, ...]:
    return () if found is None else (found,)


def _branch_of(history: History, target: Target, asked: Asked) -> str | None:
    return None if target.branch is None else find_branch(history, target.branch, asked)


def _wrong_way(asked: Asked) -> TargetRangeError:
    if asked.verb == "downgrade":
        return TargetRangeError(
            f"a downgrade counts down, and {asked.text} does not{asked.nothing}",
            hints=(("one revision back", "headway downgrade -1"),),
        )
    return TargetRangeError(
        f"an upgrade counts up, and {asked.text} does not{asked.nothing}",
        hints=(("to undo", "headway downgrade -1"),),
    )


def _find_absolute(
    history: History, ground: Ground, target: Absolute, asked: Asked
) -> tuple[str, ...]:
    branch = _branch_of(history, target, asked)
    match target.symbol:
        case "base":
            return ()
        case "heads":
            return history.real_heads if branch is None else _heads_on(history, branch)
        case "head":
            heads = history.heads if branch is None else _heads_on(history, branch)
            if len(heads) > 1 and not ground.applied.issuperset(heads):
                raise several_heads(history, heads, asked)
            return heads
        case symbol:
            return (_find_on(history, symbol, branch, target.branch, asked),)


def _find_single(history: History, ground: Ground, target: Absolute, asked: Asked) -> str | None:
    found = _find_absolute(history, ground, target, asked)
    if len(found) > 1:
        raise several_heads(history, found, asked)
    return found[0] if found else None


def _find_on(
    history: History, symbol: str, branch: str | None, name: str | None, asked: Asked
) -> str:
    found = find(history, symbol, asked, branch=branch)
    if branch is not None and found not in history.lineage(branch):
        raise UnknownTargetError(
            f"{found} is not on branch {name}{asked.nothing}",
            hints=(("without the branch", asked.command(found)),),
        )
    return found


def _heads_on(history: History, branch: str) -> tuple[str, ...]:
    history.check_files()
    lineage = history.lineage(branch)
    return tuple(id_ for id_ in history.ids if id_ in lineage and not history.children(id_))


def several_heads(history: History, heads: Sequence[str], asked: Asked) -> AmbiguousTargetError:
    """Return the error for a target that needs one head where there are several."""
    hints = [("one of them", asked.command(heads[0]))]
    if asked.verb != "downgrade":
        branch, at, _ = asked.text.rpartition("@")
        hints.append(("all of them", asked.command(f"{branch}{at}heads")))
        hints.append(("join them", "headway merge heads"))
    return AmbiguousTargetError(
        f"{asked.text} is ambiguous: there are {len(heads)} heads{asked.nothing}",
        detail=describe(history, heads),
        hints=tuple(hints),
    )


def _walk(history: History, target: Relative, asked: Asked, *, stop: bool = False) -> str | None:
    """Return where a count from a symbol ends; None is the base."""
    branch = _branch_of(history, target, asked)
    symbol = target.symbol or ""
    start: str | None
    if symbol in {"head", "heads"}:
        heads = history.heads if branch is None else _heads_on(history, branch)
        if len(heads) > 1:
            raise several_heads(history, heads, asked)
        start = heads[0] if heads else None
    elif symbol == "base":
        start = None
    elif target.steps > 0:
        start = find(history, symbol, asked, branch=branch)
    else:
        start = _find_on(history, symbol, branch, target.branch, asked)
    if target.steps > 0:
        return climb(history, start, target.steps, asked, branch=branch, stop=stop)
    return descend(history, start, -target.steps, asked, stop=stop)


def _start_upwards(
    history: History, ground: Ground, branch: str | None, asked: Asked
) -> str | None:
    """Return where `+N` counts from: the row, or what is applied of the branch, or the base."""
    tips = ground.known
    if branch is not None:
        lineage = history.lineage(branch)
        tips = tuple(id_ for id_ in ground.known if id_ in lineage)
        if not tips:
            applied = ground.applied & lineage
            inner = {parent for id_ in applied for parent in history.parents(id_)}
            tips = tuple(sorted(applied - inner))
    if len(tips) > 1:
        raise several_rows(history, tips, asked)
    return tips[0] if tips else None


def several_rows(history: History, rows: Sequence[str], asked: Asked) -> AmbiguousTargetError:
    """Return the error for a count that could start at several rows."""
    count = asked.text.rpartition("@")[2]
    labels = {row: history.labels_of(row) if row in history else () for row in rows}
    hints = []
    for row in rows:
        others = {label for other in rows if other != row for label in labels[other]}
        name = next((label for label in labels[row] if label not in others), row)
        hints.append((f"from {row}", asked.command(f"{name}@{count}")))
    return AmbiguousTargetError(
        f"{asked.text} is ambiguous: {len(rows)} current heads{asked.nothing}",
        detail=describe(history, rows),
        hints=tuple(hints),
    )


def _descend_from_tip(
    history: History, ground: Ground, target: Relative, branch: str | None, asked: Asked
) -> Descent:
    """Return the descent of `-N` or `branch@-N`: the last N revisions of one line."""
    if target.steps >= 0:
        raise _wrong_way(asked)
    if branch is None and len(ground.rows) > 1:
        raise several_rows(history, ground.rows, asked)
    tip = _find_tip(history, ground, branch, asked)
    root = trace(history, tip, -target.steps, asked)
    below = history.down(root)
    return Descent(
        floor=below[0] if len(below) == 1 else None,
        roots=(root,),
        own=None if branch is None else history.lineage(branch),
    )


def _find_tip(history: History, ground: Ground, branch: str | None, asked: Asked) -> str:
    tips = ground.known
    if branch is not None:
        lineage = history.lineage(branch)
        tips = tuple(id_ for id_ in ground.known if id_ in lineage)
        if not tips:
            inner = {down for id_ in ground.applied for down in history.down(id_)}
            tips = tuple(sorted((ground.applied - inner) & lineage))
    if not tips:
        ground.require_known(asked)
        where = "" if branch is None else " of that branch"
        raise TargetRangeError(f"{asked.text} is too far: nothing{where} is applied{asked.nothing}")
    if len(tips) > 1:
        raise several_rows(history, tips, asked)
    return tips[0]


def _roots_above(history: History, ground: Ground, floor: str | None) -> tuple[str, ...]:
    """Return the lowest applied revisions that go when `floor` stays on top."""
    if floor is not None:
        return history.children(floor)
    return tuple(sorted(id_ for id_ in ground.applied if not history.down(id_)))


def _descend_to_base_of(history: History, target: Relative, asked: Asked) -> Descent:
    """Return the descent of `44e3-2` where that is the base: the line of 44e3 alone goes."""
    start = _find_absolute(
        history, survey(history, ()), Absolute(text=target.text, symbol=target.symbol or ""), asked
    )
    below = history.ancestors(start, dependencies=False)
    roots = tuple(sorted(id_ for id_ in below if not history.down(id_)))
    own = history.descendants(roots)
    every = tuple(id_ for id_ in history.bases)
    return Descent(floor=None, roots=every, own=frozenset(own))


def _descend_on_branch(history: History, ground: Ground, floor: str | None, branch: str) -> Descent:
    """Return the descent of `branch@floor`: of what is above the floor, the branch's part."""
    roots = _roots_above(history, ground, floor)
    below = history.ancestors((branch,), dependencies=False)
    lineage = history.lineage(branch)
    chosen = tuple(id_ for id_ in roots if id_ in below) or tuple(
        id_ for id_ in roots if id_ in lineage
    )
    return Descent(floor=floor, roots=chosen, own=lineage)


def _find_current(
    history: History, ground: Ground, target: Target, asked: Asked
) -> tuple[str, ...]:
    ground.require_known(asked)
    branch = _branch_of(history, target, asked)
    if branch is None:
        return ground.known
    lineage = history.lineage(branch)
    return tuple(id_ for id_ in ground.known if id_ in lineage)


def _below_heads(
    history: History, target: Relative, asked: Asked, *, stop: bool = False
) -> tuple[str, ...]:
    """Return what is so many steps below each head; a head's line must be long enough."""
    if not target.steps:
        raise _wrong_way(asked)
    branch = _branch_of(history, target, asked)
    heads = history.real_heads if branch is None else _heads_on(history, branch)
    found = (descend(history, head, -target.steps, asked, stop=stop) for head in heads)
    return tuple(dict.fromkeys(id_ for id_ in found if id_ is not None))
