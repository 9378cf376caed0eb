"""The SQL of a plan's steps, as far as it can be known without the database."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from headway.bridge import private
from headway.execution.failure import place_of, reason_of
from headway.outcome import Rendered
from headway.project.url import mask_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.bridge.visit import Visit
    from headway.plan.step import Plan, Step

__all__ = ["render"]


def render(visit: Visit, plan: Plan) -> tuple[Rendered, ...]:
    """Render each step's SQL with the options that env.py configured, executing nothing.

    The migrations' Python runs as under `--sql`. Where one asks the database something, its
    text ends there and the reason says that the rest is decided only at run time.
    """
    with _offline(visit.context) as buffer:
        return tuple(_render(step, buffer, visit) for step in plan.steps)


def _render(step: Step, buffer: io.StringIO, visit: Visit) -> Rendered:
    buffer.seek(0)
    buffer.truncate()
    reason = None
    if step.revision is not None:
        try:
            visit.migration(step.revision, step.direction)(**visit.arguments)
        except Exception as error:  # noqa: BLE001 - whatever a migration raises is the answer
            hidden = mask_text(reason_of(error), visit.secrets())
            place = place_of(error, step.revision.path)
            reason = f"it needs the database at {place}" if place else hidden
    return Rendered(step=step, sql=buffer.getvalue().strip(), reason=reason)


@contextmanager
def _offline(context: Any) -> Iterator[io.StringIO]:
    """Make current a context like env.py's, that writes text instead of executing.

    It takes the place of env.py's own in `alembic.context` too: a migration that calls
    `context.execute()` must not reach the database.
    """
    environment, buffer = context.environment_context, io.StringIO()
    options = {**context.opts, "as_sql": True, "output_buffer": buffer, "starting_rev": None}
    options.pop("output_encoding", None)
    former = environment.context_opts.get("as_sql", False), private.current_context(environment)
    text_only = private.MigrationContext(context.dialect, None, options, environment)
    operations = private.Operations(text_only)
    environment.context_opts["as_sql"] = True
    private.set_current_context(environment, text_only)
    operations._install_proxy()  # noqa: SLF001 - Alembic's own protocol
    try:
        yield buffer
    finally:
        operations._remove_proxy()  # noqa: SLF001 - Alembic's own protocol
        environment.context_opts["as_sql"], live = former
        private.set_current_context(environment, live)
