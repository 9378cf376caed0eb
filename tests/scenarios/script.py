"""The format of scenario files (README.md), read into values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
_SECTION = re.compile(r"-- (\S.*) --")
_STATUS = re.compile(r"\[(\d+)\]")
_WILDCARDS = {
    "<time>": r"\d+\.\d+ s",
    "<hash>": r"[0-9a-f]{12}",
    "<date>": r"\d{4}-\d\d-\d\d",
    "<path>": r"\S+",
    "<any>": r".*",
}


@dataclass(slots=True)
class File:
    """A file that is written before the first step, or between two."""

    path: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Command:
    """A command with what it must print and end with."""

    line: int
    text: str
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    status: int = 0


@dataclass(slots=True)
class Query:
    """A question to the database; `text` None asks for its tables."""

    line: int
    text: str | None
    rows: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Scenario:
    """A scenario file."""

    name: str
    databases: tuple[str, ...] = ("sqlite",)
    project: str = "none"
    escapes: bool = False
    steps: list[File | Command | Query] = field(default_factory=list)


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file; ValueError names the line that cannot be read."""
    scenario = Scenario(name=path.stem)
    step: File | Command | Query | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        began = _begin(scenario, number, line)
        if began is not None:
            step = began
            scenario.steps.append(step)
        elif step is None:
            _read_head(scenario, line, f"{path.name}:{number}")
        else:
            _add(step, line)
    if scenario.project != "none":
        shared = read_scenario(HERE / "projects" / f"{scenario.project}.txt")
        scenario.steps[:0] = shared.steps
    for each in scenario.steps:
        _trim(each)
    return scenario


def matches(expected: list[str], actual: list[str], url: str) -> bool:
    """Tell whether lines are as expected, wildcards and `...` considered."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[at:], url) for at in range(len(actual) + 1))
    if not actual or not _pattern(expected[0], url).fullmatch(actual[0]):
        return False
    return matches(expected[1:], actual[1:], url)


def lines_of(text: str) -> list[str]:
    """Return the lines of an output without blanks at their ends and blank lines at its end."""
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _pattern(line: str, url: str) -> re.Pattern[str]:
    pieces = re.split("(" + "|".join([*_WILDCARDS, "<url>"]) + ")", line)
    known = {**_WILDCARDS, "<url>": re.escape(url)}
    return re.compile("".join(known.get(piece, re.escape(piece)) for piece in pieces))


def _begin(scenario: Scenario, number: int, line: str) -> File | Command | Query | None:
    section = _SECTION.fullmatch(line)
    if section is not None:
        return File(section[1])
    if line.startswith("$ "):
        return Command(number, line[2:])
    if line.startswith("? "):
        return Query(number, line[2:])
    if line.startswith("tables:") and any(isinstance(each, Command) for each in scenario.steps):
        return Query(number, None, [line.removeprefix("tables:").strip()])
    return None


def _read_head(scenario: Scenario, line: str, place: str) -> None:
    name, _, value = line.partition(":")
    if not line.strip() or line.startswith("#"):
        return
    if name == "databases":
        scenario.databases = tuple(value.split())
    elif name == "project":
        scenario.project = value.strip()
    elif name == "escapes":
        scenario.escapes = value.strip() == "yes"
    else:
        raise ValueError(f"{place}: {line!r} belongs to no step")


def _add(step: File | Command | Query, line: str) -> None:
    if isinstance(step, File):
        step.lines.append(line)
    elif isinstance(step, Query):
        step.rows.append(line)
    elif (status := _STATUS.fullmatch(line)) is not None:
        step.status = int(status[1])
    elif line.startswith("! "):
        step.err.append(line[2:])
    elif line == "!":
        step.err.append("")
    else:
        step.out.append(line.rstrip())


def _trim(step: File | Command | Query) -> None:
    lists = {File: ("lines",), Command: ("out", "err"), Query: ("rows",)}[type(step)]
    for name in lists:
        lines: list[str] = getattr(step, name)
        while lines and not lines[-1].strip():
            lines.pop()
