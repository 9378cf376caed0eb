"""Reads the arguments of the command line into a namespace, with Alembic's grammar.

argparse reads the options; three things are done around it. Global options may stand before or
after the command, and after it the command's own option wins. A word like `-1` or `-2:current`
is a value and never an option, whatever the version of Python. Positional arguments may stand
anywhere among the options. Nothing is imported for it and no file is read.
"""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, NoReturn

from headway.cli.options import GLOBAL
from headway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headway.cli.grammar import Argument, Command, Option

__all__ = ["find_command", "parse"]

_MARK = "\0"
"""Stands before a value that argparse could take for an option; an argument never holds it."""

_NEGATIVE = re.compile(r"-\d")
_TOP_USAGE = "headway [options] [command]"


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of leaving the program."""

    def __init__(self, usage_line: str) -> None:
        super().__init__(add_help=False, argument_default=argparse.SUPPRESS)
        self.usage_line = usage_line

    def error(self, message: str) -> NoReturn:
        """Raise the message as a usage error, with the usage line."""
        raise _wrong_usage(message.replace(_MARK, ""), self.usage_line)


def parse(
    argv: Sequence[str], commands: Mapping[str, Command], *, default: str
) -> tuple[Command, argparse.Namespace]:
    """Return the command and its arguments; `default` is the command where none is named.

    The namespace has the attributes that Alembic's has (without `cmd`) and the global options.

    Raises:
        UsageError: the arguments follow no command's grammar; the hint is the usage line.
    """
    before, name, after = _split(list(argv))
    namespace = argparse.Namespace(**{option.dest: _empty(option) for option in GLOBAL})
    extras = _read(GLOBAL, (), before, namespace, _TOP_USAGE)
    _refuse_unknown(extras, GLOBAL, _TOP_USAGE)
    command = find_command(default if name is None else name, commands)
    if name is None and namespace.help:
        return command, namespace
    for option in command.options:
        if option.dest not in vars(namespace):
            setattr(namespace, option.dest, _empty(option))
    values = _read(command.options, GLOBAL, after, namespace, command.usage)
    _unmark(namespace)
    if not (namespace.help or namespace.version):
        _refuse_unknown(values, (*command.options, *GLOBAL), command.usage)
        _fill(command, [value.replace(_MARK, "") for value in values], namespace)
    return command, namespace


def find_command(name: str, commands: Mapping[str, Command]) -> Command:
    """Return the command of that name or alias.

    Raises:
        UsageError: there is none; the summary names the nearest spelling.
    """
    if name in commands:
        return commands[name]
    import difflib  # noqa: PLC0415  only for a mistake

    near = difflib.get_close_matches(name, commands, n=1, cutoff=0.5)
    hint = ("try", f"headway {near[0]}") if near else ("try", "headway --help")
    raise UsageError(f"there is no command {name!r}; nothing was done", hints=(hint,))


def _split(argv: list[str]) -> tuple[list[str], str | None, list[str]]:
    """Return the words before the command, its name, and those after it."""
    takes_value = {flag for option in GLOBAL if option.value for flag in option.flags}
    position = 0
    while position < len(argv):
        word = argv[position]
        if not word.startswith("-") or word == "-" or _NEGATIVE.match(word):
            return argv[:position], word, argv[position + 1 :]
        flag = _expand(word, GLOBAL, ())
        position += 2 if flag in takes_value else 1
    return argv, None, []


def _read(
    own: Sequence[Option],
    shared: Sequence[Option],
    words: list[str],
    namespace: argparse.Namespace,
    usage: str,
) -> list[str]:
    """Put the options among `words` into the namespace; return what is left, in order."""
    parser = _Parser(usage)
    taken = {flag for option in own for flag in option.flags}
    for option in own:
        _declare(parser, option, option.flags)
    for option in shared:
        flags = tuple(flag for flag in option.flags if flag not in taken)
        if flags:
            _declare(parser, option, flags)
    _, extras = parser.parse_known_args(_protect(words, own, shared), namespace)
    return extras


def _declare(parser: _Parser, option: Option, flags: tuple[str, ...]) -> None:
    if option.value is None:
        parser.add_argument(*flags, dest=option.dest, action="store_true")
    elif option.repeat:
        parser.add_argument(*flags, dest=option.dest, action="append")
    else:
        parser.add_argument(*flags, dest=option.dest, choices=option.choices or None)


def _protect(words: list[str], own: Sequence[Option], shared: Sequence[Option]) -> list[str]:
    """Mark values that look like options, and write abbreviated options out."""
    result: list[str] = []
    for position, word in enumerate(words):
        if word == "--":
            return [*result, *(_MARK + value for value in words[position + 1 :])]
        if _NEGATIVE.match(word):
            result.append(_MARK + word)
        else:
            result.append(_expand(word, own, shared))
    return result


def _expand(word: str, own: Sequence[Option], shared: Sequence[Option]) -> str:
    """Write an unambiguous abbreviation out; the command's own options are looked at first."""
    if not word.startswith("--") or word == "--":
        return word
    name, equals, value = word.partition("=")
    for options in (own, shared):
        flags = [flag for option in options for flag in option.long]
        if name in flags:
            return word
        fits = [flag for flag in flags if flag.startswith(name)]
        if len(fits) == 1:
            return fits[0] + equals + value
        if fits:
            return word
    return word


def _unmark(namespace: argparse.Namespace) -> None:
    for dest, value in vars(namespace).items():
        if isinstance(value, str):
            setattr(namespace, dest, value.replace(_MARK, ""))
        elif isinstance(value, list):
            setattr(namespace, dest, [each.replace(_MARK, "") for each in value])


def _refuse_unknown(extras: Iterable[str], options: Sequence[Option], usage: str) -> None:
    flags = [flag for option in options for flag in option.flags]
    for word in extras:
        if word.startswith("-") and word != "-" and " " not in word:
            name = word.partition("=")[0]
            import difflib  # noqa: PLC0415  only for a mistake

            near = difflib.get_close_matches(name, flags, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise _wrong_usage(f"there is no option {name}{meant}", usage)


def _fill(command: Command, values: list[str], namespace: argparse.Namespace) -> None:
    """Hand the positional values to the command's arguments."""
    for argument in command.arguments:
        dest = argument.dest or argument.name
        if not values and not argument.optional:
            raise _wrong_usage(f"{command.name} needs {_describe(argument)}", command.usage)
        if argument.many:
            setattr(namespace, dest, values or [])
            values = []
        else:
            setattr(namespace, dest, values[0] if values else argument.default)
            values = values[1:]
    if values:
        left = " ".join(values)
        raise _wrong_usage(f"{command.name} takes no further argument: {left}", command.usage)


def _describe(argument: Argument) -> str:
    count = "" if argument.many else f"a {argument.name}: "
    return f"{count}{argument.help}"


def _empty(option: Option) -> str | bool | None:
    return False if option.value is None else option.default


def _wrong_usage(message: str, usage: str) -> UsageError:
    return UsageError(message, hints=(("usage", usage),))
