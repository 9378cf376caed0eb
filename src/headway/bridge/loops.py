"""Coroutines from synchronous code, whether or not an event loop is running."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import functools
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["run_anywhere"]

_T = TypeVar("_T")


def run_anywhere(main: Coroutine[Any, Any, _T], **options: Any) -> _T:
    """`asyncio.run`, in a thread of its own where this one has a running loop.

    The thread gets a copy of the ContextVars, so that it belongs to the same migration run. The
    caller waits for it: its own loop stands still meanwhile.
    """
    start = functools.partial(asyncio.run, main, **options)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return start()
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        return thread.submit(contextvars.copy_context().run, start).result()
