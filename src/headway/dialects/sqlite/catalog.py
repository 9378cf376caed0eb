"""What SQLite's own tables say: schemas, objects, foreign keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.dialects.sqlite import driver

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

__all__ = [
    "ForeignKey",
    "Object",
    "find_twin",
    "has_expression",
    "make_drop",
    "quote",
    "read_foreign_keys",
    "read_objects",
    "read_referencing",
    "read_schemas",
    "read_sql",
]


_IN_EXPRESSION = -2
"""The column number that `PRAGMA index_xinfo` gives to an expression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """A trigger, index, view or table: one row of a schema's `sqlite_master`."""

    schema: str
    kind: str
    name: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A foreign key from `columns` of `table`, with its ON DELETE action in upper case."""

    table: str
    columns: tuple[str, ...]
    on_delete: str


def quote(name: str) -> str:
    """Return the name as SQL reads it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def read_schemas(connection: Connection) -> tuple[str, ...]:
    """Return the names of the attached databases, `main` first and without `temp`."""
    rows = driver.fetch(connection, "PRAGMA database_list")
    return tuple(row[1] for row in sorted(rows) if row[1] != "temp")


def read_objects(connection: Connection, schema: str, *kinds: str) -> tuple[Object, ...]:
    """Return the objects of these kinds in the order of their creation.

    Automatic indexes and SQLite's own tables have no SQL that could be run, and are left out.
    """
    return _select_objects(connection, schema, kinds)


def _select_objects(
    connection: Connection,
    schema: str,
    kinds: tuple[str, ...],
    condition: str = "1",
    values: tuple[str, ...] = (),
) -> tuple[Object, ...]:
    rows = driver.fetch(
        connection,
        f"SELECT type, name, tbl_name, sql FROM {quote(schema)}.{_master(schema)}"  # noqa: S608  # quoted
        " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
        f" AND {condition} ORDER BY rowid",
        values,
    )
    return tuple(
        Object(schema=schema, kind=kind, name=name, table=table, sql=sql)
        for kind, name, table, sql in rows
        if kind in kinds
    )


def has_expression(connection: Connection, index: Object) -> bool:
    """Tell whether an index is on an expression, which SQLAlchemy does not reflect."""
    statement = f"PRAGMA {quote(index.schema)}.index_xinfo({quote(index.name)})"
    return any(row[1] == _IN_EXPRESSION for row in driver.fetch(connection, statement))


def make_drop(found: Object) -> str:
    """Return the statement that drops a trigger or an index if it is there."""
    return f"DROP {found.kind.upper()} IF EXISTS {quote(found.schema)}.{quote(found.name)}"


def find_twin(connection: Connection, name: str, sql: str) -> Object | None:
    """Return the trigger, or index on an expression, that `sql` is about to create again.

    Only one with the very same text counts, whatever its spaces and letters' case. SQLite looks
    the name up, so that the cost does not grow with the schema; of names in other alphabets it
    does not know the letters' case, and gives them all.
    """
    named = "(name = ? COLLATE NOCASE OR name GLOB '*[^ -~]*')"
    for found in _select_objects(connection, "main", ("trigger", "index"), named, (name,)):
        if found.name.lower() == name and _normalize(found.sql) == _normalize(sql):
            return found if found.kind == "trigger" or has_expression(connection, found) else None
    return None


def _normalize(sql: str) -> str:
    return " ".join(sql.split()).rstrip("; ").casefold()


def read_sql(connection: Connection, schema: str, table: str) -> str | None:
    """Return the CREATE TABLE text of a table, or None where there is no such table."""
    rows = driver.fetch(
        connection,
        f"SELECT sql FROM {quote(schema)}.{_master(schema)}"  # noqa: S608  # quoted
        " WHERE type = 'table' AND lower(name) = lower(?)",
        (table,),
    )
    return str(rows[0][0]) if rows else None


def read_foreign_keys(
    connection: Connection, schema: str, table: str
) -> dict[int, tuple[str, ForeignKey]]:
    """Return the foreign keys of a table by SQLite's number, each with its parent's name."""
    keys: dict[int, tuple[str, ForeignKey]] = {}
    statement = f"PRAGMA {quote(schema)}.foreign_key_list({quote(table)})"
    for number, _, parent, column, _, _, on_delete, *_ in driver.fetch(connection, statement):
        columns = keys[number][1].columns if number in keys else ()
        key = ForeignKey(table=table, columns=(*columns, column), on_delete=on_delete.upper())
        keys[number] = (str(parent), key)
    return keys


def read_referencing(connection: Connection, schema: str, table: str) -> tuple[ForeignKey, ...]:
    """Return the foreign keys that point at a table, its own among them."""
    return tuple(
        key
        for child in read_objects(connection, schema, "table")
        for parent, key in read_foreign_keys(connection, schema, child.name).values()
        if parent.lower() == table.lower()
    )


def _master(schema: str) -> str:
    return "sqlite_temp_master" if schema == "temp" else "sqlite_master"
