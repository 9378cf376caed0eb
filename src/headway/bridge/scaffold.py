"""`headway init`: a new migration folder and its config."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from headway.bridge.templates import plan_template
from headway.errors import ConfigInvalidError, FolderError, UsageError
from headway.project.files import NewFile, write_all
from headway.project.found import VARIABLES
from headway.project.layout import plan_layout
from headway.project.place import as_path, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["init"]


def init(
    directory: str | Path,
    *,
    config: str | Path | Sequence[str | Path] | None = None,
    template: str | None = None,
    package: bool = False,
    environ: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Make a migration folder and the config that names it; return the files written, absolute.

    With a `template` the files are those of the installed Alembic's `init`. Without one the
    layout is Headway's own (`[tool.headway]` in pyproject.toml), except where an ini file is the
    only config named: then it is Alembic's `generic`, the one that an ini file belongs to.
    `config` names the config files as `--config` does, new ones included; their folders are
    created. A config file that is there is kept or added to, never rewritten. `package` adds
    `__init__.py` to the two folders. When anything fails, nothing is left behind.

    Raises:
        UsageError: an empty or unprintable directory name, or an unknown template.
        FolderError: the directory holds something already, or cannot be written.
        ConfigInvalidError: two config files of a kind, or a pyproject.toml that cannot take it.

    """
    folder = _check_directory(directory)
    names = _config_names(config, os.environ if environ is None else environ)
    ini = _only(names, toml=False)
    toml = _only(names, toml=True)
    if template is None and ini is not None and toml is None:
        template = "generic"
    toml = toml or Path("pyproject.toml")
    if template is None:
        files = plan_layout(folder, toml)
    else:
        files = plan_template(template, folder, ini=ini or Path("alembic.ini"), toml=toml)
    folders = (folder, folder / "versions")
    packages = [NewFile(path=each / "__init__.py", content=b"") for each in folders if package]
    return write_all((*files, *packages), folders)


def _check_directory(directory: str | Path) -> Path:
    text = str(directory)
    if not text.strip():
        raise UsageError(
            "the directory to create has no name",
            hints=(("for example", "headway init migrations"),),
        )
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise UsageError(
            "the directory's name holds a control character",
            hints=(("for example", "headway init migrations"),),
        )
    folder = as_path(directory)
    if folder.is_dir() and any(folder.iterdir()):
        raise FolderError(
            f"{shown(folder)} is not empty; nothing was written",
            hints=(("choose a new folder", "headway init DIRECTORY"),),
        )
    if folder.exists() and not folder.is_dir():
        raise FolderError(
            f"{shown(folder)} is a file; nothing was written",
            hints=(("choose a new folder", "headway init DIRECTORY"),),
        )
    return folder


def _config_names(
    config: str | Path | Sequence[str | Path] | None, environ: Mapping[str, str]
) -> list[Path]:
    if config is None:
        named = next((environ[name] for name in VARIABLES if environ.get(name)), None)
        config = [] if named is None else [named]
    if isinstance(config, (str, Path)):
        config = [config]
    return [as_path(each) for each in config]


def _only(names: Sequence[Path], *, toml: bool) -> Path | None:
    found = [each for each in names if (each.suffix == ".toml") is toml]
    if len(found) > 1:
        raise ConfigInvalidError(
            f"only one {'pyproject.toml' if toml else 'ini file'} may be named",
            hints=(("one of each is fine", "-c alembic.ini -c pyproject.toml"),),
        )
    if found and found[0].is_dir():
        raise ConfigInvalidError(
            f"{shown(found[0])} is a folder, not a config file",
            hints=(("name a file in it", f"--config {shown(found[0] / 'alembic.ini')}"),),
        )
    return found[0] if found else None
