"""Foreign keys while tables are recreated: off outside the transaction, checked before its end.

Steps 1, 10 and 12 of "Making Other Kinds Of Table Schema Changes"
(https://www.sqlite.org/lang_altertable.html): `PRAGMA foreign_keys` does nothing inside a
transaction, and DROP TABLE with foreign keys on deletes every row first, so that rows of other
tables follow by ON DELETE CASCADE.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from sqlite3 import Error
from typing import TYPE_CHECKING

from headway.dialects.sqlite import driver
from headway.dialects.sqlite.catalog import (
    quote,
    read_foreign_keys,
    read_objects,
    read_schemas,
)
from headway.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from headway.dialects.sqlite.transaction import SQLiteGuard

__all__ = ["SQLiteForeignKeys", "Violation", "foreign_keys_off", "read_violations"]

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A row whose parent is missing; `rowid` is None in a table WITHOUT ROWID."""

    schema: str
    child: str
    rowid: int | None
    parent: str
    columns: tuple[str, ...]

    def to_line(self) -> str:
        """Return it as one line of an error."""
        place = self.child if self.schema == "main" else f"{self.schema}.{self.child}"
        row = "a row" if self.rowid is None else f"rowid {self.rowid}"
        return f"{place} {row}: no such row in {self.parent} for {', '.join(self.columns)}"


class SQLiteForeignKeys:
    """Foreign keys that are not enforced for a while; `before` were violated already."""

    def __init__(self, connection: Connection, before: tuple[Violation, ...] | None) -> None:
        """Compare with `before`, or check nothing when it is None."""
        self._connection = connection
        self._before = before

    def check(self) -> None:
        """Raise `MigrationError` when rows have lost their parents since; see `ForeignKeys`."""
        if self._before is None:
            return
        new = _find_new(self._before, read_violations(self._connection))
        if not new:
            return
        lines = tuple(violation.to_line() for violation in new[:_SHOWN])
        if len(new) > _SHOWN:
            lines += (f"and {len(new) - _SHOWN} more",)
        rows = "1 row" if len(new) == 1 else f"{len(new)} rows"
        raise MigrationError(
            f"the migration leaves {rows} whose foreign key points nowhere",
            detail=lines,
            hints=(
                (
                    "foreign keys are off while tables are recreated",
                    "a DELETE that counts on ON DELETE belongs in a revision without batch",
                ),
            ),
        )


@contextmanager
def foreign_keys_off(connection: Connection, guard: SQLiteGuard) -> Iterator[SQLiteForeignKeys]:
    """Stop enforcing foreign keys for one transaction that the caller begins and ends inside.

    Nothing is done where they are not enforced, where the database has none, or inside an open
    transaction, where SQLite ignores the PRAGMA. They are on again afterwards, also after a
    failure, unless the migration itself turned them off in a way that works without this.
    """
    if not _can_switch(connection) or not driver.enforces_foreign_keys(connection):
        yield SQLiteForeignKeys(connection, None)
        return
    before = read_violations(connection)
    _switch(connection, on=False)
    guard.keep_foreign_keys(on=True)
    try:
        yield SQLiteForeignKeys(connection, before)
    finally:
        on = guard.release_foreign_keys()
        if on and not connection.closed and not connection.invalidated:
            _restore(connection, guard)


def read_violations(connection: Connection) -> tuple[Violation, ...]:
    """Return every row whose parent is missing, in all attached databases.

    A foreign key that SQLite cannot check at all (its parent has no unique index) is left out.
    """
    found: list[Violation] = []
    for schema in read_schemas(connection):
        for table in read_objects(connection, schema, "table"):
            keys = read_foreign_keys(connection, schema, table.name)
            if not keys:
                continue
            found += [
                Violation(
                    schema=schema,
                    child=table.name,
                    rowid=rowid,
                    parent=parent,
                    columns=keys[number][1].columns,
                )
                for _, rowid, parent, number in _check(connection, schema, table.name)
            ]
    return tuple(found)


def _check(
    connection: Connection, schema: str, table: str
) -> list[tuple[str, int | None, str, int]]:
    try:
        return driver.fetch(connection, f"PRAGMA {quote(schema)}.foreign_key_check({quote(table)})")
    except Error as error:
        if "foreign key mismatch" not in str(error):
            raise
        return []


def _find_new(before: tuple[Violation, ...], after: tuple[Violation, ...]) -> list[Violation]:
    """Return the violations that a migration made.

    Recreating a table may number its rows anew, so known rows are compared first, and what is
    left over counts only where a foreign key has more of them than before.
    """
    old, new = Counter(before), Counter(after)
    room = Counter((v.schema, v.child, v.parent) for v in (old - new).elements())
    made = []
    for violation in (new - old).elements():
        place = (violation.schema, violation.child, violation.parent)
        if room[place]:
            room[place] -= 1
        else:
            made.append(violation)
    return made


def _can_switch(connection: Connection) -> bool:
    if connection.in_transaction():
        return not driver.in_transaction(connection)
    return not driver.in_transaction(connection) or driver.is_always_inside(connection)


def _switch(connection: Connection, *, on: bool) -> None:
    """Set the PRAGMA; a driver that is always inside a transaction is led out and in again."""
    leave = driver.is_always_inside(connection) and driver.in_transaction(connection)
    if leave:
        driver.run(connection, "COMMIT")
    driver.run(connection, f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
    if leave:
        driver.run(connection, "BEGIN")


def _restore(connection: Connection, guard: SQLiteGuard) -> None:
    if _can_switch(connection):
        _switch(connection, on=True)
    else:
        guard.notice(
            "sqlite-foreign-keys-off",
            "foreign keys stay off on this connection: its transaction is still open",
        )
