"""What is done for a database that Headway does not know: nothing that could be wrong.

Also the parts that several dialects share, because they need nothing there.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from headway.dialects.dialect import Dialect, Failure
from headway.dialects.failure import explain_network

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import Connection

    from headway.dialects.dialect import ForeignKeys, Guard, Notify
    from headway.events import Noticed

__all__ = [
    "DIALECT",
    "batch",
    "foreign_keys_off",
    "format_table",
    "never",
    "unguarded",
    "unknown",
]


class _NoGuard:
    """For drivers that begin transactions before every statement, as PEP 249 says."""

    notices: tuple[Noticed, ...] = ()

    def begin(self) -> None:
        """Do nothing: the driver begins."""

    def suspended(self) -> AbstractContextManager[None]:
        """Do nothing: there is nothing to suspend."""
        return nullcontext()


class _Enforced:
    """Foreign keys that stay on, and so need no check."""

    def check(self) -> None:
        """Do nothing: the database checks."""


@contextmanager
def unguarded(_connection: Connection, _notify: Notify | None = None) -> Iterator[Guard]:
    """Go around a run of a database whose driver needs no guard."""
    yield _NoGuard()


@contextmanager
def foreign_keys_off(_connection: Connection, _guard: Guard) -> Iterator[ForeignKeys]:
    """Leave foreign keys as they are: this database alters tables in place."""
    yield _Enforced()


def batch(
    _connection: Connection, _guard: Guard, _table: str, _schema: str | None = None
) -> AbstractContextManager[None]:
    """Leave `batch_alter_table` as it is: this database alters tables in place."""
    return nullcontext()


def never(_source: str) -> bool:
    """Answer no: nothing in a revision's source matters to this database."""
    return False


def unknown(_connection: Connection) -> None:
    """Answer that the driver does not tell whether a transaction is open."""
    return


def format_table(connection: Connection, table: str, schema: str | None) -> str:
    """Return the table's name as the database reads it, each part quoted where it must be."""
    preparer = connection.dialect.identifier_preparer
    parts = (schema, table) if schema else (table,)
    return ".".join(preparer.quote(part) for part in parts)


def _no_length(_connection: Connection, _table: str, _schema: str | None) -> None:
    return None


def _leave_column(_connection: Connection, _table: str, _schema: str | None, _length: int) -> None:
    return None


def _explain(exception: BaseException) -> Failure | None:
    return explain_network(exception)


DIALECT = Dialect(
    name="",
    transactional_ddl=False,
    keeps_failed_ddl=False,
    atomic=unguarded,
    foreign_keys_off=foreign_keys_off,
    batch=batch,
    uses_batch=never,
    uses_driver=never,
    in_transaction=unknown,
    version_column_length=_no_length,
    widen_version_column=_leave_column,
    explain=_explain,
)
