"""Whole runs on SQLite with an env.py that makes its own engine, as applications do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import headway
from headway.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from projects import AlembicProject
    from servers import Database

    MakeProject = Callable[..., AlembicProject]
    MakeDatabase = Callable[[], Database]

ENV = {
    "pysqlite": """
        from alembic import context
        from sqlalchemy import NullPool, create_engine, event

        engine = create_engine({url!r}, poolclass=NullPool)
        {prepare}
        with engine.connect() as connection:
            context.configure(connection=connection, {options})
            with context.begin_transaction():
                context.run_migrations()
        engine.dispose()
        """,
    "aiosqlite": """
        import asyncio
        from alembic import context
        from sqlalchemy import NullPool, event
        from sqlalchemy.ext.asyncio import create_async_engine

        def work(connection):
            context.configure(connection=connection, {options})
            with context.begin_transaction():
                context.run_migrations()

        async def main():
            async_engine = create_async_engine({url!r}, poolclass=NullPool)
            engine = async_engine.sync_engine
            {prepare}
            async with async_engine.connect() as connection:
                await connection.run_sync(work)
            await async_engine.dispose()

        asyncio.run(main())
        """,
}

KEYS_ON = """
@event.listens_for(engine, "connect")
def keys_on(driver, record):
    cursor = driver.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
"""

RECIPE = """
@event.listens_for(engine, "connect")
def begin_nothing(driver, record):
    driver.isolation_level = None

@event.listens_for(engine, "begin")
def begin(connection):
    connection.exec_driver_sql("BEGIN")
"""

MIGRATIONS = (
    (
        "aa11",
        None,
        """
        op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("v", sa.String(10)))
        op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("p", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")))
        op.execute("CREATE TRIGGER trg AFTER INSERT ON parent BEGIN SELECT 1; END")
        op.execute("CREATE VIEW seen AS SELECT v FROM parent")
        op.execute("INSERT INTO parent VALUES (1, 'one')")
        op.execute("INSERT INTO child VALUES (1, 1)")
        """,
        "pass",
    ),
    (
        "bb22",
        "aa11",
        """
        with op.batch_alter_table("parent") as batch:
            batch.alter_column("v", type_=sa.String(99))
        """,
        "pass",
    ),
    (
        "cc33",
        "bb22",
        """
        op.create_table("late", sa.Column("id", sa.Integer, primary_key=True))
        op.execute("INSERT INTO late VALUES (1)")
        op.execute("INSERT INTO missing VALUES (1)")
        """,
        "pass",
    ),
)


def write_env(
    project: AlembicProject, database: Database, driver: str, *prepare: str, options: str = ""
) -> None:
    url = database.url if driver == "pysqlite" else database.async_url
    lines = []
    for line in ENV[driver].splitlines():
        text = line[8:]
        if "{prepare}" in text:
            margin = text[: text.index("{")]
            lines += [margin + one for one in "\n".join(prepare).splitlines()]
        else:
            lines.append(text.format(url=url, options=options) if "{" in text else text)
    project.env.write_text("\n".join(lines), encoding="utf-8")


PREPARED = {
    "": (),
    "foreign keys": (KEYS_ON,),
    "own BEGIN": (RECIPE,),
    "foreign keys, own BEGIN": (KEYS_ON, RECIPE),
}
ONE = "transactional_ddl=True"
BOTH = "foreign keys, own BEGIN"


@pytest.mark.parametrize("prepared", PREPARED)
@pytest.mark.parametrize("driver", ["pysqlite", "aiosqlite"])
def test_failed_migration_leaves_no_trace(
    sqlite: MakeDatabase, project: MakeProject, driver: str, prepared: str
) -> None:
    database = sqlite()
    made = project(database.url, migrations=MIGRATIONS)
    write_env(made, database, driver, *PREPARED[prepared])
    headway.upgrade(made.ini, "bb22")
    before = database.dump()
    assert database.query("SELECT * FROM child") == [(1, 1)]
    assert all(word in before for word in ("VARCHAR(99)", "trg", "seen"))
    assert "_alembic_tmp" not in before
    with pytest.raises(MigrationError):
        headway.upgrade(made.ini, "head")
    assert database.dump() == before
    file = next(made.versions.glob("cc33*"))
    made.edit(file, 'op.execute("INSERT INTO missing VALUES (1)")', "pass")
    headway.upgrade(made.ini, "head")
    assert database.heads() == ("cc33",)


@pytest.mark.parametrize("prepared", [name for name in PREPARED if name != BOTH])
@pytest.mark.parametrize("driver", ["pysqlite", "aiosqlite"])
def test_all_or_nothing_when_env_py_wants_one_transaction(
    sqlite: MakeDatabase, project: MakeProject, driver: str, prepared: str
) -> None:
    database = sqlite()
    made = project(database.url, migrations=MIGRATIONS)
    write_env(made, database, driver, *PREPARED[prepared], options=ONE)
    before = database.dump()
    with pytest.raises(MigrationError):
        headway.upgrade(made.ini, "head")
    assert database.dump() == before
    headway.upgrade(made.ini, "bb22")
    assert database.query("SELECT * FROM child") == [(1, 1)]


@pytest.mark.parametrize("driver", ["pysqlite", "aiosqlite"])
def test_refusal_where_env_py_began_before_keys_could_be_turned_off(
    sqlite: MakeDatabase, project: MakeProject, driver: str
) -> None:
    database = sqlite()
    made = project(database.url, migrations=MIGRATIONS)
    write_env(made, database, driver, *PREPARED[BOTH], options=ONE)
    headway.upgrade(made.ini, "aa11")
    before = database.dump()
    with pytest.raises(MigrationError, match="upgrade bb22") as refused:
        headway.upgrade(made.ini, "bb22")
    assert "would change rows of child" in refused.value.detail[0]
    assert refused.value.hints[0][0] == "in env.py"
    assert database.dump() == before
