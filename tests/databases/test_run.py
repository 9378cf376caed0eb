"""One run of env.py on every kind of database: what moves, what stays, what is said."""

from __future__ import annotations

import asyncio
import inspect
import re
import textwrap
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

import headway
from headway import aio
from projects import LINEAR, LINEAR_TABLES, Migration

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from servers import Database

BAD = Migration(
    "bad1",
    "ab99",
    """
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO users (id, name) VALUES (1, 'x')")
    op.execute("INSERT INTO nowhere VALUES (1)")
    """,
    'op.drop_table("half")',
    "fails",
)


@pytest.fixture(params=["sync", "async"])
def url(request: pytest.FixtureRequest, database: Database) -> str:
    """Return the database's URL for each kind of driver."""
    return database.url if request.param == "sync" else database.async_url


@pytest.fixture(params=["sqlite", "postgres"])
def transactional(request: pytest.FixtureRequest) -> Database:
    """Return a database that can roll DDL back."""
    make: MakeDatabase = request.getfixturevalue(request.param)
    return make()


def test_up_and_down_again(url: str, database: Database, linear: MakeProject) -> None:
    project = linear(url)
    for target in ("44e3", "9b3c", "head"):
        headway.upgrade(project.root, target)
        at = "ab99" if target == "head" else target
        assert database.heads() == (at,)
        assert database.tables() == LINEAR_TABLES[at]
    outcome = headway.downgrade(project.root, "base")
    assert [step.revision.id for step in outcome.runs[0].done if step.revision] == [
        migration.id for migration in reversed(LINEAR)
    ]
    assert database.heads() == ()
    assert database.tables() == ()


def test_nothing_to_do_creates_nothing(database: Database, linear: MakeProject) -> None:
    project = linear(database.url)
    before = database.dump()
    headway.upgrade(project.root, "1a2b-1")
    headway.downgrade(project.root, "9b3c")
    assert headway.current(project.root)[0].heads == ()
    assert headway.plan(project.root)[0].plan.end == ("ab99",)
    assert database.dump() == before


def test_failure_in_the_third_statement(url: str, database: Database, project: MakeProject) -> None:
    made = project(url, migrations=[*LINEAR, BAD])
    headway.upgrade(made.root, "ab99")
    before = database.dump()
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(made.root)
    text = "\n".join((failure.value.summary, *failure.value.detail))
    assert "bad1" in text
    assert "nowhere" in text
    assert len(text.splitlines()) <= 10
    assert database.heads() == ("ab99",)
    if database.name == "mariadb":
        assert "executed before it: " in text
        return
    assert database.dump() == before
    assert failure.value.exit_status == 3
    made.edit(made.versions / "bad1_fails.py", "INSERT INTO nowhere VALUES (1)", "SELECT 1")
    headway.upgrade(made.root)
    assert database.heads() == ("bad1",)


def test_a_first_migration_that_fails_leaves_no_version_table(
    transactional: Database, project: MakeProject
) -> None:
    database = transactional
    first = Migration(
        "f1", None, BAD.up.replace("INSERT INTO users (id, name) VALUES (1, 'x')", "SELECT 1")
    )
    made = project(database.url, migrations=[first])
    before = database.dump()
    with pytest.raises(headway.MigrationError):
        headway.upgrade(made.root)
    assert database.dump() == before


def test_earlier_migrations_of_the_run_stay_as_env_py_decides(
    sqlite: MakeDatabase, postgres: MakeDatabase, project: MakeProject
) -> None:
    lite = project(sqlite().url, migrations=[*LINEAR, BAD])
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(lite.root)
    assert failure.value.exit_status == 4
    assert headway.current(lite.root)[0].heads == ("ab99",)
    whole = project(postgres().url, migrations=[*LINEAR, BAD])
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(whole.root)
    assert failure.value.exit_status == 3
    assert headway.current(whole.root)[0].heads == ()


def test_long_revision_ids_widen_the_version_column(
    database: Database, project: MakeProject
) -> None:
    long = "2026_11_22_" + "x" * 40
    made = project(database.url, migrations=[Migration("one"), Migration(long, "one")])
    headway.upgrade(made.root, "one")
    outcome = headway.upgrade(made.root)
    assert database.heads() == (long,)
    notices = [notice.code for notice in outcome.runs[0].notices]
    assert notices == ([] if database.name == "sqlite" else ["version-column"])


def test_autocommit_block_works_whatever_ran_before(
    url: str, database: Database, project: MakeProject
) -> None:
    body = """
    op.execute("CREATE TABLE before_block (id INTEGER)")
    with op.get_context().autocommit_block():
        op.execute("CREATE TABLE inside_block (id INTEGER)")
    op.execute("CREATE TABLE after_block (id INTEGER)")
    """
    made = project(url, migrations=[Migration("a1", None, body)])
    connect = "context.configure(\n            connection=connection"
    if "aiosqlite" in url or "asyncpg" in url or "asyncmy" in url:
        connect = "context.configure(connection=connection"
    made.edit(made.env, connect, f"connection.exec_driver_sql('SELECT 1'); {connect}")
    text = made.env.read_text(encoding="utf-8")
    made.env.write_text(
        text.replace(
            "context.run_migrations()", "(context.run_migrations(), context.get_bind().commit())"
        ),
        encoding="utf-8",
    )
    headway.upgrade(made.root)
    assert {"before_block", "inside_block", "after_block"} <= set(database.tables())
    assert database.heads() == ("a1",)


def test_env_py_that_never_commits_is_told(transactional: Database, linear: MakeProject) -> None:
    database = transactional
    project = linear(database.url)
    connect = "context.configure(\n            connection=connection"
    project.edit(project.env, connect, f"connection.exec_driver_sql('SELECT 1'); {connect}")
    before = database.dump()
    with pytest.raises(headway.MigrationError, match="did not commit"):
        headway.upgrade(project.root)
    assert database.dump() == before


def test_six_tenants_at_once(
    databases: MakeDatabase, linear: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    del monkeypatch
    tenants = [databases() for _ in range(6)]
    stock = linear(tenants[0].url)
    asynchronous = linear(tenants[0].async_url)

    async def everyone(project: str, urls: list[str], target: str) -> None:
        await asyncio.gather(
            *(
                (aio.upgrade if target == "head" else aio.downgrade)(project, target, url=url)
                for url in urls
            )
        )

    for project, urls in (
        (stock, [tenant.url for tenant in tenants]),
        (asynchronous, [tenant.async_url for tenant in tenants]),
    ):
        asyncio.run(everyone(str(project.root), urls, "head"))
        for tenant in tenants:
            assert tenant.heads() == ("ab99",)
            assert tenant.tables() == LINEAR_TABLES["ab99"]
        asyncio.run(everyone(str(project.root), urls, "base"))
        assert all(tenant.tables() == () for tenant in tenants)


def test_the_engine_handed_over_is_the_one_migrated(
    database: Database, linear: MakeProject
) -> None:
    project = linear("sqlite:///never-touched.sqlite")
    engine = sa.create_engine(database.url)
    headway.upgrade(project.root, "44e3", engine=engine)
    assert database.heads() == ("44e3",)
    with engine.connect() as connection:
        headway.upgrade(project.root, "9b3c", connection=connection)
    engine.dispose()
    assert database.heads() == ("9b3c",)
    assert not (project.root / "never-touched.sqlite").exists()


def test_another_database_is_refused(sqlite: MakeDatabase, linear: MakeProject) -> None:
    wanted, other = sqlite(), sqlite()
    project = linear(other.url)
    project.edit(
        project.env,
        "config.get_section(config.config_ini_section, {})",
        f'{{"sqlalchemy.url": "{other.url}"}}',
    )
    with pytest.raises(headway.WrongDatabaseError) as refused:
        headway.upgrade(project.root, url=wanted.url)
    assert other.url in refused.value.summary
    assert wanted.url in refused.value.summary
    assert other.tables() == wanted.tables() == ()


def test_inside_a_running_loop(databases: MakeDatabase, linear: MakeProject) -> None:
    database = databases()
    project = linear(database.async_url)

    async def start_up() -> None:
        engine = create_async_engine(database.async_url)
        await aio.upgrade(project.root, "head", engine=engine)
        positions = await aio.current(project.root, engine=engine)
        assert positions[0].at_head
        await engine.dispose()

    asyncio.run(start_up())
    assert database.heads() == ("ab99",)


def test_env_py_that_starts_a_loop_although_a_connection_is_handed_over(
    databases: MakeDatabase, linear: MakeProject
) -> None:
    database = databases()
    project = linear(database.async_url)
    project.edit(project.env, "config = context.config", "config = context.config  # attributes")

    async def start_up() -> None:
        headway.upgrade(project.root, "1a2b")
        engine = create_async_engine(database.async_url)
        await aio.upgrade(project.root, "44e3", engine=engine)
        await engine.dispose()

    asyncio.run(start_up())
    assert database.heads() == ("44e3",)


_OWN_LOOP = """
main = run_async_migrations()
loop = asyncio.new_event_loop()
try:
    loop.run_until_complete(main)
finally:
    main.close()
    loop.close()
"""


def test_env_py_with_a_loop_object_of_its_own(sqlite: MakeDatabase, linear: MakeProject) -> None:
    database = sqlite()
    project = linear(database.async_url)
    text = project.env.read_text(encoding="utf-8").replace(
        "    asyncio.run(run_async_migrations())", textwrap.indent(_OWN_LOOP, "    ")
    )
    project.env.write_text(f"# takes no attributes\n{text}", encoding="utf-8")

    async def start_up() -> None:
        with pytest.raises(headway.EnvironmentFileError, match="event loop") as refused:
            headway.upgrade(project.root)
        assert "headway.aio.upgrade" in refused.value.hints[0][1]
        engine = create_async_engine(database.async_url)
        await aio.upgrade(project.root, engine=engine)
        await engine.dispose()

    asyncio.run(start_up())
    assert database.heads() == ("ab99",)


def test_an_in_memory_database_of_an_application(linear: MakeProject) -> None:
    project = linear("sqlite:///never-touched.sqlite")
    project.env.write_text(
        "from alembic import context\n"
        "context.configure(connection=context.config.attributes['connection'])\n"
        "with context.begin_transaction():\n"
        "    context.run_migrations()\n",
        encoding="utf-8",
    )

    async def start_up() -> list[str]:
        engine = create_async_engine("sqlite+aiosqlite://", poolclass=sa.pool.StaticPool)
        await aio.upgrade(project.root, engine=engine)
        async with engine.connect() as connection:
            tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        await engine.dispose()
        return tables

    assert asyncio.run(start_up()) == sorted([*LINEAR_TABLES["ab99"], "alembic_version"])


_BLOCK_THEN_FAILURE = """
op.execute("CREATE TABLE before_block (id INTEGER)")
with op.get_context().autocommit_block():
    op.execute("CREATE TABLE inside_block (id INTEGER)")
op.execute("CREATE TABLE after_block (id INTEGER)")
op.execute("INSERT INTO nowhere VALUES (1)")
"""


def test_failure_after_an_autocommit_block_says_what_stays(
    transactional: Database, project: MakeProject
) -> None:
    database = transactional
    migrations = [*LINEAR, Migration("bl1", "ab99", _BLOCK_THEN_FAILURE)]
    made = project(database.url, migrations=migrations)
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(made.root)
    assert failure.value.exit_status == 4
    assert any("autocommit block stays" in line for line in failure.value.detail)
    assert "the version table is at ab99" in failure.value.detail
    assert database.heads() == ("ab99",)
    assert {"before_block", "inside_block"} == set(database.tables()) - set(LINEAR_TABLES["ab99"])


def test_a_driver_of_the_wrong_kind_is_named(sqlite: MakeDatabase, linear: MakeProject) -> None:
    database = sqlite()
    stock, asynchronous = linear(database.url), linear(database.async_url)
    with pytest.raises(headway.ProjectError, match=r"sync engine of sqlite\+aiosqlite"):
        headway.upgrade(stock.root, url=database.async_url.replace("test_1", "test_2"))
    with pytest.raises(headway.ProjectError, match="async engine of sqlite:"):
        headway.upgrade(asynchronous.root, url=database.url.replace("test_1", "test_2"))
    assert database.tables() == ()


def test_an_autocommit_block_leaves_the_drivers_own_mode_alone(
    sqlite: MakeDatabase, project: MakeProject
) -> None:
    body = """
    with op.get_context().autocommit_block():
        op.execute("VACUUM")
    op.execute("CREATE TABLE t (id INTEGER)")
    """
    made = project("sqlite:///never-touched.sqlite", migrations=[Migration("a1", None, body)])
    made.env.write_text(
        "from alembic import context\n"
        "context.configure(connection=context.config.attributes['connection'])\n"
        "with context.begin_transaction():\n"
        "    context.run_migrations()\n",
        encoding="utf-8",
    )
    for mode in (None, "IMMEDIATE"):
        engine = sa.create_engine(sqlite().url, connect_args={"isolation_level": mode})
        with engine.connect() as connection:
            headway.upgrade(made.root, connection=connection)
            assert connection.connection.dbapi_connection.isolation_level == mode
        engine.dispose()


def test_the_coroutines_take_what_the_functions_take() -> None:
    for name in aio.__all__:
        function, coroutine = getattr(headway, name), getattr(aio, name)
        assert inspect.iscoroutinefunction(coroutine)
        assert inspect.signature(function) == inspect.signature(coroutine)


def test_mariadb_says_that_an_earlier_run_may_have_left_something(
    mariadb: MakeDatabase, project: MakeProject
) -> None:
    made = project(mariadb().url, migrations=[*LINEAR, BAD])
    for line in ("executed before it: ", "an earlier run that failed may have left"):
        with pytest.raises(headway.MigrationError) as failure:
            headway.upgrade(made.root)
        assert any(text.startswith(line) for text in failure.value.detail)


def test_a_plan_says_where_it_needs_the_database(
    sqlite: MakeDatabase, project: MakeProject
) -> None:
    body = """
    op.execute("SELECT 1")
    op.get_bind().execute(sa.text("SELECT 2")).all()
    """
    made = project(sqlite().url, migrations=[Migration("a1", None, body)])
    rendered = headway.plan(made.root, statements=True)[0].statements[0]
    assert rendered.sql == "SELECT 1;\n\nSELECT 2;"
    assert rendered.reason is not None
    assert re.fullmatch(r"it needs the database at \S+a1\.py:\d+", rendered.reason)
