"""Published packages whose histories run under both tools, each in a process of its own."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from compat.process import Answer, Process

if TYPE_CHECKING:
    from servers import Database

__all__ = ["Worker", "find_python", "read_schema"]

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {"mlflow": "mlflow:store/db_migrations", "prefect": "prefect:server:database:_migrations"}
MEMBER = re.compile(r"^\s+(CONSTRAINT|CHECK|FOREIGN KEY|PRIMARY KEY|UNIQUE)\b")


def find_python() -> Path:
    """Return the Python of the environment that tools/published.py made."""
    windows = os.name == "nt"
    folder = ROOT / ".cache" / "published"
    return folder / "Scripts" / "python.exe" if windows else folder / "bin" / "python"


class Worker(Process):
    """A process that has imported a package and runs commands on one database."""

    def __init__(self, package: str, database: Database, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._ini = folder / "alembic.ini"
        url = database.url.replace("%", "%%")
        self._ini.write_text(
            f"[alembic]\nscript_location = {SCRIPTS[package]}\nsqlalchemy.url = {url}\n",
            encoding="utf-8",
        )
        settings = {
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_API_DATABASE_CONNECTION_URL": database.async_url,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "1",
        }
        super().__init__(str(find_python()), folder, package, settings)

    def run(self, tool: str, *arguments: str) -> Answer:
        """Run one command, `alembic` or `headway`, with the project's config file."""
        return self.ask(tool, "-c", str(self._ini), *arguments)

    def create_first_tables(self, database: Database) -> None:
        """Make mlflow's tables of before its history."""
        assert self.ask("create_all", database.url).status == 0


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
    members = sorted(line for line in plain if MEMBER.match(line))
    rest = [line for line in plain if not MEMBER.match(line)]
    return [*rest, *members]
