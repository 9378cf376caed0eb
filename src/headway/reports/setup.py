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
    steps = (
        line("next"),
        line(f"1. {_first_step(written)}", indent=2),
        line("2. ", phrase('headway revision --autogenerate -m "first"'), indent=2),
    )
    value = {"written": [str(path) for path in written]}
    return Document(blocks=(*files, *steps), value=value)


def _first_step(written: Sequence[Path]) -> str:
    """Return where the URL and the models go: Alembic's layout has an .ini file, ours has not."""
    names = {path.suffix: shorten(path) for path in written}
    if ".ini" in names:
        env = next((shorten(path) for path in written if path.name == "env.py"), "env.py")
        return f"the database's URL in {names['.ini']}, the models' target_metadata in {env}"
    toml = names.get(".toml", "pyproject.toml")
    return f"the models in {toml}, and DATABASE_URL or the url there"


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
