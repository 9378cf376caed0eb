"""The values that the command line is declared with: commands, their arguments and options.

The parser, `--help`, the reference page and shell completion are all made from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.cli.call import Call

__all__ = ["Argument", "Command", "Group", "Option"]


class Group(Enum):
    """The headings of `headway --help`."""

    EVERY_DAY = "Every day"
    LOOK_FIRST = "Look first"
    REPAIR = "Repair"
    SET_UP = "Set up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option. `value` names its value, or is None for a switch.

    `dest` is the attribute of the namespace, with Alembic's name where Alembic has the option.
    """

    flags: tuple[str, ...]
    dest: str
    help: str
    value: str | None = None
    default: str | None = None
    repeat: bool = False
    choices: tuple[str, ...] = ()

    @property
    def long(self) -> tuple[str, ...]:
        """The spellings with two dashes."""
        return tuple(flag for flag in self.flags if flag.startswith("--"))

    @property
    def usage(self) -> str:
        """The spellings as `--help` shows them: `-c, --config FILE`."""
        spelled = ", ".join(self.flags)
        return f"{spelled} {self.value}" if self.value else spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One positional argument. `many` takes one or more; `default` makes it optional."""

    name: str
    help: str
    dest: str = ""
    many: bool = False
    optional: bool = False
    default: str | None = None

    @property
    def usage(self) -> str:
        """The argument as a usage line shows it."""
        shown = f"{self.name}..." if self.many else self.name
        return f"[{shown}]" if self.optional else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: what it takes and the function that runs it.

    `run` formats, asks and returns an exit status; the work is the library's.
    """

    name: str
    group: Group
    help: str
    run: Callable[[Call], int]
    about: str = ""
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = field(default=())

    @property
    def usage(self) -> str:
        """The usage line."""
        words = ["headway", self.name, "[options]", *(each.usage for each in self.arguments)]
        return " ".join(words)
