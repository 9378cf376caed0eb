"""Errors of env.py, drivers and engines: named for what they are, and without secrets."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

import headway
from headway import aio
from projects import LINEAR_TABLES, Migration

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeDatabase, MakeProject

SECRET = "hunter2-and-more"  # noqa: S105 - what must not be shown


def _message(error: headway.HeadwayError) -> str:
    return str(error.to_dict())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import an_application_that_is_missing", "an_application_that_is_missing"),
        ("import sqlalchemy; sqlalchemy.create_engine(None)", "got None"),
    ],
)
def test_the_placeholder_is_not_blamed_for_other_errors(
    linear: MakeProject, line: str, said: str
) -> None:
    project = linear()
    project.env.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(headway.EnvironmentFileError, match=said):
        headway.upgrade(project.root)


def test_a_module_named_like_part_of_the_url_is_no_driver(linear: MakeProject) -> None:
    project = linear("sqlite://")
    project.env.write_text("import sql\n", encoding="utf-8")
    with pytest.raises(headway.EnvironmentFileError, match="No module named 'sql'"):
        headway.upgrade(project.root)


def test_an_engine_that_cannot_connect(tmp_path: Path, linear: MakeProject) -> None:
    project = linear("sqlite://")
    file = tmp_path / "missing" / "folder.sqlite"
    with pytest.raises(headway.ConnectionFailedError, match="cannot be opened"):
        headway.upgrade(project.root, engine=sa.create_engine(f"sqlite:///{file}"))
    project.env.write_text("# attributes\n", encoding="utf-8")
    with pytest.raises(headway.ConnectionFailedError, match="cannot be opened"):
        asyncio.run(
            aio.upgrade(project.root, engine=create_async_engine(f"sqlite+aiosqlite:///{file}"))
        )


def test_an_engine_derived_from_the_one_handed_over(linear: MakeProject) -> None:
    project = linear("sqlite:///never-touched.sqlite")
    project.env.write_text(
        "from alembic import context\n"
        "engine = context.config.attributes['connection'].engine\n"
        "with engine.execution_options(logging_token='x').connect() as connection:\n"
        "    context.configure(connection=connection)\n"
        "    with context.begin_transaction():\n"
        "        context.run_migrations()\n",
        encoding="utf-8",
    )
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    headway.upgrade(project.root, engine=engine)
    assert set(LINEAR_TABLES["ab99"]) < set(sa.inspect(engine).get_table_names())
    engine.dispose()


@pytest.mark.parametrize(
    ("env", "x"),
    [
        ("raise ValueError(context.get_x_argument())", {"db_password": SECRET}),
        ("raise ValueError(context.get_x_argument())", {"url": f"postgresql://u:{SECRET}@h/d"}),
        ("connection.exec_driver_sql(\"ALTER ROLE r PASSWORD '{SECRET}'\")", {}),
    ],
)
def test_env_py_shows_no_secret(linear: MakeProject, env: str, x: dict[str, str]) -> None:
    project = linear("sqlite://")
    head = "import sqlalchemy\nconnection = sqlalchemy.create_engine('sqlite://').connect()\n"
    text = f"from alembic import context\n{head}{env.replace('{SECRET}', SECRET)}\n"
    project.env.write_text(text, encoding="utf-8")
    with pytest.raises(headway.EnvironmentFileError) as failure:
        headway.upgrade(project.root, x=x)
    assert "***" in _message(failure.value)
    assert SECRET not in _message(failure.value)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE app LOGIN PASSWORD '{SECRET}'",
        "CREATE USER app IDENTIFIED BY '{SECRET}'",
        "CREATE USER app IDENTIFIED WITH caching_sha2_password BY '{SECRET}' REQUIRE SSL",
        "ALTER USER app WITH ENCRYPTED PASSWORD E'it''s {SECRET}' VALID UNTIL 'infinity'",
    ],
)
def test_a_migration_shows_no_secret(
    sqlite: MakeDatabase, project: MakeProject, statement: str
) -> None:
    body = f'op.execute("{statement.replace("{SECRET}", SECRET)}")'
    made = project(sqlite().url, migrations=[Migration("a1", None, body)])
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(made.root)
    assert "***" in _message(failure.value)
    assert SECRET not in _message(failure.value)
