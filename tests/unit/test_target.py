"""The grammar of targets, and where a text leaves it."""

from __future__ import annotations

import pytest

from headway.errors import TargetSyntaxError
from headway.history.target import Absolute, Range, Relative, parse, parse_list, parse_range


@pytest.mark.parametrize(
    ("text", "branch", "symbol"),
    [
        ("44e3", None, "44e3"),
        ("head", None, "head"),
        ("heads", None, "heads"),
        ("base", None, "base"),
        ("current", None, "current"),
        ("legacy.v1", None, "legacy.v1"),
        ("add_users", None, "add_users"),
        ("a,b", None, "a,b"),
        ("номер", None, "номер"),
        ("#1%$", None, "#1%$"),
        ("alpha@head", "alpha", "head"),
        ("my-branch@44e3", "my-branch", "44e3"),
        ("v+1@44e3", "v+1", "44e3"),
    ],
)
def test_absolute(text: str, branch: str | None, symbol: str) -> None:
    assert parse(text) == Absolute(text=text, symbol=symbol, branch=branch)


@pytest.mark.parametrize(
    ("text", "branch", "symbol", "steps"),
    [
        ("+2", None, None, 2),
        ("-1", None, None, -1),
        ("44e3+2", None, "44e3", 2),
        ("44e3-12", None, "44e3", -12),
        ("legacy.v1+2", None, "legacy.v1", 2),
        ("alpha@+1", "alpha", None, 1),
        ("alpha@-1", "alpha", None, -1),
        ("alpha@44e3-1", "alpha", "44e3", -1),
        ("my-branch@+1", "my-branch", None, 1),
        ("head-1", None, "head", -1),
        ("current-1", None, "current", -1),
        ("+007", None, None, 7),
    ],
)
def test_relative(text: str, branch: str | None, symbol: str | None, steps: int) -> None:
    expected = Relative(text=text, steps=steps, counts_up=steps > 0, symbol=symbol, branch=branch)
    assert parse(text) == expected


def test_a_count_of_nothing_keeps_its_sign() -> None:
    assert parse("+0").counts_up
    assert not parse("-0").counts_up
    assert parse("-0").steps == 0


def test_a_count_of_any_length() -> None:
    assert parse("+" + "9" * 5000).steps > 10**9
    assert parse("-" + "9" * 5000).steps < -(10**9)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("44e3+2x", 7),
        ("44e3+2-1", 7),
        ("44e3+", 5),
        ("44e3-", 5),
        ("+", 1),
        ("44e3+x", 5),
        ("my-branch", 3),
        ("44 e3", 3),
        (" 44e3", 1),
        ("44e3 ", 5),
        ("44e3\n", 5),
        ("44\t", 3),
        ("44\x1b[0m", 3),
        ("44\u00a0", 3),
        ("44\u200b", 3),
        ("a:b", 2),
        ("@head", 1),
        ("alpha@", 6),
        ("a@b@c", 4),
        ("alpha@44e3+2x", 13),
        ("alpha@+2x", 9),
        ("44e3+\u0663", 5),
    ],
)
def test_an_error_says_where(text: str, at: int) -> None:
    with pytest.raises(TargetSyntaxError, match=rf"at character {at}\b") as caught:
        parse(text)
    assert caught.value.summary.isprintable()


def test_an_empty_target() -> None:
    with pytest.raises(TargetSyntaxError, match="empty") as caught:
        parse("")
    assert caught.value.hints == (("all revisions", "head"), ("none", "base"))


def test_labels_that_look_like_counts() -> None:
    names = {"release-2024", "my-branch", "add+drop"}
    assert parse("release-2024", names=names) == Absolute(
        text="release-2024", symbol="release-2024"
    )
    assert parse("my-branch", names=names) == Absolute(text="my-branch", symbol="my-branch")
    assert parse("release-2024-1", names=names).symbol == "release-2024"
    assert parse("add+drop+2", names=names).steps == 2
    with pytest.raises(TargetSyntaxError):
        parse("my-branches", names=names)


def test_ranges() -> None:
    one, two = parse("1a2b"), parse("44e3+1")
    assert parse_range("1a2b:44e3+1") == Range(text="1a2b:44e3+1", lower=one, upper=two)
    assert parse_range("1a2b:") == Range(text="1a2b:", lower=one, upper=None)
    assert parse_range(":1a2b") == Range(text=":1a2b", lower=None, upper=one)
    assert parse_range(":") == Range(text=":", lower=None, upper=None)
    assert parse_range("-2:current").lower == parse("-2")


def test_what_is_no_range() -> None:
    with pytest.raises(TargetSyntaxError, match="is no range") as caught:
        parse_range("44e3")
    assert caught.value.hints == (("up to there", ":44e3"), ("from there on", "44e3:"))
    with pytest.raises(TargetSyntaxError, match="a second ':', at character 4"):
        parse_range("a:b:c")
    with pytest.raises(TargetSyntaxError, match="a blank"):
        parse_range("a :b")


def test_lists() -> None:
    assert parse_list(("a", "b+1")) == (parse("a"), parse("b+1"))
    assert parse_list("a") == (parse("a"),)
    assert parse_list(()) == ()
