"""Which config files a call is about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError, ConfigMissingError
from headway.project.place import as_path, shown
from headway.project.pyproject import read_pyproject
from headway.project.text import missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["VARIABLES", "Found", "find"]

VARIABLES = ("HEADWAY_CONFIG", "ALEMBIC_CONFIG")
"""The environment variables that name a config file; the first that is set counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The config files of a project, absolute.

    `headway` tells whether `[tool.headway]` counts: not where only an ini file was named.
    `folder` is set instead of the files where a migration folder without any config was named.
    """

    ini: Path | None = None
    toml: Path | None = None
    headway: bool = True
    folder: Path | None = None


def find(
    where: str | Path | Sequence[str | Path] | None,
    environ: Mapping[str, str],
) -> Found:
    """Return the config files that `where` names, or those of the current directory.

    As in Alembic an ini file and a pyproject.toml may be in use together: the one that was not
    named is looked up in the current directory.

    Raises:
        ConfigMissingError: a named file does not exist, or nothing is there.
        ConfigInvalidError: two files of one kind were named.

    """
    if isinstance(where, (str, Path)):
        path = as_path(where)
        return _in_folder(path.absolute()) if path.is_dir() else _named([path], None)
    if where:
        return _named([as_path(name) for name in where], None)
    for variable in VARIABLES:
        if environ.get(variable):
            return _named([as_path(environ[variable])], f"environment {variable}")
    found = _beside(Path.cwd())
    return found or _nothing_in(Path.cwd())


def _named(paths: Sequence[Path], origin: str | None) -> Found:
    if len(paths) == 1 and paths[0].is_dir():
        return _in_folder(paths[0].absolute())
    toml = _only([path for path in paths if path.suffix == ".toml"], "pyproject.toml")
    ini = _only([path for path in paths if path.suffix != ".toml"], "ini file")
    for path in paths:
        if not path.exists():
            raise missing(path, named_by=origin)
    if toml is None:
        return Found(ini=ini, toml=_file(Path.cwd() / "pyproject.toml"), headway=False)
    return Found(ini=ini or _ini_for(toml), toml=toml)


def _only(paths: Sequence[Path], kind: str) -> Path | None:
    if len(paths) > 1:
        raise ConfigInvalidError(
            f"only one {kind} may be named, not {' and '.join(map(shown, paths))}",
            hints=(("one of each is fine", "headway -c alembic.ini -c pyproject.toml current"),),
        )
    return paths[0].absolute() if paths else None


def _ini_for(toml: Path) -> Path | None:
    """Return the ini file that goes with a named pyproject.toml.

    Alembic looks in the current directory only. Beside the file is where it is meant to be, so
    that comes first, and a `[tool.headway]` is never joined with a file of some other folder.
    """
    beside = _file(toml.parent / "alembic.ini")
    if beside or read_pyproject(toml).headway is not None:
        return beside
    return _file(Path.cwd() / "alembic.ini")


def _in_folder(folder: Path) -> Found:
    found = _beside(folder)
    if found:
        return found
    if not (folder / "env.py").is_file():
        return _nothing_in(folder)
    nearest = (_beside(parent) for parent in folder.parents)
    config = next((each for each in nearest if each), Found())
    return Found(ini=config.ini, toml=config.toml, folder=folder)


def _beside(folder: Path) -> Found | None:
    ini, toml = _file(folder / "alembic.ini"), _file(folder / "pyproject.toml")
    if ini is None and toml is not None:
        tables = read_pyproject(toml)
        if tables.headway is None and tables.alembic is None:
            return None
    return Found(ini=ini, toml=toml) if ini or toml else None


def _file(path: Path) -> Path | None:
    return path.absolute() if path.exists() else None


def _nothing_in(folder: Path) -> Found:
    hints = [("start here", "headway init migrations")]
    others = sorted(each.name for each in folder.glob("*.ini") if "alembic" in each.name)
    hints += [
        ("another file", f"headway --config {shown(folder / name)} current") for name in others
    ]
    above = next((parent for parent in folder.parents if _beside(parent)), None)
    if above is not None:
        hints.append(("a project above", f"cd {above}"))
    raise ConfigMissingError(
        f"no alembic.ini and no [tool.headway] or [tool.alembic] in a pyproject.toml in {folder}",
        hints=tuple(hints),
    )
