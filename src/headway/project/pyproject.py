"""The tables of pyproject.toml that concern migrations, with the line of every key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError
from headway.project.place import shown
from headway.project.text import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Pyproject", "read_pyproject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pyproject:
    """`[tool.headway]` and `[tool.alembic]` of a file, each None where it is not there."""

    path: Path
    headway: Mapping[str, object] | None
    alembic: Mapping[str, object] | None
    lines: tuple[str, ...]

    def place(self, table: str, key: str | None = None) -> str:
        """Return `file:line` of a key of `tool.<table>`, or of the table's header."""
        return shown(self.path, self.line(table, key))

    def line(self, table: str, key: str | None = None) -> int:
        """Return the line of the key; the table's where the key is written another way."""
        header = re.compile(rf"\s*\[\s*tool\s*\.\s*{table}\s*\]")
        dotted = re.compile(rf"\s*(tool\s*\.\s*)?{table}\b")
        start = _find(self.lines, header) or _find(self.lines, dotted) or 1
        if key is None:
            return start
        wanted = re.compile(rf"""(\s*|.*[.{{,]\s*)["']?{re.escape(key)}["']?\s*=""")
        return _find(self.lines, wanted, start) or start


def read_pyproject(path: Path) -> Pyproject:
    """Read and parse a pyproject.toml.

    Raises:
        ConfigMissingError: the file does not exist.
        ConfigInvalidError: it cannot be read, is not TOML, or `[tool.headway]` is no table.

    """
    import tomllib  # noqa: PLC0415  only where there is such a file

    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise ConfigInvalidError(
            f"{shown(path, line)}: not valid TOML",
            detail=(str(error).partition(" (at ")[0],),
            hints=(("text is quoted in TOML", 'name = "value"'),),
        ) from None
    tool = content.get("tool")
    tables = tool if isinstance(tool, dict) else {}
    return Pyproject(
        path=path,
        headway=_table(path, tables, "headway"),
        alembic=_table(path, tables, "alembic"),
        lines=tuple(text.split("\n")),
    )


def _table(path: Path, tables: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    table = tables.get(name)
    if table is None or isinstance(table, dict):
        return table
    raise ConfigInvalidError(
        f"{shown(path)}: tool.{name} is not a table",
        hints=(("the usual form", f"a line [tool.{name}], then lines name = value"),),
    )


def _find(lines: tuple[str, ...], pattern: re.Pattern[str], after: int = 0) -> int | None:
    numbered = enumerate(lines[max(after - 1, 0) :], max(after, 1))
    return next((number for number, line in numbered if pattern.match(line)), None)
