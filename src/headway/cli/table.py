"""The table of commands: what `headway` can do, in the order of `--help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli import (
    branches,
    check,
    completion,
    current,
    downgrade,
    edit,
    ensure_version,
    heads,
    history,
    init,
    list_templates,
    merge,
    plan,
    revision,
    show,
    stamp,
    status,
    upgrade,
)

if TYPE_CHECKING:
    from headway.cli.grammar import Command

__all__ = ["COMMANDS", "DEFAULT", "NAMES"]

COMMANDS: tuple[Command, ...] = (
    status.COMMAND,
    revision.COMMAND,
    upgrade.COMMAND,
    downgrade.COMMAND,
    plan.COMMAND,
    check.COMMAND,
    current.COMMAND,
    history.COMMAND,
    heads.COMMAND,
    branches.COMMAND,
    show.COMMAND,
    stamp.COMMAND,
    merge.COMMAND,
    edit.COMMAND,
    ensure_version.COMMAND,
    init.COMMAND,
    list_templates.COMMAND,
    completion.COMMAND,
)

NAMES: dict[str, Command] = {
    name: command for command in COMMANDS for name in (command.name, *command.aliases)
}

DEFAULT = status.COMMAND.name
"""What `headway` alone does."""
