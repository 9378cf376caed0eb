"""Upgrades and downgrades where a history has branches."""

from __future__ import annotations

import pytest

from headway.errors import AheadOfFilesError, AmbiguousTargetError, TargetRangeError
from headway.plan import Move, plan_downgrade, plan_upgrade
from unit.plan.graphs import draw, forked, two_roots


def test_head_names_all_heads() -> None:
    history, _ = forked()
    with pytest.raises(AmbiguousTargetError, match="there are 2 heads; nothing applied") as caught:
        plan_upgrade(history, ("root",), "head")
    assert caught.value.detail == ("alpha2", "beta2")
    assert ("all of them", "headway upgrade heads") in caught.value.hints
    assert ("join them", "headway merge heads") in caught.value.hints


def test_heads_and_a_branch_each() -> None:
    history, _ = forked()
    assert plan_upgrade(history, (), "heads").end == ("alpha2", "beta2")
    assert plan_upgrade(history, (), "alpha@head").end == ("alpha2",)
    assert plan_upgrade(history, ("alpha2",), "beta@+1").end == ("alpha2", "beta1")
    assert plan_upgrade(history, (), "beta@+1").end == ("root",)
    with pytest.raises(AmbiguousTargetError, match="2 revisions follow root"):
        plan_upgrade(history, ("root",), "+1")
    with pytest.raises(AmbiguousTargetError, match="2 current heads"):
        plan_upgrade(history, ("alpha1", "beta1"), "+1")


def test_rows_move_with_the_steps() -> None:
    history, _ = draw("a:", "b: a", "c: a", "m: b c", "d: m, needs x", "x:")
    plan = plan_upgrade(history, (), "heads")
    moves = {step.destination[0]: step.move for step in plan.steps}
    assert moves["a"] == Move(insert=("a",))
    assert {moves["b"], moves["c"]} == {Move(update=("a", "b")), Move(insert=("c",))} or {
        moves["b"],
        moves["c"],
    } == {Move(update=("a", "c")), Move(insert=("b",))}
    assert moves["m"] == Move(delete=("b",), update=("c", "m"))
    assert moves["d"] == Move(delete=("m",), update=("x", "d"))
    back = plan_downgrade(history, plan.end, "m")
    assert [step.move for step in back.steps] == [Move(update=("d", "x"), insert=("m",))]
    assert back.steps[0].destination == ("m",)


def test_minus_one_with_several_heads_names_them_and_the_form() -> None:
    history, _ = forked()
    with pytest.raises(AmbiguousTargetError, match="2 current heads; nothing reverted") as caught:
        plan_downgrade(history, ("alpha2", "beta1"), "-1")
    assert caught.value.detail == ("alpha2", "beta1")
    assert caught.value.hints == (
        ("from alpha2", "headway downgrade alpha@-1"),
        ("from beta1", "headway downgrade beta@-1"),
    )
    assert plan_downgrade(history, ("alpha2", "beta1"), "beta@-1").end == ("alpha2",)


def test_a_hint_never_names_a_label_of_both_heads() -> None:
    history, _ = draw("a:, label x", "b: a", "c: a")
    with pytest.raises(AmbiguousTargetError) as caught:
        plan_downgrade(history, ("b", "c"), "-1")
    assert [hint for _, hint in caught.value.hints] == [
        "headway downgrade b@-1",
        "headway downgrade c@-1",
    ]


def test_minus_one_on_a_merge_undoes_the_merge() -> None:
    history, _ = draw("a:", "b:", "m: a b", "n: m")
    assert plan_downgrade(history, ("m",), "-1").end == ("a", "b")
    assert plan_downgrade(history, ("n",), "-2").end == ("a", "b")
    with pytest.raises(AmbiguousTargetError, match="m merges 2 revisions"):
        plan_downgrade(history, ("n",), "-3")


def test_past_a_fork_the_other_branch_is_named_first() -> None:
    history, _ = forked()
    rows = ("alpha2", "beta2")
    assert plan_downgrade(history, rows, "alpha@-2").end == ("beta2",)
    for target in ("alpha@-3", "alpha@base"):
        with pytest.raises(TargetRangeError, match="2 revisions of other branches") as caught:
            plan_downgrade(history, rows, target)
        assert set(caught.value.detail) == {"beta1", "beta2"}
        assert caught.value.hints[0][1] == f"headway downgrade {target} --including-branches"
        assert plan_downgrade(history, rows, target, including_branches=True).end == ()
    assert plan_downgrade(history, ("alpha2",), "alpha@-3").end == ()


def test_a_dependant_on_another_branch_is_named_first() -> None:
    history, _ = draw("a1:, label a", "a2: a1", "b1:, label b", "b2: b1, needs a2")
    with pytest.raises(TargetRangeError, match="also revert 1 revision of") as caught:
        plan_downgrade(history, ("b2",), "a@-1")
    assert caught.value.detail == ("b2",)
    assert plan_downgrade(history, ("b2",), "a@-1", including_branches=True).end == ("a1", "b1")


def test_counting_down_to_base_spares_other_roots() -> None:
    history, _ = two_roots()
    with pytest.raises(TargetRangeError, match="other branches"):
        plan_downgrade(history, ("one2", "two2"), "one2-2")
    assert plan_downgrade(history, ("one2",), "one2-2").end == ()
    assert plan_downgrade(history, ("one2", "two2"), "base").end == ()
    assert plan_downgrade(history, ("one2", "two2"), "one@base").end == ("two2",)


def test_nothing_applied_of_a_branch() -> None:
    history, _ = two_roots()
    with pytest.raises(TargetRangeError, match="nothing of that branch is applied"):
        plan_downgrade(history, ("one2",), "two@-1")
    plan = plan_downgrade(history, ("one2",), "two@two1")
    assert plan.note == "two1 is not applied here (at one2): nothing to do"


# --- a database ahead of the files -------------------------------------------------------------


def test_an_unknown_row_stops_an_upgrade_that_would_apply_something() -> None:
    history, _ = two_roots()
    with pytest.raises(AheadOfFilesError, match="holds f00, which is not among") as caught:
        plan_upgrade(history, ("one1", "f00"), "one@head")
    assert caught.value.exit_status == 3
    assert plan_upgrade(history, ("one1", "f00"), "one1").note == "already at one1: nothing to do"
    with pytest.raises(AheadOfFilesError):
        plan_upgrade(history, ("f00",), "+1")


def test_an_unknown_row_does_not_stop_a_downgrade_of_known_ground() -> None:
    history, _ = two_roots()
    rows = ("f00", "one2")
    assert plan_downgrade(history, rows, "one1").end == ("f00", "one1")
    assert plan_downgrade(history, rows, "one@-1").end == ("f00", "one1")
    assert plan_downgrade(history, rows, "base").end == ("f00",)
    for target in ("two1", "two2"):
        with pytest.raises(AheadOfFilesError):
            plan_downgrade(history, rows, target)
    for target in ("-1", "base", "one1"):
        with pytest.raises(AheadOfFilesError):
            plan_downgrade(history, ("f00",), target)


def test_implied_rows_go_with_the_first_move() -> None:
    history, oracle = draw("a:", "b: a", "c: b")
    assert "overlaps" in (oracle.upgrade(("a", "b"), "c").refused or "")
    plan = plan_upgrade(history, ("a", "b"), "c")
    assert (plan.end, plan.steps[0].move) == (("c",), Move(delete=("a",), update=("b", "c")))
    assert plan_downgrade(history, ("a", "b"), "base").end == ()
    assert plan_upgrade(history, ("a", "b"), "b").end == ("a", "b")
