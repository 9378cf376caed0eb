"""What a person at a terminal sees, through a real pseudo-terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

import projects
from headway.cli import main

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are of Unix", allow_module_level=True)

import pty


def run(words: list[str], folder: Path, **environ: str) -> str:
    """Return what `headway` writes to a terminal."""
    base = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    command = [sys.executable, "-m", "headway", *words]
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        variables = {**base, "TERM": "xterm-256color", **environ}
        os.execve(sys.executable, command, variables)  # noqa: S606 - the child of the fork
    data = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        data += piece
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, 2)
    return data.decode("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = projects.make_project(tmp_path / "p", "sqlite:///app.db", migrations=projects.LINEAR)
    made.add(projects.Migration("c0de", "ab99", message="red \x1b[41m"))
    return made.root


def test_a_run_has_a_bar_and_colours_and_no_second_telling(folder: Path) -> None:
    text = run(["upgrade", "44e3"], folder)
    assert "\x1b[33m44e3\x1b[0m add terms" in text
    assert "1/2" in text or "2/2" in text
    assert "\x1b[?25h" in text, "the cursor is given back"
    assert "Undo: headway downgrade base" in text
    assert "alembic.runtime" not in text


def test_the_step_log_is_shown_when_asked_for(folder: Path) -> None:
    assert "Running upgrade  -> 1a2b, create users" in run(["upgrade", "1", "-v"], folder)


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_they_are_not_wanted(folder: Path, environ: dict[str, str]) -> None:
    for words in (["heads"], ["upgrade", "4"]):
        assert "\x1b" not in run(words, folder, **environ)
    assert "[3" not in run(["upgrade", "44e3"], folder, **environ)


def test_a_dumb_terminal_has_plain_lines(folder: Path) -> None:
    text = run(["upgrade", "1"], folder, TERM="dumb")
    assert [line.split()[0] for line in text.splitlines()] == ["sqlite:///app.db", "1a2b", "at"]


def test_a_message_cannot_steer_the_terminal(folder: Path) -> None:
    for words in (["heads", "-v"], ["history"], ["plan"], ["upgrade", "head"], ["status"]):
        assert "\x1b[41m" not in run(words, folder)
    assert "\\x1b[41m" in run(["history"], folder)


def test_offline_sql_cannot_steer_the_terminal(folder: Path) -> None:
    assert "\x1b[41m" not in run(["upgrade", "ab99:c0de", "--sql"], folder)


def test_a_pipe_gets_the_step_log_as_under_alembic(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(["upgrade", "1"]) == 0
    assert "Running upgrade  -> 1a2b, create users" in capsys.readouterr().err
    assert main(["-q", "upgrade", "44e3"]) == 0
    assert capsys.readouterr() == ("", "")
