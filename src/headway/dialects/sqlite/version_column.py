"""The column of the version table: SQLite does not enforce the length of a VARCHAR.

https://www.sqlite.org/datatype3.html, "the numeric arguments in parentheses … are ignored".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

__all__ = ["version_column_length", "widen_version_column"]


def version_column_length(_connection: Connection, _table: str, _schema: str | None) -> int | None:
    """Return None: an id of any length fits."""
    return None


def widen_version_column(
    _connection: Connection, _table: str, _schema: str | None, _length: int
) -> None:
    """Do nothing: an id of any length fits."""
