"""The one sentence that says why a plan has no steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.history.ground import Ground
    from headway.history.history import History
    from headway.history.resolve import Descent

__all__ = ["note_downgrade", "note_upgrade"]


def note_upgrade(history: History, ground: Ground, goals: Sequence[str]) -> str:
    """Return why an upgrade to the goals has nothing to do."""
    if not goals:
        empty = "there are no revisions yet" if not len(history) else "base is below everything"
        return f"{empty}: nothing to do"
    names = ", ".join(goals)
    if set(goals) <= set(ground.known):
        heads = [id_ for id_ in goals if not history.children(id_)]
        if len(heads) == len(goals):
            names += " (head)" if len(goals) == 1 else " (heads)"
        return f"already at {names}: nothing to do"
    verb = "is" if len(goals) == 1 else "are"
    return f"{names} {verb} already applied ({_at(ground.rows)}): nothing to do"


def note_downgrade(ground: Ground, descent: Descent) -> str:
    """Return why a downgrade has nothing to do."""
    floor = descent.floor
    if floor is None:
        where = "base" if not ground.rows else ", ".join(ground.rows)
        return f"already at {where}: nothing to do"
    if floor not in ground.applied:
        return f"{floor} is not applied here ({_at(ground.rows)}): nothing to do"
    if floor in ground.rows:
        return f"already at {floor}: nothing to do"
    above = f"above {floor}" if descent.own is None else f"of that branch above {floor}"
    return f"nothing {above} is applied ({_at(ground.rows)}): nothing to do"


def _at(rows: Iterable[str]) -> str:
    return f"at {', '.join(sorted(rows)) or 'base'}"
