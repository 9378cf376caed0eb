"""The example application as it is committed: its migrations fit its models on every database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from servers import Database

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "the_remember"
CONFIG = r".\the_remember\src\repo\migration/_alembic.ini"
"""As the user's document writes it; away from Windows the backslashes are separators too."""

TABLES = ("folders", "module_terms", "modules", "sentences", "terms", "users")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite")
    return shutil.copytree(EXAMPLE, tmp_path / "example", ignore=ignored)


def test_example_goes_up_and_down(example: Path, database: Database) -> None:
    _run(example, database, "headway", "--config", CONFIG, "upgrade", "head")
    assert (database.heads(), database.tables()) == (("ab99",), TABLES)
    _run(example, database, "headway", "--config", CONFIG, "check")
    words = _run(example, database, "the_remember")
    assert words.startswith("to repeat: bridge cloud\n")
    _run(example, database, "headway", "--config", CONFIG, "downgrade", "base")
    assert (database.heads(), database.tables()) == ((), ())
    _run(example, database, "alembic", "--config", CONFIG.replace("\\", "/"), "upgrade", "head")
    assert (database.heads(), database.tables()) == (("ab99",), TABLES)


def test_example_defaults_to_a_file(example: Path) -> None:
    _run(example, None, "headway", "--config", CONFIG, "upgrade", "head")
    assert (example / "the_remember.sqlite").stat().st_size > 0


def _run(folder: Path, database: Database | None, module: str, *words: str) -> str:
    variables = {"THE_REMEMBER_URL": database.async_url} if database else {}
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
