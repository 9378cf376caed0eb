"""The column of the version table on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from headway.dialects.generic import format_table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

__all__ = ["version_column_length", "widen_version_column"]

_LENGTH = text(
    """
    -- How many characters the column takes: typmod less its header of 4, or -1 without a limit.
    SELECT a.atttypmod - 4
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(:name)
      AND a.attname = 'version_num'
      AND a.atttypmod >= 4
      AND t.typname IN ('varchar', 'bpchar')
    """
)


def version_column_length(connection: Connection, table: str, schema: str | None) -> int | None:
    """Return the longest id in characters that fits, or None without a limit or without a table."""
    name = format_table(connection, table, schema)
    length = connection.execute(_LENGTH, {"name": name}).scalar()
    return None if length is None else int(length)


def widen_version_column(
    connection: Connection, table: str, schema: str | None, length: int
) -> None:
    """Let ids of `length` characters in; the table is not rewritten, and NOT NULL stays.

    https://www.postgresql.org/docs/current/sql-altertable.html: a longer varchar needs no rewrite.
    """
    name = format_table(connection, table, schema)
    connection.execute(
        text(f"ALTER TABLE {name} ALTER COLUMN version_num TYPE VARCHAR({int(length)})")
    )
