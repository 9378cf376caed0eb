"""Headway's resolver and planner against Alembic's, on random histories.

HEADWAY_CASES says how many cases (`make stress` asks for 100,000), HEADWAY_SEED which ones.
A failure shows the history, the rows and the target; `pytest -s` shows how often each deviation
was met.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter

from properties.judge import AGREE, UNEXPLAINED, Judge
from properties.random_history import make_history, make_rows, make_target

CASES = int(os.environ.get("HEADWAY_CASES", "20000"))
SEED = int(os.environ.get("HEADWAY_SEED", "20261122"))
A_HISTORY = 40
FREQUENT = {"not-applied", "past-the-end", "stamp-several", "stamp-relative", "lands-on-base"}


def count_cases(rng: random.Random, wanted: int) -> Counter[tuple[str, str]]:
    """Judge so many cases; the first that fits no listed deviation fails."""
    counts: Counter[tuple[str, str]] = Counter()
    while counts.total() < wanted:
        judge = Judge(make_history(rng))
        assert not judge.history.problems
        names = [*judge.history.ids, *judge.history.labels]
        for _ in range(A_HISTORY):
            rows = make_rows(rng, judge.facts.parents)
            applied = sorted(judge.facts.applied(rows))
            for direction, near in (("upgrade", ()), ("downgrade", applied)):
                target = make_target(rng, names, near)
                verdict = judge.judge_move(direction, rows, target)
                assert verdict != UNEXPLAINED, (direction, target, rows, judge.revisions)
                counts[direction, verdict] += 1
            several = rng.choice((1, 1, 1, 1, 2, 3))
            targets = tuple(make_target(rng, names, counted=0.1) for _ in range(several))
            verdict = judge.judge_stamp(rows, targets)
            assert verdict != UNEXPLAINED, (targets, rows, judge.revisions)
            counts["stamp", verdict] += 1
    return counts


def test_it_agrees_with_alembic_but_for_the_listed_deviations() -> None:
    sys.stdout.write(f"HEADWAY_SEED={SEED} HEADWAY_CASES={CASES}\n")
    counts = count_cases(random.Random(SEED), CASES)  # noqa: S311  # repeatable, no secret
    for (direction, verdict), count in counts.most_common():
        sys.stdout.write(f"{count:8}  {direction:10} {verdict}\n")
    total = counts.total()
    assert sum(n for (_, verdict), n in counts.items() if verdict in AGREE) > 0.8 * total
    for direction in ("upgrade", "downgrade", "stamp"):
        mine = {verdict: n for (way, verdict), n in counts.items() if way == direction}
        assert mine["same"] > 0.3 * sum(mine.values())
        rare = {verdict: n for verdict, n in mine.items() if verdict not in {*AGREE, *FREQUENT}}
        assert max(rare.values()) < 0.02 * sum(mine.values()), rare
