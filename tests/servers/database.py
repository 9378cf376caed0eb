"""What a test gets: one fresh database, its addresses, and questions about its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PASSWORD", "Database", "ServerMissingError"]

PASSWORD = "Pa55-of-the-tests"  # noqa: S105  a throw-away server's; a test may look for it in output
"""The password in every server's URL, unusual enough to be found where it must not be."""


class ServerMissingError(Exception):
    """The server cannot run on this machine; the text is the reason to skip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A fresh, empty database that is dropped after the test.

    `name` is "sqlite", "postgresql" or "mariadb". `url` is for the synchronous driver (pysqlite,
    psycopg, PyMySQL) and `async_url` for the asynchronous one (aiosqlite, asyncpg, asyncmy).
    """

    name: str
    url: str
    async_url: str
    dumper: Callable[[str], str]

    def dump(self) -> str:
        """Return schema and rows as text that is equal for equal databases."""
        return self.dumper(self.url)

    def tables(self) -> tuple[str, ...]:
        """Return the names of the tables, sorted, without the version table."""
        engine = self.engine()
        try:
            names = sa.inspect(engine).get_table_names()
        finally:
            engine.dispose()
        return tuple(sorted(set(names) - {"alembic_version"}))

    def heads(self, table: str = "alembic_version") -> tuple[str, ...] | None:
        """Return the rows of the version table, sorted; None where there is no such table."""
        engine = self.engine()
        try:
            if not sa.inspect(engine).has_table(table):
                return None
            return tuple(sorted(str(row[0]) for row in self.query(f"SELECT * FROM {table}")))
        finally:
            engine.dispose()

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Run one statement, commit, and return its rows (none for a statement without any)."""
        engine = self.engine()
        try:
            with engine.begin() as connection:
                result = connection.exec_driver_sql(sql)
                return [tuple(row) for row in result] if result.returns_rows else []
        finally:
            engine.dispose()

    def engine(self) -> sa.Engine:
        """Return a new synchronous engine without a pool; the caller disposes of it."""
        # PyMySQL loads every certificate authority for each connection: 30 ms for nothing here.
        options = {"ssl_disabled": True} if self.name == "mariadb" else {}
        return sa.create_engine(self.url, poolclass=sa.NullPool, connect_args=options)
