"""The header of a revision file as templates write it, read line by line.

Parsing a header with `ast` takes about 100 microseconds, most of it for annotations and imports
that do not matter; this takes a tenth, which is what makes a first scan of thousands of files
bearable. Whatever is not plain is left to `ast`: the two never disagree.
"""

from __future__ import annotations

import re
import sys

__all__ = ["read_plain"]

_OURS = r"(?:revision|down_revision|branch_labels|depends_on)"
_TEXT = r"""(?:"[^"\\\n]*"|'[^'\\\n]*')"""
_LINE = re.compile(
    rf"""
    (?: \#[^\n]*
      | (?: import\ [\w.,\ ]+ | from\ [\w.]+\ import\ [\w,\ ]+ )(?<!\ )
      | (?P<name>[A-Za-z]\w*) (?:\ ?:\ ?[\w\[\],.|\ ]+?)? \ ?=\ ?
        (?: (?P<none>None) | (?P<text>{_TEXT}) | \( (?P<several>(?:{_TEXT},\ ?)+(?:{_TEXT})?) \) )
        (?:\ *\#[^\n]*)?
    )?
    (?:\n|\Z)
    """,
    re.VERBOSE | re.ASCII,
)
_IMPORTS_OURS = re.compile(rf"^(?:import|from)\b[^\n]*\b{_OURS}\b", re.MULTILINE)
_EACH = re.compile(_TEXT)
_BODY = ("def ", "async def ", "class ", "@")
_STRIPS_INDENTS = sys.version_info >= (3, 13)
"""Python 3.13 takes indents out of docstrings when it compiles them, in its own way."""
_INDENT = re.compile(r"(?:(?<=\n)|(?<=\"{3}))[ \t\f]")
_NAMES = frozenset({"revision", "down_revision", "branch_labels", "depends_on"})


def read_plain(text: str) -> tuple[dict[str, object], str, int, int] | None:
    """Return the header's values, docstring, line of `revision` and end; None if not plain."""
    start = _find_docstring_end(text)
    if start is None:
        return None
    values: dict[str, object] = {}
    line = 1
    at = start
    while at < len(text) and not text.startswith(_BODY, at):
        match = _LINE.match(text, at)
        if match is None:
            return None
        name = match["name"]
        if name in _NAMES:
            values[name] = _read_value(match)
            if name == "revision":
                line = text.count("\n", 0, at) + 1
        at = match.end()
    if _IMPORTS_OURS.search(text, start, at):
        return None
    return values, text[3 : start - 4], line, at


def _find_docstring_end(text: str) -> int | None:
    """Return where the line after a plain docstring starts."""
    if not text.startswith('"""'):
        return None
    end = text.find('"""', 3)
    if end < 0 or text[end + 3 : end + 4] != "\n" or "\\" in text[:end] or "\0" in text:
        return None
    if _STRIPS_INDENTS and _INDENT.search(text, 3, end):
        return None
    return end + 4


def _read_value(match: re.Match[str]) -> object:
    if match["none"]:
        return None
    if match["text"]:
        return match["text"][1:-1]
    return tuple(part[1:-1] for part in _EACH.findall(match["several"]))
