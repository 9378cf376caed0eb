"""Where the CPU time of an upgrade goes: the driver, `upgrade()` without it, and the loop around.

`python stopwatch.py headway|alembic` upgrades the project in the working directory, whose
revision files wrap their `upgrade` in `timed`, and prints seconds as JSON.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["timed", "timed_driver"]

_clock = time.process_time
_CALLS = ("do_execute", "do_execute_no_params", "do_begin", "do_commit", "do_rollback")


class _Watch:
    """Sums of seconds; `begun` is when the first migration began, `ended` the last driver call."""

    def __init__(self) -> None:
        self.begun: float | None = None
        self.ended = 0.0
        self.inside = False
        self.migrations = 0
        self.upgrade = 0.0
        self.driver_inside = 0.0
        self.driver_outside = 0.0


_watch = _Watch()


def timed(function: Callable[[], None]) -> Callable[[], None]:
    """Wrap a migration: its time counts as `op`'s, apart from the driver's inside it."""
    watch = _running()

    @functools.wraps(function)
    def upgrade() -> None:
        begun = _clock()
        if watch.begun is None:
            watch.begun = begun
        watch.inside = True
        function()
        watch.inside = False
        watch.migrations += 1
        watch.upgrade += _clock() - begun

    return upgrade


def timed_driver(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a method of a dialect that calls the driver."""
    watch = _running()

    def call(*arguments: Any, **options: Any) -> Any:
        if watch.begun is None:
            return function(*arguments, **options)
        begun = _clock()
        try:
            return function(*arguments, **options)
        finally:
            watch.ended = _clock()
            if watch.inside:
                watch.driver_inside += watch.ended - begun
            else:
                watch.driver_outside += watch.ended - begun

    return call


def _running() -> _Watch:
    """Return the watch of the program: revision files import this module under another name."""
    program = sys.modules["__main__"]
    found: _Watch = getattr(program, "_watch", _watch)
    return found


def main(tool: str, dialect: type[Any]) -> None:
    """Upgrade and print the sums."""
    for name in _CALLS:
        setattr(dialect, name, timed_driver(getattr(dialect, name)))
    if tool == "alembic":
        from alembic import command  # noqa: PLC0415  only this contestant's
        from alembic.config import Config  # noqa: PLC0415  the same

        command.upgrade(Config("alembic.ini"), "head")
    else:
        import headway  # noqa: PLC0415  only this contestant's

        headway.upgrade("alembic.ini", "head")
    watch = _running()
    total = watch.ended - (watch.begun or 0.0)
    sums = {
        "migrations": watch.migrations,
        "driver": watch.driver_inside + watch.driver_outside,
        "op": watch.upgrade - watch.driver_inside,
        "loop": total - watch.upgrade - watch.driver_outside,
    }
    print(json.dumps(sums))


def _find_dialect(name: str) -> type[Any]:
    from sqlalchemy.engine import make_url  # noqa: PLC0415  not needed where `timed` is imported

    found: type[Any] = make_url(name).get_dialect()
    return found


if __name__ == "__main__":
    main(sys.argv[1], _find_dialect(sys.argv[2]))
