"""`show` and `history -r` against Alembic's `get_revisions` and `walk_revisions`."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from headway.errors import HeadwayError
from headway.history import History, select, select_range
from properties.alembic_oracle import Oracle
from properties.facts import Facts, Spelled
from properties.random_history import make_history, make_rows, make_target

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.history import Revision

HISTORIES, EACH = 120, 30


def ask(find: Callable[..., tuple[Revision, ...]], *arguments: object) -> list[str] | None:
    try:
        return [revision.id for revision in find(*arguments)]
    except HeadwayError:
        return None


def test_a_selection_is_alembics_where_alembic_has_one() -> None:
    rng = random.Random(7)  # noqa: S311  # repeatable, no secret
    counts: Counter[str] = Counter()
    for _ in range(HISTORIES):
        revisions = make_history(rng)
        history, oracle, facts = History(revisions), Oracle(revisions), Facts(revisions)
        for _ in range(EACH):
            target = make_target(rng, [*history.ids, *history.labels], counted=0.2)
            spelled = facts.canonical(Spelled.read(target))
            if spelled is None or (spelled.count and spelled.branch):
                continue  # counted on a branch, Alembic knows a branch by its label alone
            theirs = oracle.select(spelled.text)
            ours = ask(select, history, target)
            if theirs.steps is not None:
                assert ours is not None, (target, revisions)
                assert len(ours) == len(set(ours))  # Alembic repeats one that two heads share
                assert set(ours) == set(theirs.steps), (target, revisions)
                counts["same"] += 1
    assert counts["same"] > 1000


def test_a_range_is_alembics_where_alembic_has_one() -> None:
    rng = random.Random(8)  # noqa: S311  # repeatable, no secret
    counts: Counter[str] = Counter()
    for _ in range(HISTORIES):
        revisions = make_history(rng)
        history, oracle, facts = History(revisions), Oracle(revisions), Facts(revisions)
        names = list(history.ids)
        for _ in range(EACH):
            rows = make_rows(rng, facts.parents)
            lower = rng.choice((rng.choice(names), rng.choice(names), "base", "current", "-1"))
            upper = rng.choice((rng.choice(names), "heads", "current", "+1", "+2"))
            if "current" in (lower, upper) and (not rows or lower == upper):
                continue
            theirs = oracle.walk(*(rows if end == "current" else end for end in (lower, upper)))
            ours = ask(select_range, history, f"{lower}:{upper}", rows)
            if theirs.steps is not None:
                assert ours is not None, (lower, upper, rows, revisions)
                assert set(ours) == set(theirs.steps), (lower, upper, rows, revisions)
                counts["same"] += 1
                counts["same order"] += list(theirs.steps) == ours
    assert counts["same"] > 800
    assert counts["same order"] > 0.95 * counts["same"]
