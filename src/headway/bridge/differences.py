"""Alembic's difference tuples in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.outcome import Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["describe"]


def describe(diffs: Iterable[Any]) -> Iterator[Difference]:
    """Yield one `Difference` for each of Alembic's tuples (nested lists are column changes)."""
    for diff in diffs:
        if isinstance(diff, list):
            yield from describe(diff)
        else:
            kind = str(diff[0])
            yield Difference(kind=kind, text=f"{kind.replace('_', ' ')} {_subject(diff)}".rstrip())


def _subject(diff: tuple[Any, ...]) -> str:
    kind = diff[0]
    if kind in ("add_column", "remove_column"):
        return _qualified(diff[1], diff[2], diff[3].name)
    if str(kind).startswith("modify_"):
        return _modification(diff)
    item = diff[1] if len(diff) > 1 else ""
    table = getattr(item, "table", None)
    name = getattr(item, "name", None)
    if table is not None and table is not item:
        return f"{name or '(unnamed)'} on {_qualified(table.schema, table.name)}"
    return _qualified(getattr(item, "schema", None), str(name or item))


def _modification(diff: tuple[Any, ...]) -> str:
    if len(diff) < 7:  # noqa: PLR2004 - modify_comment of a table is shorter
        return " ".join(str(part) for part in diff[1:] if part is not None)
    _, schema, table, column, _existing, before, after = diff[:7]
    return f"{_qualified(schema, table, column)}: {_show(before)} -> {_show(after)}"


def _show(value: object) -> str:
    argument = getattr(value, "arg", value)
    return str(getattr(argument, "text", argument))


def _qualified(*parts: str | None) -> str:
    return ".".join(part for part in parts if part)
