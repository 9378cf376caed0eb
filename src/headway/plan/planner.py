"""From a target to the steps of an upgrade or a downgrade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import TargetRangeError
from headway.history.ground import Ground, survey
from headway.history.name import Asked, describe
from headway.history.resolve import Descent, ascend, descend_to
from headway.history.target import parse
from headway.plan.note import note_downgrade, note_upgrade
from headway.plan.rows import Rows
from headway.plan.step import Direction, Plan, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.history.history import History

__all__ = ["plan_downgrade", "plan_upgrade"]


def plan_upgrade(history: History, current: Sequence[str], target: str) -> Plan:
    """Plan what brings a database with the rows `current` up to the target.

    The steps are the target with everything below it that is not applied, in an order in which
    each comes after all that it stands on. Nothing is planned that is applied already.
    Takes time linear in the size of the history. Raises TargetError, AheadOfFilesError where
    something is to be applied on ground that the files do not know, and HistoryError.
    """
    asked = Asked(text=target, verb="upgrade")
    ground = survey(history, current)
    goals = ascend(history, ground, parse(target, names=history.labels), asked)
    missing = history.ancestors(goals) - ground.applied
    if missing:
        ground.require_known(asked)
    rows = Rows(history, ground.rows, ground.applied)
    steps = []
    for id_ in history.order(missing):
        revision = history[id_]
        steps.append(
            Step(
                direction=Direction.UPGRADE,
                revision=revision,
                source=history.down(id_),
                destination=(id_,),
                move=rows.apply(revision),
            )
        )
    return Plan(
        direction=Direction.UPGRADE,
        target=target,
        start=tuple(sorted(ground.rows)),
        end=rows.ids,
        steps=tuple(steps),
        note=None if steps else note_upgrade(history, ground, goals),
    )


def plan_downgrade(
    history: History, current: Sequence[str], target: str, *, including_branches: bool = False
) -> Plan:
    """Plan what takes a database with the rows `current` back to the target.

    The steps are every applied revision above the target, and what depends on one, newest
    first. A target with a branch that would take more than the branch with it is refused
    with the list, unless `including_branches`. A target that is not applied plans nothing.
    Rows that the files do not know stay. Linear in the size of the history. Raises
    TargetError, AheadOfFilesError where the way down is unknown, and HistoryError.
    """
    asked = Asked(text=target, verb="downgrade")
    ground = survey(history, current)
    descent = descend_to(history, ground, parse(target, names=history.labels), asked)
    _require_ground(ground, descent, asked)
    going = history.descendants(descent.roots, within=set(ground.applied))
    if descent.own is not None and not including_branches:
        _refuse_others(history, going - descent.own, asked)
    rows = Rows(history, ground.rows, ground.applied)
    steps = []
    for id_ in reversed(history.order(going)):
        revision = history[id_]
        steps.append(
            Step(
                direction=Direction.DOWNGRADE,
                revision=revision,
                source=(id_,),
                destination=history.down(id_),
                move=rows.revert(revision),
            )
        )
    return Plan(
        direction=Direction.DOWNGRADE,
        target=target,
        start=tuple(sorted(ground.rows)),
        end=rows.ids,
        steps=tuple(steps),
        note=None if steps else note_downgrade(ground, descent),
    )


def _require_ground(ground: Ground, descent: Descent, asked: Asked) -> None:
    """Stop where an unknown row may stand above the target: its way down is not known."""
    if not ground.unknown:
        return
    reached = descent.floor is None or descent.floor in ground.applied
    if not ground.known or not reached:
        ground.require_known(asked)


def _refuse_others(history: History, others: set[str], asked: Asked) -> None:
    if others:
        raise TargetRangeError(
            f"{asked.text} would also revert {len(others)} "
            f"{'revision' if len(others) == 1 else 'revisions'} of other branches{asked.nothing}",
            detail=describe(history, reversed(history.order(others))),
            hints=(("revert them too", asked.command(f"{asked.text} --including-branches")),),
        )
