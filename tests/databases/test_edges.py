"""The edges of a run: threads, a project's own classes, late commits, other people's errors."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

import headway
from projects import LINEAR, LINEAR_TABLES, Migration

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeDatabase, MakeProject

_HELPER = """
from alembic import context

def configure_and_run(engine):
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"""

_THREADS = """
import threading
from concurrent.futures import ThreadPoolExecutor
from alembic import context
from sqlalchemy import create_engine, pool
import thread_helper

urls = context.config.get_main_option("urls").split()
engines = [create_engine(url, poolclass=pool.NullPool) for url in urls]
first = threading.Thread(target=thread_helper.configure_and_run, args=engines[:1])
first.start()
first.join()
with ThreadPoolExecutor(1) as executor:
    executor.submit(thread_helper.configure_and_run, engines[1]).result()
"""


def test_threads_of_env_py_reach_the_run_through_other_modules(
    sqlite: MakeDatabase, linear: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sqlite(), sqlite()
    project = linear(first.url)
    (project.root / "thread_helper.py").write_text(_HELPER, encoding="utf-8")
    project.env.write_text(_THREADS, encoding="utf-8")
    text = project.ini.read_text(encoding="utf-8")
    project.ini.write_text(
        text.replace("[alembic]", f"[alembic]\nurls = {first.url} {second.url}", 1),
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(project.root))
    outcome = headway.upgrade(project.root)
    sys.modules.pop("thread_helper")
    assert len(outcome.runs) == 2
    assert first.tables() == second.tables() == LINEAR_TABLES["ab99"]


def test_a_project_may_run_env_py_in_its_own_way(
    sqlite: MakeDatabase, linear: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []
    run_env = ScriptDirectory.run_env

    def own(script: ScriptDirectory) -> None:
        ran.append(script.dir)
        run_env(script)

    database = sqlite()
    project = linear(database.url)
    monkeypatch.setattr(ScriptDirectory, "run_env", own)
    headway.upgrade(project.root)
    assert len(ran) == 1
    assert database.heads() == ("ab99",)


def test_a_version_column_that_may_not_be_widened(
    postgres: MakeDatabase, project: MakeProject
) -> None:
    database = postgres()
    long = "2026_11_22_" + "x" * 40
    made = project(database.url, migrations=[Migration("one"), Migration(long, "one")])
    headway.upgrade(made.root, "one")
    engine = database.engine()
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE limited LOGIN PASSWORD 'limited'")
        connection.exec_driver_sql("GRANT ALL ON alembic_version TO limited")
        connection.exec_driver_sql("GRANT ALL ON SCHEMA public TO limited")
    before = database.dump()
    url = sa.make_url(database.url).set(username="limited", password="limited")  # noqa: S106 - a test's
    try:
        with pytest.raises(headway.DatabaseError, match="cannot be widened to 51"):
            headway.upgrade(made.root, url=url)
        assert database.dump() == before
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP OWNED BY limited")
            connection.exec_driver_sql("DROP ROLE limited")
        engine.dispose()


_DEFERRED = """
op.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
op.execute(
    "CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"
)
op.execute("INSERT INTO child VALUES (1)")
"""


def test_a_commit_that_fails_after_the_migrations(
    postgres: MakeDatabase, project: MakeProject
) -> None:
    database = postgres()
    made = project(database.url, migrations=[*LINEAR, Migration("de1", "ab99", _DEFERRED)])
    headway.upgrade(made.root, "ab12")
    before = database.dump()
    with pytest.raises(headway.MigrationError, match="commit after 2 migrations failed") as failure:
        headway.upgrade(made.root)
    assert "all of them were rolled back; the database is at ab12" in failure.value.detail
    assert database.dump() == before


def test_an_exception_of_the_listener_is_the_callers_own(
    sqlite: MakeDatabase, linear: MakeProject
) -> None:
    class StopIt(Exception):  # noqa: N818 - a caller's name
        pass

    def listener(event: headway.Event) -> None:
        if isinstance(event, headway.StepDone) and event.step.revision.id == "44e3":
            raise StopIt

    database = sqlite()
    with pytest.raises(StopIt):
        headway.upgrade(linear(database.url).root, listener=listener)
    assert database.heads() == ("44e3",)


def _configure_with(extra: str) -> Callable[[str], str]:
    return lambda text: text.replace("connection=connection,", f"connection=connection, {extra},")


def test_a_failing_callback_of_env_py_is_named_with_its_line(
    sqlite: MakeDatabase, linear: MakeProject
) -> None:
    database = sqlite()
    project = linear(database.url)
    change = _configure_with("on_version_apply=fails")
    text = change(project.env.read_text(encoding="utf-8"))
    project.env.write_text(f"def fails(**kw):\n    raise OSError('no disk')\n{text}", "utf-8")
    with pytest.raises(headway.MigrationError, match=r"env\.py:2") as failure:
        headway.upgrade(project.root)
    assert "OSError: no disk" in failure.value.detail
    assert database.heads() is None


def test_in_the_callers_transaction_the_caller_is_told_to_roll_back(
    sqlite: MakeDatabase, project: MakeProject
) -> None:
    database = sqlite()
    body = """
    op.execute("CREATE TABLE t (id INTEGER)")
    op.execute("nonsense")
    """
    bad = Migration("bad", None, body)
    made = project("sqlite:///never-touched.sqlite", migrations=[bad])
    made.env.write_text(
        "from alembic import context\n"
        "context.configure(connection=context.config.attributes['connection'])\n"
        "with context.begin_transaction():\n"
        "    context.run_migrations()\n",
        encoding="utf-8",
    )
    engine = database.engine()
    with engine.connect() as connection, connection.begin() as transaction:
        with pytest.raises(headway.MigrationError) as failure:
            headway.upgrade(made.root, connection=connection)
        assert any("roll it back" in line for line in failure.value.detail)
        transaction.rollback()
    engine.dispose()
    assert database.heads() is None
    assert database.tables() == ()


def test_a_server_that_env_py_chose_itself_is_not_called_by_the_configured_name(
    sqlite: MakeDatabase, linear: MakeProject
) -> None:
    project = linear(sqlite().url)
    text = project.env.read_text(encoding="utf-8")
    project.env.write_text(
        "from sqlalchemy import create_engine\n"
        "create_engine('postgresql+psycopg://u:p@127.0.0.1:1/x').connect()\n" + text,
        encoding="utf-8",
    )
    with pytest.raises(headway.ConnectionFailedError, match="the postgresql database that env"):
        headway.upgrade(project.root)


_RECREATE = """
with op.batch_alter_table("terms", recreate="always") as batch:
    batch.add_column(sa.Column("note", sa.String(20)))
"""
_TRIGGER = "CREATE TRIGGER keep AFTER INSERT ON terms BEGIN SELECT 1; END"
_INDEX = "CREATE INDEX ix_terms_lower ON terms (lower(word))"


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.parametrize("sql", [_TRIGGER, _INDEX])
def test_what_batch_mode_kept_may_be_created_again_in_a_later_run(
    sqlite: MakeDatabase, project: MakeProject, sql: str
) -> None:
    database = sqlite()
    made = project(
        database.url,
        migrations=[
            *LINEAR,
            Migration("ba1", "ab99", f"op.execute({sql!r})"),
            Migration("ba2", "ba1", _RECREATE),
            Migration("ba3", "ba2", f"op.execute({sql.replace(' ON', '  ON')!r})"),
            Migration("ba4", "ba3", f"op.execute({sql.replace('terms', 'folders')!r})"),
        ],
    )
    headway.upgrade(made.root, "ba2")
    kept = database.query("SELECT sql FROM sqlite_master WHERE name IN ('keep', 'ix_terms_lower')")
    assert kept == [(sql,)]
    headway.upgrade(made.root, "ba3")
    if sql is _TRIGGER:
        with pytest.raises(headway.MigrationError) as failure:
            headway.upgrade(made.root, "ba4")
        assert any("already exists" in line for line in failure.value.detail)
