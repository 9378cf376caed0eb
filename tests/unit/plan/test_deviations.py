"""Each listed deviation from Alembic's resolver on the smallest history that shows it.

The left side is what Alembic says today: when a release changes it, the test tells.
"""

from __future__ import annotations

import pytest

from headway.errors import (
    AmbiguousTargetError,
    HeadwayError,
    TargetRangeError,
    TargetSyntaxError,
    UnknownTargetError,
)
from headway.plan import plan_downgrade, plan_stamp, plan_upgrade
from properties.deviation import DEVIATIONS
from unit.plan.graphs import draw, forked, two_roots


def test_name_unclear() -> None:
    history, oracle = forked()
    assert oracle.downgrade(("alpha2",), "nosuch@alpha1").rows == {"alpha1"}
    with pytest.raises(UnknownTargetError):
        plan_downgrade(history, ("alpha2",), "nosuch@alpha1")


def test_short_name() -> None:
    history, oracle = draw("a1:", "b1: a1")
    assert oracle.upgrade((), "a").refused
    assert plan_upgrade(history, (), "a").end == ("a1",)
    history, oracle = draw("abcd1:, label abcdef")
    assert oracle.upgrade((), "abcd").refused
    assert plan_upgrade(history, (), "abcd").end == ("abcd1",)


def test_past_the_end() -> None:
    history, oracle = forked()
    for target in ("alpha1+2", "root-2"):
        assert oracle.upgrade((), target).crashed == "AssertionError"
        with pytest.raises(TargetRangeError):
            plan_upgrade(history, (), target)


def test_lands_on_base() -> None:
    history, oracle = forked()
    assert oracle.upgrade((), "alpha1-2").crashed == "AssertionError"
    assert plan_upgrade(history, (), "alpha1-2").steps == ()


def test_below_base() -> None:
    history, oracle = draw("a:", "b: a")
    assert oracle.upgrade((), "base-1").rows == {"b"}
    assert oracle.downgrade(("b",), "base-2").rows == {"a"}
    with pytest.raises(TargetRangeError):
        plan_upgrade(history, (), "base-1")
    with pytest.raises(TargetRangeError):
        plan_downgrade(history, ("b",), "base-2")


def test_at_base() -> None:
    history, oracle = draw("a:", "b: a")
    assert oracle.downgrade(("b",), "base+0").refused
    assert plan_downgrade(history, ("b",), "base+0").end == ()


def test_not_applied() -> None:
    history, oracle = draw("a:", "b: a")
    assert oracle.downgrade(("a",), "b").refused
    assert plan_downgrade(history, ("a",), "b").steps == ()


def test_nothing_above() -> None:
    history, oracle = draw("a:", "b:, needs a")
    assert oracle.downgrade(("b",), "a").refused
    plan = plan_downgrade(history, ("b",), "a")
    assert (plan.steps, plan.note) == ((), "nothing above a is applied (at b): nothing to do")
    history, oracle = forked()
    assert oracle.downgrade(("beta2",), "alpha@root").refused
    note = "nothing of that branch above root is applied (at beta2): nothing to do"
    assert plan_downgrade(history, ("beta2",), "alpha@root").note == note


def test_several_rows() -> None:
    history, oracle = two_roots()
    assert oracle.downgrade(("two2", "one2"), "-1").rows == {"two1", "one2"}
    with pytest.raises(AmbiguousTargetError):
        plan_downgrade(history, ("two2", "one2"), "-1")


def test_no_single_tip() -> None:
    history, oracle = draw("a:, label x", "b: a", "c: a", "z:")
    for rows in (("b", "c"), ("z",)):
        assert oracle.downgrade(rows, "x@-1").crashed == "AssertionError"
        with pytest.raises(HeadwayError):
            plan_downgrade(history, rows, "x@-1")


def test_undoes_merge() -> None:
    history, oracle = draw("a:", "b:", "m: a b")
    assert oracle.downgrade(("m",), "-1").refused == "Ambiguous walk"
    assert plan_downgrade(history, ("m",), "-1").end == ("a", "b")


def test_tip_line() -> None:
    history, oracle = draw("a:, label x", "b: a", "c: a")
    assert oracle.downgrade(("c",), "x@-1").refused
    assert plan_downgrade(history, ("c",), "x@-1").end == ("a",)


def test_heads_applied() -> None:
    history, oracle = two_roots()
    rows = ("one2", "two2")
    assert oracle.upgrade(rows, "head").refused
    assert (
        plan_upgrade(history, rows, "head").note == "already at one2, two2 (heads): nothing to do"
    )
    assert oracle.stamp(rows, ("head",)).refused
    assert plan_stamp(history, rows, ("head",)).steps == ()


def test_heads_overlap() -> None:
    history, oracle = draw("a:, label x", "b: a", "c: a, needs b")
    assert "overlaps" in (oracle.upgrade((), "x@heads").refused or "")
    assert plan_upgrade(history, (), "x@heads").end == ("c",)


def test_off_branch() -> None:
    history, oracle = forked()
    assert oracle.downgrade(("alpha2", "beta2"), "alpha@beta1").rows == {"alpha2", "beta1"}
    with pytest.raises(UnknownTargetError, match="beta1 is not on branch alpha"):
        plan_downgrade(history, ("alpha2", "beta2"), "alpha@beta1")


def test_branch_heads() -> None:
    history, oracle = draw("a:, label x", "b: a", "c: a, needs b")
    assert oracle.downgrade(("c",), "x@heads").rows == {"c"}
    with pytest.raises(AmbiguousTargetError):
        plan_downgrade(history, ("c",), "x@heads")


def test_branch_children() -> None:
    history, oracle = draw("a:, label x", "b: a", "c: a")
    assert oracle.downgrade(("b", "c"), "x@a").refused
    assert plan_downgrade(history, ("b", "c"), "x@a").end == ("a",)


def test_rows_crash() -> None:
    history, oracle = draw("a:", "b: a", "c: a", "m: b c, needs a")
    assert oracle.upgrade((), "m").crashed == "KeyError"
    assert plan_upgrade(history, (), "m").end == ("m",)


def test_rows_redundant() -> None:
    history, oracle = draw("a:", "b: a", "c: b, needs a", "z:")
    assert oracle.downgrade(("c", "z"), "b").rows == {"a", "b", "z"}
    assert "overlaps" in (oracle.upgrade(("a", "b", "z"), "heads").refused or "")
    assert plan_downgrade(history, ("c", "z"), "b").end == ("b", "z")


def test_other_branches() -> None:
    history, oracle = forked()
    rows = ("alpha2", "beta2")
    assert oracle.downgrade(rows, "alpha@-3").rows == set()
    with pytest.raises(TargetRangeError):
        plan_downgrade(history, rows, "alpha@-3")


def test_whole_text() -> None:
    history, oracle = draw("44e3:", "9b3c: 44e3", "ab12: 9b3c")
    assert oracle.upgrade((), "44e3+2x").rows == {"ab12"}
    with pytest.raises(TargetSyntaxError):
        plan_upgrade(history, (), "44e3+2x")
    history, oracle = draw("v1.2:", "v1.3: v1.2", "v1.4: v1.3")
    assert oracle.upgrade((), "v1.2+1").refused
    assert plan_upgrade(history, (), "v1.2+1").end == ("v1.3",)


def test_labels_with_signs() -> None:
    history, oracle = draw("a:, label release-2024", "b: a")
    for target, end in (("release-2024", "a"), ("release-2024@head", "b")):
        assert oracle.upgrade((), target).rows is None
        assert plan_upgrade(history, (), target).end == (end,)


def test_every_deviation_has_its_test() -> None:
    names = {name.removeprefix("test_").replace("_", "-") for name in globals()}
    assert set(DEVIATIONS) | {"other-branches", "short-name"} <= names
