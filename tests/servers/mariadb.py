"""MariaDB from the machine's own package (Debian: mariadb-server)."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pymysql
import sqlalchemy as sa

from servers.account import Account, copy_data, find_account, open_cache, prepare_data
from servers.database import PASSWORD, Database, ServerMissingError
from servers.process import Server, find_port, run

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MariaDB"]

USER = "headway"

OPTIONS = (
    "--bind-address=127.0.0.1",
    "--character-set-server=utf8mb4",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-log-file-size=8M",
    "--performance-schema=OFF",
    "--skip-log-bin",
    "--skip-name-resolve",
)


class MariaDB:
    """A server of its own on a Unix socket and a loopback port, with the user `headway`."""

    def __init__(self) -> None:
        """Start the server; a ServerMissingError says why there is none on this machine."""
        account = find_account()
        program = _find_program("mariadbd")
        self.folder = copy_data(_prepare(account), account, "hw-my-")
        self.port = find_port()
        data = self.folder / "data"
        paths = [f"--datadir={data}", f"--socket={self.socket}", f"--port={self.port}"]
        paths += [f"--pid-file={self.folder / 'pid'}", f"--tmpdir={self.folder}"]
        command = [program, "--no-defaults", *paths, *OPTIONS]
        self._server = Server(command, folder=self.folder, account=account, signal="SIGKILL")
        self._server.wait_until(self._is_ready)
        self._admin(f"CREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
        self._admin(f"GRANT ALL ON *.* TO {USER}@'127.0.0.1'")
        self._numbers = itertools.count(1)

    @property
    def socket(self) -> Path:
        """Return the path of the Unix socket, where root needs no password."""
        return self.folder / "socket"

    def create(self) -> Database:
        """Create an empty database."""
        name = f"test_{next(self._numbers)}"
        self._admin(f"CREATE DATABASE {name}")
        return Database(
            name="mariadb",
            url=self.url(name, "pymysql"),
            async_url=self.url(name, "asyncmy"),
            dumper=self.dump,
        )

    def drop(self, database: Database) -> None:
        """Drop the database; sessions that still use it are ended, for they may hold locks."""
        name = sa.make_url(database.url).database
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM information_schema.processlist WHERE db = %s", (name,))
            for (number,) in cursor.fetchall():
                with suppress(pymysql.err.OperationalError):  # it ended by itself
                    cursor.execute(f"KILL {number}")
        self._admin(f"DROP DATABASE IF EXISTS {name}")

    def url(self, name: str, driver: str, *, password: str = PASSWORD) -> str:
        """Return the URL of the database `name` over loopback TCP."""
        return f"mysql+{driver}://{USER}:{password}@127.0.0.1:{self.port}/{name}"

    def dump(self, url: str) -> str:
        """Return mariadb-dump's schema and rows, the rows in the order of their primary key."""
        done = subprocess.run(
            [
                _find_program("mariadb-dump"),
                "--no-defaults",
                f"--socket={self.socket}",
                "--user=root",
                "--skip-comments",
                "--skip-extended-insert",
                "--order-by-primary",
                "--routines",
                "--events",
                sa.make_url(url).database or "",
            ],
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._server.stop()

    def _is_ready(self) -> bool:
        if not self.socket.exists():
            return False
        try:
            self._connect().close()
        except pymysql.err.OperationalError:
            return False
        return True

    def _connect(self) -> pymysql.Connection:
        return pymysql.connect(
            unix_socket=str(self.socket), user="root", autocommit=True, ssl_disabled=True
        )

    def _admin(self, sql: str) -> None:
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute(sql)


def _find_program(name: str) -> str:
    """Return the program's path; system programs are not on every user's PATH."""
    places = [os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/usr/libexec"]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None or os.name == "nt":
        message = f"no MariaDB: {name} is not installed (Debian: apt-get install mariadb-server)"
        raise ServerMissingError(message)
    return found


def _prepare(account: Account) -> Path:
    """Return a data folder as mariadb-install-db left it, made once a machine and copied after."""
    done = subprocess.run(
        [_find_program("mariadbd"), "--no-defaults", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    def install(made: Path) -> None:
        options = ["--no-defaults", f"--datadir={made}", "--skip-test-db"]
        options += ["--auth-root-authentication-method=normal", "--innodb-log-file-size=8M"]
        run([_find_program("mariadb-install-db"), *options], folder=made, account=account)

    place = open_cache(account) / f"mariadb-data-{done.stdout.split()[2]}"
    return prepare_data(place, account, install)
