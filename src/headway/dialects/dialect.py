"""The value that tells what one database can do, and the protocols of what it hands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import Connection

    from headway.events import Noticed

__all__ = ["Dialect", "Failure", "FailureKind", "ForeignKeys", "Guard", "Notify"]

Notify: TypeAlias = "Callable[[Noticed], None]"

FailureKind: TypeAlias = Literal[
    "login", "no-database", "unreachable", "unreadable", "busy", "too-many", "encryption", "other"
]


class Guard(Protocol):
    """What makes a run atomic on one connection, from its first step to its last."""

    @property
    def notices(self) -> tuple[Noticed, ...]:
        """What the person should know, in the order in which it happened."""
        ...

    def begin(self) -> None:
        """Open the transaction now, for code that goes around SQLAlchemy; twice is harmless."""
        ...

    def suspended(self) -> AbstractContextManager[None]:
        """Begin no transaction inside the block: for an autocommit block."""
        ...


class ForeignKeys(Protocol):
    """Foreign keys that are not enforced for a while."""

    def check(self) -> None:
        """Compare the violations with those before; call it inside, just before the commit.

        Raises `MigrationError` naming the rows when there are new ones.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a database cannot be used: `text` follows the database's name and a colon."""

    kind: FailureKind
    text: str
    hints: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What one database can do.

    `transactional_ddl`: inside `atomic` a failed migration can be rolled back as a whole.
    `keeps_failed_ddl`: what ran before the failing statement stays, because DDL commits.

    The next three are given as `...` because each takes the guard of its own dialect:
    `atomic(connection, notify=None)` goes around a run that writes; `notify` gets each notice.
    `foreign_keys_off(connection, guard)` goes around a transaction, outside of it.
    `batch(connection, guard, table, schema=None)` goes around one `batch_alter_table` block.
    `uses_batch(source)` and `uses_driver(source)` read the source of a revision file; where both
    always answer no, `reads_source` is False and no file needs to be opened for them.
    `in_transaction(connection)` asks the driver, not SQLAlchemy; None where it cannot tell.
    `version_column_length(connection, table, schema)` is None where nothing limits an id.
    `widen_version_column(connection, table, schema, length)` leaves committing to the caller.
    `explain(exception)` is None where the exception is not about reaching the database.
    """

    name: str
    transactional_ddl: bool
    keeps_failed_ddl: bool
    atomic: Callable[..., AbstractContextManager[Guard]]
    foreign_keys_off: Callable[..., AbstractContextManager[ForeignKeys]]
    batch: Callable[..., AbstractContextManager[None]]
    uses_batch: Callable[[str], bool]
    uses_driver: Callable[[str], bool]
    in_transaction: Callable[[Connection], bool | None]
    version_column_length: Callable[[Connection, str, str | None], int | None]
    widen_version_column: Callable[[Connection, str, str | None, int], None]
    explain: Callable[[BaseException], Failure | None]
    reads_source: bool = False
