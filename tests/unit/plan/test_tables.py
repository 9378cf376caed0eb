"""The documented commands, row by row, on the linear history and on branches."""

from __future__ import annotations

import pytest

from headway.errors import (
    AmbiguousTargetError,
    HeadwayError,
    TargetRangeError,
    TargetSyntaxError,
    UnknownTargetError,
)
from headway.history import History, Revision
from headway.plan import plan_downgrade, plan_upgrade

IDS = ("1a2b", "44e3", "44f0", "9b3c", "ab12", "ab99")
MESSAGES = {"44e3": "add terms", "44f0": "add folders"}
LINE = History(
    Revision(
        id=id_,
        down=(below,) if below else (),
        message=MESSAGES.get(id_, ""),
        created="2026-03-02 10:00:00",
    )
    for below, id_ in zip((None, *IDS), IDS, strict=False)
)


def at(row: str | None) -> tuple[str, ...]:
    return () if row is None else (row,)


@pytest.mark.parametrize(
    ("target", "current", "end"),
    [
        ("head", None, "ab99"),
        ("heads", None, "ab99"),
        ("9", None, "9b3c"),
        ("1", None, "1a2b"),
        ("44e", None, "44e3"),
        ("44e3", None, "44e3"),
        ("+2", "44e3", "9b3c"),
        ("+1", None, "1a2b"),
        ("+6", None, "ab99"),
        ("+4", "44e3", "ab99"),
        ("44e3+2", None, "9b3c"),
        ("44e3+2", "1a2b", "9b3c"),
        ("44e+2", None, "9b3c"),
        ("9b3c-2", None, "44e3"),
        ("head-1", None, "ab12"),
        ("base+2", None, "44e3"),
        ("44e3+0", None, "44e3"),
        ("44e3-0", None, "44e3"),
        ("1@head", None, "ab99"),
        ("44e3@+1", "44e3", "44f0"),
    ],
)
def test_an_upgrade_applies(target: str, current: str | None, end: str) -> None:
    plan = plan_upgrade(LINE, at(current), target)
    first = 0 if current is None else IDS.index(current) + 1
    assert tuple(step.destination[0] for step in plan.steps) == IDS[first : IDS.index(end) + 1]
    assert plan.end == (end,)
    assert plan.note is None


@pytest.mark.parametrize(
    ("target", "current", "note"),
    [
        ("44e3", "9b3c", "44e3 is already applied (at 9b3c): nothing to do"),
        ("1", "9b3c", "1a2b is already applied (at 9b3c): nothing to do"),
        ("44e3+2", "ab12", "9b3c is already applied (at ab12): nothing to do"),
        ("44e3", "44e3", "already at 44e3: nothing to do"),
        ("head", "ab99", "already at ab99 (head): nothing to do"),
        ("heads", "ab99", "already at ab99 (head): nothing to do"),
        ("44e3-2", None, "base is below everything: nothing to do"),
        ("44e3-2", "ab99", "base is below everything: nothing to do"),
        ("base", "9b3c", "base is below everything: nothing to do"),
    ],
)
def test_an_upgrade_has_nothing_to_do(target: str, current: str | None, note: str) -> None:
    plan = plan_upgrade(LINE, at(current), target)
    assert (plan.steps, plan.end, plan.note) == ((), at(current), note)


@pytest.mark.parametrize(
    ("target", "current", "error", "said"),
    [
        ("44", None, AmbiguousTargetError, "44 is ambiguous; nothing applied"),
        ("ab", None, AmbiguousTargetError, "ab is ambiguous; nothing applied"),
        ("+5", "44e3", TargetRangeError, "only 4 are left above 44e3"),
        ("+1", "ab99", TargetRangeError, "nothing is above ab99"),
        ("44e3+5", None, TargetRangeError, "only 4 are left above 44e3"),
        ("44e3-3", None, TargetRangeError, "only 2 are left from 44e3 down to base"),
        ("44e3-3", "ab99", TargetRangeError, "only 2 are left from 44e3 down to base"),
        ("base-1", None, TargetRangeError, "nothing is below base"),
        ("-1", "44e3", TargetRangeError, "an upgrade counts up"),
        ("+0", "44e3", TargetRangeError, "an upgrade counts up"),
        ("-0", "44e3", TargetRangeError, "an upgrade counts up"),
        ("44e3+2x", None, TargetSyntaxError, "at character 7"),
        ("", None, TargetSyntaxError, "empty"),
        ("44 e3", None, TargetSyntaxError, "a blank, at character 3"),
        ("1a2b:44e3", None, TargetSyntaxError, "a range works only with --sql"),
        ("zz", None, UnknownTargetError, "no revision or branch is called zz"),
        ("44E3", None, UnknownTargetError, "called 44E3"),
        ("current", None, UnknownTargetError, "called current"),
        ("nosuch@head", None, UnknownTargetError, "called nosuch"),
    ],
)
def test_an_upgrade_is_refused(
    target: str, current: str | None, error: type[HeadwayError], said: str
) -> None:
    with pytest.raises(error) as caught:
        plan_upgrade(LINE, at(current), target)
    assert said in caught.value.summary
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    ("target", "end"),
    [
        ("-1", "ab12"),
        ("-2", "9b3c"),
        ("-6", None),
        ("44e3", "44e3"),
        ("4", None),
        ("9", "9b3c"),
        ("9b3c-2", "44e3"),
        ("44e3-2", None),
        ("44e3+2", "9b3c"),
        ("44e3+0", "44e3"),
        ("base", None),
        ("head-1", "ab12"),
        ("base+1", "1a2b"),
        ("44e3@-1", "ab12"),
    ],
)
def test_a_downgrade_reverts(target: str, end: str | None) -> None:
    if target == "4":
        with pytest.raises(AmbiguousTargetError, match="4 is ambiguous; nothing reverted"):
            plan_downgrade(LINE, ("ab99",), target)
        return
    plan = plan_downgrade(LINE, ("ab99",), target)
    stays = 0 if end is None else IDS.index(end) + 1
    assert tuple(step.source[0] for step in plan.steps) == tuple(reversed(IDS[stays:]))
    assert plan.end == at(end)


@pytest.mark.parametrize(
    ("target", "current", "note"),
    [
        ("9b3c", "44e3", "9b3c is not applied here (at 44e3): nothing to do"),
        ("head", "44e3", "ab99 is not applied here (at 44e3): nothing to do"),
        ("44e3+2", "44e3", "9b3c is not applied here (at 44e3): nothing to do"),
        ("9b3c", None, "9b3c is not applied here (at base): nothing to do"),
        ("44e3", "44e3", "already at 44e3: nothing to do"),
        ("head", "ab99", "already at ab99: nothing to do"),
        ("base", None, "already at base: nothing to do"),
    ],
)
def test_a_downgrade_has_nothing_to_do(target: str, current: str | None, note: str) -> None:
    plan = plan_downgrade(LINE, at(current), target)
    assert (plan.steps, plan.end, plan.note) == ((), at(current), note)


@pytest.mark.parametrize(
    ("target", "current", "error", "said"),
    [
        ("-7", "ab99", TargetRangeError, "only 6 are applied from ab99 down"),
        ("-1", None, TargetRangeError, "nothing is applied"),
        ("+1", "ab99", TargetRangeError, "a downgrade counts down"),
        ("+0", "ab99", TargetRangeError, "a downgrade counts down"),
        ("-0", "ab99", TargetRangeError, "a downgrade counts down"),
        ("44e3-3", "ab99", TargetRangeError, "only 2 are left from 44e3 down to base"),
        ("base-1", "ab99", TargetRangeError, "nothing is below base"),
        ("44e3+5", "ab99", TargetRangeError, "only 4 are left above 44e3"),
        ("", "ab99", TargetSyntaxError, "empty"),
        ("44", "ab99", AmbiguousTargetError, "44 is ambiguous; nothing reverted"),
    ],
)
def test_a_downgrade_is_refused(
    target: str, current: str | None, error: type[HeadwayError], said: str
) -> None:
    with pytest.raises(error) as caught:
        plan_downgrade(LINE, at(current), target)
    assert said in caught.value.summary


def test_an_ambiguous_prefix_lists_all_and_shows_the_way() -> None:
    with pytest.raises(AmbiguousTargetError) as caught:
        plan_upgrade(LINE, (), "44")
    assert caught.value.detail == ("44e3  2026-03-02  add terms", "44f0  2026-03-02  add folders")
    assert caught.value.hints == (("try", "headway upgrade 44e"),)
    with pytest.raises(AmbiguousTargetError) as caught:
        plan_downgrade(LINE, ("ab99",), "44@44-1")
    assert caught.value.hints[0][1].startswith("headway downgrade 44")


def test_an_unknown_name_shows_the_nearest() -> None:
    with pytest.raises(UnknownTargetError) as caught:
        plan_upgrade(LINE, (), "44e9+1")
    assert caught.value.detail[0] == "44e3  2026-03-02  add terms"
    assert caught.value.hints[0] == ("try", "headway upgrade 44e3+1")


def test_short_names() -> None:
    history = History(
        (
            Revision(id="aa"),
            Revision(id="aab", down=("aa",)),
            Revision(id="c", down=("aab",), labels=("add_users",)),
        )
    )
    assert plan_upgrade(history, (), "aa").end == ("aa",)
    assert plan_upgrade(history, (), "add").end == ("c",)
    with pytest.raises(AmbiguousTargetError) as caught:
        plan_upgrade(history, (), "a")
    assert [line.split()[0] for line in caught.value.detail] == ["aa", "aab", "c"]


def test_an_empty_history() -> None:
    plan = plan_upgrade(History(()), (), "head")
    assert (plan.steps, plan.note) == ((), "there are no revisions yet: nothing to do")
    assert plan_downgrade(History(()), (), "base").note == "already at base: nothing to do"
