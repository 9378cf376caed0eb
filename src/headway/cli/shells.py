"""Completion scripts for shells, made from the declared commands.

A script is static: completing a word starts nothing, so no project file is ever executed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.options import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.cli.grammar import Command

__all__ = ["SHELLS", "write_script"]

_TARGETS = ("head", "heads", "base", "current")
_TAKES_TARGET = ("revision", "revisions", "rev")
_SHELL_NAMES = ("bash", "zsh", "fish", "powershell")


def write_script(shell: str, commands: Sequence[Command]) -> str:
    """Return the completion script for a shell of `SHELLS`."""
    return SHELLS[shell](commands)


def _words(command: Command) -> list[str]:
    """Return what may follow a command: its options, the global ones, and fixed values."""
    flags = [flag for option in (*command.options, *GLOBAL) for flag in option.flags]
    words = sorted(set(flags))
    for argument in command.arguments:
        if (argument.dest or argument.name) in _TAKES_TARGET:
            words += _TARGETS
        if argument.name == "shell":
            words += _SHELL_NAMES
    return words


def _names(command: Command) -> tuple[str, ...]:
    return (command.name, *command.aliases)


def _top(commands: Sequence[Command]) -> list[str]:
    flags = [flag for option in GLOBAL for flag in option.flags]
    return [command.name for command in commands] + sorted(flags)


def _write_bash(commands: Sequence[Command]) -> str:
    cases = "\n".join(
        f"    {'|'.join(_names(command))}) words='{' '.join(_words(command))}' ;;"
        for command in commands
    )
    names = "|".join(name for command in commands for name in _names(command))
    return f"""\
# completion of headway for bash
_headway() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command='' word words
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $word in {names}) command=$word; break ;; esac
  done
  case $command in
{cases}
    *) words='{" ".join(_top(commands))}' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _headway headway
"""


def _write_zsh(commands: Sequence[Command]) -> str:
    script = _write_bash(commands).replace("for bash", "for zsh")
    return "autoload -Uz bashcompinit && bashcompinit\n" + script


def _write_fish(commands: Sequence[Command]) -> str:
    rows = ["# completion of headway for fish"]
    top = "complete -c headway -n __fish_use_subcommand -a"
    rows += [f"{top} {command.name} -d {_fish_quote(command.help)}" for command in commands]
    for command in commands:
        seen = " ".join(_names(command))
        words = " ".join(word for word in _words(command) if not word.startswith("-"))
        condition = f"'__fish_seen_subcommand_from {seen}'"
        if words:
            rows.append(f"complete -c headway -n {condition} -a '{words}'")
        rows += [_fish_option(option.flags, option.help, condition) for option in command.options]
    rows += [_fish_option(option.flags, option.help, None) for option in GLOBAL]
    return "\n".join(rows) + "\n"


def _fish_option(flags: Sequence[str], about: str, condition: str | None) -> str:
    spelled = " ".join(f"-l {f[2:]}" if f.startswith("--") else f"-s {f[1:]}" for f in flags)
    where = f"-n {condition} " if condition else ""
    return f"complete -c headway {where}{spelled} -d {_fish_quote(about)}"


def _fish_quote(text: str) -> str:
    return "'" + text.replace("'", "\\'") + "'"


def _write_powershell(commands: Sequence[Command]) -> str:
    table = "\n".join(
        f"    {_quote(name)} = {_quote(' '.join(_words(command)))}"
        for command in commands
        for name in _names(command)
    )
    return f"""\
# completion of headway for PowerShell
Register-ArgumentCompleter -Native -CommandName headway -ScriptBlock {{
  param($word, $ast, $position)
  $known = @{{
{table}
  }}
  $words = {_quote(" ".join(_top(commands)))}
  foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {{
    if ($known.ContainsKey($element.ToString())) {{ $words = $known[$element.ToString()]; break }}
  }}
  $words -split ' ' | Where-Object {{ $_ -like "$word*" }} | ForEach-Object {{
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }}
}}
"""


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


SHELLS: dict[str, Callable[[Sequence[Command]], str]] = {
    "bash": _write_bash,
    "zsh": _write_zsh,
    "fish": _write_fish,
    "powershell": _write_powershell,
}
