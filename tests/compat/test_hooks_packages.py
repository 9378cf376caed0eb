"""Packages that hook into Alembic: their comparators and operations run under Headway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compat.side import Side, make_env, run_both
from projects import Migration

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject
    from servers import Database

FIRST, SECOND = ("-x", "models=1"), ("-x", "models=2")
COMMANDS = [
    (*FIRST, "check"),
    (*FIRST, "revision", "--autogenerate", "-m", "one", "--rev-id", "a1"),
    (*FIRST, "upgrade", "head"),
    (*FIRST, "check"),
    (*SECOND, "check"),
    (*SECOND, "revision", "--autogenerate", "-m", "two", "--rev-id", "a2"),
    (*SECOND, "upgrade", "head"),
    (*SECOND, "check"),
    (*SECOND, "downgrade", "-1"),
    (*SECOND, "downgrade", "base"),
]
FAILED = [True, False, False, False, True, False, False, False, False, False]
"""`check` finds something before each revision and nothing after it."""


def run(project: MakeProject, databases: MakeDatabase, models: str, env: str) -> tuple[Side, Side]:
    """Let both tools write and run two revisions, and compare files and databases."""

    def prepare(made: AlembicProject, database: Database) -> None:
        (made.root / "models.py").write_text(models, encoding="utf-8")
        # geoalchemy2 writes MySQL's own syntax unless the URL says MariaDB.
        made.set_urls(database.url.replace("mysql+pymysql", "mariadb+pymysql"))

    theirs, ours = run_both(project, databases, COMMANDS, env=env, prepare=prepare)
    assert theirs.failed == FAILED, theirs.text[-3000:]
    assert ours.failed == FAILED, ours.text[-3000:]
    for name in ("a1_one.py", "a2_two.py"):
        assert read(ours, name) == read(theirs, name)
    # Alembic's `check` and `revision` have made the version table by then, Headway's only look.
    assert ours.dumps[2:] == theirs.dumps[2:]
    assert ours.database.heads() == ()
    return theirs, ours


def read(side: Side, name: str) -> str:
    """Return a written file below its docstring, which holds the date."""
    text = (side.project.versions / name).read_text(encoding="utf-8")
    return text.split('"""', 2)[2]


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_alembic_postgresql_enum(project: MakeProject, databases: MakeDatabase) -> None:
    models = """
import sqlalchemy as sa

def make(version):
    metadata = sa.MetaData()
    colours = ("red", "green") if version == "1" else ("red", "green", "amber", "blue")
    sa.Table(
        "lamp",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("colour", sa.Enum(*colours, name="colour"), server_default="red"),
    )
    if version == "2":
        sa.Table(
            "switch",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("state", sa.Enum("on", "off", name="state")),
        )
    return metadata
"""
    top = """
import alembic_postgresql_enum
from models import make

metadata = make(context.get_x_argument(as_dictionary=True)["models"])
"""
    env = make_env(top=top, options="target_metadata=metadata")
    _, ours = run(project, databases, models, env)
    assert "op.sync_enum_values(" in read(ours, "a2_two.py")
    assert "CREATE TYPE public.state AS ENUM" in ours.dumps[6]
    assert "'amber'" in ours.dumps[6]
    assert "'amber'" not in ours.dumps[8]
    assert "TYPE" not in ours.dumps[9]


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_alembic_utils(project: MakeProject, databases: MakeDatabase) -> None:
    models = """
import sqlalchemy as sa
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_trigger import PGTrigger
from alembic_utils.pg_view import PGView

def make(version):
    metadata = sa.MetaData()
    sa.Table(
        "account",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text),
    )
    return metadata

def entities(version):
    found = [
        PGFunction(
            schema="public",
            signature="twice(i integer)",
            definition="returns integer as $$ select i * %s $$ language sql" % (int(version) + 1),
        )
    ]
    if version == "2":
        found.append(PGView("public", "account_name", "select name from account"))
        found.append(
            PGFunction(
                schema="public",
                signature="touch()",
                definition="returns trigger as $$ begin return new; end $$ language plpgsql",
            )
        )
    return found
"""
    top = """
from alembic_utils.replaceable_entity import register_entities
import models

version = context.get_x_argument(as_dictionary=True)["models"]
metadata = models.make(version)
import alembic_utils.replaceable_entity as replaceable
replaceable.registry.clear()
register_entities(models.entities(version))

def only_ours(object, name, type_, reflected, compare_to):
    return True
"""
    env = make_env(top=top, options="target_metadata=metadata, include_object=only_ours")
    _, ours = run(project, databases, models, env)
    assert "op.create_entity(" in read(ours, "a1_one.py")
    assert "op.replace_entity(" in read(ours, "a2_two.py")
    assert "i * 3" in ours.dumps[6]
    assert "CREATE VIEW public.account_name" in ours.dumps[6]
    assert "i * 2" in ours.dumps[8]
    assert "FUNCTION" not in ours.dumps[9]


@pytest.mark.parametrize("databases", ["mariadb"], indirect=True)
def test_geoalchemy2(project: MakeProject, databases: MakeDatabase) -> None:
    """MariaDB has spatial types of its own; PostGIS and SpatiaLite are extensions."""
    models = """
import sqlalchemy as sa
from geoalchemy2 import Geometry

def make(version):
    metadata = sa.MetaData()
    names = ("lake",) if version == "1" else ("lake", "spring")
    for name in names:
        sa.Table(
            name,
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("shape", Geometry("POLYGON", srid=4326, nullable=False)),
        )
    return metadata
"""
    top = """
from geoalchemy2 import alembic_helpers
from models import make

metadata = make(context.get_x_argument(as_dictionary=True)["models"])
"""
    options = (
        "target_metadata=metadata, include_object=alembic_helpers.include_object, "
        "process_revision_directives=alembic_helpers.writer, "
        "render_item=alembic_helpers.render_item"
    )
    _, ours = run(project, databases, models, make_env(top=top, options=options))
    assert "op.create_geospatial_table('lake'" in read(ours, "a1_one.py")
    assert "op.create_geospatial_index('idx_spring_shape'" in read(ours, "a2_two.py")
    assert "`shape` polygon" in ours.dumps[2]
    assert "CREATE TABLE `spring`" in ours.dumps[6]
    assert "lake" not in ours.dumps[9]


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_operations_of_geoalchemy2_for_postgis(
    project: MakeProject, databases: MakeDatabase
) -> None:
    """PostGIS is not in the tests' server: the statements are compared, not executed."""
    head = "from geoalchemy2 import Geometry, alembic_helpers"
    up = """
op.create_geospatial_table("lake", sa.Column("id", sa.Integer, primary_key=True))
op.add_geospatial_column("lake", sa.Column("spring", Geometry("POINT", srid=4326)))
op.create_geospatial_index("idx_lake", "lake", ["spring"], postgresql_using="gist")
"""
    undo = """
op.drop_geospatial_index("idx_lake", table_name="lake", column_name="spring")
op.drop_geospatial_column("lake", "spring")
op.drop_geospatial_table("lake")
"""
    commands = [("upgrade", "head", "--sql"), ("downgrade", "g1:base", "--sql")]
    theirs, ours = run_both(
        project,
        databases,
        commands,
        env=make_env(),
        migrations=[Migration("g1", None, up, undo, head=head)],
    )
    assert ours.failed == theirs.failed
    assert [answer.out for answer in ours.answers] == [answer.out for answer in theirs.answers]
    assert "ADD COLUMN spring geometry(POINT,4326)" in ours.answers[0].out
