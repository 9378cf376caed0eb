"""From the arguments to the exit status: parse, run, and say what went wrong."""

from __future__ import annotations

import io
import re
import sys
from contextlib import contextmanager, nullcontext, redirect_stdout
from typing import TYPE_CHECKING

from headway._version import __version__
from headway.cli.call import Call
from headway.cli.help import describe_all, describe_command
from headway.cli.pace import hurry
from headway.cli.parser import parse
from headway.cli.table import COMMANDS, DEFAULT, NAMES
from headway.errors import FAILED, HeadwayError
from headway.reports.console import Console
from headway.reports.document import Document, line
from headway.reports.failure import report_bug, report_error, report_interrupt

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from headway.cli.grammar import Command

__all__ = ["main"]

_INTERRUPTED = 130
_SECRET_KEY = re.compile(r"pass|pwd|secret|token|key|credential", re.IGNORECASE)
_SHORTEST_SECRET = 3
"""A shorter value, hidden wherever it occurs, would make the output unreadable."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status.

    `argv` is `sys.argv[1:]` by default. Errors are printed, not raised, except with
    `--raiseerr`. The statuses are 0 done, 1 finding, 2 wrong usage, 3 failed, 4 stopped
    part-way, 5 gave up waiting, and 130 interrupted.
    """
    if argv is None:
        hurry()
    arguments = list(sys.argv[1:] if argv is None else argv)
    console = Console(out=_printable(sys.stdout), err=_printable(sys.stderr))
    console.json = _wants_json(arguments)
    console.secrets = tuple(_find_secrets(arguments))
    try:
        command, options = parse(arguments, NAMES, default=DEFAULT)
    except HeadwayError as error:
        if "--raiseerr" in arguments:
            raise
        console.complain(report_error(error))
        return error.exit_status
    _set_up(console, options)
    if options.version:
        console.show(_version_document())
        return 0
    if options.help:
        named = _names_command(arguments)
        text = describe_command(command) if named else describe_all(COMMANDS)
        console.show(Document(blocks=(line(text),), value={"help": text}))
        return 0
    return _run(command, Call(options=options, console=console, commands=COMMANDS))


def _run(command: Command, call: Call) -> int:
    """Run the command; turn what it raises into words and a status."""
    try:
        with _ending(call):
            return command.run(call)
    except HeadwayError as error:
        if call.options.raiseerr:
            raise
        done = call.progress.done if call.progress else None
        call.console.complain(report_error(error, call.phrase, done))
        return error.exit_status
    except KeyboardInterrupt:
        if call.options.raiseerr:
            raise
        call.console.complain(report_interrupt())
        return _INTERRUPTED
    except Exception as error:  # the last resort: a bug, told in one line
        if call.options.raiseerr:
            raise
        call.console.complain(report_bug(error))
        return FAILED


@contextmanager
def _ending(call: Call) -> Iterator[None]:
    """Take the moving display away before anything else is printed.

    Where stdout is one JSON document or SQL, what env.py and migrations print goes to stderr.
    """
    options = call.options
    for_machines = call.console.json or getattr(options, "sql", False) or options.format == "sql"
    try:
        with redirect_stdout(sys.stderr) if for_machines else nullcontext():
            yield
    finally:
        if call.progress is not None:
            call.progress.close()


def _set_up(console: Console, options: Namespace) -> None:
    console.json = options.json or options.format == "json"
    console.quiet = options.quiet
    console.plain = options.no_color


def _version_document() -> Document:
    return Document(blocks=(line(f"headway {__version__}"),), value={"version": __version__})


def _wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether a usage error should be JSON too; the arguments are not parsed yet."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any(
        first in ("--json", "--format=json") or (first, second) == ("--format", "json")
        for first, second in pairs
    )


def _names_command(arguments: Sequence[str]) -> bool:
    return any(each in NAMES for each in arguments)


def _find_secrets(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the values of `-x key=value` whose key speaks of a secret."""
    for each in arguments:
        key, equals, value = each.partition("=")
        if equals and len(value) >= _SHORTEST_SECRET and _SECRET_KEY.search(key):
            yield value


def _printable(stream: TextIO | None) -> TextIO:
    """Make a stream that never fails on a character its console cannot show.

    Headway's own output is respelled before; this is for what env.py and migrations print.
    A program without a console (pythonw) has no stream; what is printed is lost there.
    """
    if stream is None:
        return io.StringIO()
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and getattr(stream, "errors", None) == "strict":
        reconfigure(errors="backslashreplace")
    return stream
