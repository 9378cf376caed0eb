"""Runs migration commands in a process of its own, where nothing but the project has a say.

`python worker.py [mlflow|prefect]` reads one JSON list a line, `[tool, argument, ...]`, runs that
command as the tool's own command line would, and answers with one JSON object a line. A published
package is imported once (three seconds) for all commands of a database.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import runpy
import sys
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PRELOADED = {
    "mlflow": ("mlflow.store.db.utils",),
    "prefect": ("prefect.server.database.dependencies", "prefect.server.database.orm_models"),
}


def run_alembic(arguments: list[str]) -> int:
    from alembic.config import main  # noqa: PLC0415  the tool of this command, and no other

    main(arguments)
    return 0


def run_headway(arguments: list[str]) -> int:
    from headway.cli import main  # noqa: PLC0415  the tool of this command, and no other

    return main(arguments)


def create_first_tables(arguments: list[str]) -> int:
    """Make mlflow's tables of before its history, as its own `_initialize_tables` does."""
    import sqlalchemy as sa  # noqa: PLC0415  belongs to this command

    models = importlib.import_module("mlflow.store.tracking.dbmodels.initial_models")
    engine = sa.create_engine(arguments[0])
    models.Base.metadata.create_all(engine)
    engine.dispose()
    return 0


def run_script(arguments: list[str]) -> int:
    """Run a file as the project's own command, with the name of the tool as `tool`."""
    runpy.run_path(arguments[0], {"tool": arguments[1]})
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "alembic": run_alembic,
    "headway": run_headway,
    "create_all": create_first_tables,
    "script": run_script,
}


def answer(package: str, command: list[str]) -> dict[str, object]:
    """Run one command and tell its status, its output and the words of the database's error."""
    error = None
    try:
        status = inside(package, lambda: COMMANDS[command[0]](command[1:]))
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    except Exception as raised:  # noqa: BLE001  a failing downgrade is what a test compares
        status, error = 1, " ".join(str(getattr(raised, "orig", raised)).split())
        traceback.print_exc()
    return {"status": status, "error": error, "out": take(sys.stdout), "err": take(sys.stderr)}


def take(stream: object) -> str:
    """Return what was written, and forget it. One stream for all: Alembic keeps the first."""
    assert isinstance(stream, io.StringIO)
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


def inside(package: str, call: Callable[[], int]) -> int:
    """Call as the package's own server does: prefect's env.py wants an anyio worker thread."""
    if package != "prefect":
        return call()
    import anyio.to_thread  # noqa: PLC0415  only prefect's environment needs it

    async def main() -> int:
        return await anyio.to_thread.run_sync(call)

    return anyio.run(main)


def serve(package: str) -> None:
    """Answer commands until the input ends."""
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        for module in PRELOADED.get(package, ()):
            importlib.import_module(module)
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    for line in sys.stdin:
        print(json.dumps(answer(package, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else "")
