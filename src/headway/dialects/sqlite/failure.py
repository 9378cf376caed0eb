"""Why a SQLite file cannot be used, from the sentences of sqlite3.

https://www.sqlite.org/rescode.html; drivers pass on the text and not always the code.
"""

from __future__ import annotations

from headway.dialects.dialect import Failure
from headway.dialects.failure import driver_errors

__all__ = ["explain"]

_KNOWN = {
    "unable to open database file": Failure(
        kind="unreadable",
        text="the file cannot be opened",
        hints=(("check", "the folder exists, and the path in the URL is right"),),
    ),
    "file is not a database": Failure(
        kind="unreadable",
        text="the file is not a SQLite database, or it is encrypted",
        hints=(("check", "the path in the URL is right"),),
    ),
    "database disk image is malformed": Failure(
        kind="unreadable",
        text="the file is damaged",
        hints=(("look", "sqlite3 FILE 'PRAGMA integrity_check'"),),
    ),
    "attempt to write a readonly database": Failure(
        kind="unreadable",
        text="the file, or its folder, may not be written",
        hints=(("check", "who owns the file and its folder"),),
    ),
    "database is locked": Failure(
        kind="busy",
        text="another connection is writing to it",
        hints=(("look", "for another process, or a second connection in the migration itself"),),
    ),
    "disk i/o error": Failure(kind="unreadable", text="the disk gave an error"),
    "database or disk is full": Failure(kind="unreadable", text="the disk is full"),
}


def explain(exception: BaseException) -> Failure | None:
    """Explain a file that cannot be opened, read, written or locked; else None."""
    for error in driver_errors(exception):
        if isinstance(error, OSError):
            continue
        text = str(error).lower()
        for known, failure in _KNOWN.items():
            if known in text:
                return failure
    return None
