"""What hangs on a table, taken before the table is recreated and put back afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from sqlite3 import Error
from typing import TYPE_CHECKING, Self

from headway.dialects.sqlite import driver
from headway.dialects.sqlite.catalog import (
    Object,
    has_expression,
    make_drop,
    quote,
    read_objects,
    read_sql,
)
from headway.dialects.sqlite.loss import find_losses

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from headway.dialects.sqlite.transaction import SQLiteGuard

__all__ = ["Keepsake"]

_CREATE = re.compile(r"CREATE\s+(?:UNIQUE\s+)?(?:TRIGGER|INDEX)\s+", re.IGNORECASE)
_numbers = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepsake:
    """A table's text, the objects on it, and which views and triggers worked before."""

    schema: str
    table: str
    sql: str
    triggers: tuple[Object, ...]
    indexes: tuple[Object, ...]
    expression_indexes: frozenset[str]
    views: tuple[Object, ...]
    broken: frozenset[str]
    sequence: int | None

    @classmethod
    def take(cls, connection: Connection, schema: str, table: str) -> Self:
        """Read everything from the database; nothing is changed."""
        mine = [
            found
            for found in read_objects(connection, schema, "trigger", "index")
            if found.table.lower() == table.lower()
        ]
        indexes = tuple(found for found in mine if found.kind == "index")
        views = read_objects(connection, schema, "view")
        return cls(
            schema=schema,
            table=table,
            sql=read_sql(connection, schema, table) or "",
            triggers=tuple(found for found in mine if found.kind == "trigger"),
            indexes=indexes,
            expression_indexes=frozenset(
                found.name for found in indexes if has_expression(connection, found)
            ),
            views=views,
            broken=frozenset(view.name for view in views if _breaks_view(connection, view)),
            sequence=_read_sequence(connection, schema, table),
        )

    def restore(self, connection: Connection, guard: SQLiteGuard) -> None:
        """Create again what vanished, and give a notice for what cannot be kept."""
        sql = read_sql(connection, self.schema, self.table)
        if sql is None:
            return
        self._restore_indexes(connection, guard)
        self._restore_triggers(connection, guard)
        self._restore_sequence(connection)
        now = read_objects(connection, self.schema, "index")
        losses = find_losses(self.sql, sql, self.indexes, now)
        if losses:
            guard.notice(
                "sqlite-table-lost",
                f"recreating {self.table} lost {', '.join(losses)}: "
                "say it again in batch_alter_table(table_args=, table_kwargs=) if it is needed",
            )
        for view in self.views:
            if view.name not in self.broken and _breaks_view(connection, view):
                guard.notice(
                    "sqlite-view-broken",
                    f"the view {view.name} does not work any more since {self.table} has changed",
                )

    def _restore_indexes(self, connection: Connection, guard: SQLiteGuard) -> None:
        """Create indexes on expressions again, which SQLAlchemy, and so Alembic, cannot see."""
        for index in self._find_missing(connection, self.indexes):
            if index.name in self.expression_indexes:
                self._create(connection, guard, index)

    def _restore_triggers(self, connection: Connection, guard: SQLiteGuard) -> None:
        works = not _breaks_writing(connection, self.schema, self.table)
        for trigger in self._find_missing(connection, self.triggers):
            if not self._create(connection, guard, trigger) or not works:
                continue
            reason = _breaks_writing(connection, self.schema, self.table)
            if reason:
                driver.run(connection, make_drop(trigger))
                self._say_gone(guard, trigger, reason)

    def _find_missing(
        self, connection: Connection, objects: tuple[Object, ...]
    ) -> tuple[Object, ...]:
        kinds = {found.kind for found in objects}
        there = {found.name.lower() for found in read_objects(connection, self.schema, *kinds)}
        return tuple(found for found in objects if found.name.lower() not in there)

    def _create(self, connection: Connection, guard: SQLiteGuard, found: Object) -> bool:
        try:
            driver.run(connection, _qualify(found))
        except Error as error:
            self._say_gone(guard, found, str(error))
            return False
        guard.note_restored(found.name, make_drop(found))
        return True

    def _say_gone(self, guard: SQLiteGuard, found: Object, reason: str) -> None:
        guard.notice(
            f"sqlite-{found.kind}-gone",
            f"the {found.kind} {found.name} of {self.table} could not be kept: {reason}",
        )

    def _restore_sequence(self, connection: Connection) -> None:
        """Give AUTOINCREMENT its value back: no number is ever used twice."""
        now = read_sql(connection, self.schema, self.table) or ""
        if self.sequence is None or "AUTOINCREMENT" not in now.upper():
            return
        sequence = f"{quote(self.schema)}.sqlite_sequence"
        driver.fetch(connection, f"DELETE FROM {sequence} WHERE name = ?", (self.table,))  # noqa: S608  # quoted
        driver.fetch(
            connection,
            f"INSERT INTO {sequence} (name, seq) VALUES (?, ?)",  # noqa: S608  # quoted
            (self.table, self.sequence),
        )


def _qualify(found: Object) -> str:
    """Return the object's CREATE text with its schema, which SQLite does not store."""
    return _CREATE.sub(lambda m: f"{m.group()}{quote(found.schema)}.", found.sql, count=1)


def _breaks_view(connection: Connection, view: Object) -> str | None:
    """Return why a view cannot be read, or None; the statement is prepared, not run."""
    place = f"{quote(view.schema)}.{quote(view.name)}"
    return _try(connection, f"EXPLAIN SELECT * FROM {place}")  # noqa: S608  # quoted


def _breaks_writing(connection: Connection, schema: str, table: str) -> str | None:
    """Return why the triggers of a table cannot be prepared, or None."""
    place = f"{quote(schema)}.{quote(table)}"
    rows = driver.fetch(connection, f"PRAGMA {quote(schema)}.table_xinfo({quote(table)})")
    names = [quote(row[1]) for row in rows if not row[6]]
    assignments = ", ".join(f"{name} = {name}" for name in names)
    return (
        _try(connection, f"EXPLAIN INSERT INTO {place} DEFAULT VALUES")  # quoted
        or _try(connection, f"EXPLAIN UPDATE {place} SET {assignments}")  # noqa: S608  # quoted
        or _try(connection, f"EXPLAIN DELETE FROM {place}")  # noqa: S608  # quoted
    )


def _try(connection: Connection, sql: str) -> str | None:
    """Return the error of a statement; each text is new, or the driver would not prepare it again.

    sqlite3 keeps prepared statements by their text, and EXPLAIN never notices a changed schema.
    """
    try:
        driver.run(connection, f"{sql} -- {next(_numbers)}")
    except Error as error:
        return str(error)
    return None


def _read_sequence(connection: Connection, schema: str, table: str) -> int | None:
    if read_sql(connection, schema, "sqlite_sequence") is None:
        return None
    rows = driver.fetch(
        connection,
        f"SELECT seq FROM {quote(schema)}.sqlite_sequence WHERE name = ?",  # noqa: S608  # quoted
        (table,),
    )
    return int(rows[0][0]) if rows else None
