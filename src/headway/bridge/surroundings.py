"""What `headway.environment.run` knows of the project, from Alembic's `Config` alone."""

from __future__ import annotations

import logging.config
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headway.bridge import proxies
from headway.project import load
from headway.project.ini import read_ini
from headway.project.pyproject import read_pyproject

if TYPE_CHECKING:
    from alembic.config import Config

    from headway.project import Project

__all__ = ["Surroundings", "surroundings", "under_headway"]

_URL = "sqlalchemy.url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Alembic's config, and the project of the pyproject.toml with `[tool.headway]`, if any."""

    config: Config
    project: Project | None

    @property
    def models(self) -> tuple[str, ...]:
        """The names in `[tool.headway] models`."""
        return self.project.models if self.project else ()

    @property
    def models_place(self) -> str:
        """Where they stand, as `file:line`."""
        settings = self.project.settings if self.project else ()
        return next((each.source for each in settings if each.name == "models"), "models")

    @property
    def skip(self) -> tuple[Path, ...]:
        """The folders whose modules are migrations and no models."""
        if self.project is None:
            return ()
        return (self.project.migrations, *self.project.version_locations)

    def prepare(self) -> None:
        """Make the project's modules importable; set up logging if an ini file says how.

        Loggers that exist already stay as they are.
        """
        wanted = self.project.prepend_sys_path if self.project else ()
        sys.path[:0] = [entry for entry in wanted if entry not in sys.path]
        name = self.config.config_file_name
        if name and Path(name).is_file() and self.config.file_config.has_section("loggers"):
            logging.config.fileConfig(name, disable_existing_loggers=False, encoding="utf-8")

    def url(self) -> str | None:
        """Return the URL that counts, or None.

        A URL that the ini file does not hold was set by the program, and goes before
        `[tool.headway] url`. Under Headway the config has the right one already.
        Raises UrlError when a variable in `[tool.headway] url` is not set.
        """
        section = self.config.config_ini_section
        told = None
        if self.config.file_config.has_section(section):
            told = self.config.file_config.get(section, _URL, raw=True, fallback=None)
        by_program = told is not None and told != self._in_file(section)
        if told is not None and (by_program or under_headway()):
            return self.config.get_main_option(_URL)
        own = load(self.project.toml).url if self.project else None
        return own or (self.config.get_main_option(_URL) if told is not None else None)

    def engine_settings(self) -> dict[str, str]:
        """Return the `sqlalchemy.` options of the ini section, without the URL."""
        section, parser = self.config.config_ini_section, self.config.file_config
        if not parser.has_section(section):
            return {}
        names = (name for name in parser.options(section) if name.startswith("sqlalchemy."))
        return {name: parser.get(section, name) for name in names if name != _URL}

    def _in_file(self, section: str) -> str | None:
        name = self.config.config_file_name
        path = Path(name) if name else None
        return read_ini(path).raw(section, _URL) if path and path.is_file() else None


def surroundings(config: Config) -> Surroundings:
    """Find the project of the running env.py: its pyproject.toml is the config's, or above it."""
    toml = next((path for path in _candidates(config) if _is_ours(path)), None)
    project = load(toml, with_url=False) if toml is not None else None
    return Surroundings(config=config, project=project)


def _candidates(config: Config) -> list[Path]:
    named = [Path(config.toml_file_name)] if config.toml_file_name else []
    location = config.get_alembic_option("script_location")
    above = Path(location).absolute().parents if location and ":" not in location[2:] else ()
    return [*named, *(folder / "pyproject.toml" for folder in above)]


def _is_ours(path: Path) -> bool:
    return path.is_file() and read_pyproject(path).headway is not None


def under_headway() -> bool:
    """Tell whether env.py is run by Headway, and not by plain Alembic."""
    return hasattr(proxies.current_environment(), "_headway")
