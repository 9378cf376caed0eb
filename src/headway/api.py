"""One function a verb: what the command line, tests and frameworks call. Nothing here prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO, Unpack

    from sqlalchemy.engine import URL, Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from headway.events import Listener
    from headway.history import History
    from headway.outcome import Difference, Outcome, Planning, Position, Written
    from headway.project import Project


class Options(TypedDict, total=False):
    """The global options of the command line as keywords, the same in every function.

    `name` is the ini section (`-n`), `x` env.py's own arguments (`-x`). At most one of `engine`,
    `connection` and `url` says which database is migrated. `listener` receives the events.
    """

    name: str
    x: Mapping[str, str] | Sequence[str]
    engine: Engine | AsyncEngine
    connection: Connection
    url: str | URL
    attributes: Mapping[str, object]
    listener: Listener


def upgrade(
    project: Project | str | Path,
    target: str = "head",
    *,
    sql: bool = False,
    tag: str | None = None,
    output: IO[str] | None = None,
    **options: Unpack[Options],
) -> Outcome: ...


def downgrade(
    project: Project | str | Path,
    target: str,
    *,
    sql: bool = False,
    tag: str | None = None,
    output: IO[str] | None = None,
    including_branches: bool = False,
    **options: Unpack[Options],
) -> Outcome: ...


def stamp(
    project: Project | str | Path,
    targets: str | Sequence[str],
    *,
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
    output: IO[str] | None = None,
    **options: Unpack[Options],
) -> Outcome: ...


def current(project: Project | str | Path, **options: Unpack[Options]) -> tuple[Position, ...]: ...


def plan(
    project: Project | str | Path,
    target: str = "head",
    *,
    downgrade: bool = False,
    including_branches: bool = False,
    statements: bool = False,
    **options: Unpack[Options],
) -> tuple[Planning, ...]: ...


def history(project: Project | str | Path, *, name: str | None = None) -> History: ...


def revision(
    project: Project | str | Path,
    message: str | None = None,
    *,
    autogenerate: bool = False,
    sql: bool = False,
    head: str = "head",
    splice: bool = False,
    branch_label: str | None = None,
    version_path: str | Path | None = None,
    rev_id: str | None = None,
    depends_on: str | Sequence[str] | None = None,
    **options: Unpack[Options],
) -> tuple[Written, ...]: ...


def merge(
    project: Project | str | Path,
    revisions: str | Sequence[str] = "heads",
    message: str | None = None,
    *,
    branch_label: str | None = None,
    rev_id: str | None = None,
    splice: bool = False,
    **options: Unpack[Options],
) -> Written: ...


def check(project: Project | str | Path, **options: Unpack[Options]) -> tuple[Difference, ...]: ...


def ensure_version(
    project: Project | str | Path,
    *,
    sql: bool = False,
    output: IO[str] | None = None,
    **options: Unpack[Options],
) -> Outcome: ...


def init(
    directory: str | Path,
    *,
    config: str | Path | None = None,
    template: str | None = None,
    package: bool = False,
) -> tuple[Path, ...]: ...
