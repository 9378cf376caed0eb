"""Small Alembic projects, made by the installed Alembic's own `init` and filled with migrations."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["LINEAR", "LINEAR_TABLES", "AlembicProject", "Migration", "make_project"]

FIRST_DAY = datetime(2026, 3, 1, 12)  # noqa: DTZ001  Alembic writes its dates without a zone


@dataclass(frozen=True, slots=True)
class Migration:
    """One revision file: `up` and `undo` are the bodies of `upgrade` and `downgrade`.

    `down`, `labels` and `depends_on` are an id, several, or None, written into the file as given.
    `undo` None leaves the function out. `head` is text before the functions (imports, constants).
    """

    id: str
    down: str | tuple[str, ...] | None = None
    up: str = "pass"
    undo: str | None = "pass"
    message: str = ""
    labels: str | tuple[str, ...] | None = None
    depends_on: str | tuple[str, ...] | None = None
    head: str = ""


LINEAR: tuple[Migration, ...] = (
    Migration(
        "1a2b",
        None,
        """
        op.create_table(
            "users",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(50), nullable=False),
        )
        """,
        'op.drop_table("users")',
        "create users",
    ),
    Migration(
        "44e3",
        "1a2b",
        """
        op.create_table(
            "terms",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("word", sa.String(100), nullable=False),
            sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", name="fk_terms_user")),
        )
        """,
        'op.drop_table("terms")',
        "add terms",
    ),
    Migration(
        "44f0",
        "44e3",
        """
        op.create_table(
            "folders",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("title", sa.String(100), nullable=False),
        )
        """,
        'op.drop_table("folders")',
        "add folders",
    ),
    Migration(
        "9b3c",
        "44f0",
        """
        op.create_table(
            "sentences",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("text", sa.Text, nullable=False),
        )
        """,
        'op.drop_table("sentences")',
        "add sentences",
    ),
    Migration(
        "ab12",
        "9b3c",
        """
        op.create_table(
            "modules",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("title", sa.String(100), nullable=False),
        )
        """,
        'op.drop_table("modules")',
        "add modules",
    ),
    Migration(
        "ab99",
        "ab12",
        'op.create_index("ix_terms_word", "terms", ["word"])',
        'op.drop_index("ix_terms_word", table_name="terms")',
        "index terms.word",
    ),
)
"""The linear history 1a2b -> 44e3 -> 44f0 -> 9b3c -> ab12 -> ab99, each a real change."""

LINEAR_TABLES: dict[str | None, tuple[str, ...]] = {
    None: (),
    "1a2b": ("users",),
    "44e3": ("terms", "users"),
    "44f0": ("folders", "terms", "users"),
    "9b3c": ("folders", "sentences", "terms", "users"),
    "ab12": ("folders", "modules", "sentences", "terms", "users"),
    "ab99": ("folders", "modules", "sentences", "terms", "users"),
}
"""The tables that exist when a revision of the linear history is the current one, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlembicProject:
    """An Alembic project in a folder: alembic.ini, migrations/env.py, migrations/versions."""

    root: Path
    ini: Path
    folder: Path

    @property
    def env(self) -> Path:
        """Return the path of env.py."""
        return self.folder / "env.py"

    @property
    def versions(self) -> Path:
        """Return the folder of the revision files."""
        return self.folder / "versions"

    def add(self, *migrations: Migration | Sequence[object]) -> Path:
        """Write revision files, one day apart; return the path of the last.

        A sequence stands for a Migration's first fields: (id, down, up, undo, message).
        """
        path = self.versions
        for number, migration in enumerate(migrations, len(list(self.versions.glob("*.py")))):
            one = migration if isinstance(migration, Migration) else _migration(*migration)
            name = "_".join([one.id, *one.message.replace(".", " ").split()]) + ".py"
            path = self.versions / name
            path.write_text(_render(one, FIRST_DAY + timedelta(days=number)), encoding="utf-8")
        return path

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace the one place of `old` in a file; anything but one place is a ValueError."""
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            message = f"{path.name} holds {old!r} {text.count(old)} times"
            raise ValueError(message)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def set_urls(self, *urls: str) -> None:
        """Write the URL of each database into alembic.ini, in the order of its sections."""
        lines = self.ini.read_text(encoding="utf-8").splitlines()
        rest = list(urls)
        for number, line in enumerate(lines):
            if rest and line.startswith("sqlalchemy.url ="):
                lines[number] = "sqlalchemy.url = " + rest.pop(0).replace("%", "%%")
        self.ini.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if rest:
            message = f"no place in {self.ini.name} for {len(rest)} URLs"
            raise ValueError(message)


def make_project(
    root: Path,
    *urls: str,
    template: str | None = None,
    migrations: Iterable[Migration | Sequence[object]] = (),
) -> AlembicProject:
    """Make a project below `root`, which need not exist.

    Without a `template`, several URLs mean `multidb`, an asynchronous driver `async`, and anything
    else `generic`. Without URLs the template's placeholder stays.
    """
    root.mkdir(parents=True, exist_ok=True)
    chosen = template or _choose_template(urls)
    project = AlembicProject(root=root, ini=root / "alembic.ini", folder=root / "migrations")
    toml = root / "pyproject.toml" if chosen.startswith("pyproject") else None
    with contextlib.redirect_stdout(io.StringIO()):
        command.init(Config(project.ini, toml_file=toml), str(project.folder), template=chosen)
    if urls:
        project.set_urls(*urls)
    project.add(*migrations)
    return project


def _choose_template(urls: Sequence[str]) -> str:
    if len(urls) > 1:
        return "multidb"
    if urls and sa.make_url(urls[0]).get_dialect().is_async:
        return "async"
    return "generic"


def _migration(*fields: object) -> Migration:
    return Migration(*fields)  # type: ignore[arg-type]


def _render(migration: Migration, created: datetime) -> str:
    down = migration.down if isinstance(migration.down, tuple) else (migration.down or "",)
    text = f'''"""{migration.message}

Revision ID: {migration.id}
Revises: {", ".join(down)}
Create Date: {created:%Y-%m-%d %H:%M:%S.%f}

"""

import sqlalchemy as sa
from alembic import op

revision = {migration.id!r}
down_revision = {migration.down!r}
branch_labels = {migration.labels!r}
depends_on = {migration.depends_on!r}
{dedent(migration.head)}

def upgrade():
{_indent(migration.up)}
'''
    if migration.undo is not None:
        text += f"\n\ndef downgrade():\n{_indent(migration.undo)}\n"
    return text


def _indent(body: str) -> str:
    return indent(dedent(body).strip("\n").rstrip(), "    ")
