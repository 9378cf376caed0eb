"""The commits that are env.py's to make: whether they come, and what a failed one undoes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from headway.bridge import private
from headway.errors import MigrationError
from headway.execution.failure import reason_of, statement_of
from headway.project.url import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection

    from headway.bridge.request import Request
    from headway.plan.step import Plan

__all__ = ["CommitWatch", "Unfinished"]

_EVENTS = ("commit", "commit_twophase")


class Unfinished:
    """Plans that have run and wait for env.py's commit.

    A constraint that is checked only then (DEFERRABLE INITIALLY DEFERRED) fails outside every
    migration: the error must still say that the migrations are gone.
    """

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._plans: list[Plan] = []
        self._secrets: tuple[str, ...] = ()

    def add(self, plan: Plan, secrets: tuple[str, ...]) -> None:
        """Remember a plan; `secrets` must not appear in a report."""
        if plan.steps:
            self._plans.append(plan)
            self._secrets += secrets

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn a database's refusal to commit into a MigrationError."""
        try:
            yield
        except DBAPIError as error:
            if not self._plans or statement_of(error) is not None:
                raise
            plan = self._plans[-1]
            at = ", ".join(plan.start) or "base"
            raise MigrationError(
                f"the commit after {len(plan.steps)} migrations failed",
                detail=(
                    mask_text(reason_of(error), self._secrets),
                    f"all of them were rolled back; the database is at {at}",
                ),
            ) from error


class CommitWatch:
    """Watches the connections of one run on which nobody but env.py can commit."""

    def __init__(self, request: Request) -> None:
        """Watch nothing yet."""
        self._request = request
        self._uncommitted: list[Any] = []
        self._listeners: list[tuple[Connection, Callable[..., None]]] = []

    def is_of_caller(self, context: Any) -> bool:
        """Tell whether a context runs in a transaction that only the caller can end."""
        return private.in_external_transaction(context) and self._is_of_caller(context.connection)

    def watch(self, context: Any) -> None:
        """Expect a commit on the connection of a migration context.

        Not where the caller ends the transaction, nor where the driver commits each statement.
        """
        connection = context.connection
        if self._is_of_caller(connection) or _commits_each_statement(connection):
            return
        self._uncommitted.append(context)

        def committed(*_: object) -> None:
            if context in self._uncommitted:
                self._uncommitted.remove(context)

        for name in _EVENTS:
            event.listen(connection, name, committed)
        self._listeners.append((connection, committed))

    def _is_of_caller(self, connection: Connection) -> bool:
        """Tell a connection that the caller gave, by `connection=` or among the attributes."""
        handover, given = self._request.handover, self._request.attributes.get("connection")
        if handover is not None and handover.caller_commits and handover.connection is connection:
            return True
        return connection is getattr(given, "sync_connection", given)

    def refuse_uncommitted(self) -> None:
        """Raise MigrationError when one of the transactions was not committed."""
        if not self._uncommitted:
            return
        raise MigrationError(
            "env.py began a transaction before context.configure() and did not commit it: "
            "the database has rolled everything back",
            detail=("a statement before configure() begins one (a SET or a PRAGMA, for example)",),
            hints=(("cure", "call connection.commit() right after that statement in env.py"),),
        )

    def stop(self) -> None:
        """Take the listeners away: a connection may outlive the run."""
        for connection, committed in self._listeners:
            for name in _EVENTS:
                event.remove(connection, name, committed)
        self._listeners.clear()


def _commits_each_statement(connection: Connection) -> bool:
    """Tell whether the connection is in autocommit: by an option, its engine, or the driver."""
    level = connection.get_execution_options().get("isolation_level")
    level = level or getattr(connection.dialect, "_on_connect_isolation_level", None)
    driver = connection.connection.dbapi_connection
    return level == "AUTOCOMMIT" or getattr(driver, "autocommit", None) is True
