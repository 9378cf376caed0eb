"""The tree that everything Headway prints is made of: documents of lines and tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

__all__ = ["Block", "Document", "Line", "Part", "Style", "Table", "Verbatim", "line"]


class Style(Enum):
    """What a part of a line is, for those who see colours. The text alone says everything."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    REVISION = "revision"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line in one style."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; a line break inside a part begins a new one with the same indent."""

    parts: tuple[Part, ...]
    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows whose columns are aligned, two spaces apart."""

    rows: tuple[tuple[Part, ...], ...]
    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """Text for machines, printed as it is: SQL, a completion script."""

    text: str


Block: TypeAlias = Line | Table | Verbatim


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a command reports: blocks for people and the same facts as JSON-ready values."""

    blocks: tuple[Block, ...] = ()
    value: object = None


def line(*parts: Part | str, indent: int = 0) -> Line:
    """Return a line of the parts; a bare string is plain."""
    made = (Part(each) if isinstance(each, str) else each for each in parts)
    return Line(parts=tuple(made), indent=indent)
