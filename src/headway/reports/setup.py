"""Reports of setting a project up: `init` and `list_templates`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reports.document import Document, Part, Style, Table, line
from headway.reports.written import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["report_init", "report_templates"]


def report_init(written: Sequence[Path], phrase: Callable[[str], str]) -> Document:
    """Return the files that were written and the next two steps."""
    files = [line("wrote ", Part(shorten(path), Style.STRONG)) for path in written]
    settings = [path for path in written if path.suffix in (".ini", ".toml")]
    where = f" in {shorten(settings[-1])}" if settings else ""
    steps = (
        line("next"),
        line(f"1. write the database's URL{where}", indent=2),
        line("2. ", phrase('headway revision --autogenerate -m "first"'), indent=2),
    )
    value = {"written": [str(path) for path in written]}
    return Document(blocks=(*files, *steps), value=value)


def report_templates(
    templates: Sequence[tuple[str, str]], phrase: Callable[[str], str]
) -> Document:
    """Return the names of the templates with a line about each."""
    rows = tuple((Part(name, Style.STRONG), Part(f"- {about}")) for name, about in templates)
    value = {"templates": [{"name": name, "about": about} for name, about in templates]}
    return Document(
        blocks=(
            line("Available templates:"),
            line(""),
            Table(rows=rows),
            line(""),
            line("Use one: ", phrase("headway init --template generic ./migrations")),
        ),
        value=value,
    )
