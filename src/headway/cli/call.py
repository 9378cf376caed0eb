"""One call of the command line: the command, its arguments, and where it prints."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import headway
from headway.cli.pace import import_mako
from headway.errors import HeadwayError
from headway.project import load
from headway.reports.escape import HIDDEN

if TYPE_CHECKING:
    from argparse import Namespace

    from headway.api import Options
    from headway.cli.grammar import Command
    from headway.events import Listener
    from headway.history import History
    from headway.project import Project
    from headway.reports.console import Console
    from headway.reports.progress import Progress

__all__ = ["Call", "quote"]

_CONFIG = re.compile(r"\s(-c|--config)\b")
_NAME = re.compile(r"\s(-n|--name)\b")
_UNSAFE = re.compile(r"[^\w@%+=:,./\\~-]")


@dataclass(slots=True, kw_only=True)
class Call:
    """What a command gets. `options` has Alembic's attribute names."""

    options: Namespace
    console: Console
    commands: tuple[Command, ...]
    progress: Progress | None = None

    def project(self, *, with_url: bool = True) -> Project:
        """Return the project that the options name; its config files are read, nothing is run."""
        return load(self.options.config, name=self.options.name, with_url=with_url)

    def keywords(self, listener: Listener | None = None) -> Options:
        """Return the global options as the library's keywords, for what runs env.py."""
        import_mako()
        if not self.options.verbose:
            from headway.cli.logs import hide_repeated_lines  # noqa: PLC0415  no logging without env.py

            hide_repeated_lines(all_streams=self.options.quiet)
        keywords: Options = {"name": self.options.name, "cmd_opts": self.options}
        if self.options.x:
            keywords["x"] = tuple(self.options.x)
        if listener is not None:
            keywords["listener"] = listener
        return keywords

    def listen(self, project: Project) -> Progress:
        """Return the listener that shows a run of this project."""
        from headway.reports.progress import Progress  # noqa: PLC0415 - only what moves needs it

        self.progress = Progress(
            self.console, history=lambda: self.history(project), phrase=self.phrase
        )
        return self.progress

    def phrase(self, command: str) -> str:
        """Return a suggested `headway …` command with the global options of this call.

        The values of -x are masked: they may be secrets.
        """
        if not command.startswith("headway "):
            return command
        typed = self._typed_options(command)
        if not typed:
            return command
        return f"headway {typed} {command.removeprefix('headway ')}"

    def _typed_options(self, command: str) -> str:
        """Return the global options that this call was given and the command does not name."""
        words: list[str] = []
        for config in () if _CONFIG.search(command) else self.options.config or ():
            words += ["-c", quote(config)]
        if self.options.name != "alembic" and not _NAME.search(command):
            words += ["-n", quote(self.options.name)]
        for pair in self.options.x or ():
            key, equals, _ = pair.partition("=")
            words += ["-x", f"{quote(key)}={HIDDEN}" if equals else HIDDEN]
        return " ".join(words)

    def history(self, project: Project) -> History | None:
        """Return the history, or None where it cannot be read: then a report says less."""
        try:
            return headway.history(project, name=self.options.name)
        except HeadwayError:
            return None

    def heads(self, project: Project) -> tuple[str, ...]:
        """Return the heads; none where the files form no history, so that one can look at it."""
        from headway.reports.run import heads_of  # noqa: PLC0415 - where a run is shown

        return heads_of(self.history(project))


def quote(word: str, *, windows: bool = os.name == "nt") -> str:
    """Return the word as a shell takes it; a backslash is a folder on Windows only."""
    if not windows:
        return shlex.quote(word)
    return word if word and not _UNSAFE.search(word) else f'"{word}"'
