"""Stamps: which rows go and come, without a migration."""

from __future__ import annotations

import pytest

from headway.errors import AmbiguousTargetError, TargetRangeError, UnknownTargetError
from headway.plan import Direction, Move, plan_stamp
from unit.plan.graphs import draw, forked, two_roots


def test_a_line() -> None:
    history, _ = draw("a:", "b: a", "c: b")
    for rows, target, move in (
        ((), "b", Move(insert=("b",))),
        (("a",), "head", Move(update=("a", "c"))),
        (("c",), "a", Move(update=("c", "a"))),
        (("c",), "base", Move(delete=("c",))),
        (("a",), "+1", Move(update=("a", "b"))),
        (("c",), "-1", Move(update=("c", "b"))),
        (("c",), "b-1", Move(update=("c", "a"))),
    ):
        plan = plan_stamp(history, rows, (target,))
        assert [step.move for step in plan.steps] == [move]
        assert plan.direction is Direction.STAMP
    assert plan_stamp(history, ("b",), ("b",)).note == "already at b: nothing to do"
    assert plan_stamp(history, ("b",), ()).end == ()


def test_branches() -> None:
    history, _ = forked()
    assert plan_stamp(history, ("alpha2",), ("beta1",)).end == ("alpha2", "beta1")
    assert plan_stamp(history, ("alpha2", "beta2"), ("root",)).end == ("root",)
    assert plan_stamp(history, ("root",), ("heads",)).end == ("alpha2", "beta2")
    assert plan_stamp(history, ("alpha1", "beta1"), ("alpha@head",)).end == ("alpha2", "beta1")
    with pytest.raises(AmbiguousTargetError, match="nothing stamped"):
        plan_stamp(history, (), ("head",))
    with pytest.raises(AmbiguousTargetError, match="2 current heads"):
        plan_stamp(history, ("alpha1", "beta1"), ("-1",))
    assert plan_stamp(history, ("alpha2", "beta1"), ("alpha@-1",)).end == ("alpha1", "beta1")


def test_a_merge_of_rows_is_one_step() -> None:
    history, _ = draw("a:", "b:", "m: a b")
    (step,) = plan_stamp(history, ("a", "b"), ("m",)).steps
    assert (step.source, step.destination) == (("a", "b"), ("m",))
    assert step.move == Move(delete=("a",), update=("b", "m"))


def test_stamping_heads_keeps_the_branch_that_is_there() -> None:
    history, oracle = two_roots()
    history, oracle = draw("r:", "a: r", "a2: a", "b: r")
    assert oracle.stamp(("a", "b"), ("heads",)).rows == {"a2"}  # Alembic loses b
    assert plan_stamp(history, ("a", "b"), ("heads",)).end == ("a2", "b")


def test_a_goal_that_another_goal_implies_leaves_no_row() -> None:
    history, _ = draw("a:, label x", "b: a", "c: a, needs b")
    assert plan_stamp(history, ("b",), ("x@heads",)).end == ("c",)
    assert plan_stamp(history, ("b",), ("b", "c")).end == ("c",)
    assert plan_stamp(history, ("b",), ("c", "b")).end == ("c",)


def test_several_targets() -> None:
    history, oracle = two_roots()
    assert plan_stamp(history, (), ("one1", "two2")).end == ("one1", "two2")
    line, line_oracle = draw("a:", "b: a")
    assert line_oracle.stamp((), ("a", "b")).rows == {"a", "b"}  # every later upgrade fails
    assert plan_stamp(line, (), ("a", "b")).end == ("b",)
    assert oracle.stamp(("one1",), ("one2", "two1")).rows == {"one2", "two1"}
    assert plan_stamp(history, ("one1",), ("one2", "two1")).end == ("one2", "two1")


def test_purge() -> None:
    history, _ = two_roots()
    plan = plan_stamp(history, ("f00", "one2"), ("one1",), purge=True)
    assert (plan.start, plan.end) == (("f00", "one2"), ("one1",))
    assert [step.move for step in plan.steps] == [Move(delete=("f00", "one2"), insert=("one1",))]
    assert plan_stamp(history, ("f00",), ("base",), purge=True).end == ()
    again = plan_stamp(history, ("one1",), ("one1",), purge=True)
    assert again.steps[0].move == Move(delete=("one1",), insert=("one1",))
    assert plan_stamp(history, (), ("base",), purge=True).steps == ()


def test_unknown_rows() -> None:
    history, _ = two_roots()
    assert plan_stamp(history, ("f00",), ("one1",)).end == ("one1",)
    assert plan_stamp(history, ("f00", "one1"), ("one2",)).end == ("f00", "one2")
    assert plan_stamp(history, ("f00", "one1"), ("base",)).end == ()


def test_refusals() -> None:
    history, _ = two_roots()
    with pytest.raises(UnknownTargetError, match="nothing stamped"):
        plan_stamp(history, (), ("zz",))
    with pytest.raises(TargetRangeError, match="nothing is applied"):
        plan_stamp(history, (), ("-1",))
    with pytest.raises(TargetRangeError):
        plan_stamp(history, ("one2",), ("one@+1",))
