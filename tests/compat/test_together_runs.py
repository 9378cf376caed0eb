"""Several runs in one process: each to its own database, all complete, none crossed."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic import command, context, op
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

import headway
from headway import aio
from projects import Migration

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject
    from servers import Database

TENANTS = 6
TABLES = 20

Tenants = list[tuple["AlembicProject", "Database"]]


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> MakeDatabase:
    make: MakeDatabase = request.getfixturevalue(request.param)
    return make


@pytest.fixture(params=["generic", "async"])
def tenants(
    request: pytest.FixtureRequest, databases: MakeDatabase, project: MakeProject
) -> Tenants:
    """Return six projects with Alembic's own env.py, each with a database and tables of its own."""
    return make_tenants(databases, project, request.param)


def make_tenants(databases: MakeDatabase, project: MakeProject, template: str) -> Tenants:
    made = []
    for number in range(TENANTS):
        database = databases()
        url = database.async_url if template == "async" else database.url
        tables = [make_table(number, table) for table in range(TABLES)]
        made.append((project(url, template=template, migrations=tables), database))
    return made


def make_table(tenant: int, number: int) -> Migration:
    """Return a migration that lets other runs in between, and looks where it is."""
    name = f"tenant_{tenant}_{number:02}"
    up = f"""
import time
from alembic import context
assert context.config.config_file_name is not None
op.create_table("{name}", sa.Column("id", sa.Integer, primary_key=True))
time.sleep(0.001)
op.execute("INSERT INTO {name} VALUES (1)")
assert context.get_context() is op.get_context()
"""
    down = f"r{number - 1:02}" if number else None
    return Migration(f"r{number:02}", down, up, f'op.drop_table("{name}")')


def check(tenants: Tenants) -> None:
    for number, (_, database) in enumerate(tenants):
        expected = tuple(f"tenant_{number}_{table:02}" for table in range(TABLES))
        assert database.tables() == expected
        assert database.heads() == (f"r{TABLES - 1:02}",)
        assert database.query(f"SELECT count(*) FROM {expected[-1]}") == [(1,)]


def run_in_threads(calls: list[Callable[[], object]]) -> None:
    """Start all calls at the same moment, each in a thread of its own."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(run, call) for call in calls]:
            done.result()


def upgrade(made: AlembicProject) -> Callable[[], object]:
    return lambda: headway.upgrade(made.ini)


def test_six_threads(tenants: Tenants) -> None:
    run_in_threads([upgrade(made) for made, _ in tenants])
    check(tenants)
    run_in_threads([lambda made=made: headway.downgrade(made.ini, "base") for made, _ in tenants])
    assert {database.tables() for _, database in tenants} == {()}


def test_gathered(tenants: Tenants) -> None:
    async def main() -> None:
        await asyncio.gather(*(aio.upgrade(made.ini) for made, _ in tenants))

    asyncio.run(main())
    check(tenants)


def test_gathered_with_engines_of_the_caller(tenants: Tenants) -> None:
    async def one(made: AlembicProject, database: Database) -> None:
        engine = create_async_engine(database.async_url)
        try:
            outcome = await aio.upgrade(made.ini, "head", engine=engine)
            assert len(outcome.runs[0].done) == TABLES
        finally:
            await engine.dispose()

    async def main() -> None:
        await asyncio.gather(*(one(made, database) for made, database in tenants))

    asyncio.run(main())
    check(tenants)


def test_gathered_in_threads(tenants: Tenants) -> None:
    async def main() -> None:
        calls = (asyncio.to_thread(headway.upgrade, made.ini) for made, _ in tenants)
        await asyncio.gather(*calls)

    asyncio.run(main())
    check(tenants)


def test_one_project_for_six_databases(databases: MakeDatabase, project: MakeProject) -> None:
    """The same files, the same env.py, another URL in each thread."""
    made = project(databases().url, migrations=[make_table(0, table) for table in range(TABLES)])
    targets = [databases() for _ in range(TENANTS)]
    run_in_threads([lambda one=one: headway.upgrade(made.ini, url=one.url) for one in targets])
    check([(made, targets[0])])
    assert {one.dump() for one in targets} == {targets[0].dump()}


THREADS = """
import threading
from alembic import context
from sqlalchemy import create_engine, pool

url = context.config.get_main_option("sqlalchemy.url")
failures = []

def work():
    try:
        engine = create_engine(url, poolclass=pool.NullPool)
        with engine.connect() as connection:
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()
    except Exception as error:
        failures.append(error)

thread = threading.Thread(target=work)
thread.start()
thread.join()
if failures:
    raise failures[0]
"""


def test_threads_that_env_py_starts(databases: MakeDatabase, project: MakeProject) -> None:
    """Such a thread inherits no ContextVar: not even six at once may meet."""
    tenants = make_tenants(databases, project, "generic")
    for made, _ in tenants:
        made.env.write_text(THREADS, encoding="utf-8")
    run_in_threads([upgrade(made) for made, _ in tenants])
    check(tenants)


def test_a_call_outside_any_run(sqlite: MakeDatabase, project: MakeProject) -> None:
    made = project(sqlite().url, migrations=[make_table(0, 0)])
    headway.upgrade(made.ini)
    for call in (lambda: op.execute("SELECT 1"), context.is_offline_mode, op.get_bind):
        with pytest.raises(headway.NoRunError, match="outside any migration run"):
            call()
        with pytest.raises(NameError):
            call()
    with pytest.raises(AttributeError):
        _ = context.config


def test_a_call_outside_while_another_thread_runs(
    sqlite: MakeDatabase, project: MakeProject
) -> None:
    """Never another run's context: the thread that runs nothing gets an error."""
    inside, seen = threading.Event(), threading.Event()
    slow = Migration("s1", None, "op.get_context().opts['wait']()")
    database = sqlite()
    made = project(database.url, migrations=[slow])
    made.edit(
        made.env,
        "connection=connection, target_metadata=target_metadata",
        "connection=connection, **config.attributes",
    )

    def wait() -> None:
        inside.set()
        assert seen.wait(20)

    thread = threading.Thread(target=lambda: headway.upgrade(made.ini, attributes={"wait": wait}))
    thread.start()
    try:
        assert inside.wait(20)
        with pytest.raises(headway.NoRunError):
            op.execute("CREATE TABLE crossed (id INTEGER)")
        with pytest.raises(headway.NoRunError):
            context.get_context()
    finally:
        seen.set()
        thread.join()
    assert database.heads() == ("s1",)
    assert database.tables() == ()


def test_plain_alembic_before_within_and_after(
    databases: MakeDatabase, project: MakeProject
) -> None:
    before, outer, inner, after = make_tenants(databases, project, "generic")[:4]
    command.upgrade(Config(before[0].ini), "head")
    path = next(outer[0].versions.glob("r05*"))
    outer[0].edit(
        path,
        "op.create_table(",
        "from alembic import command; from alembic.config import Config\n"
        f"    command.upgrade(Config({str(inner[0].ini)!r}), 'head')\n    op.create_table(",
    )
    headway.upgrade(outer[0].ini)
    command.upgrade(Config(after[0].ini), "head")
    check([before, outer, inner, after])
    command.downgrade(Config(outer[0].ini), "base")
    headway.downgrade(before[0].ini, "base")
    assert outer[1].tables() == before[1].tables() == ()
    with pytest.raises(NameError):
        op.execute("SELECT 1")


def test_plain_alembic_around_headway(databases: MakeDatabase, project: MakeProject) -> None:
    """An env.py of plain Alembic whose migration runs Headway on another database."""
    outer, inner = make_tenants(databases, project, "generic")[:2]
    path = next(outer[0].versions.glob("r05*"))
    outer[0].edit(
        path,
        "op.create_table(",
        f"import headway; headway.upgrade({str(inner[0].ini)!r})\n    op.create_table(",
    )
    command.upgrade(Config(outer[0].ini), "head")
    check([outer, inner])


def test_plain_alembic_in_one_thread_and_headway_in_five(tenants: Tenants) -> None:
    calls = [upgrade(made) for made, _ in tenants[1:]]
    first = tenants[0][0]
    run_in_threads([lambda: command.upgrade(Config(first.ini), "head"), *calls])
    check(tenants)
