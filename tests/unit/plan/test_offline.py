"""Ranges of offline runs."""

from __future__ import annotations

import pytest

from headway.errors import TargetSyntaxError
from headway.history import select
from headway.plan import Direction, plan_downgrade, plan_upgrade, split_range, split_ranges
from unit.plan.graphs import draw

UP, DOWN, STAMP = Direction.UPGRADE, Direction.DOWNGRADE, Direction.STAMP


@pytest.mark.parametrize(
    ("text", "direction", "steps"),
    [
        ("b", UP, "ab"),
        ("head", UP, "abc"),
        ("a:c", UP, "bc"),
        ("a:+1", UP, "b"),
        (":b", UP, "ab"),
        ("base:b", UP, "ab"),
        ("c:a", UP, ""),
        ("c:a", DOWN, "cb"),
        ("head:base", DOWN, "cba"),
        ("c:-2", DOWN, "cb"),
        ("a:c", DOWN, ""),
    ],
)
def test_steps(text: str, direction: Direction, steps: str) -> None:
    history, _ = draw("a:", "b: a", "c: b")
    start, goal = split_range(text, direction)
    current = [revision.id for revision in select(history, start)] if start else []
    make = plan_upgrade if direction is UP else plan_downgrade
    plan = make(history, current, goal)
    assert [step.revision.id for step in plan.steps if step.revision] == list(steps)


def test_stamps() -> None:
    assert split_ranges(("one1:one2",)) == ("one1", ("one2",))
    assert split_ranges(("one1:one2", "two1")) == ("one1", ("one2", "two1"))
    with pytest.raises(TargetSyntaxError, match="there is one start"):
        split_ranges(("one1:one2", "two1:two2"))


def test_refusals() -> None:
    with pytest.raises(TargetSyntaxError, match="needs where it starts"):
        split_range("one1", DOWN)
    with pytest.raises(TargetSyntaxError, match="has no end"):
        split_range("one1:", UP)
    with pytest.raises(TargetSyntaxError, match="a second ':'"):
        split_range("a:b:c", UP)


def test_split() -> None:
    assert split_range("a:b", UP) == ("a", "b")
    assert split_range("b", UP) == (None, "b")
    assert split_range("base:b", DOWN) == (None, "b")
