"""A page of the documentation as its test sees it: commands to run, files to write.

The convention, for README.md and docs/**/*.md (CONTRIBUTING.md tells it to writers):

- A page is run from top to bottom in one new folder. Each ```console block holds commands after
  `$ ` and what they print; a line of three dots stands for any lines, `...` in a line for any text.
- `<!-- file: name -->` before a block writes the block into that file.
- `<!-- project: example -->` starts with the example application, `<!-- project: linear -->` with
  the history 1a2b to ab99 on a SQLite file.
- `<!-- exit: 2 -->` before a block: its last command ends with that status.
- `<!-- not run: reason -->` before a block leaves it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Block", "Command", "matches", "read_commands", "read_page"]

FENCE = re.compile(r"^```(\w*)\s*$")
NOTE = re.compile(r"^<!-- ([\w ]+): (.+?) -->$")
NOTES = ("exit", "file", "not run", "project")
SECONDS = re.compile(r"\b\d+(?:\.\d+)? (ms|s|min)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block, with the notes that stand right before it."""

    language: str
    lines: tuple[str, ...]
    notes: dict[str, str]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command with what the page says that it prints."""

    text: str
    output: tuple[str, ...]
    line: int


def read_page(path: Path) -> list[Block]:
    """Return the blocks of a page in order; a misspelt or forgotten note is a ValueError."""
    found: list[Block] = []
    notes: dict[str, str] = {}
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    for number, line in lines:
        if note := NOTE.match(line):
            _refuse(note[1] not in NOTES, path, number, line)
            notes[note[1]] = note[2]
        elif fence := FENCE.match(line):
            body = (inner for _, inner in lines)
            inside = tuple(takewhile(lambda inner: not inner.startswith("```"), body))
            found.append(Block(language=fence[1], lines=inside, notes=notes, line=number))
            notes = {}
        elif line.strip():
            _refuse(bool(notes), path, number, line)
    return found


def _refuse(wrong: bool, path: Path, number: int, line: str) -> None:
    if wrong:
        message = f"{path.name}:{number}: expected {', '.join(NOTES)}, then a block: {line}"
        raise ValueError(message)


def read_commands(block: Block) -> list[Command]:
    """Return the commands of a console block; text before the first `$ ` is a ValueError."""
    found: list[Command] = []
    for number, line in enumerate(block.lines, block.line + 1):
        if line.startswith("$ "):
            found.append(Command(text=line[2:].strip(), output=(), line=number))
        elif found:
            last = found[-1]
            output = (*last.output, line)
            found[-1] = Command(text=last.text, output=output, line=last.line)
        elif line.strip():
            message = f"line {number}: a console block starts with a command: {line}"
            raise ValueError(message)
    return found


def matches(expected: tuple[str, ...], printed: str) -> bool:
    """Say whether the page shows what was printed; any number of seconds equals any other."""
    wanted = [line for line in map(_even, expected) if line]
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else _line(line) for line in wanted)
    text = "".join(line + "\n" for line in map(_even, printed.splitlines()) if line)
    return not wanted or re.fullmatch(pattern, text) is not None


def _even(line: str) -> str:
    return " ".join(SECONDS.sub(r"N \1", line).split())


def _line(line: str) -> str:
    return ".*".join(map(re.escape, line.split("..."))) + r"\n"
