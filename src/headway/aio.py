"""The verbs for code that already runs in an event loop. The only asynchronous module.

    await headway.aio.upgrade("alembic.ini", "head", engine=async_engine)

Everything below is the synchronous core. With an AsyncEngine whose env.py takes
`config.attributes["connection"]`, the core runs inside the engine's own `run_sync`. An env.py
that calls `asyncio.run` itself cannot run in the caller's loop: it gets a worker thread, and an
engine of its own to the same URL. ContextVars are copied into it, so runs under
`asyncio.gather` never meet.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from typing import TYPE_CHECKING, Any, TypeVar

from headway import api
from headway.errors import LoopRunningError
from headway.project import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Unpack

    from sqlalchemy.engine import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from headway.api import Options
    from headway.outcome import Difference, Outcome, Planning, Position, Written
    from headway.project import Project

__all__ = ["check", "current", "downgrade", "plan", "revision", "stamp", "upgrade"]

_T = TypeVar("_T")


async def upgrade(
    project: Project | str | Path, target: str = "head", **options: Unpack[Options]
) -> Outcome:
    """Apply every migration up to `target`; see `headway.upgrade`."""
    return await _run(project, functools.partial(api.upgrade, target=target), options)


async def downgrade(
    project: Project | str | Path,
    target: str,
    *,
    including_branches: bool = False,
    **options: Unpack[Options],
) -> Outcome:
    """Undo migrations down to `target`; see `headway.downgrade`."""
    verb = functools.partial(api.downgrade, target=target, including_branches=including_branches)
    return await _run(project, verb, options)


async def stamp(
    project: Project | str | Path,
    targets: str | Sequence[str],
    *,
    purge: bool = False,
    **options: Unpack[Options],
) -> Outcome:
    """Set the version table without running a migration; see `headway.stamp`."""
    return await _run(project, functools.partial(api.stamp, targets=targets, purge=purge), options)


async def current(
    project: Project | str | Path, **options: Unpack[Options]
) -> tuple[Position, ...]:
    """Return where each database is; see `headway.current`."""
    return await _run(project, api.current, options)


async def plan(
    project: Project | str | Path,
    target: str = "head",
    *,
    downgrade: bool = False,
    statements: bool = False,
    **options: Unpack[Options],
) -> tuple[Planning, ...]:
    """Return the steps that `upgrade` or `downgrade` would run; see `headway.plan`."""
    verb = functools.partial(api.plan, target=target, downgrade=downgrade, statements=statements)
    return await _run(project, verb, options)


async def check(
    project: Project | str | Path, **options: Unpack[Options]
) -> tuple[Difference, ...]:
    """Compare the models with the database; see `headway.check`."""
    return await _run(project, api.check, options)


async def revision(
    project: Project | str | Path,
    message: str | None = None,
    *,
    autogenerate: bool = False,
    rev_id: str | None = None,
    **options: Unpack[Options],
) -> tuple[Written, ...]:
    """Write a new revision file; see `headway.revision`."""
    verb = functools.partial(
        api.revision, message=message, autogenerate=autogenerate, rev_id=rev_id
    )
    return await _run(project, verb, options)


async def _run(project: Project | str | Path, verb: Callable[..., _T], options: Options) -> _T:
    """Run a verb on the engine's own connection, or in a worker thread.

    The worker thread is also where everything without an AsyncEngine goes, so that the loop
    stays responsive while migrations run. An env.py that turns out to start a loop although a
    connection was handed over is run again in a thread: it had not connected anything yet.
    """
    engine: Any = options.get("engine")
    loaded = load(project, name=options.get("name"), with_url=False)
    if engine is not None and hasattr(engine, "sync_engine") and _takes_connection(loaded):
        rest: dict[str, Any] = {name: value for name, value in options.items() if name != "engine"}
        with contextlib.suppress(LoopRunningError):
            return await _on_connection(engine, functools.partial(verb, project, **rest))
    return await asyncio.to_thread(verb, project, **options)


async def _on_connection(engine: AsyncEngine, verb: Callable[..., _T]) -> _T:
    """Run a verb on one connection of the engine, which is closed afterwards."""
    from headway.bridge.handing import mark_own  # noqa: PLC0415 - SQLAlchemy, when it is needed
    from headway.bridge.trouble import unreachable  # noqa: PLC0415 - the same

    def inside(connection: Connection) -> _T:
        mark_own(connection)
        return verb(connection=connection)

    try:
        connection = await engine.connect()
    except Exception as error:
        raise unreachable(error, engine.url) from error
    try:
        return await connection.run_sync(inside)
    finally:
        await connection.close()


def _takes_connection(project: Project) -> bool:
    """Tell whether env.py looks for a connection that was handed over.

    Headway's own few lines do; of others the text decides: an env.py that never mentions
    `attributes` would start an event loop or an engine of its own.
    """
    path = project.migrations / "env.py"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return "attributes" in text or "headway.environment" in text
