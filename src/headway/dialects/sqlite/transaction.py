"""SQLite migrations that are applied as a whole or not at all.

SQLite rolls DDL back like anything else. Python's sqlite3 does not let it: in its legacy mode it
begins a transaction only before INSERT, UPDATE, DELETE and REPLACE, so that every CREATE TABLE
before them is committed at once (https://docs.python.org/3/library/sqlite3.html, "Transaction
control"). The guard sends the BEGIN that the driver leaves out, and never touches
`isolation_level`: setting it to None would commit an open transaction of env.py.

A migration may rely on what the driver did, for example with a PRAGMA that works only outside a
transaction. The guard therefore keeps track of whether the legacy driver would be inside one now.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from headway.dialects.sqlite import driver
from headway.dialects.sqlite.catalog import find_twin, make_drop
from headway.dialects.sqlite.statement import Kind, Statement, find_created, parse
from headway.errors import MigrationError
from headway.events import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from headway.dialects.dialect import Notify

__all__ = ["SQLiteGuard", "atomic"]

_guards: WeakKeyDictionary[Connection, SQLiteGuard] = WeakKeyDictionary()
"""The guard in force on each connection, for a run inside another one."""

_ON = frozenset({"1", "on", "yes", "true"})


@dataclass(slots=True)
class _Opened:
    """The transaction that the guard began, and what the legacy driver would have made of it.

    `changed`: something was written in it. `legacy`: the driver would be inside a transaction
    now. `ahead`: something was written before that one, and would stay if it were rolled back.
    """

    changed: bool = False
    legacy: bool = False
    ahead: bool = False
    savepoints: list[str] = field(default_factory=list)
    by_savepoint: bool = False

    def note(self, statement: Statement, *, begins_for_dml: bool) -> None:
        """Follow what `statement`, which is about to run, does."""
        match statement.kind:
            case Kind.DML:
                if begins_for_dml:
                    self._enter_legacy()
                self.changed = True
            case Kind.CHANGE:
                self.changed = True
            case Kind.SAVEPOINT:
                if not self.legacy:
                    self._enter_legacy()
                    self.by_savepoint = True
                self.savepoints.append(statement.name)
            case Kind.RELEASE:
                self._release(statement.name)
            case _:
                pass

    def _enter_legacy(self) -> None:
        if not self.legacy:
            self.legacy, self.ahead = True, self.changed

    def _release(self, name: str) -> None:
        """Forget the savepoint and those inside it; the outermost one alone was a transaction."""
        while self.savepoints and self.savepoints.pop() != name:
            pass
        if not self.savepoints and self.by_savepoint:
            self.legacy, self.by_savepoint, self.ahead = False, False, False


class SQLiteGuard:
    """Begins a transaction before the first statement that needs one; see `atomic`."""

    def __init__(self, connection: Connection, notify: Notify | None = None) -> None:
        """Guard `connection`, once `atomic` has installed the listeners."""
        self._connection = connection
        self._notify = notify
        self._notices: list[Noticed] = []
        self._opened: _Opened | None = None
        self._suspensions = 0
        self._is_beginning = False
        self._foreign_keys: bool | None = None
        self._restored: dict[str, str] = {}

    @property
    def notices(self) -> tuple[Noticed, ...]:
        """What the person should know, in the order in which it happened."""
        return tuple(self._notices)

    def notice(self, code: str, text: str) -> None:
        """Keep a notice and hand it to the listener."""
        noticed = Noticed(code=code, text=text)
        self._notices.append(noticed)
        if self._notify is not None:
            self._notify(noticed)

    def begin(self) -> None:
        """Open the transaction now unless one is open, or the connection is in autocommit.

        Raises `sqlalchemy.exc.OperationalError` when another process holds the lock.
        """
        if self._is_idle() or driver.in_transaction(self._connection):
            return
        if self._opened is not None and driver.in_transaction(self._connection) is None:
            return
        self._is_beginning = True
        try:
            self._connection.exec_driver_sql("BEGIN IMMEDIATE").close()
        finally:
            self._is_beginning = False
        self._opened = _Opened()

    def keep_foreign_keys(self, *, on: bool) -> None:
        """Remember that foreign keys are `on` but for the block that the caller is in."""
        self._foreign_keys = on

    def release_foreign_keys(self) -> bool:
        """Return whether foreign keys are to be on after the block, as the migration left them."""
        on, self._foreign_keys = bool(self._foreign_keys), None
        return on

    def note_restored(self, name: str, drop: str) -> None:
        """Remember a trigger or index that Alembic would have lost, and how to drop it.

        A history that was written under Alembic creates it again by itself: that must work.
        """
        self._restored[name.lower()] = drop

    def _make_room(self, sql: str) -> None:
        """Drop what batch mode kept and the migration creates again, as it must under Alembic.

        What an earlier run kept is known by its text.
        """
        name = find_created(sql)
        if name is None:
            return
        drop = self._restored.pop(name, None)
        if drop is None:
            twin = find_twin(self._connection, name, sql)
            drop = make_drop(twin) if twin else None
        if drop is not None:
            driver.run(self._connection, drop)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Begin no transaction inside the block, whatever is executed.

        A transaction that the caller has committed for it needs no notice.
        """
        if driver.in_transaction(self._connection) is False:
            self._opened = None
        self._suspensions += 1
        try:
            yield
        finally:
            self._suspensions -= 1

    def _is_idle(self) -> bool:
        return bool(self._suspensions) or self._is_beginning or _is_autocommit(self._connection)

    def before(self, sql: str, parameters: Any) -> None:  # noqa: ANN401  # whatever the driver takes
        """Prepare the transaction for `sql`, which is about to be executed."""
        if self._is_idle():
            return
        self._notice_foreign_end()
        statement = parse(sql)
        match statement.kind:
            case Kind.OUTSIDE | Kind.BEGIN:
                self._leave_for(statement)
            case Kind.COMMIT | Kind.ROLLBACK:
                self._end_for(statement, sql, parameters)
            case Kind.SETTING | Kind.RELEASE | Kind.ROLLBACK_TO:
                pass
            case _:
                self.begin()
                self._make_room(sql)
        if self._opened is not None:
            self._opened.note(statement, begins_for_dml=driver.begins_for_dml(self._connection))

    def forget(self) -> None:
        """SQLAlchemy is about to commit or roll back: what was open is over."""
        self._opened = None

    def _leave_for(self, statement: Statement) -> None:
        """Commit what the legacy driver would have committed already, for PRAGMA and the like.

        After DML the driver would have been inside a transaction too: nothing is done then, and
        the statement fails or does nothing, as it did under Alembic.
        """
        opened = self._opened
        if opened is not None and opened.legacy:
            return
        if statement.name == "foreign_keys" and self._foreign_keys is not None:
            self._foreign_keys = statement.value in _ON
        if opened is None or self._is_pointless(statement):
            return
        driver.run(self._connection, "COMMIT")
        self._opened = None
        if opened.changed:
            what = f"{statement.verb} {statement.name}".strip()
            self.notice(
                "sqlite-committed-early",
                f"committed before {what}, which works only outside a transaction: "
                "what this migration did before it will not be rolled back",
            )

    def _is_pointless(self, statement: Statement) -> bool:
        """`PRAGMA foreign_keys` that sets what is set already needs no commit."""
        if statement.name != "foreign_keys":
            return False
        return (statement.value in _ON) == driver.enforces_foreign_keys(self._connection)

    def _end_for(self, statement: Statement, sql: str, parameters: Any) -> None:  # noqa: ANN401  # as above
        """Let the migration's own COMMIT or ROLLBACK do what it did, or fail as it did."""
        opened = self._opened
        if opened is None:
            if statement.kind is Kind.COMMIT and driver.in_transaction(self._connection):
                self._say_ended()
            return
        if not opened.legacy:
            word = "commit" if statement.kind is Kind.COMMIT else "rollback"
            reason = f"cannot {word} - no transaction is active"
            raise OperationalError(sql, parameters, _driver_error(self._connection, reason))
        if statement.kind is Kind.ROLLBACK and opened.ahead:
            raise MigrationError(
                "ROLLBACK in a migration would undo the statements before its transaction too",
                hints=(("begin it yourself", 'op.execute("BEGIN") before what may be undone'),),
            )
        self._opened = None
        if statement.kind is Kind.COMMIT:
            self._say_ended()

    def _notice_foreign_end(self) -> None:
        """Notice a transaction that was ended past SQLAlchemy, by a raw cursor."""
        if self._opened is not None and driver.in_transaction(self._connection) is False:
            self._opened = None
            self._say_ended()

    def _say_ended(self) -> None:
        self.notice(
            "sqlite-committed-itself",
            "the migration ended the transaction itself: "
            "what it did before will not be rolled back if it fails later",
        )


@contextmanager
def atomic(connection: Connection, notify: Notify | None = None) -> Iterator[SQLiteGuard]:
    """Make everything executed on `connection` inside the block part of a real transaction.

    `BEGIN IMMEDIATE` is sent before the first statement that is no PRAGMA and whenever a new
    transaction is needed; ending it stays with SQLAlchemy's `commit` and `rollback`. Nothing is
    sent while a transaction is open (env.py's own is never taken over), in autocommit, or while
    the guard is suspended. Works with pysqlite and aiosqlite (inside `run_sync`), SQLAlchemy 2.0
    and 2.1. Entered again on the same connection, the outer guard is returned.
    """
    active = _guards.get(connection)
    if active is not None:
        yield active
        return
    guard = SQLiteGuard(connection, notify)
    _guards[connection] = guard
    try:
        with _listening(connection, guard):
            yield guard
    finally:
        _guards.pop(connection, None)


@contextmanager
def _listening(connection: Connection, guard: SQLiteGuard) -> Iterator[None]:
    def before(
        _connection: Connection,
        _cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        _executemany: bool,
    ) -> None:
        guard.before(statement, parameters)

    def ended(_connection: Connection) -> None:
        guard.forget()

    listeners = (("before_cursor_execute", before), ("commit", ended), ("rollback", ended))
    for name, function in listeners:
        event.listen(connection, name, function)
    try:
        yield
    finally:
        for name, function in listeners:
            event.remove(connection, name, function)


def _is_autocommit(connection: Connection) -> bool:
    """Tell whether SQLAlchemy was told AUTOCOMMIT, by an execution option or by the engine.

    The driver's `isolation_level` cannot tell: engines with the BEGIN recipe set it to None too.
    """
    level = connection.get_execution_options().get("isolation_level")
    if level is None:
        level = getattr(connection.dialect, "_on_connect_isolation_level", None)
    return level == "AUTOCOMMIT"


def _driver_error(connection: Connection, text: str) -> Exception:
    module = connection.dialect.dbapi
    error: Exception = module.OperationalError(text) if module else RuntimeError(text)
    return error
