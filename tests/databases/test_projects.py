"""The projects that the other tests stand on run under plain Alembic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config

from projects import LINEAR_TABLES, AlembicProject, Migration

if TYPE_CHECKING:
    from collections.abc import Callable

    from servers import Database

    MakeProject = Callable[..., AlembicProject]


@pytest.mark.parametrize("driver", ["sync", "async"])
def test_linear_history_goes_up_and_down(
    database: Database, linear: MakeProject, driver: str
) -> None:
    made = linear(database.url if driver == "sync" else database.async_url)
    config = Config(made.ini)
    for revision in list(LINEAR_TABLES)[1:]:
        command.upgrade(config, str(revision))
        assert database.heads() == (revision,)
        assert database.tables() == LINEAR_TABLES[revision]
    for revision in list(LINEAR_TABLES)[-2::-1]:
        command.downgrade(config, revision or "base")
        assert database.heads() == ((revision,) if revision else ())
        assert database.tables() == LINEAR_TABLES[revision]


def test_multidb_reaches_every_database(
    sqlite: Callable[[], Database], project: MakeProject
) -> None:
    one, two = sqlite(), sqlite()
    made = project(one.url, two.url)
    made.add(Migration("aa", None, message="each"))
    body = "def upgrade(engine_name):\n    op.execute(f'CREATE TABLE {engine_name} (id int)')"
    made.edit(made.versions / "aa_each.py", "def upgrade():\n    pass", body)
    command.upgrade(Config(made.ini), "head")
    assert one.tables() == ("engine1",)
    assert two.tables() == ("engine2",)


@pytest.mark.parametrize("template", ["pyproject", "pyproject_async"])
def test_pyproject_templates_are_made(project: MakeProject, template: str) -> None:
    made = project(template=template)
    assert (made.root / "pyproject.toml").is_file()
    assert made.env.is_file()
