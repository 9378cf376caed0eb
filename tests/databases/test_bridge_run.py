"""What env.py files and migrations of all kinds may do, and what is said when one fails."""

from __future__ import annotations

import builtins
import io
import logging
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import headway
from projects import LINEAR_TABLES, Migration

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from servers import Database

MAKE_ENGINE = "engine = sa.create_engine({url!r}, poolclass=sa.pool.NullPool)"
ENV = """
import sqlalchemy as sa
from alembic import context
{head}
engine = sa.create_engine({url!r}, poolclass=sa.pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection{options})
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
"""

BLOCK = """
op.execute("CREATE TABLE before_block (id INTEGER)")
with op.get_context().autocommit_block():
    op.execute("CREATE TABLE inside_block (id INTEGER)")
"""


@pytest.fixture
def lite(sqlite: MakeDatabase) -> Database:
    """Return a SQLite file."""
    return sqlite()


def test_the_plans_sql_never_reaches_the_database(lite: Database, project: MakeProject) -> None:
    body = """
    from alembic import context
    context.execute("CREATE TABLE one (id INTEGER)")
    context.get_bind().execute(sa.text("CREATE TABLE two (id INTEGER)"))
    context.get_context().connection.exec_driver_sql("CREATE TABLE three (id INTEGER)")
    """
    made = project(lite.url, migrations=[Migration("a1", None, body)])
    (planning,) = headway.plan(made.root, statements=True)
    assert "CREATE TABLE one" in planning.statements[0].sql
    assert lite.tables() == ()


_SUBCLASS = """
import alembic.runtime.environment as module
from alembic.runtime.migration import MigrationContext

class Mine(MigrationContext):
    @classmethod
    def configure(cls, *args, **options):
        made = super().configure(*args, **options)
        made.__class__ = cls
        return made

    def run_migrations(self, **arguments):
        self.execute("CREATE TABLE mine (id INTEGER)")
        {run}

context.config.attributes["patch"].setattr(module, "MigrationContext", Mine)
"""


@pytest.mark.parametrize("keeps", [True, False])
def test_a_context_class_of_the_projects_own(
    lite: Database, linear: MakeProject, monkeypatch: pytest.MonkeyPatch, *, keeps: bool
) -> None:
    run = "super().run_migrations" if keeps else "MigrationContext.run_migrations.__get__(self)"
    made = linear(lite.url)
    head = _SUBCLASS.replace("{run}", f"{run}(**arguments)")
    made.env.write_text(ENV.format(head=head, url=lite.url, options=""), encoding="utf-8")
    attributes = {"patch": monkeypatch}
    if keeps:
        headway.upgrade(made.root, attributes=attributes)
        assert set(lite.tables()) == {"mine", *LINEAR_TABLES["ab99"]}
        return
    with pytest.raises(headway.EnvironmentFileError, match="goes around"):
        headway.upgrade(made.root, attributes=attributes)


def test_an_earlier_block_of_a_run_in_one_transaction_is_told(
    lite: Database, project: MakeProject
) -> None:
    fails = 'op.execute("INSERT INTO nowhere VALUES (1)")'
    made = project(
        lite.url, migrations=[Migration("a1", None, BLOCK), Migration("a2", "a1", fails)]
    )
    options = ", transactional_ddl=True"
    made.env.write_text(ENV.format(head="", url=lite.url, options=options), encoding="utf-8")
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(made.root)
    assert lite.tables() == ("before_block", "inside_block")
    assert failure.value.exit_status == 4
    assert any("autocommit block stays" in line for line in failure.value.detail)


def test_the_offline_line_of_a_merge_is_alembics(project: MakeProject) -> None:
    made = project(
        "sqlite://",
        migrations=[
            Migration("r", message="root"),
            Migration("a", "r", message="one, two"),
            Migration("b", "r"),
            Migration("m", ("a", "b"), message="join, them"),
        ],
    )
    buffer = io.StringIO()
    command.upgrade(Config(made.ini, output_buffer=buffer), "head", sql=True)
    assert "upgrade a, b -> m" in buffer.getvalue()
    assert headway.upgrade(made.root, sql=True).sql == buffer.getvalue()


def test_undoing_a_merge_offline_is_alembics(project: MakeProject) -> None:
    migrations = [
        Migration("r"),
        Migration("a", "r"),
        Migration("b", "r"),
        Migration("m", ("a", "b")),
    ]
    made = project("sqlite://", migrations=migrations)
    buffer = io.StringIO()
    command.downgrade(Config(made.ini, output_buffer=buffer), "m:r", sql=True)
    sql = headway.downgrade(made.root, "m:r", sql=True).sql or ""
    verbs = [
        [line.split()[0] for line in text.splitlines() if line] for text in (sql, buffer.getvalue())
    ]
    assert verbs[0] == verbs[1]


def test_an_error_of_headways_own_in_a_later_step_says_what_stays(
    lite: Database, project: MakeProject
) -> None:
    tables = """
    op.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    op.execute("CREATE TABLE c (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t(id))")
    """
    orphan = """
    op.execute("INSERT INTO c VALUES (1, 5)")
    with op.batch_alter_table("t") as batch:
        batch.add_column(sa.Column("n", sa.Integer))
    """
    migrations = [Migration("a1", None, tables), Migration("a2", "a1", orphan, message="orphan")]
    made = project(lite.url, migrations=migrations)
    engine = sa.create_engine(lite.url)
    sa.event.listen(engine, "connect", lambda one, _: one.execute("PRAGMA foreign_keys=ON"))
    made.env.write_text(
        ENV.replace(MAKE_ENGINE, "engine = {url}").format(
            head="", url='context.config.attributes["engine"]', options=""
        ),
        encoding="utf-8",
    )
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(made.root, attributes={"engine": engine})
    engine.dispose()
    assert lite.heads() == ("a1",)
    assert failure.value.exit_status == 4
    assert failure.value.summary.startswith("upgrade a2 orphan failed")
    assert "points nowhere" in failure.value.detail[0]
    assert failure.value.detail[-1] == "it was rolled back; the database is at a1"
    assert "ON DELETE" in failure.value.hints[0][1]


def test_a_report_has_at_most_twelve_lines(
    lite: Database, project: MakeProject, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    select = ",\\n".join(f"nothing_{number}" for number in range(20))
    body = f'{BLOCK}\nop.execute("SELECT {select}, {"x" * 300}")'
    message = "first line\nsecond line"
    made = project(lite.url, migrations=[Migration("a1", None, body, message=message)])
    with pytest.raises(headway.MigrationError) as failure:
        headway.upgrade(made.root)
    report = (failure.value.summary, *failure.value.detail, *map(str, failure.value.hints))
    assert len("\n".join(report).splitlines()) <= 12
    assert failure.value.summary.startswith("upgrade a1 first line failed at ")


def test_env_py_may_change_builtins_and_modules(lite: Database, linear: MakeProject) -> None:
    made = linear(lite.url)
    head = """
import builtins
import logging

builtins.headway_says = lambda text: text
assert headway_says("yes") == "yes"
class Checked: pass
logging.headway_says = headway_says
"""
    made.env.write_text(ENV.format(head=head, url=lite.url, options=""), encoding="utf-8")
    try:
        headway.upgrade(made.root)
        assert vars(logging)["headway_says"]("no") == "no"
    finally:
        for module in (builtins, logging):
            vars(module).pop("headway_says", None)
    assert lite.heads() == ("ab99",)


def test_a_revision_is_imported_once_a_run(lite: Database, project: MakeProject) -> None:
    body = """
    global RAN
    RAN = True
    """
    made = project(lite.url, migrations=[Migration("a1", None, body, head="RAN = False")])
    head = """
def applied(*, step, **_):
    context.config.attributes["ran"].append(step.up_revision.module.RAN)
"""
    options = ", on_version_apply=applied"
    made.env.write_text(ENV.format(head=head, url=lite.url, options=options), encoding="utf-8")
    ran: list[bool] = []
    headway.upgrade(made.root, attributes={"ran": ran})
    assert ran == [True]
