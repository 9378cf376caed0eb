"""Random histories, states of a database and targets, all from one seeded generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.history import Revision

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

__all__ = ["make_history", "make_rows", "make_target"]

_LABELS = ("alpha", "alphabet", "beta", "api", "app", "b2", "core", "a", "c0de", "legacy.v1")


def make_history(rng: random.Random) -> list[Revision]:
    """Return 1 to 14 revisions with branches, merges, labels and dependencies, shuffled."""
    ids = _make_ids(rng, rng.randint(1, 14))
    labels = [label for label in rng.sample(_LABELS, len(_LABELS)) if label not in ids]
    branchy, merging, depending, labelled = (rng.random() * 0.4 for _ in range(4))
    found: list[Revision] = []
    tips: list[str] = []
    for id_ in ids:
        down = _choose_down(rng, [item.id for item in found], tips, branchy, merging)
        depends = ()
        if found and rng.random() < depending:
            other = rng.choice(found)
            depends = (rng.choice((other.id, *other.labels)),)
            if rng.random() < 0.2:
                depends = tuple(dict.fromkeys((*depends, rng.choice(found).id)))
        own = (labels.pop(),) if labels and rng.random() < labelled else ()
        if own and labels and rng.random() < 0.1:
            own += (labels.pop(),)
        found.append(Revision(id=id_, down=down, depends_on=depends, labels=own))
        tips = [tip for tip in tips if tip not in down] + [id_]
    rng.shuffle(found)
    return found


def _make_ids(rng: random.Random, count: int) -> list[str]:
    """Return distinct ids of one to eight characters, many with a common start."""
    alphabet = rng.choice(("ab1", "abcdef0123456789"))
    lengths = rng.choice(((1, 2, 3, 4, 5), (4, 5, 6), (8,), (8,), (4, 8)))
    ids: dict[str, None] = {}
    while len(ids) < count:
        start = rng.choice(list(ids))[:3] if ids and rng.random() < 0.3 else ""
        length = rng.choice(lengths)
        rest = "".join(rng.choice(alphabet) for _ in range(max(1, length - len(start))))
        ids[start + rest if len(start + rest) != 1 or len(ids) < 3 else start + rest + "f"] = None
    return list(ids)


def _choose_down(
    rng: random.Random, earlier: list[str], tips: list[str], branchy: float, merging: float
) -> tuple[str, ...]:
    if not earlier or rng.random() < branchy * 0.4:
        return ()
    if len(tips) > 1 and rng.random() < merging:
        return tuple(rng.sample(tips, rng.randint(2, min(3, len(tips)))))
    if rng.random() < branchy:
        return (rng.choice(earlier),)
    return (tips[-1],)


def make_rows(rng: random.Random, parents: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the topmost of a random set of applied revisions, closed downwards."""
    ids = list(parents)
    chosen = rng.sample(ids, min(len(ids), rng.choice((0, 1, 1, 1, 2, 3))))
    applied: set[str] = set()
    while chosen:
        id_ = chosen.pop()
        if id_ not in applied:
            applied.add(id_)
            chosen.extend(parents[id_])
    inner = {parent for id_ in applied for parent in parents[id_]}
    rows = sorted(applied - inner)
    rng.shuffle(rows)
    return tuple(rows)


def make_target(
    rng: random.Random, names: list[str], near: Sequence[str] = (), *, counted: float = 0.5
) -> str:
    """Return a target of any form; `names` are the ids and labels, `near` those preferred.

    `counted` is how many of them count up or down, as a share of one.
    """
    pool = near if near and rng.random() < 0.85 else names
    text = ""
    if rng.random() < 0.3:
        text = _make_symbol(rng, pool) + "@"
    if rng.random() > counted:
        return text + rng.choice((_make_symbol(rng, pool),) * 3 + ("head", "heads", "base"))
    count = rng.choice("+-") + str(rng.choice((0, 1, 1, 1, 1, 2, 2, 3, 5)))
    if rng.random() < 0.5:
        return text + count
    symbol = _make_symbol(rng, pool) if rng.random() < 0.9 else rng.choice(("head", "base"))
    return text + symbol + count


def _make_symbol(rng: random.Random, names: Sequence[str]) -> str:
    name = rng.choice(names)
    if rng.random() < 0.2:
        return name[: rng.randint(1, len(name))]
    return name if rng.random() < 0.98 else name + "x"
