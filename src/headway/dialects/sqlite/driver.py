"""The driver's connection below SQLAlchemy's: what it knows, and statements past every event.

SQLAlchemy begins a transaction of its own with the first `execute`, and an engine with the
"BEGIN on begin" recipe then sends BEGIN. What must run outside a transaction goes this way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

__all__ = [
    "begins_for_dml",
    "enforces_foreign_keys",
    "fetch",
    "in_transaction",
    "is_always_inside",
    "run",
]


def _driver(connection: Connection) -> Any:  # noqa: ANN401  # sqlite3, aiosqlite, sqlcipher3, …
    return connection.connection.driver_connection


def in_transaction(connection: Connection) -> bool | None:
    """Tell whether SQLite is inside a transaction; None when the driver does not say.

    Both sqlite3 and aiosqlite read SQLite's own autocommit flag, so a BEGIN sent as text, a
    savepoint and a rollback after a full disk are all seen.
    """
    inside = getattr(_driver(connection), "in_transaction", None)
    return None if inside is None else bool(inside)


def begins_for_dml(connection: Connection) -> bool:
    """Tell whether the driver itself would begin a transaction before an INSERT.

    It does in its legacy mode, unless `isolation_level` is None.
    """
    return getattr(_driver(connection), "isolation_level", "") is not None


def is_always_inside(connection: Connection) -> bool:
    """Tell whether the driver keeps a transaction open at all times (`autocommit=False`)."""
    driver = _driver(connection)
    raw = getattr(driver, "_conn", driver)  # aiosqlite does not pass the attribute on
    return getattr(raw, "autocommit", None) is False


def fetch(connection: Connection, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
    """Run one statement past SQLAlchemy and return its rows; nothing is begun or committed.

    Raises the driver's own exception.
    """
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, tuple(parameters))
        return list(cursor.fetchall())
    finally:
        cursor.close()


def run(connection: Connection, sql: str) -> None:
    """Run one statement past SQLAlchemy, without rows."""
    fetch(connection, sql)


def enforces_foreign_keys(connection: Connection) -> bool:
    """Tell whether `PRAGMA foreign_keys` is on for this connection."""
    rows = fetch(connection, "PRAGMA foreign_keys")
    return bool(rows and rows[0][0])
