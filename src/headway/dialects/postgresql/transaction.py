"""Whether PostgreSQL is inside a transaction, as its drivers tell without a round trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

__all__ = ["in_transaction"]

_IDLE = 0
"""libpq's PQTRANS_IDLE."""


def in_transaction(connection: Connection) -> bool | None:
    """Tell for psycopg (libpq's status) and asyncpg; None for drivers that do not say."""
    driver = connection.connection.driver_connection
    asks = getattr(driver, "is_in_transaction", None)
    if asks is not None:
        return bool(asks())
    status = getattr(getattr(driver, "info", None), "transaction_status", None)
    return None if status is None else int(status) != _IDLE
