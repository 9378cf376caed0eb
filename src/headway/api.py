"""One function a verb: what the command line, tests and frameworks call. Nothing here prints.

The first argument is always a project: what `headway.project.load` accepts (a path to
alembic.ini or pyproject.toml, a folder) or a loaded `Project`. The keywords in `Options` are
the command line's global options, the same in every function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from headway.history import read
from headway.project import load

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import TextIO, Unpack

    from sqlalchemy.engine import URL, Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from headway.events import Listener
    from headway.history import History
    from headway.outcome import Difference, Outcome, Planning, Position, Written
    from headway.project import Project

__all__ = [
    "Options",
    "check",
    "current",
    "downgrade",
    "ensure_version",
    "history",
    "init",
    "merge",
    "plan",
    "revision",
    "stamp",
    "upgrade",
]


class Options(TypedDict, total=False):
    """The global options of the command line as keywords, the same in every function.

    `name` is the ini section (`-n`), `x` env.py's own arguments (`-x`). At most one of `engine`,
    `connection` and `url` says which database is migrated: env.py is offered it and is refused
    any other. `attributes` become `config.attributes`. `listener` receives the events as they
    happen. `cmd_opts` is what env.py reads as `config.cmd_opts` (the command line passes its
    own; otherwise it is None, as for a library caller of Alembic, unless `x` is given).
    """

    name: str
    x: Mapping[str, str] | Sequence[str]
    engine: Engine | AsyncEngine
    connection: Connection
    url: str | URL
    attributes: Mapping[str, object]
    listener: Listener
    cmd_opts: Namespace


def upgrade(
    project: Project | str | Path,
    target: str = "head",
    *,
    sql: bool = False,
    tag: str | None = None,
    output: TextIO | None = None,
    **options: Unpack[Options],
) -> Outcome:
    """Apply every migration up to `target` that is not applied yet.

    Returns what was done, one `Run` for each database that env.py connects. With `sql` nothing
    is executed: the text goes to `output`, or is returned as `Outcome.sql`. Raises TargetError,
    HistoryError, DatabaseError or MigrationError (see headway.errors).
    """
    from headway.bridge.commands import Call, move
    from headway.plan.step import Direction

    call = Call(project=project, options=options, sql=sql, tag=tag, output=output)
    return move(call, Direction.UPGRADE, target)


def downgrade(
    project: Project | str | Path,
    target: str,
    *,
    sql: bool = False,
    tag: str | None = None,
    output: TextIO | None = None,
    including_branches: bool = False,
    **options: Unpack[Options],
) -> Outcome:
    """Undo migrations until `target` is the current revision; `target` itself stays applied.

    A target that is not applied changes nothing. A downgrade that would also undo another
    branch raises TargetError unless `including_branches`. Otherwise as `upgrade`.
    """
    from headway.bridge.commands import Call, move
    from headway.plan.step import Direction

    call = Call(project=project, options=options, sql=sql, tag=tag, output=output)
    return move(call, Direction.DOWNGRADE, target, including_branches=including_branches)


def stamp(
    project: Project | str | Path,
    targets: str | Sequence[str],
    *,
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
    output: TextIO | None = None,
    **options: Unpack[Options],
) -> Outcome:
    """Set the version table to `targets` without running a migration.

    With `purge` the table is emptied first, in the same transaction.
    """
    from headway.bridge.commands import Call, set_version

    names = (targets,) if isinstance(targets, str) else tuple(targets)
    call = Call(project=project, options=options, sql=sql, tag=tag, output=output)
    return set_version(call, names, purge=purge)


def current(project: Project | str | Path, **options: Unpack[Options]) -> tuple[Position, ...]:
    """Return where each database of the project is. Never creates the version table."""
    from headway.bridge.commands import Call, look

    return look(Call(project=project, options=options))


def plan(
    project: Project | str | Path,
    target: str = "head",
    *,
    downgrade: bool = False,
    including_branches: bool = False,
    statements: bool = False,
    **options: Unpack[Options],
) -> tuple[Planning, ...]:
    """Return the steps that `upgrade` (or `downgrade`) would run, one plan a database.

    env.py runs once, to see where the database is; nothing is changed. With `statements` each
    step's SQL is rendered without the database, as far as that is possible; this runs the
    migrations' Python as `--sql` does.
    """
    from headway.bridge.commands import Call, preview
    from headway.plan.step import Direction

    return preview(
        Call(project=project, options=options),
        Direction.DOWNGRADE if downgrade else Direction.UPGRADE,
        target,
        including_branches=including_branches,
        statements=statements,
    )


def history(project: Project | str | Path, *, name: str | None = None) -> History:
    """Return the project's revisions as a graph. No database, no env.py, no import of Alembic."""
    loaded = load(project, name=name, with_url=False)
    return read(loaded.version_locations, recursive=loaded.recursive, sourceless=loaded.sourceless)


def revision(
    project: Project | str | Path,
    message: str | None = None,
    *,
    autogenerate: bool = False,
    sql: bool = False,
    head: str | Sequence[str] = "head",
    splice: bool = False,
    branch_label: str | None = None,
    version_path: str | Path | None = None,
    rev_id: str | None = None,
    depends_on: str | Sequence[str] | None = None,
    **options: Unpack[Options],
) -> tuple[Written, ...]:
    """Write a new revision file and return it; with `autogenerate`, filled from the models.

    `head` and `depends_on` take the whole grammar of targets. Usually one file; hooks of the
    project may write none or several. Raises UsageError for a `rev_id` that exists.
    """
    from headway.bridge.commands import Call, author

    arguments = {
        "message": message,
        "autogenerate": autogenerate,
        "sql": sql,
        "head": head,
        "splice": splice,
        "branch_label": branch_label,
        "version_path": version_path,
        "rev_id": rev_id,
        "depends_on": depends_on,
    }
    return author(Call(project=project, options=options), arguments)


def merge(
    project: Project | str | Path,
    revisions: str | Sequence[str] = "heads",
    message: str | None = None,
    *,
    branch_label: str | None = None,
    rev_id: str | None = None,
    splice: bool = False,
    **options: Unpack[Options],
) -> Written:
    """Write a revision file that merges `revisions` into one head, and return it."""
    from headway.bridge.commands import Call, join

    arguments = {
        "revisions": (revisions,) if isinstance(revisions, str) else tuple(revisions),
        "message": message,
        "branch_label": branch_label,
        "rev_id": rev_id,
        "splice": splice,
    }
    return join(Call(project=project, options=options), arguments)


def check(project: Project | str | Path, **options: Unpack[Options]) -> tuple[Difference, ...]:
    """Compare the models with the database and return the differences; none means equal.

    Writes no file and never creates the version table. Raises NotAtHeadError when the database
    is not at head.
    """
    from headway.bridge.commands import Call, compare

    return compare(Call(project=project, options=options))


def ensure_version(
    project: Project | str | Path,
    *,
    sql: bool = False,
    output: TextIO | None = None,
    **options: Unpack[Options],
) -> Outcome:
    """Create the version table where it is missing; change nothing else."""
    from headway.bridge.commands import Call, create_version_table

    return create_version_table(Call(project=project, options=options, sql=sql, output=output))


def init(
    directory: str | Path,
    *,
    config: str | Path | Sequence[str | Path] | None = None,
    template: str | None = None,
    package: bool = False,
) -> tuple[Path, ...]:
    """Write a new migration folder and its config, and return the files written.

    Without a template: Headway's layout in pyproject.toml. With one: that template of the
    installed Alembic. Nothing is left behind when it fails.
    """
    from headway.bridge.scaffold import init as scaffold

    return scaffold(directory, config=config, template=template, package=package)
