"""The text of `--help`, made from the declared commands; the same on every version of Python."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from headway.cli.grammar import Group
from headway.cli.options import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.cli.grammar import Argument, Command, Option

__all__ = ["describe_all", "describe_command"]

_WIDTH = 90
_COLUMN = 26


def describe_all(commands: Sequence[Command]) -> str:
    """Return the help of `headway` itself: the commands by group, the global options."""
    lines = [
        "usage: headway [options] [command]",
        "",
        "One migration system for SQLAlchemy. Runs any Alembic project as it is.",
        "Without a command: where the database is and what to do next.",
    ]
    for group in Group:
        lines += ["", f"{group.value}:"]
        own = [command for command in commands if command.group is group]
        lines += _columns((command.name, command.help) for command in own)
    lines += ["", "Options, before or after the command:"]
    lines += _describe_options(GLOBAL)
    lines += [
        "",
        "headway COMMAND --help shows the options of a command.",
        "Exit status: 0 done or nothing to do, 1 a finding, 2 wrong usage, 3 failed,",
        "4 stopped part-way, 5 gave up waiting.",
    ]
    return "\n".join(lines)


def describe_command(command: Command) -> str:
    """Return the help of one command: usage, what it does, its arguments and options."""
    lines = [f"usage: {command.usage}", "", _sentence(command.help)]
    if command.about:
        lines += ["", *textwrap.wrap(command.about, _WIDTH)]
    if command.arguments:
        lines += ["", "Arguments:"]
        lines += _columns((each.name, _about(each)) for each in command.arguments)
    if command.options:
        lines += ["", "Options:"]
        lines += _describe_options(command.options)
    taken = {flag for option in command.options for flag in option.flags}
    lines += ["", "Global options:"]
    lines += _describe_options(GLOBAL, taken)
    return "\n".join(lines)


def _describe_options(options: Iterable[Option], taken: Iterable[str] = ()) -> Iterator[str]:
    rows = []
    for option in options:
        flags = [flag for flag in option.flags if flag not in set(taken)]
        if flags:
            value = "|".join(option.choices) or option.value
            rows.append((" ".join(filter(None, (", ".join(flags), value))), option.help))
    return _columns(rows)


def _about(argument: Argument) -> str:
    return f"{argument.help} (default: {argument.default})" if argument.default else argument.help


def _columns(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield two columns; a long first column has the second one on the next line."""
    for left, right in rows:
        wrapped = textwrap.wrap(right, _WIDTH - _COLUMN)
        first = f"  {left}"
        if len(first) > _COLUMN - 2:
            yield first
        else:
            yield first.ljust(_COLUMN) + wrapped.pop(0)
        yield from (" " * _COLUMN + rest for rest in wrapped)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
