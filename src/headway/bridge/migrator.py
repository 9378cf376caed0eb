"""Runs the steps of a plan through Alembic's operations: the `Migrator` of `execution`."""

from __future__ import annotations

import dataclasses
import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from headway import dialects
from headway.bridge import private
from headway.bridge.revisions import migration_of
from headway.bridge.versions import VersionTable
from headway.events import Noticed
from headway.execution.failure import Stop
from headway.plan.step import Direction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headway.bridge.run import EnvironmentRun
    from headway.events import Listener
    from headway.plan.step import Plan, Step

__all__ = ["StepMigrator"]

_log = logging.getLogger("alembic.runtime.migration")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Durable:
    """What stays if the run stops now: the version rows, how many steps, part of the current one.

    `midway` is true where an autocommit block committed part of a step: of the current one, or
    of one that is rolled back with it.
    """

    heads: tuple[str, ...]
    steps: int = 0
    midway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """What the text of a revision file says it needs, on SQLite; elsewhere nothing."""

    batch: bool
    driver: bool


_NOTHING = _Need(batch=False, driver=False)


class StepMigrator:
    """One plan on one connected database."""

    def __init__(
        self,
        context: Any,
        run: EnvironmentRun,
        plan: Plan,
        arguments: Mapping[str, object],
        listener: Listener,
    ) -> None:
        """Import the code of every step before anything runs.

        Raises RevisionFileError or MigrationError when a file does not import or lacks the
        function: then nothing has been applied.
        """
        self._context = context
        self._run = run
        self._plan = plan
        self._arguments = dict(arguments)
        self._listener = listener
        self._code = {
            step.revision.id: migration_of(step.revision, step.direction, run.load)
            for step in plan.steps
            if step.revision is not None and step.direction is not Direction.STAMP
        }
        self._versions = VersionTable(context, plan.start)
        self._dialect = dialects.find(context.dialect.name)
        self._needs: dict[str, _Need] = {}
        self._keys: Any = None
        self._executed: list[str] = []
        self._recorded_steps = 0
        self._durable = _Durable(heads=plan.start)

    @contextmanager
    def session(self, *, purge: bool = False) -> Iterator[None]:
        """Prepare the connection for the whole plan; on SQLite make it atomic.

        With `purge` the version table is emptied in the first step's transaction, or in one of
        its own when there are no steps.
        """
        self._versions.purge = purge
        if self._context.as_sql or not (self._plan.steps or purge):
            yield
            return
        with ExitStack() as stack:
            self._notice_external_transaction()
            guard = stack.enter_context(
                self._dialect.atomic(self._context.connection, self._listener)
            )
            stack.enter_context(self._run.guarding(self._context, guard, self.note_commit))
            if not self.has_own_transactions():
                self._keys = stack.enter_context(self._foreign_keys_off(self._plan.steps))
            if self._dialect.keeps_failed_ddl:
                stack.enter_context(self._recorded())
            if not self._plan.steps:
                with self._context.begin_transaction(_per_migration=True):
                    self._versions.ensure(self._plan, self._notice_text)
            yield

    def _notice_external_transaction(self) -> None:
        context = self._context
        if not private.in_external_transaction(context):
            return
        self._run.watch_commit(context)
        if context.opts.get("transaction_per_migration"):
            self._notice_text(
                "external-transaction",
                "env.py used the connection before context.configure(): all migrations run in that "
                "one transaction, transaction_per_migration has no effect",
            )

    def has_own_transactions(self) -> bool:
        """Tell whether each step has a transaction of its own."""
        context = self._context
        if private.in_external_transaction(context):
            return False
        per_migration = bool(context.opts.get("transaction_per_migration"))
        return per_migration or not context.impl.transactional_ddl

    def _notice_text(self, code: str, text: str) -> None:
        self._listener(Noticed(code=code, text=text))

    @contextmanager
    def transaction(self, step: Step) -> Iterator[None]:
        """Open what env.py decided; on SQLite with foreign keys off where batch mode needs it."""
        self._executed.clear()
        own = self.has_own_transactions()
        if own:
            self._durable = self._now()
        with (
            self._foreign_keys_off((step,) if own else ()) as keys,
            self._context.begin_transaction(_per_migration=True),
        ):
            self._begin_for_driver(step)
            self._versions.ensure(self._plan, self._notice_text)
            yield
            for off in (keys, self._keys):
                if off is not None:
                    off.check()

    def _now(self) -> _Durable:
        return _Durable(heads=tuple(sorted(self._versions.heads)), steps=self._recorded_steps)

    def note_commit(self) -> None:
        """Remember that an autocommit block has just committed everything so far."""
        self._durable = dataclasses.replace(self._now(), midway=True)

    @contextmanager
    def _foreign_keys_off(self, steps: tuple[Step, ...]) -> Iterator[Any]:
        """Stop enforcing foreign keys where one of the steps may copy a table (SQLite)."""
        guard = self._run.guard_of(self._context)
        if guard is None or not any(self._need(step).batch for step in steps):
            yield None
            return
        with self._dialect.foreign_keys_off(self._context.connection, guard) as keys:
            yield keys

    def _begin_for_driver(self, step: Step) -> None:
        """Begin now for a migration that goes around SQLAlchemy to the driver (SQLite)."""
        guard = self._run.guard_of(self._context)
        if guard is not None and self._need(step).driver:
            guard.begin()

    def _need(self, step: Step) -> _Need:
        """Tell what the step's file needs; it is read once a run."""
        if step.revision is None or step.direction is Direction.STAMP:
            return _NOTHING
        if not self._dialect.reads_source:
            return _NOTHING
        found = self._needs.get(step.revision.id)
        if found is None:
            text = Path(step.revision.path).read_text(encoding="utf-8", errors="replace")
            found = _Need(
                batch=self._dialect.uses_batch(text), driver=self._dialect.uses_driver(text)
            )
            self._needs[step.revision.id] = found
        return found

    def migrate(self, step: Step) -> None:
        """Call the migration; log and, offline, write the line that tools look for."""
        line = _log_line(step, self._code)
        _log.info("Running %s", line)
        if self._context.as_sql:
            self._context.impl.static_output(
                f"-- Running {_log_line(step, self._code, short=True)}"
            )
        if step.direction is Direction.STAMP or step.revision is None:
            return
        self._code[step.revision.id](**self._arguments)

    def record(self, step: Step) -> None:
        """Write the version rows and call env.py's `on_version_apply` callbacks."""
        self._versions.move(step.move)
        self._recorded_steps += 1
        for callback in self._context.on_version_apply_callbacks:
            callback(
                ctx=self._context,
                step=self._info(step),
                heads=set(self._versions.heads),
                run_args=self._arguments,
            )

    def _info(self, step: Step) -> Any:
        history = self._run.history(self._context.script)
        up, down = step.destination, step.source
        is_upgrade = step.direction is Direction.UPGRADE
        if step.direction is Direction.STAMP:
            is_upgrade = bool(up) and not set(up) & history.ancestors(down)
        if not is_upgrade:
            up, down = down, up
        if step.direction is not Direction.STAMP and step.revision is not None:
            up, down = (step.revision.id,), history.parents(step.revision.id)
        return private.MigrationInfo(
            revision_map=self._context.script.revision_map,
            is_upgrade=is_upgrade,
            is_stamp=step.direction is Direction.STAMP,
            up_revisions=up,
            down_revisions=down,
        )

    def stop(self, step: Step, done: tuple[Step, ...]) -> Stop:
        """Tell what a failure left behind, without asking the database again."""
        del step
        durable = self._durable
        return Stop(
            at=durable.heads,
            kept=done[: durable.steps],
            midway=durable.midway,
            keeps_ddl=self._dialect.keeps_failed_ddl,
            folder=str(self._run.request.project.migrations),
            callers=self._run.ends_with_caller(self._context),
            executed=tuple(self._executed),
            secrets=self._run.secrets_of(self._context),
        )

    @contextmanager
    def _recorded(self) -> Iterator[None]:
        """Remember the statements of the current step: this database keeps them on failure."""

        def after(*arguments: Any) -> None:
            self._executed.append(str(arguments[2]))

        connection = self._context.connection
        event.listen(connection, "after_cursor_execute", after)
        try:
            yield
        finally:
            event.remove(connection, "after_cursor_execute", after)


def _log_line(step: Step, code: Mapping[str, Callable[..., object]], *, short: bool = False) -> str:
    """Return Alembic's text of a step: "upgrade a -> b, message"; `short` without the message."""
    function = code.get(step.revision.id) if step.revision else None
    name = getattr(function, "__name__", "stamp_revision")
    text = f"{name} {', '.join(step.source)} -> {', '.join(step.destination)}"
    if function is not None and step.revision and step.revision.message and not short:
        text += f", {step.revision.message}"
    return text
