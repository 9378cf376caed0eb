"""Who commits: env.py, the caller, the driver; and that a run nobody committed is no success."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

import headway
from headway import aio
from projects import LINEAR_TABLES

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject
    from servers import Database

_GIVEN = """
from alembic import context

connection = context.config.attributes["connection"]
{before}
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
"""

_OWN = """
import sqlalchemy as sa
from alembic import context

engine = sa.create_engine({url!r}, **{options!r})
with engine.connect() as connection:
    connection.exec_driver_sql("SELECT 1")
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
"""

_TWO_PHASE = """
import sqlalchemy as sa
from alembic import context

engine = sa.create_engine({url!r})
with engine.connect() as connection:
    dialect = connection.dialect  # SQLite has one phase: the first does nothing
    dialect.do_begin_twophase = dialect.do_prepare_twophase = lambda *args, **options: None
    dialect.do_commit_twophase = lambda one, *args, **options: dialect.do_commit(one.connection)
    transaction = connection.begin_twophase()
    context.configure(connection=connection)
    context.run_migrations()
    transaction.prepare()
    transaction.commit()
engine.dispose()
"""


@pytest.fixture
def lite(sqlite: MakeDatabase) -> Database:
    """Return a SQLite file."""
    return sqlite()


def _make(linear: MakeProject, lite: Database, env: str) -> AlembicProject:
    project = linear(lite.url)
    project.env.write_text(env, encoding="utf-8")
    return project


def _reaches_head(lite: Database) -> bool:
    return lite.heads() == ("ab99",) and lite.tables() == LINEAR_TABLES["ab99"]


@pytest.mark.parametrize("by", ["attributes", "connection"])
def test_the_callers_transaction_decides_everything(
    lite: Database, linear: MakeProject, by: str
) -> None:
    project = _make(linear, lite, _GIVEN.format(before=""))
    before = lite.dump()
    engine = sa.create_engine(lite.url)
    with engine.connect() as connection:
        for end in ("rollback", "commit"):
            transaction = connection.begin()
            if by == "attributes":
                headway.upgrade(project.root, attributes={"connection": connection})
            else:
                headway.upgrade(project.root, connection=connection)
            getattr(transaction, end)()
            if end == "rollback":
                assert lite.dump() == before
    engine.dispose()
    assert _reaches_head(lite)


def test_an_engine_in_autocommit_needs_no_commit(lite: Database, linear: MakeProject) -> None:
    env = _OWN.format(url=lite.url, options={"isolation_level": "AUTOCOMMIT"})
    headway.upgrade(_make(linear, lite, env).root)
    assert _reaches_head(lite)


def test_a_two_phase_commit_is_a_commit(lite: Database, linear: MakeProject) -> None:
    headway.upgrade(_make(linear, lite, _TWO_PHASE.format(url=lite.url)).root)
    assert _reaches_head(lite)


def test_env_py_with_a_connection_of_its_own_beside_the_callers(
    lite: Database, linear: MakeProject
) -> None:
    project = _make(linear, lite, _OWN.format(url=lite.url, options={}))
    engine = sa.create_engine(lite.url)
    with (
        engine.connect() as connection,
        pytest.raises(headway.MigrationError, match="did not commit"),
    ):
        headway.upgrade(project.root, connection=connection)
    engine.dispose()
    assert lite.tables() == ()


def test_an_async_engine_whose_run_nobody_commits_is_told(
    lite: Database, linear: MakeProject
) -> None:
    project = _make(linear, lite, _GIVEN.format(before="connection.exec_driver_sql('SELECT 1')"))

    async def start_up() -> None:
        engine = create_async_engine(lite.async_url)
        try:
            await aio.upgrade(project.root, engine=engine)
        finally:
            await engine.dispose()

    with pytest.raises(headway.MigrationError, match="did not commit"):
        asyncio.run(start_up())
    assert lite.tables() == ()
