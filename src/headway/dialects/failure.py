"""Why a database cannot be reached: what all networked databases have in common."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from headway.dialects.dialect import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["causes", "explain_network", "first_line"]

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

CHECK_SERVER = ("check", "the server runs, and host and port in the URL are right")


def causes(exception: BaseException) -> Iterator[BaseException]:
    """Yield the exception, the driver's exception that SQLAlchemy wrapped, and their causes."""
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


def first_line(exception: BaseException) -> str:
    """Return the first line of an exception's own text, without SQLAlchemy's additions."""
    text = str(getattr(exception, "orig", None) or exception).strip()
    return text.splitlines()[0] if text else type(exception).__name__


def explain_network(exception: BaseException) -> Failure | None:
    """Explain a server that is down or a host that does not exist, for any driver."""
    for error in causes(exception):
        text = str(error).lower()
        if isinstance(error, socket.gaierror):
            return Failure(kind="unreachable", text="the host is unknown", hints=(CHECK_SERVER,))
        if isinstance(error, ConnectionError | TimeoutError) or any(
            known in text for known in _UNREACHABLE
        ):
            return Failure(
                kind="unreachable",
                text=f"the server does not answer ({first_line(error)})",
                hints=(CHECK_SERVER,),
            )
    return None
