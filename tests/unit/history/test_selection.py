"""What `show`, `edit`, `merge`, `--head` and `history -r` choose."""

from __future__ import annotations

import pytest

from headway.errors import (
    AheadOfFilesError,
    AmbiguousTargetError,
    TargetRangeError,
    TargetSyntaxError,
    UnknownTargetError,
)
from headway.history import needs_current, select, select_range
from unit.plan.graphs import draw, forked

LINE, THEIRS = draw("1a2b:", "44e3: 1a2b", "44f0: 44e3", "9b3c: 44f0", "ab12: 9b3c", "ab99: ab12")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("44e", ["44e3"]),
        ("head", ["ab99"]),
        ("base", []),
        ("44e3+2", ["9b3c"]),
        ("9b3c-2", ["44e3"]),
        ("-2", ["9b3c"]),
        ("+1", ["44f0"]),
        ("current", ["44e3"]),
        ("1a2b@44", None),
    ],
)
def test_select(text: str, ids: list[str] | None) -> None:
    if ids is None:
        with pytest.raises(AmbiguousTargetError, match=r"44 is ambiguous$"):
            select(LINE, text, ("44e3",))
        return
    assert [revision.id for revision in select(LINE, text, ("44e3",))] == ids


def test_select_on_branches() -> None:
    history, _ = forked()
    assert [one.id for one in select(history, "heads")] == ["alpha2", "beta2"]
    assert [one.id for one in select(history, "alpha@-1")] == ["alpha1"]
    assert [one.id for one in select(history, "-2")] == ["root"]
    assert [one.id for one in select(history, "alpha@current", ("alpha1", "beta1"))] == ["alpha1"]
    assert select(history, "current") == ()
    with pytest.raises(AheadOfFilesError):
        select(history, "current", ("f00",))
    with pytest.raises(TargetRangeError):
        select(history, "-9")
    with pytest.raises(TargetRangeError):
        select(history, "-0")
    with pytest.raises(AmbiguousTargetError):
        select(history, "head")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("1a2b:44f0", "44f0 44e3 1a2b"),
        (":44e3", "44e3 1a2b"),
        ("9b3c:", "ab99 ab12 9b3c"),
        ("44:", None),
        ("44e3:+1", "44f0 44e3"),
        ("-2:", "ab99 ab12 9b3c"),
        ("-2:current", "ab12 9b3c"),
        ("current:", "ab99 ab12"),
        (":current", "ab12 9b3c 44f0 44e3 1a2b"),
        ("base:44e3", "44e3 1a2b"),
        ("44e3:9b3c+9", "ab99 ab12 9b3c 44f0 44e3"),
        ("-9:44e3", "44e3 1a2b"),
        ("9b3c-1:ab12", "ab12 9b3c 44f0"),
        (":", "ab99 ab12 9b3c 44f0 44e3 1a2b"),
    ],
)
def test_select_range(text: str, ids: str | None) -> None:
    if ids is None:
        with pytest.raises(AmbiguousTargetError):
            select_range(LINE, text, ("ab12",))
        return
    assert [one.id for one in select_range(LINE, text, ("ab12",))] == ids.split()


def test_nothing_applied_is_an_empty_range() -> None:
    assert select_range(LINE, ":current") == ()


def test_a_range_on_a_branch() -> None:
    history, oracle = forked()
    assert {one.id for one in select_range(history, "alpha@base:heads")} == {
        "root",
        "alpha1",
        "alpha2",
    }
    assert set(oracle.walk("alpha@base", "heads").steps or ()) == {"root", "alpha1", "alpha2"}
    assert [one.id for one in select_range(history, "alpha1:alpha@head")] == ["alpha2", "alpha1"]


def test_what_is_no_range() -> None:
    with pytest.raises(TargetRangeError, match="9b3c is not below 44e3"):
        select_range(LINE, "9b3c:44e3")
    with pytest.raises(TargetSyntaxError, match="counts up from the lower one"):
        select_range(LINE, ":-2")
    with pytest.raises(TargetSyntaxError, match="is no range"):
        select_range(LINE, "44e3")
    with pytest.raises(UnknownTargetError):
        select_range(LINE, "zz:")


def test_which_ranges_need_a_database() -> None:
    assert needs_current(LINE, "-2:current")
    assert needs_current(LINE, "current:")
    assert not needs_current(LINE, "-2:44e3")
