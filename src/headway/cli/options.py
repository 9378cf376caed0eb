"""The options that several commands share, and the global ones."""

from __future__ import annotations

from headway.cli.grammar import Option

__all__ = [
    "BRANCH_LABEL",
    "GLOBAL",
    "MESSAGE",
    "REV_ID",
    "SPLICE",
    "SQL",
    "TAG",
    "VERBOSE",
]

VERBOSE = Option(flags=("-v", "--verbose"), dest="verbose", help="show more")
MESSAGE = Option(
    flags=("-m", "--message"), dest="message", value="TEXT", help="the message of the revision"
)
SQL = Option(
    flags=("--sql",), dest="sql", help="print the SQL instead of running it; nothing is changed"
)
TAG = Option(
    flags=("--tag",),
    dest="tag",
    value="TAG",
    help="any text; env.py reads it with context.get_tag_argument()",
)
SPLICE = Option(
    flags=("--splice",), dest="splice", help="allow a parent that is not a head (a new branch)"
)
REV_ID = Option(
    flags=("--rev-id",), dest="rev_id", value="ID", help="the id to use instead of a random one"
)
BRANCH_LABEL = Option(
    flags=("--branch-label",),
    dest="branch_label",
    value="LABEL",
    help="a label for the branch that begins with the new revision",
)

GLOBAL: tuple[Option, ...] = (
    Option(
        flags=("-c", "--config"),
        dest="config",
        value="FILE",
        repeat=True,
        help="config file: an .ini file or pyproject.toml; may be given once for each "
        "(default: $ALEMBIC_CONFIG, else alembic.ini and pyproject.toml)",
    ),
    Option(
        flags=("-n", "--name"),
        dest="name",
        value="SECTION",
        default="alembic",
        help="section of the .ini file",
    ),
    Option(
        flags=("-x",),
        dest="x",
        value="KEY=VALUE",
        repeat=True,
        help="an argument for env.py; may be repeated",
    ),
    Option(flags=("--raiseerr",), dest="raiseerr", help="show the traceback of an error"),
    Option(
        flags=("-q", "--quiet"),
        dest="quiet",
        help="print errors and what was asked for, nothing else",
    ),
    VERBOSE,
    Option(flags=("--json",), dest="json", help="the same as --format json"),
    Option(
        flags=("--format",),
        dest="format",
        value="FORMAT",
        choices=("text", "json"),
        help="text, or one JSON document on stdout",
    ),
    Option(
        flags=("--no-color",),
        dest="no_color",
        help="no colours (the variable NO_COLOR does it too)",
    ),
    Option(flags=("--version",), dest="version", help="print the version and exit"),
    Option(flags=("-h", "--help"), dest="help", help="print help and exit"),
)
"""Accepted before and after every command; after it, the command's own spelling wins."""
