"""Paths as people type them and as messages show them."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["as_path", "shown"]


def as_path(text: str | Path) -> Path:
    r"""Return the path that an argument names, so that Windows commands work elsewhere too.

    Outside Windows a backslash is a separator (`.\src\_alembic.ini`), unless a file or folder of
    exactly that name exists. A `Path` is returned as it is.
    """
    if isinstance(text, Path) or os.sep == "\\" or "\\" not in text:
        return Path(text)
    exact = Path(text)
    return exact if exact.exists() else Path(text.replace("\\", "/"))


def shown(path: Path, line: int | None = None) -> str:
    """Return the path as a person can open it from here: `alembic.ini`, `alembic.ini:12`.

    It is relative to the current directory where it lies below it, else absolute.
    """
    try:
        text = str(path.relative_to(Path.cwd()))
    except ValueError:
        text = str(path)
    return text if line is None else f"{text}:{line}"
