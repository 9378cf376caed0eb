"""Threads that carry the ContextVars of whoever starts them, as tasks of asyncio do.

env.py gets these in place of the standard ones, so that a module which it calls in a thread of
its own reaches the right run through `alembic.context` and `alembic.op`.
"""

from __future__ import annotations

import contextvars
import threading
from concurrent import futures
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Thread", "ThreadPoolExecutor"]

_T = TypeVar("_T")


class Thread(threading.Thread):
    """A thread that runs in a copy of the context in which it was made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Take the arguments of `threading.Thread`."""
        super().__init__(*args, **options)
        self._made_in = contextvars.copy_context()

    def run(self) -> None:
        """Run the thread's work in that context."""
        self._made_in.run(super().run)


class ThreadPoolExecutor(futures.ThreadPoolExecutor):
    """A pool whose work runs in a copy of the context in which it was submitted."""

    def submit(self, fn: Callable[..., _T], /, *args: Any, **options: Any) -> futures.Future[_T]:
        """Submit as the standard pool does."""
        return super().submit(contextvars.copy_context().run, fn, *args, **options)
