"""The same small project, twice: once for plain Alembic and once for Headway."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compat.process import Answer, Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject, Migration
    from servers import Database

__all__ = ["ENV", "Side", "make_env", "run_both"]

ENV = """
from alembic import context
from sqlalchemy import create_engine, pool, text

config = context.config
URL = config.get_main_option("sqlalchemy.url")
# top


def migrate(connection):
    # before
    context.configure(connection=connection, {options})
    with context.begin_transaction():
        context.run_migrations({arguments})
    # after


def online():
    engine = create_engine(URL, poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)


if context.is_offline_mode():
    context.configure(url=URL, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations({arguments})
else:
    online()
"""


def make_env(
    *, top: str = "", before: str = "", after: str = "", options: str = "", arguments: str = ""
) -> str:
    """Return an env.py with lines of its own at the places that ENV marks."""
    text = ENV.replace("{options}", options).replace("{arguments}", arguments)
    for mark, lines in (("# top", top), ("    # before", before), ("    # after", after)):
        indent = mark[: -len(mark.lstrip())]
        text = text.replace(mark, "\n".join(indent + line for line in lines.splitlines()))
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one tool did to its own copy: an answer and a dump for each command."""

    project: AlembicProject
    database: Database
    answers: tuple[Answer, ...]
    dumps: tuple[str, ...]

    @property
    def failed(self) -> list[bool]:
        """Tell which commands failed."""
        return [answer.status != 0 for answer in self.answers]

    @property
    def said(self) -> list[list[str]]:
        """Return what the project itself printed during each command."""
        return [answer.said() for answer in self.answers]

    @property
    def text(self) -> str:
        """Return all that was printed, with every run of spaces as one."""
        return " ".join(" ".join(answer.out + answer.err for answer in self.answers).split())


def run_both(
    make: MakeProject,
    databases: MakeDatabase,
    commands: Iterable[Sequence[str]],
    *,
    env: str | None = None,
    migrations: Iterable[Migration] = (),
    prepare: Callable[[AlembicProject, Database], object] = lambda _project, _database: None,
) -> tuple[Side, Side]:
    """Run commands in two copies of a project; return Alembic's side and Headway's.

    Each copy has an empty database of its own, which `prepare` may fill. `("script", path)` runs a
    file of the project instead of the tool's command line.
    """
    chosen, history = list(commands), list(migrations)

    def run(tool: str) -> Side:
        database = databases()
        project = make(database.url, migrations=history)
        if env is not None:
            project.env.write_text(env, encoding="utf-8")
        prepare(project, database)
        answers, dumps = [], []
        # As an installed project would be found: entry points are read when alembic is imported.
        path = {"PYTHONPATH": str(project.root)}
        with Process(sys.executable, project.root, settings=path) as process:
            for command in chosen:
                if command[0] == "script":
                    answers.append(process.ask(*command, tool))
                else:
                    answers.append(process.ask(tool, *command))
                dumps.append(database.dump())
        return Side(project=project, database=database, answers=tuple(answers), dumps=tuple(dumps))

    return run("alembic"), run("headway")
