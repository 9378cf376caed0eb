"""Writes docs/reference/cli.md from the command line's own definition.

    python tools/write_cli_reference.py

A test compares the file with what this would write.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from headway.cli.grammar import Group
from headway.cli.options import GLOBAL
from headway.cli.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.cli.grammar import Command, Option

PATH = Path(__file__).parent.parent / "docs" / "reference" / "cli.md"

_HEAD = """\
# The command line

<!-- Written by tools/write_cli_reference.py; change src/headway/cli instead. -->

`headway [options] [command]`. Without a command: `headway status`. Long options may be
shortened while they are unambiguous. Global options stand before or after the command; after
it, the command's own option wins (`headway current -c` is `--check-heads`). A target like `-1`
is never taken for an option; `--` before it is allowed and not needed.

What was asked for and progress go to stdout, errors and notes to stderr. The exit statuses are
in [exit-status.md](exit-status.md), the JSON in [json.md](json.md).
"""


def render() -> str:
    """Return the text of the page."""
    parts = [_HEAD, "## Global options\n", _options(GLOBAL)]
    for group in Group:
        parts.append(f"## {group.value}\n")
        parts += [_command(command) for command in COMMANDS if command.group is group]
    return "\n".join(parts)


def _command(command: Command) -> str:
    lines = [f"### {command.name}\n", f"    {command.usage}\n", _sentence(command.help)]
    if command.aliases:
        lines.append(f"Also spelled {', '.join(f'`{each}`' for each in command.aliases)}.")
    if command.about:
        lines.append(f"\n{command.about}")
    text = "\n".join(lines) + "\n"
    if command.arguments:
        text += "\n| argument | |\n|---|---|\n"
        for each in command.arguments:
            default = f" (default: `{each.default}`)" if each.default else ""
            text += f"| `{each.name}` | {_cell(each.help)}{default} |\n"
    return text + ("\n" + _options(command.options) if command.options else "")


def _options(options: Iterable[Option]) -> str:
    rows = [f"| `{_cell(each.usage)}` | {_cell(each.help)}{_choices(each)} |" for each in options]
    return "\n".join(["| option | |", "|---|---|", *rows]) + "\n"


def _choices(option: Option) -> str:
    return f" ({', '.join(f'`{each}`' for each in option.choices)})" if option.choices else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(render(), encoding="utf-8", newline="\n")
