"""The database that the caller hands over, and the check that it is the one migrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.engine import URL, make_url

from headway.errors import WrongDatabaseError
from headway.project.database import same_database
from headway.project.url import mask

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection

__all__ = ["Handover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A database by its URL and, where the caller has one, an open connection to it.

    Both are offered to env.py: the connection as `config.attributes["connection"]`, the URL as
    `sqlalchemy.url`. Whichever it takes, `verify` sees what it configured. `caller_commits` is
    true for a connection of the caller's own, whose open transaction is the caller's to end.
    """

    url: URL
    connection: Connection | None = None
    caller_commits: bool = False

    def announce(self, config: Config) -> None:
        """Offer the database to env.py.

        The configured URL stays where it already means the same database: a synchronous env.py
        keeps its own driver when an application hands over an asynchronous engine.
        """
        if self.connection is not None:
            config.attributes.setdefault("connection", self.connection)
        configured = config.get_main_option("sqlalchemy.url") or ""
        own = self.url.render_as_string(hide_password=False)
        if not configured or not same_database(configured, own):
            config.set_main_option("sqlalchemy.url", own.replace("%", "%%"))

    def verify(self, connection: Connection | None, url: str | URL | None) -> None:
        """Refuse a connection or URL that is not this database.

        An in-memory database is only the same when it is the same connection or engine.
        Raises WrongDatabaseError that names both, passwords hidden.
        """
        if connection is None:
            configured = make_url(url) if url is not None else None
            if configured is None or self._is(configured):
                return
        else:
            configured = connection.engine.url
            if self._owns(connection) or self._is(configured):
                return
        raise WrongDatabaseError(
            f"env.py configured {_show(configured)}, but {_show(self.url)} was handed over; "
            "nothing was run there",
            detail=(
                'env.py must use config.attributes["connection"] when it is there,',
                'or the URL in config.get_main_option("sqlalchemy.url")',
            ),
        )

    def _owns(self, connection: Connection) -> bool:
        """Tell a connection of the same engine, or of one made of it by `execution_options`."""
        own = self.connection
        return own is not None and (connection is own or connection.engine.pool is own.engine.pool)

    def _is(self, other: URL) -> bool:
        return same_database(
            self.url.render_as_string(hide_password=False),
            other.render_as_string(hide_password=False),
        )


def _show(url: URL) -> str:
    return mask(url.render_as_string(hide_password=True))
