"""The lines that people and scripts parse are those of Alembic, on the same project."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

import pytest
from alembic.config import CommandLine

import projects
from headway.cli import main
from projects import Migration

if TYPE_CHECKING:
    from pathlib import Path

# One label to a branch and one child to a label: Alembic prints sets in any order.
BRANCHED = (
    Migration("a1", None, message="first"),
    Migration("b1", "a1", message="left one", labels="left"),
    Migration("b2", "b1", message="left two"),
    Migration("c1", "a1", message="right one"),
    Migration("c2", "c1", message="right two", depends_on="b1"),
)
MERGED = (*BRANCHED, Migration("d1", ("b2", "c2"), message="join: 100% of them"))

COMMANDS = [
    "heads",
    "heads -v",
    "heads --resolve-dependencies",
    "history",
    "history -v",
    "history -r 44e3:ab12",
    "history -r :9b3c",
    "history -r9b3c:",
    "history -r-2:",
    "branches",
    "branches -v",
    "show head",
    "show 44e3",
    "current",
    "current -v",
]


def by_alembic(words: list[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        parser = CommandLine()
        options = parser.parser.parse_args(words)
        from alembic.config import Config  # noqa: PLC0415 - its stdout is bound when it is made

        parser.run_cmd(Config(options.config[0], stdout=out, cmd_opts=options), options)
    return out.getvalue()


def by_headway(words: list[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert main(words) == 0
    return out.getvalue()


@pytest.mark.parametrize("command", COMMANDS)
def test_linear_history(tmp_path: Path, command: str) -> None:
    url = f"sqlite:///{(tmp_path / 'app.db').as_posix()}"
    made = projects.make_project(tmp_path / "p", url, migrations=projects.LINEAR)
    words = ["-c", str(made.ini), *command.split()]
    if command.startswith("current"):
        by_headway(["-c", str(made.ini), "upgrade", "ab12"])
    theirs = by_alembic(words)
    assert by_headway(words) == theirs
    assert theirs or command.startswith("branches")


@pytest.mark.parametrize(
    "command", ["heads", "heads -v", "history", "show b2", "show c2", "show d1", "history -r b1:b2"]
)
@pytest.mark.parametrize("migrations", [BRANCHED, MERGED], ids=["branched", "merged"])
def test_branched_history(tmp_path: Path, command: str, migrations: tuple[Migration, ...]) -> None:
    if command == "show d1" and migrations is BRANCHED:
        command = "show c1"
    made = projects.make_project(tmp_path / "p", "sqlite://", migrations=migrations)
    words = ["-c", str(made.ini), *command.split()]
    assert sorted(by_headway(words).splitlines()) == sorted(by_alembic(words).splitlines())


def test_history_marks_what_the_database_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'app.db').as_posix()}"
    made = projects.make_project(tmp_path / "p", url, migrations=projects.LINEAR)
    by_headway(["-c", str(made.ini), "upgrade", "9b3c"])
    for command in ("history -i", "history -i -v", "history -r current:", "history -r-2:current"):
        words = ["-c", str(made.ini), *command.split()]
        assert by_headway(words) == by_alembic(words), command
