"""Tables that Alembic's `batch_alter_table` recreates, with everything that hangs on them kept.

Alembic creates `_alembic_tmp_x`, copies the rows, drops `x` and renames. SQLite's manual asks for
more (https://www.sqlite.org/lang_altertable.html, the twelve steps): remember the triggers and
indexes and create them again, and keep views and triggers of other tables as they are, which
`PRAGMA legacy_alter_table` does. Nothing is done for a block that recreates nothing.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from sqlite3 import Error
from typing import TYPE_CHECKING

from sqlalchemy import event

from headway.dialects.sqlite import driver
from headway.dialects.sqlite.catalog import (
    ForeignKey,
    quote,
    read_objects,
    read_referencing,
    read_sql,
)
from headway.dialects.sqlite.keepsake import Keepsake
from headway.dialects.sqlite.statement import find_table
from headway.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from headway.dialects.sqlite.transaction import SQLiteGuard

__all__ = ["batch"]

_CHANGING = frozenset({"CASCADE", "SET NULL", "SET DEFAULT"})
_LONGEST = 50


@contextmanager
def batch(
    connection: Connection, guard: SQLiteGuard, table: str, schema: str | None = None
) -> Iterator[None]:
    """Go around one `batch_alter_table` block of `table`.

    Guarantees that triggers, expression indexes and the AUTOINCREMENT value of the table stay,
    that views and triggers elsewhere stay word for word, and that no `_alembic_tmp_` table is
    left. What the recreated table lost is a notice. A trigger that names a column that is gone
    cannot stay: a notice too.

    Raises `MigrationError` before the table is dropped when foreign keys are on, cannot be turned
    off any more, and rows of another table would follow by ON DELETE.
    """
    recreation = _Recreation(connection, guard, table, schema)

    def before(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        recreation.watch(statement)

    event.listen(connection, "before_cursor_execute", before)
    try:
        yield
    except BaseException:
        event.remove(connection, "before_cursor_execute", before)
        recreation.abandon()
        raise
    event.remove(connection, "before_cursor_execute", before)
    recreation.finish()


class _Recreation:
    """One table that may be recreated, followed by the statements that Alembic executes."""

    def __init__(
        self, connection: Connection, guard: SQLiteGuard, table: str, schema: str | None
    ) -> None:
        self._connection = connection
        self._guard = guard
        self._table = str(table)
        self._temporary = f"_alembic_tmp_{table}"[:_LONGEST]
        self._schema = schema
        self._keepsake: Keepsake | None = None
        self._legacy_alter: bool | None = None

    def watch(self, sql: str) -> None:
        """See the recreation begin, and stop it before it loses rows of other tables."""
        match find_table(sql):
            case ("CREATE", self._temporary) if self._keepsake is None:
                self._start()
            case ("DROP", self._table) if self._keepsake is not None:
                self._refuse_to_lose_rows(self._keepsake.schema)
            case _:
                pass

    def _start(self) -> None:
        schema = self._schema or self._locate()
        if read_sql(self._connection, schema, self._temporary) is not None:
            raise MigrationError(
                f"the table {self._temporary} is left over from a migration that failed earlier",
                detail=(f"{self._table} cannot be altered before it is gone",),
                hints=(
                    ("if it is not needed", f"DROP TABLE {quote(schema)}.{quote(self._temporary)}"),
                ),
            )
        self._keepsake = Keepsake.take(self._connection, schema, self._table)
        self._set_legacy_alter()

    def _locate(self) -> str:
        found = read_sql(self._connection, "temp", self._table)
        return "main" if found is None else "temp"

    def _set_legacy_alter(self) -> None:
        """Keep the text of views and triggers through the rename, since SQLite 3.26."""
        rows = driver.fetch(self._connection, "PRAGMA legacy_alter_table")
        if rows:
            self._legacy_alter = bool(rows[0][0])
            driver.run(self._connection, "PRAGMA legacy_alter_table = ON")

    def _reset_legacy_alter(self) -> None:
        if self._legacy_alter is False:
            driver.run(self._connection, "PRAGMA legacy_alter_table = OFF")
        self._legacy_alter = None

    def _refuse_to_lose_rows(self, schema: str) -> None:
        if not driver.enforces_foreign_keys(self._connection):
            return
        losing = sorted({key.table for key in self._read_losing(schema)})
        if losing:
            names = ", ".join(losing)
            raise MigrationError(
                f"recreating {self._table} would change rows of {names}: foreign keys are on",
                detail=("SQLite turns them off only while no transaction is open",),
                hints=(
                    ("in env.py", "execute nothing before context.begin_transaction()"),
                    ("or there", 'connection.exec_driver_sql("PRAGMA foreign_keys=OFF") first'),
                ),
            )

    def _read_losing(self, schema: str) -> Iterator[ForeignKey]:
        for key in read_referencing(self._connection, schema, self._table):
            if key.on_delete not in _CHANGING or key.table.lower() == self._table.lower():
                continue
            wanted = " AND ".join(f"{quote(column)} IS NOT NULL" for column in key.columns)
            rows = driver.fetch(
                self._connection,
                f"SELECT 1 FROM {quote(schema)}.{quote(key.table)} WHERE {wanted} LIMIT 1",  # noqa: S608  # quoted
            )
            if rows:
                yield key

    def finish(self) -> None:
        """Put back what hung on the table, after Alembic has recreated it."""
        if self._keepsake is None:
            return
        self._reset_legacy_alter()
        self._keepsake.restore(self._connection, self._guard)

    def abandon(self) -> None:
        """Leave no temporary table, also where no transaction takes it away."""
        keepsake = self._keepsake
        if keepsake is None or self._connection.closed or self._connection.invalidated:
            return
        with suppress(Error):  # the failure that brought us here is the one to report
            tables = {
                found.name for found in read_objects(self._connection, keepsake.schema, "table")
            }
            temporary = f"{quote(keepsake.schema)}.{quote(self._temporary)}"
            if self._temporary in tables and self._table in tables:
                driver.run(self._connection, f"DROP TABLE {temporary}")
            elif self._temporary in tables:
                driver.run(
                    self._connection, f"ALTER TABLE {temporary} RENAME TO {quote(self._table)}"
                )
                keepsake.restore(self._connection, self._guard)
        with suppress(Error):
            self._reset_legacy_alter()
