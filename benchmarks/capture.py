"""Write down what a fresh upgrade sends to the driver, in order, with its commits.

`python capture.py headway|alembic FILE` upgrades the project in the working directory and writes
JSON: ["execute", sql, parameters], ["commit"] or ["step", number] (Headway's only).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

__all__ = ["record"]


def record(tool: str) -> list[list[Any]]:
    """Upgrade to head and return what the driver was asked to do."""
    said: list[list[Any]] = []

    def before(*arguments: Any) -> None:
        _, _, sql, parameters, *_ = arguments
        said.append(["execute", sql, parameters])

    def committed(_connection: object) -> None:
        said.append(["commit"])

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "commit", committed)
    _upgrade(tool, said)
    return said


def _upgrade(tool: str, said: list[list[Any]]) -> None:
    if tool == "alembic":
        from alembic import command  # noqa: PLC0415  only this contestant's
        from alembic.config import Config  # noqa: PLC0415  the same

        command.upgrade(Config("alembic.ini"), "head")
        return
    import headway  # noqa: PLC0415  only this contestant's
    from headway.events import StepStarted  # noqa: PLC0415  the same

    def listen(event_: object) -> None:
        if isinstance(event_, StepStarted):
            said.append(["step"])

    headway.upgrade("alembic.ini", "head", listener=listen)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(record(sys.argv[1])), encoding="utf-8")
