"""Published packages whose histories run under both tools, each in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

if TYPE_CHECKING:
    from types import TracebackType

    from servers import Database

__all__ = ["Answer", "Worker", "find_python", "read_schema"]

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {"mlflow": "mlflow:store/db_migrations", "prefect": "prefect:server:database:_migrations"}
HALF_MEMBER = re.compile(r"^\s+(CONSTRAINT|CHECK|FOREIGN KEY|PRIMARY KEY|UNIQUE)\b")


def find_python() -> Path:
    """Return the Python of the environment that tools/published.py made."""
    windows = os.name == "nt"
    folder = ROOT / ".cache" / "published"
    return folder / "Scripts" / "python.exe" if windows else folder / "bin" / "python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one command did: its status, what it raised (for plain Alembic), what it printed."""

    status: int
    error: str | None
    out: str
    err: str


class Worker:
    """A process that has imported a package and runs commands on one database.

    `log` is a file: a full pipe of warnings would stop the process.
    """

    def __init__(self, package: str, database: Database, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._ini = folder / "alembic.ini"
        url = database.url.replace("%", "%%")
        self._ini.write_text(
            f"[alembic]\nscript_location = {SCRIPTS[package]}\nsqlalchemy.url = {url}\n",
            encoding="utf-8",
        )
        self._log = (folder / "log.txt").open("w", encoding="utf-8")
        settings = {
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_API_DATABASE_CONNECTION_URL": database.async_url,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "1",
            "PYTHONIOENCODING": "utf-8",
        }
        self._process = subprocess.Popen(
            [str(find_python()), str(Path(__file__).with_name("worker.py")), package],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            cwd=folder,
            env={**os.environ, **settings},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.__exit__(kind, error, trace)
        self._log.close()

    def run(self, tool: str, *arguments: str) -> Answer:
        """Run one command, `alembic` or `headway`, with the project's config file."""
        return self._ask(tool, "-c", str(self._ini), *arguments)

    def create_first_tables(self, database: Database) -> None:
        """Make mlflow's tables of before its history."""
        assert self._ask("create_all", database.url).status == 0

    def _ask(self, *command: str) -> Answer:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            log = Path(self._log.name).read_text(encoding="utf-8")
            raise RuntimeError(log[-4000:])
        return Answer(**json.loads(line))


def read_schema(database: Database) -> list[str]:
    """Return the schema as lines, without rows; equal for equal schemas.

    Alembic's batch mode on SQLite writes a table's constraints in the order of a Python set, which
    differs from run to run: they are sorted here.
    """
    if database.name == "postgresql":
        return _without_rows(database.dump())
    engine = database.engine()
    statement = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"
    with engine.connect() as connection:
        texts = [row[0] for row in connection.execute(sa.text(statement))]
    engine.dispose()
    return [line for text in texts for line in _sort_members(text.split("\n"))]


def _without_rows(dump: str) -> list[str]:
    schema, rows = [], False
    for line in dump.split("\n"):
        if not rows:
            schema.append(line)
        rows = line.startswith("COPY ") or (rows and line != "\\.")
    return schema


def _sort_members(lines: list[str]) -> list[str]:
    plain = [line.rstrip().rstrip(",") for line in lines]
    members = sorted(line for line in plain if HALF_MEMBER.match(line))
    rest = [line for line in plain if not HALF_MEMBER.match(line)]
    return [*rest, *members]
