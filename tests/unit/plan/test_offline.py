"""Ranges of offline runs."""

from __future__ import annotations

import pytest

from headway.errors import TargetSyntaxError, UnknownTargetError
from headway.plan import Direction, plan_range, split_range
from unit.plan.graphs import draw, two_roots

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
    plan = plan_range(history, text, direction)
    assert [step.revision.id for step in plan.steps if step.revision] == list(steps)


def test_stamps() -> None:
    history, _ = two_roots()
    assert plan_range(history, "one1:one2", STAMP).end == ("one2",)
    assert plan_range(history, ("one1:one2", "two1"), STAMP).end == ("one2", "two1")
    with pytest.raises(TargetSyntaxError, match="there is one start"):
        plan_range(history, ("one1:one2", "two1:two2"), STAMP)


def test_refusals() -> None:
    history, _ = two_roots()
    with pytest.raises(TargetSyntaxError, match="needs to know where it starts"):
        plan_range(history, "one1", DOWN)
    with pytest.raises(TargetSyntaxError, match="has no end"):
        plan_range(history, "one1:", UP)
    with pytest.raises(TargetSyntaxError, match="a second ':'"):
        plan_range(history, "a:b:c", UP)
    with pytest.raises(UnknownTargetError):
        plan_range(history, "zz:one1", UP)


def test_split() -> None:
    assert split_range("a:b", UP) == ("a", "b")
    assert split_range("b", UP) == (None, "b")
    assert split_range("base:b", DOWN) == (None, "b")
