"""The grammar of targets: what a person types to say where to go.

target    = [branch "@"] (symbol | [symbol] ("+" | "-") number)
symbol    = id | label | a prefix of either | "head" | "heads" | "base" | "current"
range     = [target] ":" [target]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from headway.errors import TargetSyntaxError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

__all__ = ["Absolute", "Range", "Relative", "Target", "parse", "parse_list", "parse_range"]

_RELATIVE = re.compile(r"(.*)([+-])([0-9]+)", re.DOTALL)
_SIGN_AND_DIGITS = re.compile(r"[+-][0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Absolute:
    """A revision, a label, a prefix of either, or a keyword; on a branch if one is named."""

    text: str
    symbol: str
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """So many revisions above (`steps` > 0) or below a symbol, or where the database is.

    `counts_up` tells the sign, which `steps` cannot for a count of 0.
    """

    text: str
    steps: int
    counts_up: bool
    symbol: str | None = None
    branch: str | None = None


Target: TypeAlias = Absolute | Relative


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Two ends, each of which may be left out: from above `lower` up to `upper`."""

    text: str
    lower: Target | None
    upper: Target | None


def parse(text: str, *, names: Container[str] = frozenset()) -> Target:
    """Return the target that the whole text means, or raise TargetSyntaxError.

    `names` are branch labels that are taken as they are although they look like a relative
    target, such as `release-2024`. The error says at which character the text goes wrong.
    """
    _refuse_outside(text, 0, text)
    branch, symbol = _split_branch(text)
    if symbol in names:
        return Absolute(text=text, symbol=symbol, branch=branch)
    relative = _RELATIVE.fullmatch(symbol)
    if relative is None:
        _refuse_signs(text, len(text) - len(symbol), symbol, names)
        return Absolute(text=text, symbol=symbol, branch=branch)
    start, sign, digits = relative.groups()
    if start not in names:
        _refuse_signs(text, len(text) - len(symbol), start, names)
    count = int(digits) if len(digits) < _LONGEST else _MANY
    return Relative(
        text=text,
        steps=count if sign == "+" else -count,
        counts_up=sign == "+",
        symbol=start or None,
        branch=branch,
    )


_LONGEST, _MANY = 10, 10**10  # no history is longer, and int() refuses 4,300 digits


def parse_range(text: str, *, names: Container[str] = frozenset()) -> Range:
    """Return the two ends of `a:b`, `a:`, `:b` or `:`, or raise TargetSyntaxError."""
    lower, colon, upper = text.partition(":")
    if not colon:
        raise TargetSyntaxError(
            f"{text!r} is no range: a range is START:END, START: or :END",
            hints=(("up to there", f":{text}"), ("from there on", f"{text}:")),
        )
    if ":" in upper:
        at = len(lower) + 2 + upper.index(":")
        _fail(text, at, "a second ':'")
    return Range(
        text=text,
        lower=parse(lower, names=names) if lower else None,
        upper=parse(upper, names=names) if upper else None,
    )


def parse_list(
    texts: str | Iterable[str], *, names: Container[str] = frozenset()
) -> tuple[Target, ...]:
    """Return one target for each text, as `stamp` and `merge` take several."""
    several = (texts,) if isinstance(texts, str) else tuple(texts)
    return tuple(parse(text, names=names) for text in several)


def _refuse_outside(text: str, offset: int, part: str) -> None:
    """Stop at what no target can hold: nothing, a blank, a control character, a colon."""
    if not part:
        raise TargetSyntaxError(
            "the target is empty; nothing was done",
            hints=(("all revisions", "head"), ("none", "base")),
        )
    for at, character in enumerate(part, offset + 1):
        if character.isspace() or not character.isprintable():
            _fail(text, at, "a blank" if character == " " else f"the character {character!a}")
        if character == ":":
            _fail(text, at, "a ':' (a range works only with --sql and in history -r)")


def _split_branch(text: str) -> tuple[str | None, str]:
    branch, at, symbol = text.partition("@")
    if not at:
        return None, text
    if not branch:
        _fail(text, 1, "an '@' without a branch before it")
    if "@" in symbol:
        _fail(text, len(branch) + 2 + symbol.index("@"), "a second '@'")
    if not symbol:
        _fail(text, len(text), "an '@' with nothing after it")
    return branch, symbol


def _refuse_signs(text: str, offset: int, symbol: str, names: Container[str]) -> None:
    """Stop at a sign: an id holds none, and a count stands at the very end."""
    sign = _SIGN_AND_DIGITS.search(symbol)
    if sign is None or symbol in names:
        return
    at = offset + sign.end()
    if len(sign.group()) > 1:
        found = text[at] if at < len(text) else ""
        _fail(text, at + 1, f"{found!r} after the count {sign.group()}")
    _fail(text, offset + sign.start() + 1, f"{sign.group()!r} without a number after it")


def _fail(text: str, at: int, what: str) -> NoReturn:
    raise TargetSyntaxError(
        f"the target {text!r} has {what}, at character {at}; nothing was done",
        detail=("a target is an id, a label, head, heads or base, then maybe +N or -N",),
    )
