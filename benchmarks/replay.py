"""The floor: the raw driver sends the captured SQL with the same commits, and nothing else.

`python replay.py sqlite|postgresql ADDRESS FILE`; the file is what capture.py wrote.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

__all__ = ["replay"]


def replay(connection: Any, said: list[list[Any]]) -> None:
    """Execute and commit as written down."""
    cursor = connection.cursor()
    for what, *rest in said:
        if what == "commit":
            connection.commit()
        elif what == "execute":
            cursor.execute(*rest)
            if cursor.description is not None:
                cursor.fetchall()


def _connect(kind: str, address: str) -> Any:
    if kind == "sqlite":
        import sqlite3  # noqa: PLC0415  only the driver that is measured

        return sqlite3.connect(address)
    import psycopg  # noqa: PLC0415  the same

    return psycopg.connect(address)


if __name__ == "__main__":
    with closing(_connect(sys.argv[1], sys.argv[2])) as opened:
        replay(opened, json.loads(Path(sys.argv[3]).read_text(encoding="utf-8")))
