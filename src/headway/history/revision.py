"""A revision as its file's header tells it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Revision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision file, read but not run.

    `down` and `depends_on` are the ids or labels as written in the file; `History` resolves
    them. `message` is the first paragraph of the docstring and `doc` all of it, stripped;
    `created` is the docstring's "Create Date" as written, or None. `path` is absolute and
    `line` the line of the `revision = …` assignment (1 when there is none).
    """

    id: str
    down: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    message: str = ""
    doc: str = ""
    created: str | None = None
    path: str = ""
    line: int = 1
