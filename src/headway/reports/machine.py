"""Renders values as one JSON document.

The text is ASCII, so that every console and pipe carries it unchanged; control characters and
letters beyond ASCII are JSON escapes, which every reader turns back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["render_json"]


def render_json(value: object, *, clean: Callable[[str], str] = str) -> str:
    """Return the JSON text of a value, indented by two, ended by a line feed.

    `clean` is applied to every string that is not a key: it hides passwords.
    """
    return json.dumps(_clean(value, clean), indent=2, ensure_ascii=True) + "\n"


def _clean(value: object, clean: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {str(key): _clean(each, clean) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each, clean) for each in value]
    return value
