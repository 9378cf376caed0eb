"""The column of the version table on MySQL and MariaDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from headway.dialects.generic import format_table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

__all__ = ["version_column_length", "widen_version_column"]

_LENGTH = text(
    """
    -- How many characters the column takes.
    SELECT character_maximum_length
    FROM information_schema.columns
    WHERE table_schema = coalesce(:schema, database())
      AND table_name = :table
      AND column_name = 'version_num'
    """
)
_CHARSET = text(
    """
    -- The character set and collation that the column has, to say them again.
    SELECT character_set_name, collation_name
    FROM information_schema.columns
    WHERE table_schema = coalesce(:schema, database())
      AND table_name = :table
      AND column_name = 'version_num'
    """
)


def version_column_length(connection: Connection, table: str, schema: str | None) -> int | None:
    """Return the longest id in characters that fits, or None without a table."""
    length = connection.execute(_LENGTH, {"schema": schema, "table": table}).scalar()
    return None if length is None else int(length)


def widen_version_column(
    connection: Connection, table: str, schema: str | None, length: int
) -> None:
    """Let ids of `length` characters in; commits, as all DDL does here.

    MODIFY replaces the whole definition, so NOT NULL, the character set and the collation are
    said again; the primary key stays (https://dev.mysql.com/doc/refman/8.4/en/alter-table.html).
    """
    found = connection.execute(_CHARSET, {"schema": schema, "table": table}).first()
    charset = f" CHARACTER SET {found[0]} COLLATE {found[1]}" if found and found[0] else ""
    connection.execute(
        text(
            f"ALTER TABLE {format_table(connection, table, schema)}"
            f" MODIFY version_num VARCHAR({int(length)}){charset} NOT NULL"
        )
    )
