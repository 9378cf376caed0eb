"""What a recreated table no longer says, told from the CREATE texts before and after.

SQLAlchemy does not reflect all of SQLite's table syntax, so Alembic cannot write it again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.dialects.sqlite.catalog import Object

__all__ = ["find_losses"]

_LITERAL = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]]*\] | --[^\n]* | /\*.*?\*/""",
    re.VERBOSE | re.DOTALL,
)
_IN_TABLE = {
    "STRICT": r"\bSTRICT\b(?=[^()]*\Z)",
    "WITHOUT ROWID": r"\bWITHOUT\s+ROWID\b",
    "AUTOINCREMENT": r"\bAUTOINCREMENT\b",
    "COLLATE": r"\bCOLLATE\b",
    "CHECK": r"\bCHECK\s*\(",
    "a generated column": r"\bAS\s*\(",
    "ON CONFLICT": r"\bON\s+CONFLICT\b",
    "ON DELETE": r"\bON\s+DELETE\s+(?!NO\b)",
    "ON UPDATE": r"\bON\s+UPDATE\s+(?!NO\b)",
    "DEFERRABLE": r"(?<!NOT )\bDEFERRABLE\b",
}
_IN_INDEX = {"DESC": r"\bDESC\b", "COLLATE": r"\bCOLLATE\b", "WHERE": r"\bWHERE\b"}


def find_losses(
    before: str, after: str, indexes: tuple[Object, ...], now: tuple[Object, ...]
) -> list[str]:
    """Return what the texts before had and the texts after have not, in plain words.

    A column that was dropped on purpose takes its CHECK with it, and that is listed as well:
    from the text alone it cannot be told apart.
    """
    losses = _compare(_IN_TABLE, before, after)
    texts = {index.name.lower(): index.sql for index in now}
    for index in indexes:
        text = texts.get(index.name.lower())
        if text is not None:
            losses += [
                f"{loss} of index {index.name}" for loss in _compare(_IN_INDEX, index.sql, text)
            ]
    return losses


def _compare(patterns: dict[str, str], before: str, after: str) -> list[str]:
    losses = []
    old, new = _LITERAL.sub("x", before), _LITERAL.sub("x", after)
    for words, pattern in patterns.items():
        had = len(re.findall(pattern, old, re.IGNORECASE))
        has = len(re.findall(pattern, new, re.IGNORECASE))
        if has < had:
            losses.append(words if not has else f"{words} ({had - has} of {had})")
    return losses
