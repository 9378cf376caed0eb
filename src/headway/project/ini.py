"""An ini file as Alembic reads it, with the line of every option."""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError
from headway.project.place import shown
from headway.project.text import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Ini", "read_ini"]

_HEADER = re.compile(r"\[(?P<name>.+)\]")
_OPTION = re.compile(r"(?P<name>[^\s=:#;\[][^=:]*?)\s*[=:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ini:
    """A parsed ini file; `lines` maps (section, option) to the line of the option."""

    path: Path
    parser: configparser.ConfigParser
    lines: Mapping[tuple[str, str], int]

    def get(self, section: str, option: str) -> str | None:
        """Return the option with `%(…)s` replaced, or None where it is not set.

        Raises:
            ConfigInvalidError: a `%` that is neither doubled nor a known `%(name)s`.

        """
        if not self.parser.has_option(section, option):
            return None
        try:
            return self.parser.get(section, option)
        except configparser.InterpolationError as error:
            raise self._explain(section, option, error) from None

    def raw(self, section: str, option: str) -> str | None:
        """Return the option exactly as the file has it, or None."""
        return self.parser.get(section, option, raw=True, fallback=None)

    def place(self, section: str, option: str) -> str:
        """Return `file:line` of the option, also where it stands in `[DEFAULT]`."""
        return shown(self.path, self.line(section, option))

    def line(self, section: str, option: str) -> int:
        """Return the line of the option, 1 where it cannot be told."""
        key = option.lower()
        return self.lines.get((section, key)) or self.lines.get(("DEFAULT", key)) or 1

    def _explain(
        self, section: str, option: str, error: configparser.InterpolationError
    ) -> ConfigInvalidError:
        if isinstance(error, configparser.InterpolationMissingOptionError):
            detail = f"%({error.reference})s is not defined"
        else:
            detail = "a single % starts a reference such as %(here)s"
        return ConfigInvalidError(
            f"{self.place(section, option)}: {option} cannot be read because of a % sign",
            detail=(detail,),
            hints=(("a % that is meant as such", "write it twice: %%"),),
        )


def read_ini(path: Path) -> Ini:
    """Read and parse an ini file; `%(here)s` is its absolute folder, as in Alembic.

    Raises:
        ConfigMissingError: the file does not exist.
        ConfigInvalidError: it cannot be read or parsed; the line is named, never quoted, because
            it may hold a password.

    """
    text = read_text(path)
    here = path.absolute().parent.as_posix().replace("%", "%%")
    parser = configparser.ConfigParser({"here": here})
    try:
        parser.read_string(text, source=str(path))
    except configparser.Error as error:
        line, reason = _locate(error)
        raise ConfigInvalidError(
            f"{shown(path, line)}: not a valid ini file: {reason}",
            hints=(("the usual form", "a line [alembic], then lines name = value"),),
        ) from None
    return Ini(path=path, parser=parser, lines=_number(text))


def _locate(error: configparser.Error) -> tuple[int | None, str]:
    match error:
        case configparser.DuplicateOptionError():
            return error.lineno, f"{error.option} is set twice in [{error.section}]"
        case configparser.DuplicateSectionError():
            return error.lineno, f"the section [{error.section}] is there twice"
        case configparser.MissingSectionHeaderError():
            return error.lineno, "a line before the first [section]"
        case configparser.ParsingError(errors=[(line, _), *_]):
            return line, "a line that is neither a [section] nor name = value"
        case _:
            return None, type(error).__name__


def _number(text: str) -> dict[tuple[str, str], int]:
    lines: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            section = header["name"]
        elif option := _OPTION.match(line):
            lines.setdefault((section, option["name"].lower()), number)
    return lines
