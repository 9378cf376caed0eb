"""SQLite: a file for each test, and a dump that is equal for equal databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from servers.database import Database

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["dump", "make_database"]


def make_database(path: Path) -> Database:
    """Return the database in the file `path`, which need not exist yet."""
    name = path.as_posix()
    return Database(
        name="sqlite",
        url=f"sqlite:///{name}",
        async_url=f"sqlite+aiosqlite:///{name}",
        dumper=lambda url: dump(sa.make_url(url).database or ""),
    )


def dump(path: str | Path) -> str:
    """Return every object's SQL, every row and the user version; rows are sorted by their text.

    A file that does not exist is the empty database, and stays missing.
    """
    with closing(sqlite3.connect(":memory:")) as empty:
        lines = _read(empty)
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            lines = _read(connection)
    except sqlite3.OperationalError as error:
        if "unable to open" not in str(error):
            raise
    return "\n".join(lines) + "\n"


def _read(connection: sqlite3.Connection) -> list[str]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    lines = [f"PRAGMA user_version = {version}"]
    query = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
    objects = connection.execute(query).fetchall()
    for kind, name, sql in objects:
        lines.append(f"-- {kind} {name}\n{sql}")
        if kind == "table" and not str(sql).startswith("CREATE VIRTUAL"):
            quoted = '"' + name.replace('"', '""') + '"'
            lines.extend(sorted(map(repr, connection.execute(f"SELECT * FROM {quoted}"))))
    return lines
