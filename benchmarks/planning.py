"""The plan of a history with forks and merges, in the process of one contestant.

`python planning.py headway|alembic SIZE` prints the seconds of CPU from headers in memory to
the list of steps, the number of steps, and whether each comes after all that it stands on.
"""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Node", "grow"]


@dataclass(frozen=True, slots=True)
class Node:
    """A revision of the made-up history: its id and what it stands on."""

    id: str
    down: tuple[str, ...]


def grow(size: int, seed: int = 7) -> list[Node]:
    """Return a history in which lines of work fork and merge all the time; one head at the end.

    As in a team: up to eight lines at once, each commit prolongs, forks or merges lines.
    """
    chance = random.Random(seed)  # noqa: S311  a made-up history, the same every time
    nodes = [Node("r0", ())]
    open_ = ["r0"]
    for number in range(1, size - 1):
        id_ = f"r{number}"
        what = chance.random()
        if what < 0.25 and len(open_) < 8:
            down = (chance.choice(open_),)
            open_.append(id_)
        elif what < 0.5 and len(open_) > 1:
            first, second = chance.sample(open_, 2)
            down = (first, second)
            open_.remove(second)
            open_[open_.index(first)] = id_
        else:
            at = chance.randrange(len(open_))
            down, open_[at] = (open_[at],), id_
        nodes.append(Node(id_, down))
    used = {parent for node in nodes for parent in node.down}
    heads = tuple(node.id for node in nodes if node.id not in used)
    return [*nodes, Node(f"r{size - 1}", heads)]


def _plan_headway(nodes: Iterable[Node]) -> Callable[[], list[str]]:
    from headway.history.history import History  # noqa: PLC0415  only this contestant's
    from headway.history.revision import Revision  # noqa: PLC0415  the same
    from headway.plan import plan_upgrade  # noqa: PLC0415  the same

    revisions = [Revision(id=node.id, down=node.down) for node in nodes]

    def work() -> list[str]:
        plan = plan_upgrade(History(revisions, []), (), "heads")
        return [step.revision.id for step in plan.steps if step.revision]

    return work


def _plan_alembic(nodes: Iterable[Node]) -> Callable[[], list[str]]:
    from alembic.script import Script, ScriptDirectory  # noqa: PLC0415  only this contestant's
    from alembic.script.revision import RevisionMap  # noqa: PLC0415  the same

    scripts = [Script(_module(node), node.id, "") for node in nodes]
    directory = ScriptDirectory(".")

    def work() -> list[str]:
        directory.revision_map = RevisionMap(lambda: scripts)
        return [step.revision.revision for step in directory._upgrade_revs("heads", "base")]

    return work


def _module(node: Node) -> Any:
    down = node.down[0] if len(node.down) == 1 else node.down or None
    return SimpleNamespace(
        revision=node.id, down_revision=down, __doc__="", upgrade=print, downgrade=print
    )


def _is_sound(nodes: Iterable[Node], order: list[str]) -> bool:
    place = {id_: number for number, id_ in enumerate(order)}
    return all(place[down] < place[node.id] for node in nodes for down in node.down)


def main(tool: str, size: int) -> None:
    """Plan once and print the result as JSON."""
    nodes = grow(size)
    work = {"headway": _plan_headway, "alembic": _plan_alembic}[tool](nodes)
    begun = time.process_time()
    order = work()
    seconds = time.process_time() - begun
    sound = len(order) == size and _is_sound(nodes, order)
    print(json.dumps({"seconds": seconds, "steps": len(order), "sound": sound}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
