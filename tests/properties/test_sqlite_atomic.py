"""Any list of statements: a failure leaves no trace or is said, success is what the driver does."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

import servers
from headway.dialects import find
from headway.errors import MigrationError

if TYPE_CHECKING:
    import sqlalchemy as sa

    from servers import Database

SQLITE = find("sqlite")
EARLY = {"sqlite-committed-early", "sqlite-committed-itself"}

STATEMENTS = (
    "SELECT * FROM a",
    "CREATE TABLE c (x)",
    "DROP TABLE b",
    "ALTER TABLE a ADD COLUMN y",
    "ALTER TABLE a RENAME TO d",
    "CREATE INDEX ix ON a (x)",
    "CREATE VIEW v AS SELECT x FROM a",
    "CREATE TABLE copied AS SELECT * FROM a",
    "INSERT INTO a (x) VALUES (9)",
    "UPDATE b SET x = x + 1",
    "DELETE FROM a",
    "REPLACE INTO b (x) VALUES (4)",
    "WITH n AS (SELECT 7) INSERT INTO b (x) SELECT * FROM n",
    "PRAGMA foreign_keys=ON",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA user_version=5",
    "PRAGMA table_info(a)",
    "SAVEPOINT s",
    "RELEASE s",
    "ROLLBACK TO s",
    "VACUUM",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Path]:
    """Return a database, and the file that it is copied from at the start of every case."""
    folder = tmp_path_factory.mktemp("atomic")
    start = folder / "start.sqlite"
    with sqlite3.connect(start) as connection:
        connection.executescript("CREATE TABLE a (x); CREATE TABLE b (x); INSERT INTO b VALUES (1)")
    connection.close()
    return servers.make_sqlite(folder / "case.sqlite"), start


@settings(max_examples=150, deadline=None)
@given(
    statements=st.lists(st.sampled_from(STATEMENTS), max_size=8),
    swallow=st.booleans(),
)
def test_failure_leaves_no_trace_or_is_said(
    place: tuple[Database, Path], statements: list[str], swallow: bool
) -> None:
    database, start = place
    engine = database.engine()
    Path(engine.url.database or "").write_bytes(start.read_bytes())
    before = database.dump()
    codes = _fail_after(engine, statements, swallow=swallow)
    assert database.dump() == before or codes & EARLY, codes


def _fail_after(engine: sa.Engine, statements: list[str], *, swallow: bool) -> set[str]:
    """Run the statements, going on after errors or not, roll back, and return the notices."""
    with engine.connect() as connection, SQLITE.atomic(connection) as guard:
        transaction = connection.begin()
        for statement in statements:
            try:
                connection.exec_driver_sql(statement).close()
            except (DBAPIError, MigrationError):
                if not swallow:
                    break
        transaction.rollback()
        codes = {notice.code for notice in guard.notices}
    engine.dispose()
    return codes


# Without a BEGIN, SAVEPOINT + PRAGMA user_version + ROLLBACK TO empties the file (SQLite 3.40).
COMPARED = tuple(statement for statement in STATEMENTS if "user_version" not in statement)


@settings(max_examples=60, deadline=None)
@given(statements=st.lists(st.sampled_from(COMPARED), max_size=8))
def test_success_is_what_the_plain_driver_does(
    place: tuple[Database, Path], statements: list[str]
) -> None:
    """The same statements fail and the same state is reached as under Alembic, without a guard."""
    database, start = place
    path = Path(database.engine().url.database or "")
    results = []
    for guarded in (True, False):
        path.write_bytes(start.read_bytes())
        errors = _commit_after(database.engine(), statements, guarded=guarded)
        assume(MigrationError.__name__ not in errors)  # a ROLLBACK that is refused, as documented
        # Python begins no transaction for a statement that does not even compile; the guard
        # cannot know, and takes the careful side when a migration goes on after that.
        assume(not any(error.startswith("no such ") for error in errors))
        results.append((errors, database.dump()))
    assert results[0] == results[1]


def _commit_after(engine: sa.Engine, statements: list[str], *, guarded: bool) -> list[str]:
    """Run the statements, going on after errors, commit, and return what failed and how."""
    errors = []
    guard = SQLITE.atomic if guarded else nullcontext
    with engine.connect() as connection, guard(connection), connection.begin():
        for statement in statements:
            try:
                connection.exec_driver_sql(statement).close()
                errors.append("")
            except DBAPIError as error:
                errors.append(str(error.orig))
            except MigrationError as error:
                errors.append(type(error).__name__)
    engine.dispose()
    return errors
