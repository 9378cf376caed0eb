"""The step loop: the only place where a plan turns into work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headway.events import Finished, StepDone, StepStarted
from headway.execution.failure import Stop, describe, is_callers_own

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from headway.events import Listener
    from headway.plan.step import Plan, Step

__all__ = ["Migrator", "apply"]


class Migrator(Protocol):
    """What a step needs from the world: a transaction, the migration's code, the version row."""

    def transaction(self, step: Step) -> AbstractContextManager[object]:
        """Return the transaction that env.py decided for one step (which may be none)."""
        ...

    def migrate(self, step: Step) -> None:
        """Run the step's `upgrade()` or `downgrade()`; a stamp has neither."""
        ...

    def record(self, step: Step) -> None:
        """Apply the step's `Move` to the version table."""
        ...

    def stop(self, step: Step, done: tuple[Step, ...]) -> Stop:
        """Tell what is left in the database after this step failed."""
        ...


def apply(
    plan: Plan, migrator: Migrator, listener: Listener, clock: Callable[[], float]
) -> tuple[Step, ...]:
    """Run the steps of a plan in order and return them.

    Each step is one transaction where env.py and the database allow it: the migration and its
    version row are written together or not at all. Raises MigrationError at the first step that
    fails; the steps before it stay as env.py's transactions decide.
    """
    begun = clock()
    done: list[Step] = []
    for step in plan.steps:
        listener(StepStarted(step=step))
        started = clock()
        try:
            with migrator.transaction(step):
                migrator.migrate(step)
                migrator.record(step)
        except Exception as error:
            if is_callers_own(error):
                raise
            stop = migrator.stop(step, tuple(done))
            raise describe(error, step, stop) from error
        done.append(step)
        listener(StepDone(step=step, seconds=clock() - started))
    listener(Finished(plan=plan, seconds=clock() - begun))
    return tuple(done)
