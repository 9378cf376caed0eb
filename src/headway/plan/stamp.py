"""From targets to the row movements of a stamp, which runs no migration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import TargetRangeError
from headway.history.ground import Ground, survey
from headway.history.name import Asked, find_branch
from headway.history.resolve import ascend, several_rows
from headway.history.target import Relative, Target, parse_list
from headway.history.walk import descend
from headway.plan.rows import make_move
from headway.plan.step import Direction, Move, Plan, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.history.history import History

__all__ = ["plan_stamp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """One target of a stamp: the rows it wants, and the rows that make way for them."""

    goals: tuple[str, ...]
    gone: tuple[str, ...]


def plan_stamp(
    history: History, current: Sequence[str], targets: Sequence[str], *, purge: bool = False
) -> Plan:
    """Plan which rows say that the database is at the targets; no migration is run.

    A target replaces the rows above or below it, across dependencies, and adds a row where
    there is none; `base` removes all. With `purge` every row goes first. Rows that the files do not
    know are left alone, except where there is no other row, or with `base` or `purge`.
    No targets mean `base`. Raises TargetError and HistoryError.
    """
    text = " ".join(targets) or "base"
    ground = survey(history, () if purge else current)
    wishes = [
        _read_wish(history, ground, target, Asked(text=target.text, verb="stamp"))
        for target in parse_list(targets or ("base",), names=history.labels)
    ]
    goals = _keep_topmost(history, [goal for wish in wishes for goal in wish.goals])
    purged = tuple(dict.fromkeys(current)) if purge else ()
    steps, rows = _make_steps(history, ground, wishes, goals, purged)
    return Plan(
        direction=Direction.STAMP,
        target=text,
        start=tuple(sorted(set(current))),
        end=tuple(sorted(rows)),
        steps=tuple(steps),
        note=None if steps else f"already at {', '.join(sorted(rows)) or 'base'}: nothing to do",
    )


def _read_wish(history: History, ground: Ground, target: Target, asked: Asked) -> _Wish:
    goals = _find_goals(history, ground, target, asked)
    branch = None if target.branch is None else find_branch(history, target.branch, asked)
    if not goals and branch is None:
        return _Wish(goals=(), gone=ground.rows)
    near = _relatives(history, ground, goals if branch is None else (*goals, branch))
    moved = _relatives(history, ground, goals) - set(goals)
    gone = tuple(id_ for id_ in ground.known if id_ in near) if moved or not goals else ()
    if not ground.known:
        gone += ground.unknown
    return _Wish(goals=goals, gone=gone)


def _find_goals(history: History, ground: Ground, target: Target, asked: Asked) -> tuple[str, ...]:
    if not (isinstance(target, Relative) and target.symbol is None and not target.counts_up):
        return ascend(history, ground, target, asked)
    ground.require_known(asked)
    rows = ground.known
    if target.branch is not None:
        lineage = history.lineage(find_branch(history, target.branch, asked))
        rows = tuple(id_ for id_ in rows if id_ in lineage)
    if len(rows) > 1:
        raise several_rows(history, rows, asked)
    if not rows:
        raise TargetRangeError(f"{asked.text} is too far: nothing is applied{asked.nothing}")
    found = descend(history, rows[0], -target.steps, asked)
    return () if found is None else (found,)


def _relatives(history: History, ground: Ground, ids: Iterable[str]) -> set[str]:
    """Return the known rows that are above, below or equal to one of the ids."""
    starts = tuple(ids)
    below = history.ancestors(starts)
    above = history.descendants(starts, within=set(ground.applied) | set(starts))
    return {id_ for id_ in ground.known if id_ in below or id_ in above}


def _keep_topmost(history: History, goals: Iterable[str]) -> tuple[str, ...]:
    """Leave out what another goal implies: such a row would block the next upgrade."""
    several = tuple(dict.fromkeys(goals))
    if len(several) < 2:  # noqa: PLR2004  # one goal implies nothing
        return several
    implied = history.ancestors(parent for goal in several for parent in history.all_parents(goal))
    return tuple(goal for goal in several if goal not in implied)


def _make_steps(
    history: History,
    ground: Ground,
    wishes: Sequence[_Wish],
    goals: tuple[str, ...],
    purged: tuple[str, ...],
) -> tuple[list[Step], set[str]]:
    rows = set(ground.rows)
    steps: list[Step] = []
    for wish in wishes:
        wanted = [goal for goal in wish.goals if goal in goals and goal not in rows]
        outdated = (*wish.gone, *wish.goals) if wanted else wish.gone
        gone = tuple(id_ for id_ in dict.fromkeys(outdated) if id_ in rows and id_ not in goals)
        rows.difference_update(gone)
        for goal in wanted:
            rows.add(goal)
            steps.append(_step(history, gone, goal, make_move(gone, (goal,))))
            gone = ()
        steps.extend(_step(history, (id_,), None, Move(delete=(id_,))) for id_ in gone)
    return _purge_first(steps, purged), rows


def _purge_first(steps: list[Step], purged: tuple[str, ...]) -> list[Step]:
    if not purged:
        return steps
    if not steps:
        return [
            Step(
                direction=Direction.STAMP,
                revision=None,
                source=purged,
                destination=(),
                move=Move(delete=purged),
            )
        ]
    first = steps[0]
    move = Move(delete=purged, insert=first.move.insert)
    return [
        Step(
            direction=Direction.STAMP,
            revision=first.revision,
            source=first.source,
            destination=first.destination,
            move=move,
        ),
        *steps[1:],
    ]


def _step(history: History, gone: tuple[str, ...], goal: str | None, move: Move) -> Step:
    return Step(
        direction=Direction.STAMP,
        revision=None if goal is None else history[goal],
        source=gone,
        destination=() if goal is None else (goal,),
        move=move,
    )
