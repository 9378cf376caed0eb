"""New revisions where env.py itself says where the revisions are, and offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import headway

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject

_ENVIRONMENT = "[alembic]\nrevision_environment = true"


@pytest.fixture
def moved(sqlite: MakeDatabase, linear: MakeProject) -> AlembicProject:
    """Return a project whose revisions are where only env.py knows."""
    project = linear(sqlite().url)
    elsewhere = project.folder / "elsewhere"
    project.versions.rename(elsewhere)
    project.versions.mkdir()
    head = f"import sqlalchemy\ncontext.script.version_locations = [{str(elsewhere)!r}]\n"
    project.edit(project.env, "config = context.config", f"config = context.config\n{head}")
    project.edit(project.env, "metadata = None", "metadata = sqlalchemy.MetaData()")
    return project


def test_the_models_are_compared(moved: AlembicProject) -> None:
    headway.upgrade(moved.root)
    removed = {difference.kind for difference in headway.check(moved.root)}
    assert removed == {"remove_table", "remove_index"}
    (written,) = headway.revision(moved.root, "after", autogenerate=True)
    assert written.revision.down == ("ab99",)
    assert written.path.parent.name == "elsewhere"
    with pytest.raises(headway.UsageError, match="exists already"):
        headway.revision(moved.root, "again", autogenerate=True, rev_id=written.revision.id)


def test_with_revision_environment(moved: AlembicProject) -> None:
    moved.edit(moved.ini, "[alembic]", _ENVIRONMENT)
    (first,) = headway.revision(moved.root, "left", head="ab12", splice=True)
    merged = headway.merge(moved.root, message="both")
    assert set(merged.revision.down) == {"ab99", first.revision.id}


def test_offline_revisions_need_no_database(linear: MakeProject) -> None:
    project = linear("sqlite:////nowhere/at/all.sqlite")
    project.edit(project.ini, "[alembic]", _ENVIRONMENT)
    (written,) = headway.revision(project.root, "offline", sql=True)
    assert written.revision.down == ("ab99",)
    with pytest.raises(headway.UsageError, match="--autogenerate"):
        headway.revision(project.root, "no", sql=True, autogenerate=True)
