"""What the dialects tell about real databases: the version column, and why one is unreachable."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from headway.dialects import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.dialects.dialect import Failure
    from servers import Database

NAMES = ("alembic_version", 'Таблица "x"')


@pytest.mark.parametrize("name", NAMES)
def test_version_column_is_widened(database: Database, name: str) -> None:
    engine = database.engine()
    dialect = find(engine.dialect.name)
    quoted = engine.dialect.identifier_preparer.quote(name)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {quoted} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
        )
        connection.exec_driver_sql(f"INSERT INTO {quoted} VALUES ('abc')")
        expected = None if engine.dialect.name == "sqlite" else 32
        assert dialect.version_column_length(connection, name, None) == expected
        assert dialect.version_column_length(connection, "no_such_table", None) is None
        dialect.widen_version_column(connection, name, None, 77)
        assert dialect.version_column_length(connection, name, None) == (expected and 77)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO {quoted} VALUES ('{'x' * 77}')")
        column = sa.inspect(connection).get_columns(name)[0]
        assert column["nullable"] is False
        assert sa.inspect(connection).get_pk_constraint(name)["constrained_columns"] == [
            "version_num"
        ]
    engine.dispose()


def test_version_column_in_a_schema(postgres: Callable[[], Database]) -> None:
    engine = postgres().engine()
    dialect = find("postgresql")
    with engine.begin() as connection:
        connection.exec_driver_sql('CREATE SCHEMA "My schema"')
        connection.exec_driver_sql('CREATE TABLE "My schema".v (version_num VARCHAR(32))')
        connection.exec_driver_sql("CREATE TABLE t (version_num TEXT)")
        assert dialect.version_column_length(connection, "v", "My schema") == 32
        assert dialect.version_column_length(connection, "v", None) is None
        assert dialect.version_column_length(connection, "t", None) is None
        dialect.widen_version_column(connection, "v", "My schema", 40)
        assert dialect.version_column_length(connection, "v", "My schema") == 40
    engine.dispose()


def test_mariadb_keeps_charset_and_collation(mariadb: Callable[[], Database]) -> None:
    engine = mariadb().engine()
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE v (version_num VARCHAR(32)"
            " CHARACTER SET ascii COLLATE ascii_bin NOT NULL)"
        )
        find("mysql").widen_version_column(connection, "v", None, 50)
        created = connection.exec_driver_sql("SHOW CREATE TABLE v").one()[1]
    engine.dispose()
    assert "varchar(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL" in created


def test_transaction_as_the_driver_sees_it(postgres: Callable[[], Database]) -> None:
    database = postgres()
    dialect = find("postgresql")

    def ask(connection: sa.Connection) -> tuple[bool | None, ...]:
        before = dialect.in_transaction(connection)
        connection.execute(sa.text("SELECT 1"))
        inside = dialect.in_transaction(connection)
        connection.rollback()
        return before, inside, dialect.in_transaction(connection)

    engine = database.engine()
    with engine.connect() as connection:
        assert ask(connection) == (False, True, False)
    engine.dispose()
    assert _with_async(database.async_url, ask) == (False, True, False)


WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "password": ("login", {"password": "wrong"}),
    "user": ("login", {"username": "nobody_at_all"}),
    "database": ("no-database", {"database": "no_such_database"}),
    "port": ("unreachable", {"host": "127.0.0.1", "port": 1}),
    "host": ("unreachable", {"host": "no-such-host.invalid"}),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("driver", ["sync", "async"])
@pytest.mark.parametrize("server", ["postgres", "mariadb"])
def test_why_a_server_cannot_be_used(
    request: pytest.FixtureRequest, server: str, driver: str, wrong: str
) -> None:
    database: Database = request.getfixturevalue(server)()
    kind, changes = WRONG[wrong]
    address = sa.make_url(database.url if driver == "sync" else database.async_url)
    url = address.set(**changes)
    if "host" in changes:
        url = url.difference_update_query(["host", "unix_socket"])
    failure = _fail_to_connect(url, is_async=driver == "async")
    assert failure is not None
    assert failure.kind == kind
    assert failure.hints
    assert "wrong" not in failure.text


def test_why_a_file_cannot_be_used(tmp_path: Path) -> None:
    text = tmp_path / "text.sqlite"
    text.write_text("no database at all, only some text " * 50, encoding="utf-8")
    for path in (tmp_path / "missing" / "x.sqlite", text):
        for scheme in ("sqlite", "sqlite+aiosqlite"):
            url = sa.make_url(f"{scheme}:///{path.as_posix()}")
            failure = _fail_to_connect(url, is_async="aio" in scheme)
            assert failure is not None
            assert failure.kind == "unreadable"


@pytest.mark.parametrize("name", ["sqlite", "postgresql", "mysql", "unknown"])
def test_other_errors_are_not_about_the_database(name: str) -> None:
    errors = (
        FileNotFoundError(2, "No such file or directory"),
        ConnectionRefusedError(111, "Connection refused"),
        KeyError(1045),
        ValueError("database is locked"),
    )
    assert [find(name).explain(error) for error in errors] == [None] * len(errors)


def test_every_dialect_answers() -> None:
    assert find("sqlite").transactional_ddl
    assert find("postgresql").transactional_ddl
    assert find("mysql").keeps_failed_ddl
    assert find("mariadb") is find("mysql")
    unknown = find("oracle")
    assert not unknown.transactional_ddl
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection, unknown.atomic(connection) as guard, guard.suspended():
        guard.begin()
        assert unknown.in_transaction(connection) is None
        with unknown.foreign_keys_off(connection, guard) as keys:
            keys.check()
        assert guard.notices == ()
    engine.dispose()


def _fail_to_connect(url: sa.URL, *, is_async: bool) -> Failure | None:
    """Read something from the database and return how the failure is explained."""
    options = {"ssl_disabled": True} if url.drivername == "mysql+pymysql" else {}
    try:
        if is_async:
            _with_async(
                url, lambda connection: connection.exec_driver_sql("CREATE TABLE x (id INT)")
            )
        else:
            engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=options)
            with engine.connect() as connection:
                connection.exec_driver_sql("CREATE TABLE x (id INT)")
    except Exception as error:  # noqa: BLE001  # whatever the driver raises is the input
        return find(url.get_dialect().name).explain(error)
    return None


def _with_async(url: sa.URL | str, work: Callable[[sa.Connection], Any]) -> Any:
    async def main() -> Any:
        engine = create_async_engine(url, poolclass=sa.NullPool)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()
            await asyncio.sleep(0.1)  # the thread of an aiosqlite that could not open still reports

    return asyncio.run(main())
