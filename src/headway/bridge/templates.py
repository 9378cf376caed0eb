"""The templates of the installed Alembic, and the files that one of them makes."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.config import Config
from mako.template import Template

from headway.errors import UsageError
from headway.project.files import NewFile
from headway.project.layout import relative_text
from headway.project.place import shown
from headway.project.pyproject import read_pyproject

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["list_templates", "plan_template"]

_INI, _TOML = "alembic.ini.mako", "pyproject.toml.mako"


def list_templates() -> tuple[tuple[str, str], ...]:
    """Return (name, synopsis) of each template that the installed Alembic brings, by name."""
    found = sorted(_root().iterdir(), key=lambda each: each.name)
    return tuple(
        (each.name, _synopsis(each)) for each in found if (each / "script.py.mako").is_file()
    )


def plan_template(name: str, directory: Path, *, ini: Path, toml: Path) -> tuple[NewFile, ...]:
    """Return the files that `alembic init --template NAME` makes; nothing is written.

    An ini file that is there is kept, and so is a `[tool.alembic]` in pyproject.toml; another
    pyproject.toml is added to. The folder is named relative to the config file's unless
    `directory` is absolute, as in Alembic.

    Raises:
        UsageError: no such template; the hints have the nearest name and all of them.
        ConfigInvalidError: pyproject.toml cannot be read.

    """
    folder = _find(name)
    files = sorted(each for each in folder.iterdir() if each.is_file())
    own = (each for each in files if each.name not in (_INI, _TOML))
    copies = [NewFile(path=directory / each.name, content=each.read_bytes()) for each in own]
    return (*copies, *_configs(folder, directory, ini, toml))


def _configs(folder: Path, directory: Path, ini: Path, toml: Path) -> Iterator[NewFile]:
    if (folder / _INI).is_file() and not ini.exists():
        location = _location(directory, ini)
        yield NewFile(path=ini, content=_render(folder / _INI, location))
    if not (folder / _TOML).is_file():
        return
    exists = toml.exists()
    if exists and read_pyproject(toml).alembic is not None:
        return
    quoted = _location(directory, toml).replace("\\", "\\\\").replace('"', '\\"')
    content = _render(folder / _TOML, quoted)
    yield NewFile(path=toml, content=b"\n\n" + content if exists else content, append=exists)


def _location(directory: Path, config: Path) -> str:
    """Return the folder as the config file names it; a `%` is doubled, or it would not be read.

    Alembic 1.20 on Python 3.11 leaves out the `..` when the folder is not below the config's;
    that names the wrong folder, so it is written here as on Python 3.12 and later.
    """
    text = str(directory) if directory.is_absolute() else ""
    text = text or relative_text(directory, config.absolute().parent)
    doubled = text.replace("%", "%%").replace(os.sep, "/")
    return doubled if Path(text).is_absolute() else f"%(here)s/{doubled}"


def _render(template: Path, location: str) -> bytes:
    rendered: str = Template(filename=str(template)).render_unicode(script_location=location)  # noqa: S702 - a config file, no HTML
    return rendered.encode()


def _root() -> Path:
    return Path(Config().get_template_directory())


def _synopsis(folder: Path) -> str:
    readme = folder / "README"
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    return lines[0].rstrip() if lines else ""


def _find(name: str) -> Path:
    names = [each for each, _ in list_templates()]
    if name in names:
        return _root() / name
    near = difflib.get_close_matches(name, names, n=1)
    raise UsageError(
        f"there is no template {shown(Path(name))}; nothing was written",
        hints=(
            *(("did you mean", f"--template {each}") for each in near),
            ("there are", ", ".join(names)),
        ),
    )
