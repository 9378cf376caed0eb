"""What each database can do, reached through one explicit table.

Nothing here is imported before a database is: `find` loads the folder of one dialect.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.dialects.dialect import Dialect

__all__ = ["find"]

_FOLDERS = {
    "sqlite": "headway.dialects.sqlite",
    "postgresql": "headway.dialects.postgresql",
    "mysql": "headway.dialects.mysql",
    "mariadb": "headway.dialects.mysql",
}
"""SQLAlchemy's dialect names and the package that knows each."""

_ANY_OTHER = "headway.dialects.generic"


def find(dialect_name: str) -> Dialect:
    """Return what Headway knows about the dialect that SQLAlchemy calls `dialect_name`.

    A dialect that is not in the table gets the generic one: no guard, no retry, nothing assumed.
    """
    module = import_module(_FOLDERS.get(dialect_name, _ANY_OTHER))
    dialect: Dialect = module.DIALECT
    return dialect
