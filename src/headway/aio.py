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
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from headway import api
from headway.errors import LoopRunningError
from headway.project import load

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from sqlalchemy.engine import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from headway.project import Project

    Where: TypeAlias = Project | str | Path

__all__ = [
    "check",
    "current",
    "downgrade",
    "ensure_version",
    "merge",
    "plan",
    "revision",
    "stamp",
    "upgrade",
]

_T = TypeVar("_T")
_P = ParamSpec("_P")


def _awaitable(
    verb: Callable[Concatenate[Where, _P], _T],
) -> Callable[Concatenate[Where, _P], Coroutine[Any, Any, _T]]:
    """Return the same verb, with the same arguments, as a coroutine function."""

    @functools.wraps(verb)
    async def run(project: Where, /, *args: _P.args, **options: _P.kwargs) -> _T:
        def bound(where: Where, **rest: Any) -> _T:  # noqa: ANN401 - what the verb takes
            return verb(where, *args, **rest)

        return await _run(project, bound, options)

    return run


check = _awaitable(api.check)
current = _awaitable(api.current)
downgrade = _awaitable(api.downgrade)
ensure_version = _awaitable(api.ensure_version)
merge = _awaitable(api.merge)
plan = _awaitable(api.plan)
revision = _awaitable(api.revision)
stamp = _awaitable(api.stamp)
upgrade = _awaitable(api.upgrade)


async def _run(project: Where, verb: Callable[..., _T], options: dict[str, Any]) -> _T:
    """Run a verb on the engine's own connection, or in a worker thread.

    The worker thread is also where everything without an AsyncEngine goes, so that the loop
    stays responsive while migrations run. An env.py that turns out to start a loop although a
    connection was handed over is run again in a thread: it had not connected anything yet.
    """
    engine = options.get("engine")
    loaded = load(project, name=options.get("name"), with_url=False)
    if engine is not None and hasattr(engine, "sync_engine") and _takes_connection(loaded):
        rest = {name: value for name, value in options.items() if name != "engine"}
        with contextlib.suppress(LoopRunningError):
            return await _on_connection(engine, functools.partial(verb, project, **rest))
    return await asyncio.to_thread(verb, project, **options)


async def _on_connection(engine: AsyncEngine, verb: Callable[..., _T]) -> _T:
    """Run a verb on one connection of the engine, which is closed afterwards."""
    from headway.bridge.handing import mark_own  # noqa: PLC0415 - SQLAlchemy, when it is needed
    from headway.bridge.loops import settled  # noqa: PLC0415 - the same
    from headway.bridge.trouble import unreachable  # noqa: PLC0415 - the same

    async def open_connection() -> AsyncConnection:
        return await engine.connect()

    def inside(connection: Connection) -> _T:
        mark_own(connection)
        return verb(connection=connection)

    try:
        connection = await settled(open_connection())
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
