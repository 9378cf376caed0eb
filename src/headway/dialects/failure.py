"""Why a database cannot be reached: what all networked databases have in common."""

from __future__ import annotations

import socket
import traceback
from typing import TYPE_CHECKING

from headway.dialects.dialect import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "CHECK_SERVER",
    "LOGIN",
    "driver_errors",
    "explain_network",
    "find_backend",
    "first_line",
]

_DRIVERS = {
    "asyncmy": "mysql",
    "asyncpg": "postgresql",
    "mariadb": "mysql",
    "mysql": "mysql",
    "MySQLdb": "mysql",
    "pg8000": "postgresql",
    "psycopg": "postgresql",
    "psycopg2": "postgresql",
    "pymysql": "mysql",
    "sqlcipher3": "sqlite",
    "sqlite3": "sqlite",
}
"""The packages whose exceptions are a database's, and which; aiosqlite raises those of sqlite3."""

_UNREACHABLE = (
    "connection refused",
    "could not translate host name",
    "failed to resolve host",
    "name or service not known",
    "nodename nor servname",
    "no route to host",
    "network is unreachable",
    "timed out",
    "timeout expired",
    "no such file or directory",
    "server closed the connection",
    "can't connect to mysql server",
)
"""Texts of libpq, psycopg, asyncpg, PyMySQL and the systems' resolvers, in lower case."""

LOGIN = Failure(
    kind="login",
    text="the server refused the user or the password",
    hints=(("check", "user and password in the URL"),),
)
CHECK_SERVER = ("check", "the server runs, and host and port in the URL are right")


def driver_errors(exception: BaseException) -> Iterator[BaseException]:
    """Yield the database drivers' exceptions among the exception and its causes.

    An error of the operating system counts where SQLAlchemy is in its traceback, because asyncpg
    lets it through; env.py's own failing requests and missing files do not.
    """
    for error in _causes(exception):
        if _is_of_driver(error) or (isinstance(error, OSError) and _passed_sqlalchemy(error)):
            yield error


def _causes(exception: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [exception]
    while waiting:
        error = waiting.pop(0)
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        yield error
        waiting += [getattr(error, "orig", None), error.__cause__, error.__context__]
        waiting += list(getattr(error, "exceptions", ()))


def find_backend(exception: BaseException) -> str | None:
    """Return the name of the dialect whose driver raised the exception or one of its causes."""
    backends = (_backend_of(error) for error in _causes(exception))
    return next((backend for backend in backends if backend is not None), None)


def _backend_of(error: BaseException) -> str | None:
    modules = (kind.__module__.partition(".")[0] for kind in type(error).__mro__)
    return next((_DRIVERS[module] for module in modules if module in _DRIVERS), None)


def _is_of_driver(error: BaseException) -> bool:
    return _backend_of(error) is not None


def _passed_sqlalchemy(error: BaseException) -> bool:
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(str(frame.f_globals.get("__name__")).startswith("sqlalchemy.") for frame in frames)


def first_line(exception: BaseException) -> str:
    """Return the first line of an exception's own text, without SQLAlchemy's additions."""
    text = str(getattr(exception, "orig", None) or exception).strip()
    return text.splitlines()[0] if text else type(exception).__name__


def explain_network(exception: BaseException) -> Failure | None:
    """Explain a server that is down or a host that does not exist, for any driver."""
    for error in driver_errors(exception):
        text = str(error).lower()
        if isinstance(error, socket.gaierror):
            return Failure(kind="unreachable", text="the host is unknown", hints=(CHECK_SERVER,))
        if isinstance(error, OSError) or any(known in text for known in _UNREACHABLE):
            return Failure(
                kind="unreachable",
                text=f"the server does not answer ({first_line(error)})",
                hints=(CHECK_SERVER,),
            )
    return None
