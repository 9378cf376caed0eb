"""Coroutines from synchronous code, whether or not an event loop is running."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import functools
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["run_anywhere", "settled"]

_GRACE = 0.05
"""Seconds in which a driver's thread may still tell the loop that it has ended."""

_T = TypeVar("_T")


def run_anywhere(main: Coroutine[Any, Any, _T], **options: Any) -> _T:
    """`asyncio.run`, in a thread of its own where this one has a running loop.

    The thread gets a copy of the ContextVars, so that it belongs to the same migration run. The
    caller waits for it: its own loop stands still meanwhile.
    """
    start = functools.partial(asyncio.run, settled(main), **options)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return start()
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        return thread.submit(contextvars.copy_context().run, start).result()


async def settled(main: Coroutine[Any, Any, _T]) -> _T:
    """Await `main`; where it fails, keep the loop for a moment.

    aiosqlite's thread reports its end to the loop without being waited for when a file cannot be
    opened. A loop that is closed by then makes it print a traceback.
    """
    try:
        return await main
    except Exception:
        await asyncio.sleep(_GRACE)
        raise
