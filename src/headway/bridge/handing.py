"""Engines, connections and URLs of the caller, turned into what env.py is offered."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError

from headway.bridge.handover import Handover
from headway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.api import Options

__all__ = ["opened"]


@contextmanager
def opened(options: Options) -> Iterator[Handover | None]:
    """Open what is needed to hand the caller's database over, and close it again.

    From an Engine one connection is opened; a Connection is passed as it is and stays open; of
    an AsyncEngine only the URL is used here (`headway.aio` hands over a connection of it).
    Raises UsageError when more than one is given.
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
        yield Handover(url=connection.engine.url, connection=connection, caller_commits=True)
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
        with engine.connect() as own:
            assert isinstance(own, Connection)  # noqa: S101 - narrows Engine | AsyncEngine
            yield Handover(url=engine.url, connection=own)
