"""SQLite migrations are applied as a whole or not at all, with both drivers."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from headway.dialects import find
from headway.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from servers import Database

    Work = Callable[[Connection], object]
    Run = Callable[..., object]
    Prepare = Callable[[sa.Engine], None]
    Action = str | Callable[[Connection], object]

SQLITE = find("sqlite")


class FailedError(Exception):
    """What the migrations of these tests fail with."""


def fail() -> None:
    raise FailedError


def own_recipe(engine: sa.Engine) -> None:
    """SQLAlchemy's documented recipe: the driver begins nothing, the event does."""

    @event.listens_for(engine, "connect")
    def connect(driver: object, _record: object) -> None:
        driver.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def foreign_keys(engine: sa.Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(driver: sqlite3.Connection, _record: object) -> None:
        cursor = driver.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


@pytest.fixture
def database(sqlite: Callable[[], Database]) -> Database:
    made = sqlite()
    made.query("CREATE TABLE kept (id INTEGER PRIMARY KEY, v TEXT)")
    made.query("INSERT INTO kept VALUES (1, 'one')")
    return made


@pytest.fixture(params=["pysqlite", "aiosqlite"])
def run(request: pytest.FixtureRequest, database: Database) -> Run:
    """Return a function that calls `work(connection)` on a new engine of either driver."""

    def sync(work: Work, *prepare: Prepare, **options: object) -> object:
        engine = sa.create_engine(database.url, **options)
        for function in prepare:
            function(engine)
        try:
            with engine.connect() as connection:
                return work(connection)
        finally:
            engine.dispose()

    def asynchronous(
        work: Work, *prepare: Callable[[sa.Engine], None], **options: object
    ) -> object:
        async def main() -> object:
            engine = create_async_engine(database.async_url, **options)
            for function in prepare:
                function(engine.sync_engine)
            try:
                async with engine.connect() as connection:
                    return await connection.run_sync(work)
            finally:
                await engine.dispose()

        return asyncio.run(main())

    return sync if request.param == "pysqlite" else asynchronous


def execute(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(sa.text(statement))


def migrate(
    *statements: str | Callable[[Connection], object], codes: list[str] | None = None
) -> Work:
    """Return work that runs the statements in one guarded transaction, then fails or not."""

    def work(connection: Connection) -> None:
        with SQLITE.atomic(connection) as guard:
            try:
                with connection.begin():
                    for statement in statements:
                        if callable(statement):
                            statement(connection)
                        else:
                            connection.exec_driver_sql(statement)
            finally:
                if codes is not None:
                    codes.extend(notice.code for notice in guard.notices)

    return work


KEPT = sa.Table(
    "kept", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("v", sa.String)
)

DDL = "CREATE TABLE fresh (id INTEGER PRIMARY KEY)"
DML = "INSERT INTO kept VALUES (2, 'two')"


def add_by_session(connection: Connection) -> None:
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        session.execute(sa.insert(KEPT).values(id=3, v="three"))
        session.flush()
        session.commit()


MIXES: dict[str, tuple[Action, ...]] = {
    "ddl": (DDL, "CREATE INDEX ix ON kept (v)", "ALTER TABLE kept ADD COLUMN w TEXT"),
    "dml": (DML, "UPDATE kept SET v = 'x'", "DELETE FROM kept"),
    "ddl then dml": (DDL, DML, "DROP TABLE kept"),
    "dml then ddl": (DML, DDL, "ALTER TABLE kept RENAME TO gone"),
    "select first": ("SELECT * FROM kept", DDL, DML),
    "with insert": ("WITH x AS (SELECT 5) INSERT INTO kept SELECT 5, 'x'", DDL),
    "create as select": ("CREATE TABLE copy AS SELECT * FROM kept", "DROP TABLE kept"),
    "comment first": ("-- a remark\n /* and */ CREATE TABLE fresh (id)", DML),
    "user_version": ("PRAGMA user_version = 7", DDL),
    "moot pragma": (DDL, "PRAGMA foreign_keys=OFF", DML),
    "pragma first": ("PRAGMA foreign_keys=ON", DDL, DML),
    "savepoint as text": ("SAVEPOINT a", DDL, "RELEASE a", DML),
    "executemany": (
        DDL,
        lambda c: c.execute(sa.text("INSERT INTO kept VALUES (:a, 'n')"), [{"a": 8}, {"a": 9}]),
    ),
    "insertmanyvalues": (
        lambda c: c.execute(sa.insert(KEPT).returning(KEPT.c.id), [{"v": "a"}, {"v": "b"}]).all(),
        DDL,
    ),
    "orm session": (add_by_session, DDL),
    "raw cursor after": (DDL, lambda c: c.connection.cursor().execute("CREATE TABLE raw (id)")),
}


@pytest.mark.parametrize("mix", MIXES)
def test_failure_leaves_no_trace(run: Run, database: Database, mix: str) -> None:
    before = database.dump()
    codes: list[str] = []
    with pytest.raises(FailedError):
        run(migrate(*MIXES[mix], lambda _: fail(), codes=codes))
    assert database.dump() == before
    assert codes == []


@pytest.mark.parametrize("mix", MIXES)
def test_success_is_what_the_plain_driver_does(run: Run, database: Database, mix: str) -> None:
    def plain(connection: Connection) -> None:
        with connection.begin():
            for statement in MIXES[mix]:
                if callable(statement):
                    statement(connection)
                else:
                    connection.exec_driver_sql(statement)

    before = database.dump()
    run(migrate(*MIXES[mix]))
    ours = database.dump()
    assert ours != before
    path = sa.make_url(database.url).database or ""
    with sqlite3.connect(path) as fresh:
        for name in ("fresh", "copy", "raw", "gone", "kept"):
            fresh.execute(f"DROP TABLE IF EXISTS {name}")
        fresh.execute("PRAGMA user_version = 0")
        fresh.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, v TEXT)")
        fresh.execute("INSERT INTO kept VALUES (1, 'one')")
    fresh.close()
    assert database.dump() == before
    run(plain)
    assert ours == database.dump()


def test_statement_that_fails_third(run: Run, database: Database) -> None:
    before = database.dump()
    with pytest.raises(OperationalError, match="no such table"):
        run(migrate(DDL, DML, "INSERT INTO missing VALUES (1)"))
    assert database.dump() == before
    run(migrate(DDL, DML))
    assert database.tables() == ("fresh", "kept")


def test_transaction_begins_with_the_write_lock(run: Run, database: Database) -> None:
    def writer_is_kept_out(_: Connection) -> None:
        path = sa.make_url(database.url).database or ""
        other = sqlite3.connect(path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()

    run(migrate("SELECT 1", writer_is_kept_out))


def test_lock_held_by_another_is_an_error_of_sqlalchemy(run: Run, database: Database) -> None:
    other = sqlite3.connect(sa.make_url(database.url).database or "")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked") as caught:
        run(migrate(DDL), connect_args={"timeout": 0})
    other.rollback()
    other.close()
    failure = SQLITE.explain(caught.value)
    assert failure is not None
    assert failure.kind == "busy"


def test_two_migrations_one_after_the_other(run: Run, database: Database) -> None:
    def work(connection: Connection) -> None:
        with SQLITE.atomic(connection):
            with connection.begin():
                execute(connection, DDL)
            with connection.begin():
                execute(connection, "CREATE TABLE second (id)")
                fail()

    with pytest.raises(FailedError):
        run(work)
    assert database.tables() == ("fresh", "kept")


def test_one_transaction_for_all(run: Run, database: Database) -> None:
    before = database.dump()
    with pytest.raises(FailedError):
        run(migrate(DDL, DML, "CREATE TABLE second (id)", "DROP TABLE kept", lambda _: fail()))
    assert database.dump() == before


def test_own_recipe_is_left_alone(run: Run, database: Database) -> None:
    before = database.dump()
    codes: list[str] = []
    with pytest.raises(FailedError):
        run(migrate("SELECT 1", DDL, DML, lambda _: fail(), codes=codes), own_recipe)
    assert database.dump() == before
    run(migrate("SELECT 1", DDL, DML), own_recipe)
    assert database.tables() == ("fresh", "kept")
    assert codes == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sqlite3 has `autocommit` since 3.12")
def test_driver_that_is_always_inside(run: Run, database: Database) -> None:
    before = database.dump()
    with pytest.raises(FailedError):
        run(migrate(DDL, DML, lambda _: fail()), connect_args={"autocommit": False})
    assert database.dump() == before


@pytest.mark.parametrize("by", ["engine", "option"])
def test_autocommit_is_respected(run: Run, database: Database, by: str) -> None:
    def work(connection: Connection) -> None:
        if by == "option":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        migrate(DDL, "VACUUM", lambda _: fail())(connection)

    options = {"isolation_level": "AUTOCOMMIT"} if by == "engine" else {}
    with pytest.raises(FailedError):
        run(work, **options)
    assert database.tables() == ("fresh", "kept")


def test_suspended_guard_begins_nothing(run: Run, database: Database) -> None:
    def work(connection: Connection) -> tuple[bool | None, ...]:
        with SQLITE.atomic(connection) as guard:
            execute(connection, "CREATE TABLE a (id)")
            connection.commit()
            with guard.suspended():
                execute(connection, "CREATE TABLE b (id)")
                inside = SQLITE.in_transaction(connection)
            execute(connection, "CREATE TABLE c (id)")
            after = SQLITE.in_transaction(connection)
            connection.rollback()
            return inside, after, bool(guard.notices)

    assert run(work) == (False, True, False)
    assert database.tables() == ("a", "b", "kept")


def test_open_transaction_of_env_py_is_not_taken_over(run: Run, database: Database) -> None:
    before = database.dump()

    def work(connection: Connection) -> None:
        execute(connection, "INSERT INTO kept VALUES (5, 'by env.py')")
        with SQLITE.atomic(connection) as guard:
            execute(connection, DDL, "PRAGMA foreign_keys=ON")
            assert not guard.notices
        connection.rollback()

    run(work)
    assert database.dump() == before


def test_begin_nested(run: Run, database: Database) -> None:
    def work(connection: Connection) -> None:
        with SQLITE.atomic(connection), connection.begin():
            with pytest.raises(FailedError), connection.begin_nested():  # noqa: PT012  # rolled back
                execute(connection, DDL, DML)
                fail()
            with connection.begin_nested():
                execute(connection, "CREATE TABLE second (id)")

    before = database.dump()

    def failing(connection: Connection) -> None:
        with SQLITE.atomic(connection), connection.begin():
            with connection.begin_nested():
                execute(connection, DDL, DML)
            fail()

    with pytest.raises(FailedError):
        run(failing)
    assert database.dump() == before
    run(work)
    assert database.tables() == ("kept", "second")
    assert database.query("SELECT count(*) FROM kept") == [(1,)]


def test_raw_cursor_first_is_atomic_after_begin(run: Run, database: Database) -> None:
    before = database.dump()

    def work(connection: Connection) -> None:
        with SQLITE.atomic(connection) as guard, connection.begin():
            guard.begin()
            guard.begin()
            connection.connection.cursor().execute("CREATE TABLE raw (id)")
            fail()

    with pytest.raises(FailedError):
        run(work)
    assert database.dump() == before


def test_guard_inside_a_guard_is_the_same(run: Run, database: Database) -> None:
    def work(connection: Connection) -> bool:
        with SQLITE.atomic(connection) as outer, SQLITE.atomic(connection) as inner:
            return outer is inner

    assert run(work) is True
    assert database.tables() == ("kept",)


def test_listeners_are_gone_afterwards(run: Run, database: Database) -> None:
    def work(connection: Connection) -> bool | None:
        with SQLITE.atomic(connection):
            pass
        execute(connection, "SELECT 1")
        return SQLITE.in_transaction(connection)

    assert run(work) is False
    assert database.tables() == ("kept",)


# --- what a migration does by itself, and what it did under Alembic ---


def test_pragma_after_ddl_takes_effect_and_is_said(run: Run, database: Database) -> None:
    codes: list[str] = []
    enforced: list[object] = []
    with pytest.raises(FailedError):
        run(
            migrate(
                DDL,
                "PRAGMA foreign_keys=ON",
                lambda c: enforced.append(c.exec_driver_sql("PRAGMA foreign_keys").scalar()),
                "CREATE TABLE second (id)",
                lambda _: fail(),
                codes=codes,
            )
        )
    assert enforced == [1]
    assert codes == ["sqlite-committed-early"]
    assert database.tables() == ("fresh", "kept")


def test_pragma_after_dml_does_nothing_as_under_alembic(run: Run, database: Database) -> None:
    before = database.dump()
    codes: list[str] = []
    enforced: list[object] = []
    with pytest.raises(FailedError):
        run(
            migrate(
                DML,
                "PRAGMA foreign_keys=ON",
                lambda c: enforced.append(c.exec_driver_sql("PRAGMA foreign_keys").scalar()),
                lambda _: fail(),
                codes=codes,
            )
        )
    assert enforced == [0]
    assert codes == []
    assert database.dump() == before


def test_pragma_after_a_read_needs_no_notice(run: Run, database: Database) -> None:
    codes: list[str] = []
    run(migrate("SELECT * FROM kept", "PRAGMA journal_mode=WAL", DDL, codes=codes))
    assert codes == []
    assert database.query("PRAGMA journal_mode") == [("wal",)]
    assert database.tables() == ("fresh", "kept")


def test_wal_database_rolls_back(run: Run, database: Database) -> None:
    database.query("PRAGMA journal_mode=WAL")
    before = database.dump()
    with pytest.raises(FailedError):
        run(migrate(DDL, DML, "PRAGMA table_info(kept)", lambda _: fail()))
    assert database.dump() == before


def test_vacuum_after_ddl(run: Run, database: Database) -> None:
    codes: list[str] = []
    run(migrate(DDL, "VACUUM", codes=codes))
    assert codes == ["sqlite-committed-early"]
    assert database.tables() == ("fresh", "kept")


def test_vacuum_after_dml_fails_as_under_alembic(run: Run, database: Database) -> None:
    before = database.dump()
    with pytest.raises(OperationalError, match="cannot VACUUM from within a transaction"):
        run(migrate(DML, "VACUUM"))
    assert database.dump() == before


def test_attach_and_a_table_there(
    run: Run, database: Database, sqlite: Callable[[], Database]
) -> None:
    other = sqlite()
    other.query("CREATE TABLE there (id)")
    before = (database.dump(), other.dump())
    path = sa.make_url(other.url).database
    with pytest.raises(FailedError):
        run(
            migrate(
                f"ATTACH DATABASE '{path}' AS aux",
                "CREATE TABLE aux.fresh (id)",
                DDL,
                "INSERT INTO aux.there VALUES (1)",
                lambda _: fail(),
            )
        )
    assert (database.dump(), other.dump()) == before


@pytest.mark.parametrize("word", ["COMMIT", "END", "ROLLBACK"])
def test_ending_what_is_not_open_fails_as_under_alembic(
    run: Run, database: Database, word: str
) -> None:
    before = database.dump()
    for statements in ((word,), (DDL, word)):
        with pytest.raises(OperationalError, match=r"cannot (commit|rollback) - no transaction"):
            run(migrate(*statements))
        assert database.dump() == before


def test_own_commit_after_dml(run: Run, database: Database) -> None:
    codes: list[str] = []
    with pytest.raises(FailedError):
        run(migrate(DDL, DML, "COMMIT", "CREATE TABLE second (id)", lambda _: fail(), codes=codes))
    assert codes == ["sqlite-committed-itself"]
    assert database.tables() == ("fresh", "kept")
    assert database.query("SELECT count(*) FROM kept") == [(2,)]


def test_own_rollback_after_dml_only(run: Run, database: Database) -> None:
    run(migrate(DML, "ROLLBACK", DDL))
    assert database.tables() == ("fresh", "kept")
    assert database.query("SELECT count(*) FROM kept") == [(1,)]


def test_own_rollback_that_would_undo_more_is_refused(run: Run, database: Database) -> None:
    before = database.dump()
    with pytest.raises(MigrationError, match="would undo"):
        run(migrate(DDL, DML, "ROLLBACK"))
    assert database.dump() == before


def test_own_begin_and_commit(run: Run, database: Database) -> None:
    codes: list[str] = []
    run(migrate("BEGIN", DDL, DML, "COMMIT", "CREATE TABLE second (id)", codes=codes))
    assert codes == ["sqlite-committed-itself"]
    assert database.tables() == ("fresh", "kept", "second")


def test_own_begin_after_ddl(run: Run, database: Database) -> None:
    codes: list[str] = []
    run(migrate(DDL, "BEGIN", DML, "ROLLBACK", "CREATE TABLE second (id)", codes=codes))
    assert codes == ["sqlite-committed-early"]
    assert database.tables() == ("fresh", "kept", "second")
    assert database.query("SELECT count(*) FROM kept") == [(1,)]


def test_own_begin_after_a_read_only(run: Run, database: Database) -> None:
    codes: list[str] = []
    before = database.dump()
    with pytest.raises(FailedError):
        run(migrate("SELECT 1", "BEGIN", DDL, lambda _: fail(), codes=codes))
    assert codes == []
    assert database.dump() == before


def test_script_through_the_driver_is_noticed(database: Database) -> None:
    codes: list[str] = []
    engine = database.engine()
    with engine.connect() as connection:
        script = "CREATE TABLE second (id);"
        migrate(
            DDL,
            lambda c: c.connection.driver_connection.executescript(script),
            "SELECT 1",
            codes=codes,
        )(connection)
    engine.dispose()
    assert codes == ["sqlite-committed-itself"]
    assert database.tables() == ("fresh", "kept", "second")


def test_notices_are_told_at_once(database: Database) -> None:
    told: list[str] = []
    engine = database.engine()
    with (
        engine.connect() as connection,
        SQLITE.atomic(connection, lambda notice: told.append(notice.text)),
    ):
        execute(connection, DDL, "VACUUM")
        assert len(told) == 1
        assert told[0].startswith("committed before VACUUM, which works only outside")
    engine.dispose()
