"""`make bench` at sizes that prove only that it works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "benchmarks" / "run.py"
TINY = ("--runs=1", "--reading=20", "--fresh=4", "--no-others")


def _bench(folder: Path, *arguments: str) -> str:
    command = [sys.executable, str(RUN), *TINY, f"--folder={folder}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return the rows of one tiny run without PostgreSQL, by their titles and units."""
    parts = [f"--only={part}" for part in ("reading", "current", "plan", "sqlite")]
    said = json.loads(_bench(tmp_path_factory.mktemp("bench"), *parts, "--json"))
    assert {"Python", "Headway", "Alembic", "SQLAlchemy"} <= set(said["versions"])
    return {f"{row['title']}, {row['unit']}": row for row in said["figures"]}


@pytest.mark.parametrize(
    ("title", "goal"),
    [
        ("`heads`, 20 revisions, warm index, cpu", 0.1),
        ("`history`, 20 revisions, cold, no index, cpu", 1 / 3),
        ("upgrade with nothing to do, 20 revisions, cpu", 0.25),
        ("fresh upgrade of 4 on SQLite file, a transaction each, wall", 0.5),
    ],
)
def test_goals_are_judged_by_the_ratio(
    figures: dict[str, dict[str, Any]], title: str, goal: float
) -> None:
    row = figures[title]
    headway, alembic = row["results"]["Headway"], row["results"]["Alembic"]
    assert row["goal"] == goal
    assert headway["ratio"] == pytest.approx(headway["seconds"] / alembic["seconds"])
    assert row["met"] is (headway["ratio"] <= goal)


def test_every_contestant_really_took_part(figures: dict[str, dict[str, Any]]) -> None:
    for row in figures.values():
        for name, cell in row["results"].items():
            assert "failed" not in cell.get("text", ""), (row["title"], name, cell)
    floor = figures["fresh upgrade of 4 on SQLite file, one transaction, wall"]["results"]
    assert floor["driver alone"]["seconds"] > 0


def test_the_parts_of_a_migration_are_told_apart(figures: dict[str, dict[str, Any]]) -> None:
    for part in ("the driver", "`upgrade()` beyond the driver", "the step loop beyond both"):
        assert (
            figures[f"SQLite file, each migration: {part}, cpu"]["results"]["Headway"]["seconds"]
            > 0
        )


def test_the_table_holds_ratios_versions_and_no_path(tmp_path: Path) -> None:
    text = _bench(tmp_path, "--only=plan")
    assert "| plan with forks and merges, 4 revisions, CPU |" in text
    assert "Versions: Python " in text
    assert str(tmp_path) not in text
    assert str(ROOT) not in text
    assert not list(tmp_path.iterdir())
