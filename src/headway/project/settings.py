"""The values that say what a project is and where each setting came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Project", "Setting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting with its provenance.

    `source` is what a person can open: `pyproject.toml:12`, `alembic.ini:5`, `environment
    HEADWAY_URL`, `--config`, or `default`. A URL is shown with its password hidden.
    """

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A migration project: config files, folders and models, read but nothing executed.

    `ini` and `toml` are the files that exist, absolute, else None. `section` is the ini section
    (Alembic's `-n`). `migrations` is the folder that holds env.py; `version_locations` the
    folders with revision files, absolute. `url` is `[tool.headway] url` with `${ENV}` replaced
    (it may hold a password: never print it), or None where alembic.ini or env.py decides.
    `models` are `module:attribute` or package names. `settings` tells where each came from.
    `headway` is false where an ini file was named alone, so that `[tool.headway]` did not count.
    """

    root: Path
    ini: Path | None
    toml: Path | None
    section: str
    migrations: Path
    version_locations: tuple[Path, ...]
    recursive: bool = False
    sourceless: bool = False
    prepend_sys_path: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    url: str | None = None
    settings: tuple[Setting, ...] = ()
    headway: bool = True
