"""Whole published histories: both tools leave the same schema after every stage."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from compat.published import Worker, find_python, read_schema

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeDatabase
    from servers import Database

STAGES = (("upgrade", "head"), ("downgrade", "base"), ("upgrade", "head"))
HEADS = {
    ("mlflow", "sqlite"): "dc11669786a5",
    ("mlflow", "postgresql"): "dc11669786a5",
    ("prefect", "sqlite"): "a3b9c7d2e5f1",
    ("prefect", "postgresql"): "d4a7e1c93f52",
}
KEPT = [
    (
        "CREATE INDEX ix_flow_run__coalesce_start_time_expected_start_time_asc"
        " ON flow_run (coalesce('start_time', 'expected_start_time') ASC)"
    ),
    (
        "CREATE INDEX ix_flow_run__coalesce_start_time_expected_start_time_desc"
        " ON flow_run (coalesce('start_time', 'expected_start_time') DESC)"
    ),
]
"""Two indexes on expressions that Alembic's batch mode drops ("Skipped unsupported reflection of
expression-based index", it warns) and Headway's keeps, as SQLite's manual asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What one stage left: the rows of the version table, the schema, and the database's words."""

    heads: tuple[str, ...] | None
    schema: list[str]
    failed: bool
    words: str


@pytest.fixture(autouse=True)
def _installed() -> None:
    if find_python().exists():
        return
    message = "the published packages are not installed: run python tools/published.py"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.mark.parametrize("databases", ["sqlite", "postgres"], indirect=True)
def test_prefect(databases: MakeDatabase, tmp_path: Path) -> None:
    theirs, ours = databases(), databases()
    expected = run_stages("prefect", "alembic", theirs, tmp_path / "alembic")
    found = run_stages("prefect", "headway", ours, tmp_path / "headway")
    assert [stage.failed for stage in (*expected, *found)] == [False] * 6
    head = HEADS["prefect", ours.name]
    for number, (one, other) in enumerate(zip(expected, found, strict=True)):
        assert one.heads == other.heads == (() if number == 1 else (head,))
        kept = KEPT if ours.name == "sqlite" and number != 1 else []
        assert without(other.schema, kept) == one.schema
    continue_with_alembic("prefect", ours, tmp_path / "afterwards")


@pytest.mark.parametrize("databases", ["sqlite", "postgres"], indirect=True)
def test_mlflow(databases: MakeDatabase, tmp_path: Path) -> None:
    theirs, ours = databases(), databases()
    expected = run_stages("mlflow", "alembic", theirs, tmp_path / "alembic")
    found = run_stages("mlflow", "headway", ours, tmp_path / "headway")
    assert [stage.failed for stage in (*expected, *found)] == [False, True, False] * 2
    for one, other in zip(expected, found, strict=True):
        assert one.heads == other.heads
        assert one.schema == other.schema
        assert not any("_alembic_tmp_" in line for line in other.schema)
    words = expected[1].words.partition(" DETAIL:")[0]
    assert words
    assert words in found[1].words
    assert found[2].heads == (HEADS["mlflow", ours.name],)
    continue_with_alembic("mlflow", ours, tmp_path / "afterwards")


def run_stages(package: str, tool: str, database: Database, folder: Path) -> list[Stage]:
    stages: list[Stage] = []
    with Worker(package, database, folder) as worker:
        if package == "mlflow":
            worker.create_first_tables(database)
        for arguments in STAGES:
            answer = worker.run(tool, *arguments)
            stages.append(
                Stage(
                    heads=database.heads(),
                    schema=read_schema(database),
                    failed=answer.status != 0,
                    words=answer.error or answer.err,
                )
            )
    return stages


def continue_with_alembic(package: str, database: Database, folder: Path) -> None:
    """Show that plain Alembic, in a process of its own, goes on where Headway stopped."""
    before = database.tables()
    head = HEADS[package, database.name]
    with Worker(package, database, folder) as worker:
        assert worker.run("alembic", "current").status == 0
        assert worker.run("alembic", "downgrade", "-1").status == 0
        assert database.heads() != (head,)
        assert worker.run("alembic", "upgrade", "head").status == 0
    assert database.heads() == (head,)
    assert database.tables() == before


def without(schema: list[str], lines: list[str]) -> list[str]:
    """Return the schema less these lines, each of which must be there once."""
    assert [schema.count(line) for line in lines] == [1] * len(lines)
    return [line for line in schema if line not in lines]
