"""Headway's layout on real databases: under plain `alembic`, and under Headway's own functions."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import headway
from headway.bridge.scaffold import init
from headway.errors import ProjectError, UrlError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from servers import Database

    MakeDatabase = Callable[[], Database]

MODELS = """
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Word(Base):
    __tablename__ = "words"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20))
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """A project in Headway's layout, in the current directory."""

    root: Path

    @property
    def config(self) -> Config:
        return Config(toml_file=self.root / "pyproject.toml", stdout=io.StringIO())

    def alembic(self, url: str | None, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run plain `alembic` in a process of its own."""
        environ = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        if url is not None:
            environ["DATABASE_URL"] = url
        environ["PYTHONIOENCODING"] = "utf-8"
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "alembic", *arguments],
            cwd=self.root,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    def revision(self, id_: str, down: str | None, up: str) -> None:
        lines = [
            "from alembic import op",
            "import sqlalchemy as sa",
            f"revision = {id_!r}",
            f"down_revision = {down!r}",
            f"def upgrade():\n    {up}",
            "def downgrade():\n    pass\n",
        ]
        path = self.root / f"migrations/versions/{id_}.py"
        path.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    for variable in ("ALEMBIC_CONFIG", "HEADWAY_CONFIG", "DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    root = tmp_path / "layout"
    root.mkdir()
    monkeypatch.chdir(root)
    init("migrations")
    # A name of its own for each test: modules stay imported for the whole session.
    name = "words_" + "".join(filter(str.isalnum, tmp_path.name))
    (root / f"{name}.py").write_text(MODELS, encoding="utf-8")
    toml = root / "pyproject.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('# models = "app.models"', f'models = "{name}"')
    toml.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "path", list(sys.path))
    return Layout(root)


def test_plain_alembic_runs_the_layout(layout: Layout, database: Database) -> None:
    for url, tool in ((database.async_url, "first"), (database.url, "second")):
        done = layout.alembic(url, "revision", "--autogenerate", "-m", tool, "--rev-id", tool)
        assert done.returncode == 0, done.stderr
        done = layout.alembic(url, "upgrade", "head")
        assert done.returncode == 0, done.stderr
    assert database.tables() == ("words",)
    assert database.heads() == ("second",)
    assert "drop" not in (layout.root / "migrations/versions/second_second.py").read_text("utf-8")
    done = layout.alembic(database.async_url, "check")
    assert (done.returncode, done.stdout) == (0, "No new upgrade operations detected.\n")


def test_headway_runs_the_layout(
    layout: Layout, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    layout.revision("bb", "aa", 'op.create_table("more", sa.Column("id", sa.Integer))')
    monkeypatch.setenv("DATABASE_URL", database.async_url)
    headway.upgrade(layout.root, "aa")
    assert (database.tables(), database.heads()) == (("words",), ("aa",))
    monkeypatch.setenv("DATABASE_URL", database.url)
    headway.upgrade(layout.root, "head")
    assert (database.tables(), database.heads()) == (("more", "words"), ("bb",))


def test_the_database_handed_over_wins(
    layout: Layout, sqlite: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    configured, by_url, by_connection = sqlite(), sqlite(), sqlite()
    headway.upgrade(layout.root, "head", url=configured.url)  # the variable is not needed for it
    headway.downgrade(layout.root, "base", url=configured.url)
    monkeypatch.setenv("DATABASE_URL", configured.async_url)
    headway.upgrade(layout.root, "head", url=by_url.url)
    engine = by_connection.engine()
    with engine.begin() as connection:
        headway.upgrade(layout.root, "head", connection=connection)
        assert not connection.closed
    engine.dispose()
    assert configured.heads() == ()
    assert (by_url.heads(), by_connection.heads()) == (("aa",), ("aa",))


def test_what_needs_no_database_needs_no_variable(layout: Layout) -> None:
    written = headway.revision(layout.root, "by hand", rev_id="aa")
    assert [one.revision.id for one in written] == ["aa"]
    assert list(headway.history(layout.root).ids) == ["aa"]
    with pytest.raises(UrlError, match="DATABASE_URL"):
        headway.upgrade(layout.root)


def test_what_the_program_sets_wins_under_alembic_too(
    layout: Layout, sqlite: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    configured, by_url, by_engine = sqlite(), sqlite(), sqlite()
    monkeypatch.setenv("DATABASE_URL", configured.url)
    config = layout.config
    config.set_main_option("sqlalchemy.url", by_url.url)
    command.upgrade(config, "head")
    config = layout.config
    config.attributes["connection"] = engine = by_engine.engine()
    command.upgrade(config, "head")
    engine.dispose()
    assert configured.heads() is None
    assert (by_url.heads(), by_engine.heads()) == (("aa",), ("aa",))


def test_tool_headways_url_wins_over_the_ini_and_the_ini_over_nothing(
    layout: Layout, sqlite: MakeDatabase
) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    of_ini, of_toml = sqlite(), sqlite()
    text = f"[alembic]\nscript_location = migrations\nsqlalchemy.url = {of_ini.url}\n"
    (layout.root / "alembic.ini").write_text(text, encoding="utf-8")
    assert layout.alembic(of_toml.url, "upgrade", "head").returncode == 0
    assert (of_ini.heads(), of_toml.heads()) == (None, ("aa",))
    toml = layout.root / "pyproject.toml"
    text = toml.read_text(encoding="utf-8").replace('url = "${DATABASE_URL}"', "")
    toml.write_text(text, encoding="utf-8")
    assert layout.alembic(None, "upgrade", "head").returncode == 0
    assert of_ini.heads() == ("aa",)


def test_an_asynchronous_driver_works_below_a_running_loop(
    layout: Layout, sqlite: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    database = sqlite()
    monkeypatch.setenv("DATABASE_URL", database.async_url)

    async def application() -> None:
        command.upgrade(layout.config, "head")

    asyncio.run(application())
    assert database.heads() == ("aa",)


def test_each_migration_has_a_transaction_of_its_own(
    layout: Layout, postgres: MakeDatabase
) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    layout.revision("bb", "aa", 'op.execute("SELECT nonsense")')
    database = postgres()
    assert layout.alembic(database.async_url, "upgrade", "head").returncode != 0
    assert (database.tables(), database.heads()) == (("words",), ("aa",))


def test_offline_mode_needs_no_database(layout: Layout) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    done = layout.alembic("postgresql+asyncpg://u:p@nowhere/db", "upgrade", "head", "--sql")
    assert done.returncode == 0, done.stderr
    assert "CREATE TABLE words" in done.stdout
    assert "SERIAL" in done.stdout or "INTEGER" in done.stdout


def test_models_without_tables_are_an_error_and_not_a_migration_that_drops_all(
    layout: Layout, sqlite: MakeDatabase
) -> None:
    database = sqlite()
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    for models in ("", 'models = "nothing"'):
        (layout.root / "nothing.py").touch()
        toml = layout.root / "pyproject.toml"
        lines = toml.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith("models")]
        kept[1:1] = [models]
        toml.write_text("\n".join(kept), encoding="utf-8")
        assert layout.alembic(database.url, "upgrade", "head").returncode == 0
        for arguments in (("check",), ("revision", "--autogenerate", "-m", "x")):
            done = layout.alembic(database.url, *arguments)
            assert done.returncode != 0
            assert "Traceback" not in done.stderr + done.stdout
            sentence = "registers no table" if models else "no models are named"
            assert sentence in done.stderr + done.stdout
        with pytest.raises(ProjectError, match=sentence):
            headway.check(layout.root, url=database.url)
    assert [path.name for path in (layout.root / "migrations/versions").glob("*.py")] == ["aa.py"]


def test_keyword_arguments_go_to_configure(layout: Layout, sqlite: MakeDatabase) -> None:
    layout.revision("aa", None, 'op.create_table("words", sa.Column("id", sa.Integer))')
    environment = layout.root / "migrations/env.py"
    text = environment.read_text(encoding="utf-8")
    text = text.replace(
        "\nrun()\n", '\nrun(version_table="words_version", url="sqlite:///own.db")\n'
    )
    environment.write_text(text, encoding="utf-8")
    ignored = sqlite()
    assert layout.alembic(ignored.url, "upgrade", "head").returncode == 0
    assert ignored.heads() is None
    engine = sa.create_engine("sqlite:///own.db")
    names = sa.inspect(engine).get_table_names()
    engine.dispose()
    assert names == ["words", "words_version"]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (None, "pyproject.toml:5: the url needs the environment variable DATABASE_URL"),
        ("postgres://u:secret@h/d", "SQLAlchemy knows no database postgres"),
        ("mysql://u:secret@h/d", "needs the Python package mysqlclient"),
        ("app.db", "'app.db' is not a database URL"),
    ],
)
def test_an_unusable_url_is_one_sentence(layout: Layout, url: str | None, sentence: str) -> None:
    done = layout.alembic(url, "current")
    assert done.returncode != 0
    assert sentence in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr + done.stdout
