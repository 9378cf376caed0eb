"""Why a PostgreSQL server cannot be used: SQLSTATE codes and the sentences of libpq.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

import re

from headway.dialects.dialect import Failure
from headway.dialects.failure import LOGIN, driver_errors, explain_network

__all__ = ["explain"]

_NO_DATABASE = Failure(
    kind="no-database",
    text="the server has no database of that name",
    hints=(("create it", "createdb NAME"),),
)
_TOO_MANY = Failure(
    kind="too-many",
    text="the server has no free connection",
    hints=(("look", "SELECT * FROM pg_stat_activity"),),
)
_STARTING = Failure(
    kind="unreachable",
    text="the server is starting up or shutting down",
    hints=(("then", "try again in a moment"),),
)
_CODES = {
    "28000": LOGIN,
    "28P01": LOGIN,
    "3D000": _NO_DATABASE,
    "53300": _TOO_MANY,
    "57P03": _STARTING,
}
_SENTENCES = (
    (r"password authentication failed|no password supplied|role \".*\" does not exist", LOGIN),
    (r"no pg_hba\.conf entry|authentication failed", LOGIN),
    (r"database \".*\" does not exist", _NO_DATABASE),
    (r"too many clients|remaining connection slots", _TOO_MANY),
    (r"the database system is (?:starting up|shutting down)", _STARTING),
    (
        r"server does not support SSL|SSL.*(?:required|certificate)|rejected SSL upgrade",
        Failure(
            kind="encryption",
            text="server and client do not agree on encryption",
            hints=(("check", "sslmode or ssl in the URL"),),
        ),
    ),
)


def explain(exception: BaseException) -> Failure | None:
    """Explain a refused login, a missing database or a server that is down; else None."""
    for error in driver_errors(exception):
        code = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
        if code in _CODES:
            return _CODES[code]
    for error in driver_errors(exception):
        text = str(error)
        for pattern, failure in _SENTENCES:
            if re.search(pattern, text, re.IGNORECASE):
                return failure
    return explain_network(exception)
