"""One call of `context.run_migrations()`: a connected database, ready for a plan."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway import execution
from headway.bridge import private
from headway.bridge.migrator import StepMigrator
from headway.bridge.revisions import migration_of
from headway.events import Database, Noticed, Planned
from headway.execution.failure import mark_callers_own
from headway.outcome import Run
from headway.project.url import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from headway.bridge.run import EnvironmentRun
    from headway.events import Event, Listener
    from headway.history import History
    from headway.history.revision import Revision
    from headway.plan.step import Direction, Plan

__all__ = ["Visit"]


@dataclass(slots=True)
class _Recorder:
    """Keeps what the outcome needs and passes every event on."""

    listener: Listener
    notices: list[Noticed]

    def __call__(self, event: Event) -> None:
        if isinstance(event, Noticed):
            self.notices.append(event)
        try:
            self.listener(event)
        except Exception as error:
            mark_callers_own(error)
            raise


class Visit:
    """What a command can do with the database that env.py has just connected."""

    def __init__(self, context: Any, run: EnvironmentRun, arguments: Mapping[str, object]) -> None:
        """Wrap one configured migration context; nothing is read yet."""
        self.context = context
        self.arguments = arguments
        self._run = run

    @property
    def offline(self) -> bool:
        """Tell whether SQL is written instead of executed."""
        return bool(self.context.as_sql)

    @property
    def database(self) -> Database:
        """Which database this is, with the password hidden."""
        context = self.context
        shown = str(context.dialect.name)
        if not self.offline:
            shown = context.connection.engine.url.render_as_string(hide_password=True)
        return Database(
            url=mask(shown),
            dialect=context.dialect.name,
            version_table=context.version_table,
            schema=context.version_table_schema,
        )

    def history(self) -> History:
        """Return the revisions that the files hold, after env.py has had its say."""
        return self._run.history(self.context.script)

    def version_locations(self) -> tuple[Path, ...]:
        """Return the folders with revision files."""
        return private.version_locations(self.context.script)

    def migration(self, revision: Revision, direction: Direction) -> Callable[..., object]:
        """Return the function of a step, imported once a run."""
        return migration_of(revision, direction, self._run.load)

    def secrets(self) -> tuple[str, ...]:
        """Return what must not appear in a report."""
        return self._run.secrets_of(self.context)

    def heads(self) -> tuple[str, ...]:
        """Return the rows of the version table, sorted; none when there is no such table."""
        return tuple(sorted(self.context.get_current_heads()))

    def ensure_version_table(self) -> None:
        """Create the version table where it is missing."""
        if self.offline:
            private.version_table(self.context).create(self.context.connection)
        else:
            private.ensure_version_table(self.context)

    def apply(
        self,
        plan: Plan,
        listener: Listener,
        *,
        purge: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> Run:
        """Announce the plan, run it, and return what was done.

        With `purge` the version table is emptied first, in the first step's transaction.
        """
        recorder = _Recorder(listener, [])
        database = self.database
        recorder(Planned(database=database, plan=plan))
        begun = clock()
        migrator = StepMigrator(self.context, self._run, plan, self.arguments, recorder)
        with migrator.session(purge=purge):
            done = execution.apply(plan, migrator, recorder, clock)
        if not (self.offline or migrator.has_own_transactions()):
            self._run.await_commit(self.context, plan)
        return Run(
            database=database,
            plan=plan,
            done=done,
            notices=tuple(recorder.notices),
            seconds=clock() - begun,
        )
