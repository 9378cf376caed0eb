"""Real database servers that the tests start themselves: nothing to configure by hand."""

from __future__ import annotations

from servers.database import PASSWORD, Database, ServerMissingError
from servers.mariadb import MariaDB
from servers.postgres import PostgreSQL
from servers.sqlite import dump as dump_sqlite
from servers.sqlite import make_database as make_sqlite

__all__ = [
    "PASSWORD",
    "Database",
    "MariaDB",
    "PostgreSQL",
    "ServerMissingError",
    "dump_sqlite",
    "make_sqlite",
]
