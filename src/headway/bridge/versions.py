"""The version table: created where a step needs it, wide enough, one row movement a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, literal_column
from sqlalchemy.exc import DBAPIError

from headway import dialects
from headway.bridge import private
from headway.errors import DatabaseError, VersionColumnError
from headway.execution.failure import reason_of
from headway.plan.step import Move

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.plan.step import Plan

__all__ = ["VersionTable"]

_DEFAULT_LENGTH = 32


class VersionTable:
    """Alembic's version table on one connection.

    It stays readable by plain Alembic at all times. `heads` are the rows as this run left them.
    """

    def __init__(self, context: Any, heads: tuple[str, ...]) -> None:
        """Start from the rows that were read; nothing is executed."""
        self.heads = set(heads)
        self.purge = False
        self._context = context
        self._table = private.version_table(context)
        self._ensured = False
        column = self._table.c.version_num
        self._insert = self._table.insert().values(version_num=bindparam("new"))
        self._delete = self._table.delete().where(column == bindparam("old"))
        self._update = (
            self._table.update()
            .values(version_num=bindparam("new"))
            .where(column == bindparam("old"))
        )

    def ensure(self, plan: Plan, notice: Callable[[str, str], None]) -> None:
        """Create, empty or widen the table in the current transaction, as the plan needs it.

        Raises VersionColumnError when an id does not fit and the column cannot be widened.
        """
        if self._ensured:
            return
        self._ensured = True
        context = self._context
        longest = max((len(row) for step in plan.steps for row in _written(step.move)), default=0)
        if context.as_sql:
            if not self.heads:
                self._size(longest)
                self._table.create(context.connection)
            return
        if self.heads or private.has_version_table(context):
            if self.purge:
                private.ensure_version_table(context, purge=True)
            if longest > _DEFAULT_LENGTH:
                self._widen(longest, notice)
            return
        if self._size(longest):
            notice(
                "version-column", f"{self._name()}.version_num is made {longest} characters wide"
            )
        private.ensure_version_table(context)

    def _size(self, longest: int) -> bool:
        column = self._table.c.version_num
        if longest <= (getattr(column.type, "length", None) or longest):
            return False
        column.type = String(longest)
        return True

    def _widen(self, longest: int, notice: Callable[[str, str], None]) -> None:
        context = self._context
        dialect = dialects.find(context.dialect.name)
        arguments = (context.connection, context.version_table, context.version_table_schema)
        length = dialect.version_column_length(*arguments)
        if length is None or length >= longest:
            return
        try:
            dialect.widen_version_column(*arguments, longest)
        except DBAPIError as error:
            raise VersionColumnError(
                f"{self._name()}.version_num holds {length} characters and cannot be widened "
                f"to {longest} for this revision id: {reason_of(error)}",
                hints=(
                    ("widen it", "run once as the role that owns the table, or shorten the id"),
                ),
            ) from error
        notice(
            "version-column",
            f"{self._name()}.version_num is widened from {length} to {longest} characters",
        )

    def _name(self) -> str:
        schema, name = self._context.version_table_schema, self._context.version_table
        return f"{schema}.{name}" if schema else str(name)

    def move(self, move: Move) -> None:
        """Apply the rows of one step. Raises DatabaseError when another run moved them first.

        In Alembic's order, so that its offline text is the same. After a purge the table is empty
        already, whatever it held: rows are only inserted.
        """
        if self.purge:
            move = Move(insert=(*((move.update[1],) if move.update else ()), *move.insert))
            self.heads.clear()
        for row in move.delete:
            self._expect_one(self._execute(self._delete, old=row), row)
            self.heads.discard(row)
        for row in move.insert:
            self._execute(self._insert, new=row)
            self.heads.add(row)
        if move.update is not None:
            old, new = move.update
            self._expect_one(self._execute(self._update, old=old, new=new), old)
            self.heads.discard(old)
            self.heads.add(new)

    def _execute(self, statement: Any, **values: str) -> Any:
        impl = private.impl_of(self._context)
        if not self._context.as_sql:
            return impl._exec(statement, params=values)  # noqa: SLF001 - the hook of DefaultImpl
        return impl._exec(self._literal(**values))  # noqa: SLF001 - the hook of DefaultImpl

    def _literal(self, *, old: str | None = None, new: str | None = None) -> Any:
        """Return the statement with its values in the text, as offline output shows it."""
        table, column = self._table, self._table.c.version_num
        if new is None:
            return table.delete().where(column == _quoted(old or ""))
        if old is None:
            return table.insert().values(version_num=_quoted(new))
        return table.update().values(version_num=_quoted(new)).where(column == _quoted(old))

    def _expect_one(self, result: Any, row: str) -> None:
        context = self._context
        if context.as_sql or result is None or not context.dialect.supports_sane_rowcount:
            return
        if result.rowcount != 1:
            raise DatabaseError(
                f"{self._name()} no longer holds {row} ({result.rowcount} rows found): "
                "another run has moved it"
            )


def _quoted(value: str) -> Any:
    text = value.replace("'", "''")
    return literal_column(f"'{text}'")


def _written(move: Move) -> tuple[str, ...]:
    return (*move.insert, *((move.update[1],) if move.update else ()))
