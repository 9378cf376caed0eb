"""What a statement does to a SQLite transaction, told from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

__all__ = ["Kind", "Statement", "find_created", "find_table", "parse"]

_LEAD = re.compile(r"(?:\s+|;|--[^\n]*(?:\n|\Z)|/\*.*?(?:\*/|\Z))*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]+")
_PRAGMA = re.compile(
    r"""PRAGMA \s+ (?: (?: "[^"]*" | \[[^\]]*\] | `[^`]*` | [^\s.="'(\[]+ ) \s*\.\s* )?
        (?P<name> \w+ ) \s* (?: = \s* (?P<set> [^;]+? ) | \( \s* (?P<call> .*? ) \s* \) )?
        \s* ;? \s* \Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ROLLBACK_TO = re.compile(r"ROLLBACK\s+(?:TRANSACTION\s+)?TO\b", re.IGNORECASE)
_SAVEPOINT_NAME = re.compile(
    r"(?:SAVEPOINT|RELEASE(?:\s+SAVEPOINT)?)\s+(?P<name>\"[^\"]*\"|\S+?)\s*;?\s*\Z", re.IGNORECASE
)
_NAME = r"""(?: "(?:[^"]|"")*" | \[[^\]]*\] | `[^`]*` | [^\s."'(\[]+ )"""
_CREATE = re.compile(
    rf"""CREATE \s+ (?: (?:TEMP|TEMPORARY|UNIQUE) \s+ )? (?:TRIGGER|INDEX) \s+
        (?: IF \s+ NOT \s+ EXISTS \s+ )? (?: {_NAME} \s*\.\s* )? (?P<name> {_NAME} )""",
    re.VERBOSE | re.IGNORECASE,
)
_TABLE = re.compile(
    rf"""(?P<verb> CREATE | DROP ) \s+ TABLE \s+ (?: IF \s+ (?:NOT\s+)? EXISTS \s+ )?
        (?: {_NAME} \s*\.\s* )? (?P<name> {_NAME} )""",
    re.VERBOSE | re.IGNORECASE,
)
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)

_DML = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE"})
_READS = frozenset({"SELECT", "VALUES", "EXPLAIN"})
_REFUSED_INSIDE = frozenset({"VACUUM", "ATTACH", "DETACH"})

_SET_OUTSIDE = frozenset({"foreign_keys", "journal_mode", "synchronous", "temp_store"})
"""PRAGMAs that do nothing, or fail, inside a transaction when they are given a value."""
_RUN_OUTSIDE = frozenset({"wal_checkpoint"})
"""PRAGMAs that fail inside a transaction whether they are given a value or not."""
_STORED = frozenset({"user_version", "application_id", "schema_version"})
"""PRAGMAs whose value is part of the database file and is rolled back with it."""


class Kind(Enum):
    """What a statement means for the transaction that it runs in."""

    READ = "reads only"
    DML = "opens a transaction in Python's legacy mode"
    CHANGE = "changes something, and commits at once in Python's legacy mode"
    SETTING = "sets or reads something that belongs to no transaction"
    OUTSIDE = "works only outside a transaction"
    BEGIN = "begin"
    COMMIT = "commit"
    ROLLBACK = "rollback"
    SAVEPOINT = "savepoint"
    RELEASE = "release"
    ROLLBACK_TO = "rollback to a savepoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement's kind; `name` and `value` are those of a PRAGMA, or a savepoint's name."""

    kind: Kind
    verb: str
    name: str = ""
    value: str = ""


_BY_VERB = {
    "BEGIN": Kind.BEGIN,
    "COMMIT": Kind.COMMIT,
    "END": Kind.COMMIT,
    "SAVEPOINT": Kind.SAVEPOINT,
    "RELEASE": Kind.RELEASE,
    **dict.fromkeys(_DML, Kind.DML),
    **dict.fromkeys(_READS, Kind.READ),
    **dict.fromkeys(_REFUSED_INSIDE, Kind.OUTSIDE),
}


def parse(sql: str) -> Statement:
    """Tell what `sql`, one statement, does; comments before it are skipped.

    An unknown or empty text is a CHANGE, the kind that is always put into the transaction. The
    DML words are those that Python's sqlite3 looks for, so `WITH ... INSERT` is none of them.
    """
    text = _skip_lead(sql)
    found = _WORD.match(text)
    verb = found.group().upper() if found else ""
    if verb == "PRAGMA":
        return _parse_pragma(text)
    if verb == "ROLLBACK":
        kind = Kind.ROLLBACK_TO if _ROLLBACK_TO.match(text) else Kind.ROLLBACK
        return Statement(kind=kind, verb=verb)
    if verb == "WITH":
        return Statement(kind=Kind.CHANGE if _WRITES.search(text) else Kind.READ, verb=verb)
    kind = _BY_VERB.get(verb, Kind.CHANGE)
    if kind in (Kind.SAVEPOINT, Kind.RELEASE):
        return Statement(kind=kind, verb=verb, name=_parse_savepoint(text))
    return Statement(kind=kind, verb=verb)


def find_created(sql: str) -> str | None:
    """Return the name in lower case of the trigger or index that `sql` creates, or None."""
    found = _CREATE.match(_skip_lead(sql))
    return _unquote(found["name"]).lower() if found else None


def find_table(sql: str) -> tuple[str, str] | None:
    """Return ("CREATE" or "DROP", the table's name) for a statement that does so, or None."""
    found = _TABLE.match(_skip_lead(sql))
    return (found["verb"].upper(), _unquote(found["name"])) if found else None


def _skip_lead(sql: str) -> str:
    found = _LEAD.match(sql)
    return sql[found.end() :] if found else sql


def _unquote(name: str) -> str:
    if name[0] == '"':
        return name[1:-1].replace('""', '"')
    return name[1:-1] if name[0] in "[`" else name


def _parse_pragma(text: str) -> Statement:
    found = _PRAGMA.match(text)
    if found is None:
        return Statement(kind=Kind.SETTING, verb="PRAGMA")
    name = found["name"].lower()
    value = (found["set"] or found["call"] or "").strip().strip("'\"").lower()
    if name in _RUN_OUTSIDE or (name in _SET_OUTSIDE and value):
        kind = Kind.OUTSIDE
    elif name in _STORED and value:
        kind = Kind.CHANGE
    else:
        kind = Kind.SETTING
    return Statement(kind=kind, verb="PRAGMA", name=name, value=value)


def _parse_savepoint(text: str) -> str:
    found = _SAVEPOINT_NAME.match(text)
    return found["name"].strip('"').lower() if found else ""
