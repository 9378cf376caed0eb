"""Engines, connections and URLs of the caller, turned into what env.py is offered."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError

from headway.bridge.handover import Handover
from headway.bridge.trouble import unreachable
from headway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from headway.api import Options

__all__ = ["mark_own", "opened"]

_OWN = "headway_own"


def mark_own(connection: Connection) -> None:
    """Mark a connection that Headway opened itself: its caller will not commit on it."""
    connection.execution_options(**{_OWN: True})


@contextmanager
def opened(options: Options) -> Iterator[Handover | None]:
    """Open what is needed to hand the caller's database over, and close it again.

    From an Engine one connection is opened; a Connection is passed as it is and stays open; of
    an AsyncEngine only the URL is used here (`headway.aio` hands over a connection of it).
    Raises UsageError when more than one is given, ConnectionFailedError when an Engine cannot
    connect.
    """
    given = [name for name in ("engine", "connection", "url") if options.get(name) is not None]
    if len(given) > 1:
        raise UsageError(f"give one of engine, connection and url, not {' and '.join(given)}")
    connection, url, engine = (
        options.get("connection"),
        options.get("url"),
        options.get("engine"),
    )
    if connection is not None:
        own = bool(connection.get_execution_options().get(_OWN))
        yield Handover(url=connection.engine.url, connection=connection, caller_commits=not own)
    elif url is not None:
        try:
            yield Handover(url=make_url(url))
        except ArgumentError as error:
            raise UsageError("the given URL cannot be parsed") from error
    elif engine is None:
        yield None
    elif hasattr(engine, "sync_engine"):
        yield Handover(url=engine.url)
    else:
        with _connect(engine) as opened_here:
            yield Handover(url=engine.url, connection=opened_here)


def _connect(engine: Engine | AsyncEngine) -> Connection:
    try:
        connection = engine.connect()
    except Exception as error:
        raise unreachable(error, engine.url) from error
    assert isinstance(connection, Connection)  # noqa: S101 - the caller has told them apart
    return connection
