"""Headway's own layout of a new project: `[tool.headway]` and an env.py of a few lines."""

from __future__ import annotations

import json
import os
import tomllib
from typing import TYPE_CHECKING, Any

from headway.errors import ConfigInvalidError
from headway.project.files import NewFile
from headway.project.place import shown
from headway.project.pyproject import read_pyproject
from headway.project.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["plan_layout", "relative_text"]

_ENVIRONMENT = '''\
"""How migrations reach the database: the settings are in [tool.headway] of pyproject.toml.

run() passes its keyword arguments on to alembic's context.configure().
"""

from headway.environment import run

run()
'''

_SCRIPT = '''\
"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision: str = ${repr(up_revision)}
down_revision: str | Sequence[str] | None = ${repr(down_revision)}
branch_labels: str | Sequence[str] | None = ${repr(branch_labels)}
depends_on: str | Sequence[str] | None = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
'''

_HEADWAY = """\
[tool.headway]
migrations = {migrations}
# What the migrations are to describe: a package, a "module:Base", or a list of these.
# models = "app.models"
url = "${{DATABASE_URL}}"
"""

_ALEMBIC = """\

# So that plain alembic runs the same folder.
[tool.alembic]
script_location = {location}
prepend_sys_path = [{entries}]
"""


def plan_layout(directory: Path, toml: Path) -> tuple[NewFile, ...]:
    """Return the files of a new migration folder in Headway's layout; nothing is written.

    `[tool.headway]` is added at the end of `toml`, and `[tool.alembic]` where the file has none;
    what is there stays as it is, byte by byte.

    Raises:
        ConfigInvalidError: the file cannot be read, has `[tool.headway]`, or cannot take a table.

    """
    files = (
        NewFile(path=directory / "env.py", content=_ENVIRONMENT.encode()),
        NewFile(path=directory / "script.py.mako", content=_SCRIPT.encode()),
    )
    if not toml.exists():
        text = _tables(directory, toml, alembic=True)
        return (*files, NewFile(path=toml, content=text.encode()))
    return (*files, NewFile(path=toml, content=_addition(directory, toml), append=True))


def relative_text(directory: Path, base: Path) -> str:
    """Return the directory as seen from the folder `base`, with forward slashes.

    Absolute where no relative path leads there (another drive on Windows).
    """
    try:
        return os.path.relpath(directory.absolute(), base.absolute()).replace(os.sep, "/")
    except ValueError:
        return directory.absolute().as_posix()


def _addition(directory: Path, toml: Path) -> bytes:
    tables = read_pyproject(toml)
    if tables.headway is not None:
        raise ConfigInvalidError(
            f"{tables.place('headway')}: there is a [tool.headway] already; nothing was written",
            hints=(("use it", "headway"), ("or another file", "headway --config FILE init ...")),
        )
    former = read_text(toml)
    text = _tables(directory, toml, alembic=tables.alembic is None)
    if former.strip():
        text = ("\n" if former.endswith("\n") else "\n\n") + text
    newline = "\r\n" if "\r\n" in former else "\n"
    addition = text.replace("\n", newline)
    _check_addition(toml, former, addition)
    return addition.encode()


def _check_addition(toml: Path, former: str, addition: str) -> None:
    """Refuse a file that has no room for a table, such as one with `tool = { ... }`."""
    before = tomllib.loads(former)
    try:
        after = tomllib.loads(former + addition)
    except tomllib.TOMLDecodeError:
        after = None
    if after is None or _without_ours(after) != _without_ours(before):
        raise ConfigInvalidError(
            f"{shown(toml)}: [tool.headway] cannot be added at its end; nothing was written",
            hints=(("write each tool as a table of its own", "[tool.NAME]"),),
        )


def _without_ours(content: dict[str, Any]) -> dict[str, Any]:
    tool = content.get("tool", {})
    others = {name: tool[name] for name in tool if name not in {"headway", "alembic"}}
    return {**content, "tool": others}


def _tables(directory: Path, toml: Path, *, alembic: bool) -> str:
    base = toml.absolute().parent
    migrations = relative_text(directory, base)
    text = _HEADWAY.format(migrations=_quote(migrations))
    if not alembic:
        return text
    here = "%(here)s"
    doubled = migrations.replace("%", "%%")
    location = doubled if os.path.isabs(migrations) else f"{here}/{doubled}"  # noqa: PTH117 - a text
    entries = [f"{here}/src", here] if (base / "src").is_dir() else [here]
    quoted = ", ".join(map(_quote, entries))
    return text + _ALEMBIC.format(location=_quote(location), entries=quoted)


def _quote(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
