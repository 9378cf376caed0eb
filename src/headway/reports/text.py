"""Renders a document as lines of text, plain or with ANSI colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from headway.reports.document import Line, Part, Style, Table, Verbatim
from headway.reports.escape import escape_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headway.reports.document import Block, Document

__all__ = ["render_text"]

_CODES = {
    Style.STRONG: "1",
    Style.FAINT: "2",
    Style.REVISION: "33",
    Style.GOOD: "32",
    Style.WARNING: "33",
    Style.BAD: "31;1",
}


def render_text(
    document: Document, *, colour: bool = False, clean: Callable[[str], str] = escape_controls
) -> str:
    """Return the document as text, each line ended; `clean` makes each part safe to print."""
    rendered = (_render(block, colour, clean) for block in document.blocks)
    return "".join(text for lines in rendered for text in lines)


def _render(block: Block, colour: bool, clean: Callable[[str], str]) -> Iterator[str]:
    match block:
        case Line():
            yield _render_line(block, colour, clean)
        case Table():
            yield from _render_table(block, colour, clean)
        case Verbatim():
            yield block.text
        case _:
            assert_never(block)


def _render_line(block: Line, colour: bool, clean: Callable[[str], str]) -> str:
    if colour:
        text = "".join(_paint(part, clean(part.text), colour) for part in block.parts)
    else:  # one call a line: `history` prints thousands
        text = clean("".join([part.text for part in block.parts]))
    margin = " " * block.indent
    return "".join(f"{margin}{row}\n" for row in text.split("\n"))


def _render_table(block: Table, colour: bool, clean: Callable[[str], str]) -> Iterator[str]:
    rows = [[(part, clean(part.text).replace("\n", " ")) for part in row] for row in block.rows]
    count = max((len(row) for row in rows), default=0)
    widths = [
        max((len(row[at][1]) for row in rows if at < len(row)), default=0) for at in range(count)
    ]
    for row in rows:
        cells = []
        for at, (part, text) in enumerate(row):
            gap = " " * (widths[at] - len(text)) if at < len(row) - 1 else ""
            cells.append(_paint(part, text, colour) + gap)
        yield (" " * block.indent + "  ".join(cells)).rstrip(" ") + "\n"


def _paint(part: Part, text: str, colour: bool) -> str:
    code = _CODES.get(part.style)
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code and text else text
