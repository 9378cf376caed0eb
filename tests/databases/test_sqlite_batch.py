"""Tables that batch mode recreates keep what hangs on them, and no row elsewhere is lost."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from headway.dialects import find
from headway.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection

    from servers import Database

    Migration = Callable[[Operations, Callable[..., object]], object]
    Migrate = Callable[..., list[str]]

SQLITE = find("sqlite")

FAMILY = (
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, v VARCHAR(10))",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id REFERENCES parent ON DELETE {action})",
    "INSERT INTO parent VALUES (1, 'one'), (2, 'two')",
    "INSERT INTO child VALUES (10, 1), (20, 2)",
)


class FailedError(Exception):
    """What a migration of these tests fails with."""


@pytest.fixture
def database(sqlite: Callable[[], Database]) -> Database:
    return sqlite()


def fill(database: Database, *statements: str, action: str = "CASCADE") -> None:
    for statement in statements:
        database.query(statement.format(action=action))


@pytest.fixture(params=["pysqlite", "aiosqlite"])
def migrate(request: pytest.FixtureRequest, database: Database) -> Migrate:
    """Return a function that runs a migration as a run does, and returns the notices' codes."""

    def sync(migration: Migration, **options: bool) -> list[str]:
        engine = database.engine()
        _prepare(engine, enforced=options.pop("enforced", True))
        try:
            with engine.connect() as connection:
                return _run(connection, migration, **options)
        finally:
            engine.dispose()

    def asynchronous(migration: Migration, **options: bool) -> list[str]:
        async def main() -> list[str]:
            engine = create_async_engine(database.async_url)
            _prepare(engine.sync_engine, enforced=options.pop("enforced", True))
            try:
                async with engine.connect() as connection:
                    return await connection.run_sync(lambda c: _run(c, migration, **options))
            finally:
                await engine.dispose()

        return asyncio.run(main())

    return sync if request.param == "pysqlite" else asynchronous


def _prepare(engine: sa.Engine, *, enforced: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(driver: object, _record: object) -> None:
        cursor = driver.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"PRAGMA foreign_keys={'ON' if enforced else 'OFF'}")
        cursor.execute("ATTACH DATABASE ':memory:' AS aux")
        cursor.close()


def _run(connection: Connection, migration: Migration, *, off: bool = True) -> list[str]:
    context = MigrationContext.configure(connection)
    operations = Operations(context)
    with SQLITE.atomic(connection) as guard:
        if off:
            with SQLITE.foreign_keys_off(connection, guard) as keys, connection.begin():
                migration(operations, _batch(operations, guard))
                keys.check()
        else:
            with connection.begin():
                migration(operations, _batch(operations, guard))
    after = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    legacy = connection.exec_driver_sql("PRAGMA legacy_alter_table").scalar()
    assert legacy == 0
    codes = [notice.code for notice in guard.notices]
    return [*codes, f"foreign_keys={after}"]


def _batch(operations: Operations, guard: object) -> Callable[..., object]:
    @contextmanager
    def batch(table: str, schema: str | None = None, **options: object) -> Iterator[object]:
        with (
            SQLITE.batch(operations.get_bind(), guard, table, schema),
            operations.batch_alter_table(table, schema=schema, **options) as block,
        ):
            yield block

    return batch


def widen(table: str, column: str = "v") -> Migration:
    def migration(_operations: Operations, batch: Callable[..., object]) -> None:
        with batch(table) as block:
            block.alter_column(column, type_=sa.String(99))

    return migration


@pytest.mark.parametrize("action", ["CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"])
def test_no_row_is_lost_to_a_foreign_key(database: Database, migrate: Migrate, action: str) -> None:
    fill(database, *FAMILY, action=action)
    rows = database.query("SELECT * FROM child")
    assert migrate(widen("parent")) == ["foreign_keys=1"]
    assert database.query("SELECT * FROM child") == rows
    assert database.query("SELECT * FROM parent") == [(1, "one"), (2, "two")]
    assert "VARCHAR(99)" in database.dump()


def test_keys_stay_as_they_were_when_they_were_off(database: Database, migrate: Migrate) -> None:
    fill(database, *FAMILY)
    assert migrate(widen("parent"), enforced=False) == ["foreign_keys=0"]
    assert len(database.query("SELECT * FROM child")) == 2


@pytest.mark.parametrize("action", ["CASCADE", "SET NULL", "SET DEFAULT"])
def test_refusal_when_keys_cannot_be_turned_off(
    database: Database, migrate: Migrate, action: str
) -> None:
    fill(database, *FAMILY, action=action)
    before = database.dump()
    with pytest.raises(MigrationError, match="would change rows of child"):
        migrate(widen("parent"), off=False)
    assert database.dump() == before


def test_no_refusal_where_no_row_is_in_danger(database: Database, migrate: Migrate) -> None:
    fill(database, *FAMILY)
    database.query("UPDATE child SET parent_id = NULL")
    assert migrate(widen("parent"), off=False) == ["foreign_keys=1"]
    assert "VARCHAR(99)" in database.dump()


@pytest.mark.parametrize("off", [True, False])
def test_table_that_refers_to_itself(database: Database, migrate: Migrate, off: bool) -> None:
    fill(
        database,
        "CREATE TABLE node (id INTEGER PRIMARY KEY, v VARCHAR(10), up INTEGER,"
        " FOREIGN KEY (up) REFERENCES node (id) ON DELETE CASCADE)",
        "INSERT INTO node VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', 2)",
    )
    before = database.dump()
    if off:
        migrate(widen("node"))
        assert database.query("SELECT * FROM node") == [(1, "a", None), (2, "b", 1), (3, "c", 2)]
        assert database.query("PRAGMA foreign_key_list(node)")[0][2] == "node"
    else:
        with pytest.raises(MigrationError, match="would change rows of"):
            migrate(widen("node"), off=False)
        assert database.dump() == before


def test_failure_after_batch_leaves_no_trace(database: Database, migrate: Migrate) -> None:
    fill(database, *FAMILY, "CREATE VIEW seen AS SELECT v FROM parent")
    before = database.dump()

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        widen("parent")(operations, batch)
        raise FailedError

    with pytest.raises(FailedError):
        migrate(migration)
    assert database.dump() == before


def test_failure_inside_batch_that_the_migration_swallows(
    database: Database, migrate: Migrate
) -> None:
    fill(database, *FAMILY)
    before = database.dump()

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        del operations
        with pytest.raises(IntegrityError), batch("parent") as block:  # noqa: PT012  # one block
            block.add_column(sa.Column("needed", sa.Integer, nullable=False))
            block.alter_column("v", type_=sa.String(99))

    migrate(migration)
    assert database.dump() == before


def test_left_over_table_is_named(database: Database, migrate: Migrate) -> None:
    fill(database, *FAMILY, "CREATE TABLE _alembic_tmp_parent (id)")
    before = database.dump()
    with pytest.raises(MigrationError, match="_alembic_tmp_parent is left over"):
        migrate(widen("parent"))
    assert database.dump() == before


def test_broken_reference_is_found_before_the_commit(database: Database, migrate: Migrate) -> None:
    fill(database, *FAMILY, action="RESTRICT")
    before = database.dump()

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        widen("parent")(operations, batch)
        operations.execute("DELETE FROM parent WHERE id = 2")

    with pytest.raises(MigrationError, match="leaves 1 row whose foreign key") as caught:
        migrate(migration)
    assert caught.value.detail == ("child rowid 20: no such row in parent for parent_id",)
    assert database.dump() == before


def test_reference_that_was_broken_before_does_not_count(
    database: Database, migrate: Migrate
) -> None:
    fill(database, *FAMILY, "INSERT INTO child VALUES (30, 333)")
    migrate(widen("parent"))
    assert (30, 333) in database.query("SELECT * FROM child")

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        widen("parent")(operations, batch)
        operations.execute(
            "INSERT INTO child SELECT 100 + value, 7 FROM json_each('[1,2,3,4,5,6]')"
        )

    with pytest.raises(MigrationError, match="leaves 6 rows") as caught:
        migrate(migration)
    assert len(caught.value.detail) == 6
    assert caught.value.detail[-1] == "and 1 more"


def test_triggers_are_kept_and_fire(database: Database, migrate: Migrate) -> None:
    fill(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10))",
        "CREATE TABLE log (what)",
        "CREATE TRIGGER \"ins 'x'\" AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.v); END",
        "CREATE TRIGGER other AFTER INSERT ON log BEGIN UPDATE t SET v = v || '!'; END",
    )
    triggers = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = database.query(triggers)

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        widen("t")(operations, batch)
        operations.execute("INSERT INTO t VALUES (1, 'new')")

    migrate(migration)
    assert database.query(triggers) == before
    assert database.query("SELECT v FROM t") == [("new!",)]


def test_trigger_that_the_history_creates_again(database: Database, migrate: Migrate) -> None:
    fill(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10))",
        "CREATE TRIGGER trg AFTER INSERT ON t BEGIN UPDATE t SET v = 'old'; END",
    )

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        widen("t")(operations, batch)
        operations.execute("CREATE TRIGGER trg AFTER INSERT ON t BEGIN UPDATE t SET v = 'new'; END")
        operations.execute("INSERT INTO t VALUES (1, '')")

    migrate(migration)
    assert database.query("SELECT v FROM t") == [("new",)]


def test_trigger_on_a_column_that_is_gone(database: Database, migrate: Migrate) -> None:
    fill(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w TEXT)",
        "CREATE TRIGGER good AFTER INSERT ON t BEGIN UPDATE t SET v = 'fired'; END",
        "CREATE TRIGGER gone AFTER INSERT ON t BEGIN UPDATE t SET w = new.w; END",
    )

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        del operations
        with batch("t") as block:
            block.drop_column("w")

    assert migrate(migration) == ["sqlite-trigger-gone", "foreign_keys=1"]
    database.query("INSERT INTO t VALUES (1, 'x')")
    assert database.query("SELECT v FROM t") == [("fired",)]


def test_views_stay_word_for_word(database: Database, migrate: Migrate) -> None:
    fill(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10), w TEXT)",
        "INSERT INTO t VALUES (1, 'one', 'x')",
        "CREATE VIEW a AS SELECT   t.v FROM t -- as written",
        "CREATE VIEW b AS SELECT v FROM a",
        "CREATE VIEW c AS SELECT w FROM t",
        "CREATE TABLE into_view (x)",
        "CREATE TRIGGER instead INSTEAD OF INSERT ON a BEGIN INSERT INTO into_view VALUES (1); END",
    )
    views = "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY name"
    before = database.query(views)
    assert migrate(widen("t")) == ["foreign_keys=1"]
    assert database.query(views) == before
    assert database.query("SELECT v FROM b") == [("one",)]

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        del operations
        with batch("t") as block:
            block.drop_column("w")

    assert migrate(migration) == ["sqlite-view-broken", "foreign_keys=1"]
    assert database.query(views) == before


def test_expression_index_is_kept(database: Database, migrate: Migrate) -> None:
    fill(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10))",
        "CREATE INDEX ix_lower ON t (lower(v))",
        "CREATE UNIQUE INDEX ix_plain ON t (v) WHERE v <> ''",
    )
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name"
    with pytest.warns(sa.exc.SAWarning, match="expression-based index"):
        codes = migrate(widen("t"))
    assert codes == ["foreign_keys=1"]
    assert database.query(indexes) == [("ix_lower",), ("ix_plain",)]


def test_autoincrement_goes_on_counting(database: Database, migrate: Migrate) -> None:
    fill(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v VARCHAR(10))",
        "INSERT INTO t VALUES (1, 'one'), (77, 'gone')",
        "DELETE FROM t WHERE id = 77",
    )

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        del operations
        with batch("t", table_kwargs={"sqlite_autoincrement": True}) as block:
            block.alter_column("v", type_=sa.String(99))

    assert migrate(migration) == ["foreign_keys=1"]
    database.query("INSERT INTO t (v) VALUES ('next')")
    assert database.query("SELECT max(id) FROM t") == [(78,)]


@pytest.mark.parametrize(
    ("ddl", "lost"),
    [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10) COLLATE NOCASE)", "COLLATE"),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10) UNIQUE ON CONFLICT IGNORE)",
            "ON CONFLICT",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10) REFERENCES t ON DELETE CASCADE)",
            "ON DELETE",
        ),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v VARCHAR(10))", "AUTOINCREMENT"),
    ],
)
def test_what_the_new_table_lost_is_said(
    database: Database, migrate: Migrate, ddl: str, lost: str
) -> None:
    fill(database, ddl)
    assert migrate(widen("t")) == ["sqlite-table-lost", "foreign_keys=1"]
    assert lost not in database.dump()


def test_unnamed_check_is_said(database: Database, migrate: Migrate) -> None:
    fill(database, "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(10) CHECK (v <> ''))")
    with pytest.warns(UserWarning, match="Unnamed CHECK"):
        codes = migrate(widen("t"))
    assert codes == ["sqlite-table-lost", "foreign_keys=1"]


def test_add_column_recreates_nothing(database: Database, migrate: Migrate) -> None:
    fill(database, *FAMILY, "CREATE TRIGGER trg AFTER INSERT ON parent BEGIN SELECT 1; END")

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        del operations
        with batch("parent") as block:
            block.add_column(sa.Column("w", sa.Integer))

    assert migrate(migration, off=False) == ["foreign_keys=1"]
    assert "ADD" not in database.dump()
    assert "trg" in database.dump()


def test_cyrillic_and_quoted_names(database: Database, migrate: Migrate) -> None:
    name = 'таблица "x" и пробел'
    quoted = '"' + name.replace('"', '""') + '"'
    fill(
        database,
        f"CREATE TABLE {quoted} (id INTEGER PRIMARY KEY, v VARCHAR(10))",
        f"CREATE TABLE child (id INTEGER PRIMARY KEY, p REFERENCES {quoted} ON DELETE CASCADE)",
        f'CREATE TRIGGER "триггер" AFTER INSERT ON {quoted} BEGIN SELECT 1; END',
        f"INSERT INTO {quoted} VALUES (1, 'один')",
        "INSERT INTO child VALUES (1, 1)",
    )
    before = database.dump()
    assert migrate(widen(name)) == ["foreign_keys=1"]
    after = database.dump()
    assert after.replace("VARCHAR(99)", "VARCHAR(10)").count("триггер") == before.count("триггер")
    assert database.query("SELECT * FROM child") == [(1, 1)]
    with pytest.raises(MigrationError, match="would change rows of child"):
        migrate(widen(name, "id"), off=False)
    assert database.dump() == after


def test_table_in_an_attached_database(database: Database, migrate: Migrate) -> None:
    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        operations.execute("CREATE TABLE aux.t (id INTEGER PRIMARY KEY, v VARCHAR(10))")
        operations.execute("CREATE TRIGGER aux.trg AFTER INSERT ON t BEGIN SELECT 1; END")
        operations.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        with batch("t", schema="aux") as block:
            block.alter_column("v", type_=sa.String(99))
        found = operations.get_bind().exec_driver_sql("SELECT name, sql FROM aux.sqlite_master")
        texts = dict(found.all())
        assert sorted(texts) == ["t", "trg"]
        assert "VARCHAR(99)" in texts["t"]

    assert migrate(migration) == ["foreign_keys=1"]
    assert database.tables() == ("t",)


def test_migration_that_switches_by_itself(database: Database, migrate: Migrate) -> None:
    fill(database, *FAMILY)

    def migration(operations: Operations, batch: Callable[..., object]) -> None:
        operations.execute("PRAGMA foreign_keys=OFF")
        widen("parent")(operations, batch)
        operations.execute("PRAGMA foreign_keys=ON")

    # As under Alembic, where the last PRAGMA does nothing inside the driver's transaction.
    assert migrate(migration) == ["foreign_keys=0"]
    assert len(database.query("SELECT * FROM child")) == 2


def test_keys_are_on_again_after_a_failure(database: Database) -> None:
    fill(database, *FAMILY)
    engine = database.engine()
    _prepare(engine, enforced=True)
    with engine.connect() as connection, SQLITE.atomic(connection) as guard:
        with (  # noqa: PT012  # the state inside, before the failure, is what is shown
            pytest.raises(OperationalError),
            SQLITE.foreign_keys_off(connection, guard),
            connection.begin(),
        ):
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
            connection.exec_driver_sql("INSERT INTO missing VALUES (1)")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("source", "batch", "driver"),
    [
        ("with op.batch_alter_table('t') as b:", True, False),
        ("op.add_column('t', c)", False, False),
        ("op.get_bind().connection.cursor().execute('CREATE TABLE t (x)')", False, True),
        ("op.get_bind().connection.cursor().execute('PRAGMA foreign_keys=OFF')", False, False),
        ("connection = op.get_bind()\nconnection.execute(x)", False, False),
    ],
)
def test_what_the_source_tells(source: str, batch: bool, driver: bool) -> None:
    assert SQLITE.uses_batch(source) is batch
    assert SQLITE.uses_driver(source) is driver
