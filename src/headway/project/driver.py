"""What to say when a URL's driver is missing or of the wrong kind."""

from __future__ import annotations

import re

from headway.errors import DriverMissingError, UrlError
from headway.project.url import mask

__all__ = ["missing_driver", "wrong_driver"]

_SYNC = {
    "postgresql": ("psycopg", "postgresql"),
    "mysql": ("pymysql", "mysql"),
    "mariadb": ("pymysql", "mysql"),
    "sqlite": ("pysqlite", None),
}
_ASYNC = {
    "postgresql": ("asyncpg", "postgresql"),
    "mysql": ("asyncmy", "mysql"),
    "mariadb": ("asyncmy", "mysql"),
    "sqlite": ("aiosqlite", "sqlite"),
}
_PACKAGES = {
    # the module or driver that SQLAlchemy asks for: the extra that brings it
    "psycopg": "postgresql",
    "asyncpg": "postgresql",
    "pymysql": "mysql",
    "asyncmy": "mysql",
    "aiosqlite": "sqlite",
    "greenlet": "sqlite",
}
_DISTRIBUTIONS = {"MySQLdb": "mysqlclient", "cx_Oracle": "cx_Oracle"}
_CORRECTIONS = {"postgres": "postgresql", "sqlite3": "sqlite", "mysqldb": "mysql"}


def missing_driver(url: str, error: BaseException | None = None) -> DriverMissingError:
    """Return the error for a URL whose driver cannot be imported.

    `error` is what SQLAlchemy raised: an ImportError, or NoSuchModuleError for an unknown name.
    The first hint installs what is missing; the second names a driver that Headway's own extras
    bring, where the URL asks for another one (`postgresql://` may mean psycopg2, `mysql://` means
    mysqlclient).
    """
    backend, driver = _names(url)
    if backend in _CORRECTIONS:
        return _misspelt(url, backend)
    if error is not None and not isinstance(error, ImportError):
        return DriverMissingError(
            f"no installed package knows the database {_shown(backend, driver)} of {mask(url)}",
            hints=(("usual ones", "postgresql, mysql, mariadb, sqlite"),),
        )
    module = _module(error) or driver or "its driver"
    package = _DISTRIBUTIONS.get(module, module)
    own = _PACKAGES.get(module.lower())
    command = f'pip install "headway[{own}]"' if own else f"pip install {package}"
    hints = [("install it", command)]
    if own is None and backend in _SYNC:
        hints += _instead(url, backend, asynchronous=False)
    return DriverMissingError(
        f"{mask(url)} needs the Python package {package}, which is not installed",
        hints=tuple(hints),
    )


def wrong_driver(url: str, *, asynchronous: bool) -> UrlError:
    """Return the error for a URL whose driver is of the wrong kind for its engine.

    `asynchronous` tells what env.py needs: True where it makes an AsyncEngine of the URL.
    """
    backend, driver = _names(url)
    engine, kind = ("an async", "a sync") if asynchronous else ("a sync", "an async")
    return UrlError(
        f"env.py makes {engine} engine of {mask(url)}, "
        f"but {driver or 'its default'} is {kind} driver",
        hints=(
            *_instead(url, backend, asynchronous=asynchronous),
            ("an env.py for both kinds", "from headway.environment import run; run()"),
        ),
    )


def _instead(url: str, backend: str, *, asynchronous: bool) -> list[tuple[str, str]]:
    driver, extra = (_ASYNC if asynchronous else _SYNC).get(backend, (None, None))
    if driver is None:
        return []
    rest = mask(url).partition("://")[2]
    brings = f' after pip install "headway[{extra}]"' if extra else ""
    return [("or use", f"{backend}+{driver}://{rest}{brings}")]


def _misspelt(url: str, backend: str) -> DriverMissingError:
    right = _CORRECTIONS[backend]
    rest = mask(url).partition("://")[2]
    return DriverMissingError(
        f"SQLAlchemy knows no database {backend}: the name in {mask(url)} is {right}",
        hints=(("write", f"{right}://{rest}"),),
    )


def _names(url: str) -> tuple[str, str]:
    scheme = url.partition("://")[0]
    backend, _, driver = scheme.partition("+")
    return backend, driver


def _shown(backend: str, driver: str) -> str:
    return f"{backend}+{driver}" if driver else backend


def _module(error: BaseException | None) -> str | None:
    """Return the top module that could not be imported; some drivers raise without its name."""
    if error is None:
        return None
    name = getattr(error, "name", None)
    if not name and (match := re.search(r"No module named '([\w.]+)'", str(error))):
        name = match[1]
    return name.partition(".")[0] if name else None
