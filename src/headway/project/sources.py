"""The files a project is read from, asked in Alembic's order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError

if TYPE_CHECKING:
    from headway.project.ini import Ini
    from headway.project.pyproject import Pyproject

__all__ = ["Answer", "Sources"]

_SEPARATORS = {"space": " ", "newline": "\n", "os": None, ":": ":", ";": ";"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A setting as a file gives it, with `file:line`; `ini` where an ini file said it."""

    value: object
    place: str
    ini: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """An ini file and `[tool.alembic]`, asked as Alembic asks: the ini file comes first."""

    ini: Ini | None
    toml: Pyproject | None
    section: str
    pathsep: str

    def ask(self, option: str) -> Answer | None:
        """Return the setting, its `%(here)s` replaced, or None where neither file has it.

        Raises:
            ConfigInvalidError: a `%` in it that cannot be replaced.

        """
        if self.ini is not None:
            text = self.ini.get(self.section, option)
            if text is not None:
                place = self.ini.place(self.section, option)
                return Answer(value=text, place=place, ini=True)
        return self.ask_toml(option)

    def ask_toml(self, option: str) -> Answer | None:
        """Return the setting of `[tool.alembic]` alone, its `%(here)s` replaced."""
        if self.toml is None or self.toml.alembic is None or option not in self.toml.alembic:
            return None
        place = self.toml.place("alembic", option)
        here = self.toml.path.parent.as_posix()
        value = self.toml.alembic[option]
        if isinstance(value, list):
            return Answer(value=[_replace(each, here, place) for each in value], place=place)
        return Answer(value=_replace(value, here, place), place=place)

    def ask_as_written(self, option: str) -> Answer | None:
        """Return the setting without replacing anything in it: file_template is full of `%`."""
        text = self.ini.raw(self.section, option) if self.ini else None
        if self.ini is not None and text is not None:
            return Answer(value=text, place=self.ini.place(self.section, option), ini=True)
        table = (self.toml.alembic if self.toml else None) or {}
        if self.toml is None or option not in table:
            return None
        return Answer(value=table[option], place=self.toml.place("alembic", option))

    def ask_paths(self, option: str) -> Answer | None:
        """Return a list of paths as a tuple of texts, split by Alembic's rules in an ini file.

        Raises:
            ConfigInvalidError: an unknown separator, or no list of texts in pyproject.toml.

        """
        answer = self.ask(option)
        if answer is not None and answer.ini and isinstance(answer.value, str):
            if answer.value:
                return Answer(value=self._split(option, answer.value), place=answer.place)
            answer = self.ask_toml(option)
        if answer is None:
            return None
        if isinstance(answer.value, list) and all(isinstance(each, str) for each in answer.value):
            return Answer(value=tuple(answer.value), place=answer.place)
        raise ConfigInvalidError(
            f"{answer.place}: {option} must be a list of texts",
            hints=(("for example", f'{option} = ["%(here)s/versions"]'),),
        )

    def ask_flag(self, option: str) -> Answer | None:
        """Return a yes or no: exactly `true` in an ini file, a boolean in pyproject.toml.

        Raises:
            ConfigInvalidError: no boolean in pyproject.toml.

        """
        answer = self.ask(option)
        if answer is None or isinstance(answer.value, bool):
            return answer
        if answer.ini:
            return Answer(value=answer.value == "true", place=answer.place)
        raise ConfigInvalidError(
            f"{answer.place}: {option} must be true or false, without quotes",
            hints=(("for example", f"{option} = true"),),
        )

    def _split(self, option: str, text: str) -> tuple[str, ...]:
        """Split a list in an ini file; the older ways stay for files without path_separator."""
        names = ["path_separator"]
        if option == "version_locations":
            names.append("version_path_separator")
        for name in names:
            separator = self.ini.get(self.section, name) if self.ini else None
            if separator is not None:
                character = self._separator(name, separator)
                return tuple(part.strip() for part in text.split(character) if part)
        older = r", *|(?: +)" if option == "version_locations" else r", *|(?: +)|\:"
        return tuple(part for part in re.split(older, text) if part)

    def _separator(self, name: str, text: str) -> str:
        if text in _SEPARATORS:
            return _SEPARATORS[text] or self.pathsep
        place = self.ini.place(self.section, name) if self.ini else ""
        raise ConfigInvalidError(
            f"{place}: {name} is {text!r}, which is no separator",
            hints=(("it may be", "os, space, newline, : or ;"),),
        )


def _replace(value: object, here: str, place: str) -> object:
    """Replace `%(here)s` in a text as Alembic does in pyproject.toml, with Python's `%`."""
    if not isinstance(value, str):
        return value
    try:
        return value % {"here": here}
    except (KeyError, ValueError, TypeError) as error:
        raise ConfigInvalidError(
            f"{place}: a % sign in {value!r} cannot be read",
            detail=("a single % starts a reference such as %(here)s",),
            hints=(("a % that is meant as such", "write it twice: %%"),),
        ) from error
