"""What the source of a revision tells about how it must be run on SQLite.

The answers are guesses on the safe side: nothing is executed, and code in other modules that a
revision calls is not seen. `batch` refuses what would lose rows when the guess was wrong.
"""

from __future__ import annotations

import re

__all__ = ["uses_batch", "uses_driver"]

_BATCH = re.compile(r"batch_alter_table|BatchOperations|batch_op\b")
_DRIVER = re.compile(r"\.connection\b|\.cursor\s*\(|driver_connection|raw_connection")
_OUTSIDE = re.compile(r"\b(?:PRAGMA|VACUUM|ATTACH|DETACH|executescript)\b", re.IGNORECASE)


def uses_batch(source: str) -> bool:
    """Tell whether a revision may recreate a table with `batch_alter_table`."""
    return _BATCH.search(source) is not None


def uses_driver(source: str) -> bool:
    """Tell whether a revision may work past SQLAlchemy and needs `Guard.begin()` first.

    A revision that also holds a statement which works only outside a transaction does not count:
    it is run as it was under Alembic.
    """
    return _DRIVER.search(source) is not None and _OUTSIDE.search(source) is None
