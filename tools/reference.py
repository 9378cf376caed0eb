"""Write the reference pages that are made from the code: `python tools/reference.py`.

`PAGES` names each page and the function that returns its text. A test makes every page again
and compares, so a page never says less or more than the code. `--check` does the same here.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import write_cli_reference

import headway
import headway.environment
from headway import errors, events
from headway.errors import HeadwayError
from headway.plan.step import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["FOLDER", "PAGES", "main"]

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
MADE = "<!-- made by tools/reference.py from the code; edit the code -->"

STATUSES = (
    (errors.DONE, "done, or there was nothing to do"),
    (errors.FINDING, "a finding: a check looked and found something"),
    (errors.USAGE, "wrong usage, a target that cannot be resolved, or a setting; nothing was done"),
    (errors.FAILED, "failed; nothing was left partly done"),
    (errors.STOPPED, "stopped part-way; something of the run stays, and the report says what"),
    (errors.GAVE_UP, "gave up waiting; reserved, nothing waits yet"),
)
EVENTS = (
    events.Planned,
    events.StepStarted,
    events.StepDone,
    events.Noticed,
    events.Finished,
)
FUNCTION = type(headway.upgrade)
DIRECT = ("check", "current", "downgrade", "plan", "revision", "stamp", "upgrade")


# --- exit-status.md and errors.md ------------------------------------------------------------


def write_exit_status() -> str:
    """Return the page of the exit statuses, with the errors that end with each."""
    rows = [(str(number), meaning, _codes(number)) for number, meaning in STATUSES]
    rows.append(("130", "interrupted by Ctrl-C", ""))
    return _page(
        "Exit status",
        "Every command ends with one of these numbers. They mean the same everywhere.",
        _table(("status", "meaning", "errors"), rows),
        "The codes are those of [errors](errors.md). With `--format json` the object on stdout "
        "holds the number too, as `exit_status`.",
        "`check` ends with 1 when the models and the database differ, although it raises nothing: "
        "its differences are its result. A migration that fails ends with 3 when the database is "
        "where the run found it, and with 4 when earlier steps of the run stay applied, or when "
        "the database kept a part of the failed one.",
    )


def _codes(status: int) -> str:
    found = [one.code for one in _tree(HeadwayError) if status in _statuses(one)]
    return " ".join(f"`{code}`" for code in found)


def _statuses(error: type[HeadwayError]) -> tuple[int, ...]:
    """Return what an error can end with: a failed migration has two statuses."""
    if issubclass(error, errors.MigrationError):
        return (errors.FAILED, errors.STOPPED)
    return (error.exit_status,)


def write_errors() -> str:
    """Return the page of the errors: the tree, and a row for each."""
    drawing = (errors.__doc__ or "").partition("\n\n")[2].partition("\n\nEach error")[0]
    rows = [
        (
            f"`{one.code}`",
            f"`{one.__name__}`",
            " or ".join(map(str, _statuses(one))),
            _first_paragraph(one),
        )
        for one in _tree(HeadwayError)
    ]
    return _page(
        "Errors",
        "Everything that Headway raises on purpose is a `headway.HeadwayError`. An error has a "
        "`summary` (one sentence), `detail` (more lines), `hints` (pairs of a label and a command "
        "or text), a `code` that stays the same across releases, and an `exit_status`. None of "
        "them ever holds a password. `to_dict()` is what `--format json` prints.",
        f"```text\n{textwrap.dedent(drawing).rstrip()}\n```",
        _table(("code", "class", "exit status", "meaning"), rows),
        "Not every class is a name of the package `headway`; all are in `headway.errors`. An error "
        "that is none of these is a bug: the command line prints `internal error` and ends with 3.",
    )


# --- events.md -------------------------------------------------------------------------------


def write_events() -> str:
    """Return the page of the events and of the values that the functions return."""
    returned = [getattr(headway, name) for name in _outcome_names()]
    parts = (headway.Database, headway.Plan, headway.Step, Move, headway.Direction)
    return _page(
        "Events and values",
        "A `listener` gets these values while a run goes on, in order: `Planned` once for each "
        "database, then `StepStarted` and `StepDone` for each migration, then `Finished`. "
        "`Noticed` may come at any time. A failure is an exception, not an event.",
        "```python\ndef listener(event: headway.Event) -> None:\n"
        "    if isinstance(event, headway.StepDone):\n"
        "        print(event.step.revision.id, event.seconds)\n\n\n"
        'headway.upgrade("alembic.ini", listener=listener)\n```',
        "All values are frozen dataclasses. Fields may be added in later releases.",
        "## Events",
        *(_describe_class(one, "###") for one in EVENTS),
        "## What the functions return",
        *(_describe_class(one, "###") for one in returned),
        "## What they hold",
        *(_describe_class(one, "###") for one in parts),
        _describe_class(headway.Revision, "###"),
    )


def _outcome_names() -> list[str]:
    from headway import outcome  # noqa: PLC0415  a value of the same name is public elsewhere

    return list(outcome.__all__)


# --- library.md ------------------------------------------------------------------------------


def write_library() -> str:
    """Return the page of the public functions and classes."""
    functions = [name for name in headway.__all__ if type(getattr(headway, name)) is FUNCTION]
    return _page(
        "The library",
        "`import headway` loads nothing heavy; SQLAlchemy and Alembic come with the first function "
        "that needs them. No function prints. Each takes a project first: a path to an ini file or "
        "a `pyproject.toml`, a folder, or a `headway.Project`. What they return is in "
        "[events and values](events.md), what they raise in [errors](errors.md).",
        "## Options of every function",
        _describe_class(headway.Options, ""),
        "## Functions",
        *(_describe_function(f"headway.{name}", getattr(headway, name)) for name in functions),
        "## Inside an event loop: `headway.aio`",
        _outdented(headway.aio.__doc__ or ""),
        *(_describe_function(f"headway.aio.{n}", getattr(headway.aio, n)) for n in DIRECT),
        "## In env.py: `headway.environment`",
        _describe_function("headway.environment.run", headway.environment.run),
        "## Project and history",
        _describe_class(headway.Project, "###"),
        _describe_class(headway.History, "###"),
        "\n".join(_describe_method(headway.History, name) for name in _public(headway.History)),
    )


def _public(kind: type) -> list[str]:
    return sorted(name for name in vars(kind) if not name.startswith("_"))


def _describe_function(name: str, function: Callable[..., object]) -> str:
    return f"### {name}\n\n```python\n{_signature(function)}\n```\n\n{_doc(function)}"


def _describe_method(kind: type, name: str) -> str:
    value = vars(kind)[name]
    function = getattr(value, "func", None) or getattr(value, "fget", None) or value
    called = "" if function is not value else "()"
    return f"- `{name}{called}`: {' '.join(_doc(function).split())}"


def _describe_class(kind: type, heading: str) -> str:
    fields = _fields(kind)
    title = f"{heading} {kind.__name__}\n\n" if heading else ""
    block = f"```python\n{fields}\n```\n\n" if fields else ""
    return f"{title}{block}{_doc(kind)}"


def _fields(kind: type) -> str:
    """Return the annotated names of a class as its source has them, members of an Enum too."""
    source = inspect.getsource(kind)
    declared = ast.parse(source).body[0]
    if not isinstance(declared, ast.ClassDef) or not _is_value(kind):
        return ""
    named = [node for node in declared.body if isinstance(node, ast.AnnAssign | ast.Assign)]
    lines = (ast.get_source_segment(source, node) for node in named)
    return "\n".join([f"class {kind.__name__}:", *(f"    {line}" for line in lines)])


def _is_value(kind: type) -> bool:
    return dataclasses.is_dataclass(kind) or kind in (headway.Options, headway.Direction)


def _signature(function: Callable[..., object]) -> str:
    """Return the text of a signature as the source has it: the same on every Python."""
    source = inspect.getsource(function)
    node = ast.parse(source).body[0]
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        message = f"no function: {function}"
        raise TypeError(message)
    lines = source.splitlines()[node.lineno - 1 : node.body[0].lineno - 1]
    return "\n".join(lines).rstrip(":")


# --- Markdown --------------------------------------------------------------------------------


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", MADE, *(part.strip() for part in parts)]) + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _doc(value: object) -> str:
    return _outdented(inspect.getdoc(value) or "")


def _outdented(text: str) -> str:
    """Return a docstring as Markdown; its `Raises:` section as a list."""
    prose, raises, listed = textwrap.dedent(text).partition("Raises:\n")
    errors_named = re.sub(r"^    (\w+): ", r"- `\1`: ", listed, flags=re.MULTILINE)
    return (prose + raises.replace("\n", "\n\n") + errors_named).strip()


def _first_paragraph(value: object) -> str:
    return " ".join((inspect.getdoc(value) or "").partition("\n\n")[0].split())


def _tree(error: type[HeadwayError]) -> Iterator[type[HeadwayError]]:
    yield error
    for child in error.__subclasses__():
        yield from _tree(child)


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": write_cli_reference.render,
    "errors.md": write_errors,
    "events.md": write_events,
    "exit-status.md": write_exit_status,
    "library.md": write_library,
}


def main(arguments: list[str]) -> int:
    """Write every page, or with `--check` only name those that differ; 1 if there are any."""
    stale = 0
    for name, write in PAGES.items():
        path, text = FOLDER / name, write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(FOLDER.parents[1]).as_posix())
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
