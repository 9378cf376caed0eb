"""Reports of files that were written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from headway.reports.document import Document, Part, Style, line
from headway.reports.values import revision_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.outcome import Written

__all__ = ["report_written", "shorten", "shorten_text"]


def report_written(written: Sequence[Written]) -> Document:
    """Return `wrote PATH` for each revision file."""
    lines = tuple(line("wrote ", Part(shorten(each.path), Style.STRONG)) for each in written)
    value = {
        "written": [
            {"path": str(each.path), "revision": revision_value(each.revision)} for each in written
        ]
    }
    if not lines:
        lines = (line("nothing was written"),)
    return Document(blocks=lines, value=value)


def shorten(path: Path) -> str:
    """Return the path from the current directory where it is below it, else as it is."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def shorten_text(path: str) -> str:
    """Return `shorten` of a path that is text; an unknown path stays empty."""
    return shorten(Path(path)) if path else ""
