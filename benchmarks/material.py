"""Projects to measure: the same files for every contestant that reads Alembic's format."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["BODIES", "Material", "make_linear", "make_material", "name_revision", "write_revision"]

_FIRST_DAY = datetime(2020, 1, 6, 9, 30)  # noqa: DTZ001  Alembic writes its dates without a zone
_ONE_EACH = "target_metadata=target_metadata\n        )"

BODIES = (
    """\
    op.create_table(
        "table_{table}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["table_{table}.id"], name="fk_parent_{table}"),
        sa.PrimaryKeyConstraint("id", name="pk_table_{table}"),
        sa.UniqueConstraint("name", name="uq_name_{table}"),
    )
    op.create_index("ix_table_{table}_email", "table_{table}", ["email"])
""",
    """\
    op.add_column("table_{table}", sa.Column("note", sa.Text(), nullable=True))
    op.add_column("table_{table}", sa.Column("rank", sa.Integer(), nullable=True))
""",
    """\
    op.create_index("ix_table_{table}_rank", "table_{table}", ["rank", "name"])
""",
    """\
    op.add_column(
        "table_{table}", sa.Column("state", sa.String(length=20), server_default="new")
    )
    op.create_index("ix_table_{table}_state", "table_{table}", ["state"], unique=False)
""",
)
"""What the migrations of a fresh upgrade do, four in turn to each table: seven operations."""

_REVISION = '''\
"""change number {number} of the schema

Revision ID: {id}
Revises: {down}
Create Date: {created:%Y-%m-%d %H:%M:%S.%f}

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa
{head}

# revision identifiers, used by Alembic.
revision: str = "{id}"
down_revision: Union[str, Sequence[str], None] = {parent!r}
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

{decorator}
def upgrade() -> None:
    """Upgrade schema."""
{body}

def downgrade() -> None:
    """Downgrade schema."""
    pass
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """An Alembic project with `size` revisions in one line; the database is a SQLite file."""

    root: Path
    size: int

    @property
    def versions(self) -> Path:
        """Return the folder of the revision files."""
        return self.root / "migrations" / "versions"

    @property
    def database(self) -> Path:
        """Return the SQLite file."""
        return self.root / "database.sqlite"

    @property
    def head(self) -> str:
        """Return the id of the last revision."""
        return name_revision(self.size)

    def set_url(self, url: str) -> None:
        """Write another URL into alembic.ini."""
        ini = self.root / "alembic.ini"
        lines = ini.read_text(encoding="utf-8").splitlines()
        wanted = "sqlalchemy.url = " + url.replace("%", "%%")
        lines = [wanted if line.startswith("sqlalchemy.url =") else line for line in lines]
        ini.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def empty(self) -> None:
        """Remove the SQLite file."""
        self.database.unlink(missing_ok=True)

    def stamp(self) -> None:
        """Make the database look as if every revision were applied."""
        self.empty()
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute("INSERT INTO alembic_version VALUES (?)", (self.head,))
            connection.commit()

    def forget_index(self) -> None:
        """Remove Headway's index and leave what Python compiled."""
        for path in (self.versions / "__pycache__").glob("*"):
            if path.suffix != ".pyc":
                path.unlink()


def name_revision(number: int) -> str:
    """Return the id of the revision with this number: twelve hexadecimal digits, as Alembic's."""
    return f"{number * 0x9E3779B97F4A7C15 % 2**48:012x}"


def make_material(root: Path, *, transaction_per_migration: bool = True) -> Material:
    """Make an empty project from Alembic's own template `generic`."""
    root.mkdir(parents=True)
    material = Material(root=root, size=0)
    with contextlib.redirect_stdout(io.StringIO()):
        command.init(Config(root / "alembic.ini"), str(root / "migrations"), template="generic")
    material.set_url(f"sqlite:///{material.database.as_posix()}")
    if transaction_per_migration:
        env = root / "migrations" / "env.py"
        text = env.read_text(encoding="utf-8")
        assert text.count(_ONE_EACH) == 1, "Alembic's template has changed"
        each = _ONE_EACH.replace("\n", ",\n            transaction_per_migration=True,\n", 1)
        env.write_text(text.replace(_ONE_EACH, each), encoding="utf-8")
    return material


def make_linear(
    root: Path,
    size: int,
    *,
    real: bool = False,
    transaction_per_migration: bool = True,
    timer: str = "",
) -> Material:
    """Make a project with `size` revisions in one line.

    Without `real` they change nothing. `timer` names a module whose `timed` wraps each `upgrade`.
    """
    made = make_material(root, transaction_per_migration=transaction_per_migration)
    for number, body in zip(range(1, size + 1), _bodies(real=real), strict=False):
        write_revision(made.versions, number, body, timer=timer)
    return Material(root=root, size=size)


def _bodies(*, real: bool) -> Iterator[str]:
    table = 0
    while True:
        table += 1
        for body in BODIES:
            yield body.format(table=table) if real else "    pass\n"


def write_revision(folder: Path, number: int, body: str, *, timer: str = "") -> None:
    """Write one revision file above the one with the number before."""
    parent = name_revision(number - 1) if number > 1 else None
    text = _REVISION.format(
        number=number,
        id=name_revision(number),
        parent=parent,
        down=parent or "",
        created=_FIRST_DAY + timedelta(hours=7 * number),
        head=f"from {timer} import timed\n" if timer else "",
        decorator="\n@timed" if timer else "",
        body=body,
    )
    name = f"{name_revision(number)}_change_number_{number}.py"
    (folder / name).write_text(text, encoding="utf-8")
