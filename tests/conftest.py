"""The fixtures that every test may use: databases that are real, and small Alembic projects.

Servers start on first use, once a session, and end with it, also after a crash (servers/guard.py).
"""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING, TypeVar

import pytest

import projects
import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from projects import AlembicProject, Migration
    from servers import Database, MariaDB, PostgreSQL

    MakeProject = Callable[..., AlembicProject]
    MakeDatabase = Callable[[], Database]
    Server = TypeVar("Server", PostgreSQL, MariaDB)


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo what a test's env.py did to logging, which is one for the process.

    Alembic's templates call `fileConfig`: its handler writes to the stderr of that test, which is
    closed when the next test logs.
    """
    before = {logger: _read_logger(logger) for logger in _loggers()}
    yield
    for logger in _loggers():
        handlers, level, propagate, disabled = before.get(logger, ((), logging.NOTSET, True, False))
        own = [one for one in logger.handlers if _is_of_pytest(one)]
        logger.handlers[:] = [*handlers, *own]
        logger.setLevel(level)
        logger.propagate, logger.disabled = propagate, disabled


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgreSQL]:
    """Yield the session's PostgreSQL server."""
    yield from _run_server(servers.PostgreSQL)


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[MariaDB]:
    """Yield the session's MariaDB server."""
    yield from _run_server(servers.MariaDB)


@pytest.fixture
def postgres(postgres_server: PostgreSQL) -> Iterator[MakeDatabase]:
    """Yield a function that creates empty PostgreSQL databases; they are dropped afterwards."""
    yield from _make_databases(postgres_server)


@pytest.fixture
def mariadb(mariadb_server: MariaDB) -> Iterator[MakeDatabase]:
    """Yield a function that creates empty MariaDB databases; they are dropped afterwards."""
    yield from _make_databases(mariadb_server)


@pytest.fixture
def sqlite(tmp_path: Path) -> MakeDatabase:
    """Return a function that names SQLite files, each of a database of its own."""
    made: list[Database] = []

    def make() -> Database:
        made.append(servers.make_sqlite(tmp_path / f"test_{len(made) + 1}.sqlite"))
        return made[-1]

    return make


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def databases(request: pytest.FixtureRequest) -> MakeDatabase:
    """Return, in turn, the factory of each database; the test runs once for each."""
    make: MakeDatabase = request.getfixturevalue(request.param)
    return make


@pytest.fixture
def database(databases: MakeDatabase) -> Database:
    """Return one empty database; the test runs once for each kind of database."""
    return databases()


@pytest.fixture
def project(tmp_path: Path) -> MakeProject:
    """Return `projects.make_project`, each project in a new folder below tmp_path.

    `project(url, migrations=[(id, down, up, undo, message), …])`; the template follows the URL.
    """
    count = itertools.count(1)

    def make(
        *urls: str,
        template: str | None = None,
        migrations: Iterable[Migration | Sequence[object]] = (),
    ) -> AlembicProject:
        root = tmp_path / f"project_{next(count)}"
        return projects.make_project(root, *urls, template=template, migrations=migrations)

    return make


@pytest.fixture
def linear(project: MakeProject) -> MakeProject:
    """Return a function like `project` whose history is `projects.LINEAR`: 1a2b to ab99."""

    def make(*urls: str, template: str | None = None) -> AlembicProject:
        return project(*urls, template=template, migrations=projects.LINEAR)

    return make


def _run_server(start: Callable[[], Server]) -> Iterator[Server]:
    try:
        server = start()
    except servers.ServerMissingError as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


def _make_databases(server: PostgreSQL | MariaDB) -> Iterator[MakeDatabase]:
    made: list[Database] = []

    def make() -> Database:
        made.append(server.create())
        return made[-1]

    yield make
    for database in made:
        server.drop(database)


def _loggers() -> list[logging.Logger]:
    named = logging.Logger.manager.loggerDict.values()
    return [logging.root, *(one for one in named if isinstance(one, logging.Logger))]


def _read_logger(logger: logging.Logger) -> tuple[tuple[logging.Handler, ...], int, bool, bool]:
    handlers = tuple(one for one in logger.handlers if not _is_of_pytest(one))
    return handlers, logger.level, logger.propagate, logger.disabled


def _is_of_pytest(handler: logging.Handler) -> bool:
    """Say whether pytest put the handler there: it changes them between setup and teardown."""
    return type(handler).__module__.startswith("_pytest")
