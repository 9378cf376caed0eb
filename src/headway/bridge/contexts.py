"""Headway's two subclasses of Alembic's contexts: what env.py holds in its hands.

`EnvironmentContext.configure` makes a plain `MigrationContext`; its class is swapped afterwards
(it is hard-coded there). Everything that is not overridden here is Alembic's own behaviour.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from headway import dialects
from headway.bridge import private, proxies
from headway.bridge.visit import Visit
from headway.history.resolve import select

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from headway.bridge.run import EnvironmentRun

__all__ = ["RunEnvironment", "RunMigrations", "RunOperations"]


class RunEnvironment(private.EnvironmentContext):
    """`alembic.context` for one execution of env.py."""

    def __init__(
        self, config: Config, script: ScriptDirectory, run: EnvironmentRun, **options: Any
    ) -> None:
        """Remember the run; `options` are the context options that Alembic's commands pass."""
        super().__init__(config, script, **options)
        self._headway = run

    def configure(self, *args: Any, **options: Any) -> None:
        """Configure as Alembic does, after the database has been verified.

        Raises WrongDatabaseError before the first statement when env.py configures a database
        that is not the one the caller handed over.
        """
        connection = args[0] if args else options.get("connection")
        url = args[1] if len(args) > 1 else options.get("url")
        self._headway.verify(connection, url)
        super().configure(*args, **options)
        context = self.get_context()
        context.__class__ = _run_class(type(context))

    def run_migrations(self, **arguments: Any) -> None:
        """Run what the command asked for; `arguments` go to each migration function."""
        context = self.get_context()
        operations = RunOperations(context)
        with proxies.entered(self):
            operations._install_proxy()  # noqa: SLF001 - Alembic's own protocol
            try:
                context.run_migrations(**arguments)
            finally:
                operations._remove_proxy()  # noqa: SLF001 - Alembic's own protocol


class RunOperations(private.Operations):
    """`alembic.op` for one database of a run."""

    @contextmanager
    def batch_alter_table(self, table_name: str, *args: Any, **options: Any) -> Iterator[Any]:
        """Alembic's batch mode; on SQLite what the copy would lose is kept."""
        schema = args[0] if args else options.get("schema")
        keep = getattr(self.migration_context, "keep_table", None)
        batch = super().batch_alter_table(table_name, *args, **options)
        if keep is None:
            with batch as operations:
                yield operations
            return
        with keep(table_name, schema), batch as operations:
            yield operations


class RunMigrations(private.MigrationContext):
    """Alembic's `MigrationContext` with Headway's plan and loop in `run_migrations`."""

    @property
    def headway(self) -> EnvironmentRun:
        """The run that this context belongs to."""
        run: EnvironmentRun = self.environment_context._headway  # type: ignore[union-attr] # noqa: SLF001 - ours
        return run

    def run_migrations(self, **arguments: Any) -> None:
        """Hand this database to the run's work; an `fn` of env.py's own gets Alembic's loop."""
        if private.migration_function(self) != self.headway.marker:
            super().run_migrations(**arguments)
            return
        self.impl.start_migrations()
        self.headway.visit(Visit(self, self.headway, arguments))

    def get_current_heads(self) -> tuple[str, ...]:
        """Return the rows of the version table; offline, the revision the run starts from."""
        if not self.as_sql:
            return super().get_current_heads()
        start = self.opts.get("starting_rev")
        if not start or start == "base":
            return ()
        names = (start,) if isinstance(start, str) else tuple(start)
        history = self.headway.history(self.script)
        return tuple(found.id for name in names for found in select(history, name))

    @contextmanager
    def keep_table(self, table_name: str, schema: str | None) -> Iterator[None]:
        """Keep the triggers and views of a table that batch mode is about to copy."""
        guard = self.headway.guard_of(self)
        if guard is None:
            yield
            return
        dialect = dialects.find(self.dialect.name)
        with dialect.batch(self.connection, guard, table_name, schema):
            yield

    @contextmanager
    def autocommit_block(self) -> Iterator[None]:
        """Run a block outside any transaction, whatever ran before on the connection.

        The open transaction is committed first, as under Alembic. It is done at the driver, so
        that it makes no difference who began it: env.py, a statement before `configure()`, or
        Headway. SQLAlchemy's own transaction object stays, and goes on after the block.
        """
        if self.as_sql:
            with super().autocommit_block():
                yield
            return
        connection = self.connection
        assert connection is not None  # noqa: S101 - online there is always one
        self.headway.note_commit(self)
        driver: Any = connection.connection.dbapi_connection
        level = connection.get_isolation_level()
        lite = connection.dialect.name == "sqlite"
        begins = driver.isolation_level if lite else None
        connection.dialect.do_commit(driver)
        connection.dialect.set_isolation_level(driver, "AUTOCOMMIT")
        try:
            with self.headway.suspended(self):
                yield
        finally:
            connection.dialect.set_isolation_level(driver, level)
            if lite:  # None marks an engine that sends BEGIN itself: SQLAlchemy would reset it
                driver.isolation_level = begins


def _run_class(kind: type) -> type[RunMigrations]:
    """Return what a context of this class becomes; a subclass of a project's own keeps its say."""
    if kind is private.MigrationContext:
        return RunMigrations
    return (
        kind if issubclass(kind, RunMigrations) else type(kind.__name__, (kind, RunMigrations), {})
    )
