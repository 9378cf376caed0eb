"""Reading a project: which files, which settings, and where each came from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError
from headway.project.expansion import expand, variables
from headway.project.folder import check_folder
from headway.project.found import Found, find
from headway.project.headway_table import HeadwayTable, read_headway
from headway.project.ini import read_ini
from headway.project.place import shown
from headway.project.pyproject import read_pyproject
from headway.project.resource import resolve
from headway.project.settings import Project, Setting
from headway.project.sources import Sources
from headway.project.url import mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["load"]

_PASSED_ON = (
    "file_template",
    "timezone",
    "truncate_slug_length",
    "revision_environment",
    "output_encoding",
    "path_separator",
    "version_path_separator",
)
"""Settings that Alembic reads itself; here they are only listed."""


def load(
    where: Project | str | Path | Sequence[str | Path] | None = None,
    *,
    name: str | None = None,
    environ: Mapping[str, str] | None = None,
    with_url: bool = True,
) -> Project:
    """Read a project's settings; nothing of the project is executed or imported.

    `where` is an ini file, a pyproject.toml, one of each, a folder that holds them, a migration
    folder, or None for `HEADWAY_CONFIG`, `ALEMBIC_CONFIG` and the current directory. A `Project`
    is returned as it is, or read again where `name` asks for another ini section. `name` is the
    section of the ini file, `alembic` by default. `[tool.headway]` wins over the ini file, which
    wins over `[tool.alembic]`; where only an ini file is named, `[tool.headway]` does not count.
    With `with_url=False` the url is left out, so that its environment variables may be unset.

    Raises:
        ConfigMissingError: no config file where one is named or expected.
        ConfigInvalidError: a file or a setting that cannot be read; file and line are named.
        FolderError: the migration folder is missing, or holds no env.py.
        UrlError: an environment variable of `[tool.headway] url` is not set.

    """
    environ = os.environ if environ is None else environ
    section = name or "alembic"
    if isinstance(where, Project):
        if name is None or name == where.section or not (where.ini or where.toml):
            return where
        found = Found(ini=where.ini, toml=where.toml, headway=where.headway)
    else:
        found = find(where, environ)
    if found.folder is not None:
        return _load_folder(found, section, environ, with_url=with_url)
    return _Reading(found, section, environ).project(with_url=with_url)


def _load_folder(
    found: Found, section: str, environ: Mapping[str, str], *, with_url: bool
) -> Project:
    """Load the config above a migration folder that points to it, else the bare folder."""
    folder = found.folder or Path()
    if found.ini or found.toml:
        project = _Reading(found, section, environ).project(with_url=with_url)
        if project.migrations.resolve() == folder.resolve():
            return project
    return Project(
        root=folder,
        ini=None,
        toml=None,
        section=section,
        migrations=check_folder(folder, place=None),
        version_locations=(folder / "versions",),
        settings=(Setting(name="migrations", value=str(folder), source="argument"),),
    )


class _Reading:
    """One reading of the files: collects the settings with their places on the way."""

    def __init__(self, found: Found, section: str, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.headway = found.headway
        self.settings: list[Setting] = []
        self.sources = Sources(
            ini=read_ini(found.ini) if found.ini else None,
            toml=read_pyproject(found.toml) if found.toml else None,
            section=section,
            pathsep=os.pathsep,
        )
        toml = self.sources.toml if found.headway else None
        self.toml = toml if toml is not None and toml.headway is not None else None
        self.table = read_headway(self.toml) if self.toml else HeadwayTable()
        self._check_section()

    def project(self, *, with_url: bool) -> Project:
        """Return the project; `settings` is complete once the other parts are read."""
        ini, toml = self.sources.ini, self.sources.toml
        sys_path = self._sys_path()
        migrations = self._migrations(sys_path)
        versions = self._versions(migrations, sys_path)
        recursive = self._flag("recursive_version_locations")
        sourceless = self._flag("sourceless")
        models, url = self._models(), self._url() if with_url else None
        self._list_the_rest()
        return Project(
            root=self._root(),
            ini=ini.path if ini else None,
            toml=toml.path if toml else None,
            section=self.sources.section,
            migrations=migrations,
            version_locations=versions,
            recursive=recursive,
            sourceless=sourceless,
            prepend_sys_path=sys_path,
            models=models,
            url=url,
            headway=self.headway,
            settings=tuple(sorted(self.settings, key=lambda setting: setting.name)),
        )

    def _note(self, name: str, value: object, source: str) -> None:
        self.settings.append(Setting(name=name, value=str(value), source=source))

    def _root(self) -> Path:
        files = (self.toml, self.sources.ini, self.sources.toml)
        return next((file.path.parent for file in files if file is not None), Path.cwd())

    def _check_section(self) -> None:
        """Refuse a section that the ini file lacks, unless pyproject.toml says it all."""
        ini, section = self.sources.ini, self.sources.section
        if ini is None or ini.parser.has_section(section):
            return
        toml = self.sources.toml
        told = self.table.migrations or (toml and "script_location" in (toml.alembic or {}))
        if told and section == "alembic":
            return
        sections = ", ".join(ini.parser.sections()) or "none"
        raise ConfigInvalidError(
            f"{shown(ini.path)} has no section [{section}]",
            detail=(f"it has: {sections}",),
            hints=(("name one of them", "headway --name SECTION current"),),
        )

    def _migrations(self, sys_path: Sequence[str]) -> Path:
        if self.toml and self.table.migrations:
            place = self.toml.place("headway", "migrations")
            folder = (self.toml.path.parent / self.table.migrations).absolute()
        else:
            answer = self.sources.ask("script_location")
            if answer is None or not isinstance(answer.value, str) or not answer.value:
                raise self._no_location()
            place = answer.place
            folder = resolve(answer.value, sys_path=sys_path, place=place)
        self._note("migrations", folder, place)
        return check_folder(folder, place=place)

    def _no_location(self) -> ConfigInvalidError:
        files = [file.path for file in (self.sources.ini, self.sources.toml) if file]
        names = " and ".join(shown(path) for path in files)
        section = f"[{self.sources.section}]"
        return ConfigInvalidError(
            f"{names}: no migration folder is named",
            hints=(
                (f"in {section} of an ini file", "script_location = %(here)s/migrations"),
                ("or in [tool.headway] of pyproject.toml", 'migrations = "migrations"'),
                ("or start anew", "headway init migrations"),
            ),
        )

    def _versions(self, migrations: Path, sys_path: Sequence[str]) -> tuple[Path, ...]:
        answer = self.sources.ask_paths("version_locations")
        if answer is None or not isinstance(answer.value, tuple):
            folder = migrations / "versions"
            self._note("version_locations", folder, "default")
            return (folder,)
        folders = tuple(
            resolve(text, sys_path=sys_path, place=answer.place) for text in answer.value
        )
        self._note("version_locations", os.pathsep.join(map(str, folders)), answer.place)
        return folders

    def _sys_path(self) -> tuple[str, ...]:
        """Return what goes before `sys.path`: for `[tool.headway]` its own folder by default."""
        answer = self.sources.ask_paths("prepend_sys_path")
        if answer is not None and isinstance(answer.value, tuple):
            entries, place = answer.value, answer.place
        elif self.toml:
            root = self.toml.path.parent
            entries = tuple(str(each) for each in (root / "src", root) if each.is_dir())
            place = "default"
        else:
            return ()
        self._note("prepend_sys_path", os.pathsep.join(entries), place)
        return entries

    def _flag(self, option: str) -> bool:
        answer = self.sources.ask_flag(option)
        if answer is not None:
            self._note(option, str(bool(answer.value)).lower(), answer.place)
        return answer is not None and bool(answer.value)

    def _models(self) -> tuple[str, ...]:
        if self.toml and self.table.models:
            place = self.toml.place("headway", "models")
            self._note("models", ", ".join(self.table.models), place)
        return self.table.models

    def _url(self) -> str | None:
        if self.toml is None or self.table.url is None:
            return None
        place = self.toml.place("headway", "url")
        url = expand(self.table.url, self.environ, place=place)
        used = [name for name in variables(self.table.url) if self.environ.get(name)]
        source = f"{place}, environment {', '.join(used)}" if used else place
        self._note("url", mask(url), source)
        return url

    def _list_the_rest(self) -> None:
        for option in _PASSED_ON:
            answer = self.sources.ask_as_written(option)
            if answer is not None:
                self._note(option, answer.value, answer.place)
        ini, section = self.sources.ini, self.sources.section
        url = ini.raw(section, "sqlalchemy.url") if ini else None
        if ini and url is not None:
            self._note("sqlalchemy.url", mask(url), ini.place(section, "sqlalchemy.url"))
