"""`${NAME}` in a setting, replaced from the environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.errors import UrlError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["expand", "variables"]

_REFERENCE = re.compile(
    r"(?P<escaped>\$\$\{)|\$\{(?P<name>[A-Za-z_]\w*)(?::-(?P<default>[^}]*))?\}|(?P<broken>\$\{)",
    re.ASCII,
)


def expand(text: str, environ: Mapping[str, str], *, place: str) -> str:
    """Replace `${NAME}` and `${NAME:-default}`; `$${` stands for `${` itself.

    As in a shell the default counts where the variable is unset or empty. The value is taken as
    it is, so a password in it has to be percent-encoded already.

    Raises:
        UrlError: a variable without default is unset or empty, or a `${` is not closed.

    """

    def replace(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "${"
        if match["broken"]:
            raise UrlError(
                f"{place}: a ${{ in the url is not of the form ${{NAME}} or ${{NAME:-default}}",
                hints=(("a ${ that is meant as such", "write $${"),),
            )
        value = environ.get(match["name"]) or match["default"]
        if value is None:
            raise _unset(match["name"], place, known=match["name"] in environ)
        return value

    return _REFERENCE.sub(replace, text)


def variables(text: str) -> tuple[str, ...]:
    """Return the names of the environment variables that the text refers to, in order."""
    return tuple(match["name"] for match in _REFERENCE.finditer(text) if match["name"])


def _unset(name: str, place: str, *, known: bool) -> UrlError:
    state = "empty" if known else "not set"
    return UrlError(
        f"{place}: the url needs the environment variable {name}, which is {state}",
        hints=(
            ("set it", f"{name}=..."),
            ("or give a default", f"${{{name}:-sqlite:///app.db}}"),
        ),
    )
