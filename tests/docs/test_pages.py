"""Every command that a page shows is run, and prints what the page says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import projects
from docs.page import Block, Command, matches, read_commands, read_page

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
RUN = ("headway", "alembic", "python")
LOG_LINE = re.compile(r"^INFO  \[alembic\..*\n", re.MULTILINE)
"""A page shows what a terminal shows: there Headway keeps Alembic's log lines away."""
LEFT_TO_OTHERS = ("git", "make", "pip", "py")
"""Commands about the machine, not the project: `make` is run by CI itself."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_page_does_what_it_says(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    for block in read_page(path):
        _prepare(block, folder)
        if block.language == "console" and "not run" not in block.notes:
            _run_block(block, folder, path.name)


def test_page_without_prompt_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\nheadway heads\n```\n", encoding="utf-8")
    with pytest.raises(ValueError, match="starts with a command"):
        read_commands(read_page(page)[0])


@pytest.mark.parametrize("text", ["<!-- exits: 2 -->\n", "<!-- exit: 2 -->\nno block here\n"])
def test_misplaced_note_is_refused(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md:\d: expected"):
        read_page(page)


@pytest.mark.parametrize("project", ["linear", "example"])
def test_projects_of_pages_run(tmp_path: Path, project: str) -> None:
    config = {"linear": "alembic.ini", "example": "the_remember/src/repo/migration/_alembic.ini"}
    page = tmp_path / "page.md"
    page.write_text(
        f"<!-- project: {project} -->\n"
        f"```console\n$ alembic -c {config[project]} heads\nab99 (head)\n```\n",
        encoding="utf-8",
    )
    test_page_does_what_it_says(page, tmp_path)


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        (("a", "b"), "a\nb\n", True),
        (("a",), "a\nb\n", False),
        (("a", "..."), "a\nb\nc\n", True),
        (("at ... now",), "at 44e3 now\n", True),
        (("done in 1.80 s",), "done in 0.04 s\n", True),
        (("done in 1.80 s",), "done at 44e3\n", False),
        (("a  b",), "a b\n", True),
        ((), "anything\n", True),
    ],
)
def test_output_is_compared(expected: tuple[str, ...], printed: str, same: bool) -> None:
    assert matches(expected, printed) is same


def _prepare(block: Block, folder: Path) -> None:
    match block.notes.get("project"):
        case None:
            pass
        case "example":
            ignored = shutil.ignore_patterns("__pycache__", "*.sqlite")
            source = ROOT / "examples" / "the_remember"
            shutil.copytree(source, folder, ignore=ignored, dirs_exist_ok=True)
        case "linear":
            url = "sqlite:///linear.sqlite"
            projects.make_project(folder, url, migrations=projects.LINEAR)
        case other:
            pytest.fail(f"line {block.line}: no such project: {other}")
    if name := block.notes.get("file"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(block.lines) + "\n", encoding="utf-8")


def _run_block(block: Block, folder: Path, page: str) -> None:
    commands = read_commands(block)
    for command in commands:
        last = command is commands[-1]
        status = int(block.notes.get("exit", "0")) if last else 0
        _run_command(command, status, folder, f"{page}:{command.line}")


def _run_command(command: Command, status: int, folder: Path, place: str) -> None:
    variables, words = _split(command.text)
    if words[0] in LEFT_TO_OTHERS:
        return
    assert words[0] in RUN, f"{place}: a page may run {RUN} only, not {words[0]}"
    program = [] if words[0] == "python" else ["-m", words[0]]
    done = subprocess.run(
        [sys.executable, *program, *words[1:]],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1"} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    shown = f"{place}: {command.text}\n{done.stdout}"
    assert done.returncode == status, shown
    printed = done.stdout if words[0] == "alembic" else LOG_LINE.sub("", done.stdout)
    assert matches(command.output, printed), shown


def _split(text: str) -> tuple[Mapping[str, str], list[str]]:
    """Split `NAME=value headway …` into the variables and the command; a comment is left out."""
    words = shlex.split(text, comments=True)
    variables = {}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    return variables, words
