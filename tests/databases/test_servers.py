"""The servers that the other tests stand on: real, separate, and gone afterwards."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

import servers

if TYPE_CHECKING:
    from collections.abc import Callable

    from servers import Database, PostgreSQL

CREATE = "CREATE TABLE word (id INTEGER PRIMARY KEY, text VARCHAR(20))"


def test_database_starts_empty_and_tells_its_state(database: Database) -> None:
    assert database.tables() == ()
    assert database.heads() is None
    database.query(CREATE)
    database.query("CREATE TABLE alembic_version (version_num VARCHAR(32))")
    database.query("INSERT INTO alembic_version VALUES ('44e3'), ('1a2b')")
    assert database.tables() == ("word",)
    assert database.heads() == ("1a2b", "44e3")


def test_both_drivers_reach_the_same_database(database: Database) -> None:
    async def write() -> None:
        engine = create_async_engine(database.async_url)
        async with engine.begin() as connection:
            await connection.execute(sa.text(CREATE))
            await connection.execute(sa.text("INSERT INTO word VALUES (1, 'слово')"))
        await engine.dispose()

    asyncio.run(write())
    assert database.query("SELECT * FROM word") == [(1, "слово")]


def test_dump_is_equal_for_equal_databases_only(databases: Callable[[], Database]) -> None:
    one, two = databases(), databases()
    one.query(CREATE)
    one.query("INSERT INTO word VALUES (1, 'a'), (2, 'b')")
    two.query(CREATE)
    two.query("INSERT INTO word VALUES (2, 'b'), (1, 'a')")
    assert one.dump() == two.dump()
    two.query("UPDATE word SET text = 'c' WHERE id = 1")
    assert one.dump() != two.dump()
    two.query("UPDATE word SET text = 'a' WHERE id = 1")
    assert one.dump() == two.dump()
    two.query("CREATE INDEX ix_word_text ON word (text)")
    assert one.dump() != two.dump()


def test_databases_of_one_test_are_separate(databases: Callable[[], Database]) -> None:
    one, two = databases(), databases()
    one.query(CREATE)
    assert two.tables() == ()


def test_wrong_password_is_refused(postgres_server: PostgreSQL) -> None:
    url = postgres_server.url("postgres", "psycopg", password="wrong")  # noqa: S106  the point
    engine = sa.create_engine(url)
    with pytest.raises(sa.exc.OperationalError, match="password authentication failed"):
        engine.connect()
    engine.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="no Unix sockets")
def test_unix_socket_needs_no_password(postgres_server: PostgreSQL) -> None:
    engine = sa.create_engine(postgres_server.socket_url("postgres"))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT current_user")) == "postgres"
    engine.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_server_ends_with_killed_tests() -> None:
    """A test run that is killed leaves neither a server nor its folder behind."""
    script = """
        import os, signal
        from servers import PostgreSQL
        server = PostgreSQL()
        print(server.folder, server.port, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=Path(servers.__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    folder = Path(done.stdout.split()[0])
    end = time.monotonic() + 10
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not folder.exists()


@pytest.mark.skipif(not os.environ.get("CI"), reason="a person may have no MariaDB")
def test_every_server_is_there_in_ci() -> None:
    """In CI, no test is skipped for want of a server: this fails instead."""
    for start in (servers.PostgreSQL, servers.MariaDB):
        start().stop()
