"""The body of an env.py: settings, models, an engine sync or async, and the configured context."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, engine_from_config, pool
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from headway.bridge.loops import run_anywhere
from headway.bridge.private import CommandError
from headway.bridge.surroundings import Surroundings, surroundings, under_headway
from headway.errors import HeadwayError, ProjectError, UrlError
from headway.models import load_models
from headway.project.driver import missing_driver
from headway.project.url import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["run"]


def run(**options: Any) -> None:
    """Do what an env.py does, with the settings of `[tool.headway]`.

    The URL is, in this order: `url=`, one that the program set on Alembic's `Config` (or handed
    to Headway), `[tool.headway] url`, `sqlalchemy.url` of the ini file. A connection or engine in
    `config.attributes["connection"]`, or `connection=`, is used instead and left open. An
    asynchronous driver runs in an event loop of its own, in a thread where one is running.

    The defaults are one transaction a migration, batch mode on SQLite, and comparison of types;
    `options` are keyword arguments of `context.configure()` and win over all of them.
    `target_metadata` comes from `[tool.headway] models`; comparing with models that hold no table
    is an error, so that a forgotten import never drops everything.

    Raises:
        ProjectError: unusable settings or models; under plain `alembic` a CommandError.

    """
    from alembic import context  # noqa: PLC0415 - the run's own: env.py may be one of several

    with _told_as_alembic_does():
        around = surroundings(context.config)
        around.prepare()
        options.setdefault("target_metadata", _target(around))
        if context.is_offline_mode():
            _run_offline(context, _url(around, options), options)
            return
        given = options.pop("connection", None) or around.config.attributes.get("connection")
        if given is not None:
            _run_given(context, given, options)
        else:
            _run_on_url(context, around, _url(around, options), options)


def _target(around: Surroundings) -> MetaData | list[MetaData]:
    if not around.models:
        return _Nothing("no models are named, so there is nothing to compare the database with")
    found = load_models(around.models, place=around.models_place, skip=around.skip)
    if not any(metadata.tables for metadata in found):
        names = ", ".join(around.models)
        text = f"{around.models_place}: {names} registers no table; nothing was compared"
        return _Nothing(text, naming_convention=found[0].naming_convention if found else None)
    return list(found) if len(found) > 1 else found[0]


class _Nothing(MetaData):
    """The metadata of a project without tables: good for migrations, but not to compare with."""

    def __init__(self, reason: str, **options: Any) -> None:
        super().__init__(**options)
        self._reason = reason

    @property
    def sorted_tables(self) -> list[Any]:
        """Raise ProjectError: Alembic asks this when it compares, and only then."""
        raise ProjectError(
            self._reason,
            hints=(
                ("in [tool.headway]", 'models = "app.models" or "app.db:Base"'),
                ("or in env.py", "run(target_metadata=Base.metadata)"),
            ),
        )


def _url(around: Surroundings, options: dict[str, Any]) -> str:
    url = options.pop("url", None) or around.url()
    if url:
        return url if isinstance(url, str) else url.render_as_string(hide_password=False)
    raise UrlError(
        "no database URL is set",
        hints=(
            ("in [tool.headway] of pyproject.toml", 'url = "${DATABASE_URL}"'),
            ("or in the ini file", "sqlalchemy.url = sqlite:///app.db"),
        ),
    )


def _run_offline(context: Any, url: str, options: dict[str, Any]) -> None:
    options.pop("connection", None)
    with _explained(url):
        name = make_url(url).get_backend_name()
    defaults = {"literal_binds": True, "dialect_opts": {"paramstyle": "named"}, "url": url}
    _migrate(context, name, {**defaults, **options})


def _run_given(context: Any, given: Any, options: dict[str, Any]) -> None:
    given = getattr(given, "sync_connection", None) or given
    if isinstance(given, Connection):
        _migrate(context, given.dialect.name, {"connection": given, **options})
    elif hasattr(given, "sync_engine"):
        _run_async(context, given, options)
    else:
        with given.connect() as connection:
            _migrate(context, connection.dialect.name, {"connection": connection, **options})


def _run_on_url(context: Any, around: Surroundings, url: str, options: dict[str, Any]) -> None:
    settings = {**around.engine_settings(), "sqlalchemy.url": url}
    with _explained(url):
        asynchronous = make_url(url).get_dialect().is_async
        make = _asynchronous if asynchronous else engine_from_config
        engine = make(settings, poolclass=pool.NullPool)
    if asynchronous:
        _run_async(context, engine, options)
        return
    try:
        _run_given(context, engine, options)
    finally:
        engine.dispose()


def _asynchronous(settings: dict[str, Any], **options: Any) -> Any:
    from sqlalchemy.ext.asyncio import async_engine_from_config  # noqa: PLC0415 - needs greenlet

    return async_engine_from_config(settings, **options)


def _run_async(context: Any, engine: Any, options: dict[str, Any]) -> None:
    def migrate(connection: Connection) -> None:
        _migrate(context, connection.dialect.name, {"connection": connection, **options})

    async def connect() -> None:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
        await engine.dispose()

    run_anywhere(connect())


def _migrate(context: Any, dialect: str, options: dict[str, Any]) -> None:
    defaults = {
        "transaction_per_migration": True,
        "render_as_batch": dialect == "sqlite",
        "compare_type": True,
    }
    context.configure(**{**defaults, **options})
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn what SQLAlchemy says of a URL into Headway's words."""
    try:
        yield
    except (NoSuchModuleError, ImportError) as error:
        raise missing_driver(url, error) from error
    except ArgumentError as error:
        raise UrlError(
            f"{mask(url)!r} is not a database URL",
            hints=(("the usual form", "postgresql+psycopg://user:password@host:5432/database"),),
        ) from error


@contextmanager
def _told_as_alembic_does() -> Iterator[None]:
    """Under plain `alembic`, raise what its command line prints without a traceback."""
    try:
        yield
    except HeadwayError as error:
        if under_headway():
            raise
        lines = [error.summary, *error.detail, *(f"{label}: {text}" for label, text in error.hints)]
        raise CommandError("\n  ".join(lines)) from error
