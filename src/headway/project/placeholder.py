"""The placeholder URL that Alembic's templates leave in a config file, and other unusable URLs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError, UrlError
from headway.project.ini import Ini, read_ini
from headway.project.place import shown
from headway.project.url import mask

if TYPE_CHECKING:
    from headway.project.settings import Project

__all__ = ["check_placeholder", "check_url", "is_placeholder"]

_PLACEHOLDER = re.compile(r"driver://(user:(pass|\*\*\*)@)?localhost/dbname\d*")
_URL = re.compile(r"[A-Za-z]\w*(\+\w+)?://.*", re.DOTALL)
_ADDRESS = re.compile(
    r"\w[\w+]*://(?:[^:/]*(?::[^@]*)?@)?(?P<host>\[[^\]]*\]|[^/:?]*)(?::(?P<port>[^/?]*))?"
)


def is_placeholder(url: str) -> bool:
    """Tell whether the URL, masked or not, is the one that Alembic's templates come with."""
    return _PLACEHOLDER.fullmatch(url.strip()) is not None


def check_placeholder(project: Project) -> None:
    """Raise if the project's config file still holds the template's placeholder URL.

    An env.py may well set its own URL and leave the placeholder in the file, so call this only
    when no engine could be made, to explain why. All sections count: multidb has several URLs.

    Raises:
        UrlError: the placeholder is there; the hint is "edit line N of _alembic.ini".

    """
    if project.url is not None:
        if is_placeholder(project.url):
            raise _unedited(_url_source(project))
        return
    if project.ini is None:
        return
    ini = read_ini(project.ini)
    for section in _own_first(ini, project.section):
        for option in ini.parser.options(section):
            if is_placeholder(ini.raw(section, option) or ""):
                raise _unedited(ini.place(section, option))


def check_url(project: Project) -> str | None:
    """Return the URL that the files give, unmasked, or None where they leave it to env.py.

    The placeholder is returned as it is: see `check_placeholder`.

    Raises:
        UrlError: the URL is malformed, or holds a single `%` that an ini file cannot have.

    """
    if project.url is not None:
        return _check_form(project.url, _url_source(project))
    if project.ini is None:
        return None
    ini = read_ini(project.ini)
    place = ini.place(project.section, "sqlalchemy.url")
    try:
        url = ini.get(project.section, "sqlalchemy.url")
    except ConfigInvalidError as error:
        raise UrlError(error.summary, detail=error.detail, hints=error.hints) from None
    return _check_form(url, place) if url else None


def _check_form(url: str, place: str) -> str:
    if not _URL.fullmatch(url):
        raise UrlError(
            f"{place}: {mask(url)!r} is not a database URL",
            hints=(("the usual form", "postgresql+psycopg://user:password@host:5432/database"),),
        )
    address = _ADDRESS.match(url)
    if address and "@" in address["host"]:
        raise _unencoded(place, url, "the host holds an @")
    if address and address["port"] and not re.fullmatch(r"\d+(,.*)?", address["port"]):
        raise _unencoded(place, url, "the port is not a number")
    return url


def _unencoded(place: str, url: str, problem: str) -> UrlError:
    return UrlError(
        f"{place}: {problem} in {mask(url)}",
        detail=("in a password / : @ ? # and % are written as %2F %3A %40 %3F %23 and %25",),
        hints=(("in an ini file", "write each % twice: %%40"),),
    )


def _own_first(ini: Ini, section: str) -> list[str]:
    return sorted(ini.parser.sections(), key=lambda name: name != section)


def _url_source(project: Project) -> str:
    place = next((each.source for each in project.settings if each.name == "url"), None)
    return place or (shown(project.toml) if project.toml else "url")


def _unedited(place: str) -> UrlError:
    path, _, line = place.partition(",")[0].rpartition(":")
    name = re.split(r"[\\/]", path)[-1]
    return UrlError(
        f"{place}: the database URL is still the template's placeholder",
        hints=(
            ("next", f"edit line {line} of {name}"),
            ("for example", "sqlite+aiosqlite:///app.db or postgresql+psycopg://user:***@host/app"),
        ),
    )
