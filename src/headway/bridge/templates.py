"""The templates that the installed Alembic brings for `init`."""

from __future__ import annotations

from pathlib import Path

import alembic

__all__ = ["list_templates"]


def list_templates() -> tuple[tuple[str, str], ...]:
    """Return each template's name with the first line of its README, sorted by name."""
    folder = Path(alembic.__file__).parent / "templates"
    readmes = sorted(folder.glob("*/README"))
    return tuple((readme.parent.name, _first_line(readme)) for readme in readmes)


def _first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0].strip()
