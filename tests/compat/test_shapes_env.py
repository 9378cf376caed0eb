"""What env.py files of large projects do around `context.configure` and `run_migrations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compat.side import make_env, run_both
from projects import LINEAR, Migration

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject
    from servers import Database

UP = ("upgrade", "head")
DOWN = ("downgrade", "base")

both = pytest.mark.parametrize("databases", ["sqlite", "postgres"], indirect=True)
postgres = pytest.mark.parametrize("databases", ["postgres"], indirect=True)
sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@both
def test_several_version_tables_in_one_run(project: MakeProject, databases: MakeDatabase) -> None:
    env = """
from alembic import context
from sqlalchemy import create_engine, pool

url = context.config.get_main_option("sqlalchemy.url")
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    for tenant in ("a", "b", "c"):
        context.configure(connection=connection, version_table=f"version_of_{tenant}")
        with context.begin_transaction():
            print("env:", tenant, context.get_context().get_current_heads())
            context.run_migrations(tenant=tenant)
"""
    migrations = [
        Migration(
            name,
            down,
            f'op.create_table(f"{{tenant}}_{name}", sa.Column("id", sa.Integer))',
            f'op.drop_table(f"{{tenant}}_{name}")',
        )
        for name, down in (("t1", None), ("t2", "t1"), ("t3", "t2"))
    ]

    def prepare(made: AlembicProject, _: Database) -> None:
        for path in made.versions.glob("*.py"):
            path.write_text(path.read_text("utf-8").replace("grade():", "grade(tenant):"), "utf-8")

    theirs, ours = run_both(
        project,
        databases,
        [("upgrade", "t2"), UP, ("downgrade", "-1"), ("current",), DOWN],
        env=env,
        migrations=migrations,
        prepare=prepare,
    )
    assert ours.failed == theirs.failed == [False] * 5
    assert ours.dumps == theirs.dumps
    assert ours.said == theirs.said
    assert "b_t2" in ours.dumps[2]


@postgres
def test_a_loop_over_tenant_schemas(project: MakeProject, databases: MakeDatabase) -> None:
    env = """
from alembic import context
from sqlalchemy import create_engine, pool, text

url = context.config.get_main_option("sqlalchemy.url")
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    for tenant in ("acme", "bolt", "core"):
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {tenant}"))
        connection.execute(text(f"SET search_path TO {tenant}"))
        connection.commit()
        connection.dialect.default_schema_name = tenant
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"""
    commands = [("upgrade", "44f0"), UP, ("downgrade", "44e3")]
    theirs, ours = run_both(project, databases, commands, env=env, migrations=LINEAR)
    assert ours.failed == theirs.failed == [False] * 3
    assert ours.dumps == theirs.dumps
    for tenant in ("acme", "bolt", "core"):
        assert ours.database.query(f"SELECT * FROM {tenant}.alembic_version") == [("44e3",)]


THREAD = """
import threading

def work():
    engine = create_engine(URL, poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)

def online():
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
"""

ASYNC = """
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine

async def work():
    engine = create_async_engine(ASYNC_URL, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()
"""

LOOPS = {
    "a thread of its own": THREAD,
    "asyncio.run": ASYNC + "def online():\n    asyncio.run(work())\n",
    "a loop that it sets": ASYNC
    + """
def online():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(work())
    loop.close()
""",
    "a loop within a loop": ASYNC
    + """
async def outer():
    await asyncio.to_thread(asyncio.run, work())

def online():
    asyncio.run(outer())
""",
    "a loop in a thread while another runs": ASYNC
    + """
async def outer():
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join()

import threading

def online():
    asyncio.run(outer())
""",
}


@both
@pytest.mark.parametrize("loop", LOOPS)
def test_threads_and_loops_of_its_own(
    loop: str, project: MakeProject, databases: MakeDatabase
) -> None:
    env = make_env().replace("\n\nif context.is_off", LOOPS[loop] + "\n\nif context.is_off")

    def prepare(made: AlembicProject, database: Database) -> None:
        made.edit(
            made.env,
            "\n\ndef migrate",
            f"\nASYNC_URL = {database.async_url!r}\n\n\ndef migrate",
        )

    theirs, ours = run_both(
        project,
        databases,
        [("upgrade", "+2"), UP, DOWN],
        env=env,
        migrations=LINEAR,
        prepare=prepare,
    )
    assert theirs.failed == [False] * 3
    assert ours.failed == theirs.failed, ours.text
    assert ours.dumps == theirs.dumps


@both
def test_unknown_arguments_of_configure(project: MakeProject, databases: MakeDatabase) -> None:
    env = make_env(
        options='own_option={"a": 1}, include_schemas=True',
        before='print("env: before")',
        after='print("env:", context.get_context().opts["own_option"])',
    )
    body = 'print("env:", op.get_context().opts["own_option"])'
    theirs, ours = run_both(
        project, databases, [UP], env=env, migrations=[Migration("m1", None, body)]
    )
    assert ours.failed == theirs.failed == [False]
    assert ours.said == theirs.said == [["env: before", "env: {'a': 1}", "env: {'a': 1}"]]
    assert ours.dumps == theirs.dumps


@both
def test_arguments_for_each_migration(project: MakeProject, databases: MakeDatabase) -> None:
    env = make_env(
        top="from types import SimpleNamespace\nfrom alembic import op as operations",
        arguments='op=operations, tables=["one"], tester=SimpleNamespace(is_testing=lambda: False)',
    )
    body = """
for name in tables:
    op.create_table(name, sa.Column("id", sa.Integer))
if tester.is_testing():
    op.execute("SELECT nothing")
"""

    def prepare(made: AlembicProject, _: Database) -> None:
        for path in made.versions.glob("*.py"):
            text = path.read_text("utf-8").replace("grade():", "grade(op, tables, tester):")
            path.write_text(text, "utf-8")

    theirs, ours = run_both(
        project,
        databases,
        [UP, DOWN],
        env=env,
        migrations=[Migration("m1", None, body, 'op.drop_table("one")')],
        prepare=prepare,
    )
    assert ours.failed == theirs.failed == [False, False]
    assert ours.dumps == theirs.dumps
    assert "one" in ours.dumps[0]


@both
@pytest.mark.parametrize("arguments", ["", 'engine_name="a"'])
def test_functions_with_and_without_engine_name(
    arguments: str, project: MakeProject, databases: MakeDatabase
) -> None:
    def prepare(made: AlembicProject, _: Database) -> None:
        path = next(made.versions.glob("44e3*"))
        text = path.read_text("utf-8").replace("grade():", 'grade(engine_name=""):')
        path.write_text(text, "utf-8")

    theirs, ours = run_both(
        project,
        databases,
        [UP],
        env=make_env(arguments=arguments),
        migrations=LINEAR,
        prepare=prepare,
    )
    assert ours.failed == theirs.failed == [bool(arguments)]
    if not arguments:
        assert ours.dumps == theirs.dumps
        return
    assert "TypeError: upgrade() got an unexpected keyword argument 'engine_name'" in theirs.text
    assert "TypeError: upgrade() got an unexpected keyword argument 'engine_name'" in ours.text
    assert ours.database.tables() == theirs.database.tables() == ()
    # SQLite: Alembic has made its version table by then; Headway's run leaves no trace.
    assert ours.database.heads() is None


BAD = Migration(
    "bad1",
    "ab99",
    """
op.create_table("half", sa.Column("id", sa.Integer))
op.execute("INSERT INTO nowhere VALUES (1)")
""",
    "pass",
    "fails",
)
SET = 'connection.execute(text("SET lock_timeout = 1000"))'


@postgres
def test_a_set_before_configure(project: MakeProject, databases: MakeDatabase) -> None:
    """The connection is in a transaction: Alembic's transaction_per_migration is void."""
    env = make_env(
        before=SET, after="connection.commit()", options="transaction_per_migration=True"
    )
    theirs, ours = run_both(
        project, databases, [("upgrade", "44e3"), UP], env=env, migrations=[*LINEAR, BAD]
    )
    assert ours.failed == theirs.failed == [False, True]
    assert ours.dumps == theirs.dumps
    assert ours.database.heads() == ("44e3",)
    assert "env.py used the connection before context.configure()" in ours.answers[0].out + (
        ours.answers[0].err
    )
    assert "transaction_per_migration has no effect" in ours.text


@postgres
def test_a_set_that_nobody_commits(project: MakeProject, databases: MakeDatabase) -> None:
    """Alembic rolls everything back and calls that a success; Headway says what happened."""
    env = make_env(before=SET)
    theirs, ours = run_both(project, databases, [UP], env=env, migrations=LINEAR)
    assert theirs.failed == [False]
    assert ours.failed == [True]
    assert ours.dumps == theirs.dumps
    assert ours.database.heads() is None
    assert "did not commit it: the database has rolled everything back" in ours.text


@both
def test_without_transactional_ddl(project: MakeProject, databases: MakeDatabase) -> None:
    """On PostgreSQL each migration is a transaction then; the failed one leaves nothing."""
    env = make_env(options="transactional_ddl=False")
    theirs, ours = run_both(project, databases, [UP], env=env, migrations=[*LINEAR, BAD])
    assert ours.failed == theirs.failed == [True]
    assert ours.database.heads() == theirs.database.heads() == ("ab99",)
    if ours.database.name == "postgresql":
        assert ours.dumps == theirs.dumps
    assert "half" not in ours.database.tables()


@both
def test_one_transaction_for_each_migration(project: MakeProject, databases: MakeDatabase) -> None:
    env = make_env(options="transaction_per_migration=True")
    theirs, ours = run_both(project, databases, [UP], env=env, migrations=[*LINEAR, BAD])
    assert ours.failed == theirs.failed == [True]
    assert ours.database.heads() == theirs.database.heads() == ("ab99",)
    assert "half" not in ours.database.tables()
    if ours.database.name == "postgresql":
        assert ours.dumps == theirs.dumps


@both
def test_a_function_of_its_own(project: MakeProject, databases: MakeDatabase) -> None:
    """`configure(fn=...)` replaces what the command would do."""
    env = make_env(
        options="fn=own", top="def own(heads, context):\n    print('env:', heads)\n    return ()"
    )
    theirs, ours = run_both(project, databases, [UP], env=env, migrations=LINEAR)
    assert ours.failed == theirs.failed == [False]
    assert ours.said == theirs.said == [["env: ()"]]
    assert ours.dumps == theirs.dumps


@sqlite
def test_offline_text_up_to_the_failure(project: MakeProject, databases: MakeDatabase) -> None:
    reading = Migration(
        "r1",
        "ab99",
        """
op.create_table("late", sa.Column("id", sa.Integer))
names = [row[0] for row in op.get_bind().execute(sa.text("SELECT name FROM users"))]
""",
        "pass",
        "reads the database",
    )
    commands = [("upgrade", "head", "--sql"), ("upgrade", "ab12:head", "--sql")]
    theirs, ours = run_both(
        project, databases, commands, env=make_env(), migrations=[*LINEAR, reading]
    )
    assert ours.failed == theirs.failed == [True, True]
    for one, other in zip(theirs.answers, ours.answers, strict=True):
        assert one.out == other.out
        assert "CREATE TABLE late" in other.out
    assert ours.dumps == theirs.dumps


@both
def test_offline_text(project: MakeProject, databases: MakeDatabase) -> None:
    commands = [
        ("upgrade", "head", "--sql"),
        ("upgrade", "44e3:9b3c", "--sql"),
        ("downgrade", "ab99:base", "--sql"),
        ("downgrade", "ab99:44e3", "--sql"),
        ("stamp", "44e3:ab12", "--sql"),
        ("stamp", "head", "--sql"),
    ]
    theirs, ours = run_both(project, databases, commands, env=make_env(), migrations=LINEAR)
    assert ours.failed == theirs.failed == [False] * len(commands)
    assert [answer.out for answer in ours.answers] == [answer.out for answer in theirs.answers]
