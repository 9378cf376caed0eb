"""Why a MySQL or MariaDB server cannot be used, from its error numbers.

https://mariadb.com/kb/en/mariadb-error-code-reference/; 2002 to 2013 are the client's.
"""

from __future__ import annotations

from headway.dialects.dialect import Failure
from headway.dialects.failure import CHECK_SERVER, LOGIN, driver_errors, explain_network

__all__ = ["explain"]

_NO_DATABASE = Failure(
    kind="no-database",
    text="the server has no database of that name",
    hints=(("create it", "CREATE DATABASE NAME"),),
)
_NO_RIGHT = Failure(
    kind="login",
    text="the user may not use that database",
    hints=(("grant it", "GRANT ALL ON NAME.* TO USER"),),
)
_UNREACHABLE = Failure(kind="unreachable", text="the server does not answer", hints=(CHECK_SERVER,))
_NUMBERS = {
    1044: _NO_RIGHT,
    1045: LOGIN,
    1698: LOGIN,
    1049: _NO_DATABASE,
    1040: Failure(kind="too-many", text="the server has no free connection"),
    2002: _UNREACHABLE,
    2003: _UNREACHABLE,
    2005: Failure(kind="unreachable", text="the host is unknown", hints=(CHECK_SERVER,)),
    2006: _UNREACHABLE,
    2013: _UNREACHABLE,
}


def explain(exception: BaseException) -> Failure | None:
    """Explain a refused login, a missing database or a server that is down; else None."""
    for error in driver_errors(exception):
        number = error.args[0] if error.args else None
        if isinstance(number, int) and not isinstance(error, OSError) and number in _NUMBERS:
            return _NUMBERS[number]
    return explain_network(exception)
