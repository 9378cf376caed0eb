"""Whether two URLs name the same database."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from headway.project.url import is_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["same_database"]

# The parts of a URL as SQLAlchemy's make_url reads them.
_URL = re.compile(
    r"(?P<backend>\w+)(?:\+(?P<driver>\w+))?://"
    r"(?:(?P<user>[^:/]*)(?::(?P<password>[^@]*))?@)?"
    r"(?:\[(?P<ipv6>[^/?]+)\]|(?P<host>[^/:?]*))(?::(?P<port>[^/?]*))?"
    r"(?:/(?P<database>[^?]*))?(?:\?(?P<query>.*))?",
    re.DOTALL,
)
_PORTS = {
    "postgresql": "5432",
    "mysql": "3306",
    "mssql": "1433",
    "oracle": "1521",
    "cockroachdb": "26257",
    "redshift": "5439",
}
_ALIASES = {"postgres": "postgresql", "mariadb": "mysql"}
_HOW = re.compile(
    r"ssl|tls|timeout|application_name|charset|client_encoding|cache|check_same_thread|isolation"
    r"|channel_binding|keepalive|gss|krb|require_auth|target_session_attrs|prepared|pool"
)
"""Query parameters that say how to connect, in each driver's own words, and not where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    backend: str
    user: str
    host: str
    port: str
    database: str
    query: tuple[tuple[str, str], ...]


def same_database(one: str, other: str) -> bool:
    """Tell whether two URLs name one database, as far as their text can tell.

    The password, the driver and the order of the query do not count, nor do parameters that only
    say how to connect (TLS, timeouts). A default port equals none; `host`, `port`, `user` and
    `dbname` may stand in the query as libpq allows. SQLite files are compared by their real path.
    In-memory databases are never the same, and names are not resolved: `localhost` is not
    `127.0.0.1`. A text that is no URL equals nothing.
    """
    left, right = _address(one), _address(other)
    if left is None or right is None or left.backend != right.backend:
        return False
    if left.backend == "sqlite":
        files = _sqlite_file(left), _sqlite_file(right)
        return files[0] is not None and files[0] == files[1]
    return left == right


def _address(url: str) -> _Address | None:
    match = _URL.fullmatch(url)
    if match is None:
        return None
    backend = _ALIASES.get(match["backend"], match["backend"])
    query = parse_qsl(match["query"] or "", keep_blank_values=True)
    told = dict(query) if backend == "postgresql" else {}
    port = match["port"] or told.get("port") or _PORTS.get(backend, "")
    return _Address(
        backend=backend,
        user=unquote(match["user"] or "") or told.get("user", ""),
        host=_host(match, told),
        port=port,
        database=match["database"] or told.get("dbname", ""),
        query=tuple(sorted((key, value) for key, value in query if _says_where(key, told))),
    )


def _host(match: re.Match[str], told: Mapping[str, str]) -> str:
    host = match["ipv6"] or unquote(match["host"] or "") or told.get("host", "")
    return host if host.startswith("/") else host.lower()  # a socket's path keeps its case


def _says_where(key: str, told: Mapping[str, str]) -> bool:
    if is_secret(key) or _HOW.search(key.lower()):
        return False
    return not (told and key in {"host", "port", "user", "dbname"})


def _sqlite_file(address: _Address) -> str | None:
    name, query = address.database, dict(address.query)
    if name.startswith("file:"):
        name = unquote(name.removeprefix("file:").partition("?")[0])
    if name in {"", ":memory:"} or query.get("mode") == "memory":
        return None
    return os.path.normcase(os.path.realpath(name))
