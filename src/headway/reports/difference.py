"""Reports of `check`: how the models and the database differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reports.document import Document, Part, Style, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.outcome import Difference

__all__ = ["report_differences"]


def report_differences(differences: Sequence[Difference], phrase: Callable[[str], str]) -> Document:
    """Return Alembic's sentence when there are none, else each difference and what to do."""
    value = {"differences": [{"kind": each.kind, "text": each.text} for each in differences]}
    if not differences:
        return Document(blocks=(line("No new upgrade operations detected."),), value=value)
    count = f"{len(differences)} difference{'s' if len(differences) > 1 else ''}"
    rows = (line(Part(each.text, Style.WARNING), indent=2) for each in differences)
    command = phrase('headway revision --autogenerate -m "..."')
    return Document(
        blocks=(
            line(Part("New upgrade operations detected", Style.STRONG), f": {count}"),
            *rows,
            line(Part("try: ", Style.STRONG), command),
        ),
        value=value,
    )
