"""What a run asks of env.py: the command, its arguments, and the database handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from headway.bridge.handover import Handover
    from headway.project import Project

__all__ = ["Offline", "Request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offline:
    """An offline (`--sql`) run: where the text goes and the revision it starts from."""

    output: TextIO
    start: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One execution of env.py, as the caller wants it.

    `command` is the name of the Alembic command that env.py should believe it runs under and
    `arguments` that command's arguments. `options` is the command line's namespace, or None for
    a library call: then env.py sees `config.cmd_opts` as a library caller of Alembic would
    leave it. `writes` is false for commands that only look.
    """

    project: Project
    command: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    x: tuple[str, ...] = ()
    options: Namespace | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    handover: Handover | None = None
    offline: Offline | None = None
    destination: str | tuple[str, ...] | None = None
    tag: str | None = None
    writes: bool = True
