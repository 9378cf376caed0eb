"""Compare the two resolvers on one case and say how they agree, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import HeadwayError
from headway.history import History
from headway.plan import plan_downgrade, plan_stamp, plan_upgrade
from properties.alembic_oracle import Answer, Oracle
from properties.deviation import DEVIATIONS, Case
from properties.facts import Facts, Spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.history import Revision
    from headway.plan import Plan

__all__ = ["AGREE", "UNEXPLAINED", "Judge"]

AGREE = ("same", "both-refuse")
UNEXPLAINED = "unexplained"


class Judge:
    """Both resolvers on one history."""

    def __init__(self, revisions: Sequence[Revision]) -> None:
        self.revisions = revisions
        self.history = History(revisions)
        self.oracle = Oracle(revisions)
        self.facts = Facts(revisions)

    def judge_move(self, direction: str, rows: tuple[str, ...], target: str) -> str:
        """Return "same", "both-refuse", the name of a deviation, or "unexplained"."""
        ours = self._plan(direction, rows, target)
        prefix = ""
        if ours.refused is not None and "would also revert" in ours.refused:
            # Refused only because other branches go too: told to, it must do what Alembic does.
            ours = self._plan(direction, rows, target, including_branches=True)
            assert ours.steps, (direction, rows, target)
            prefix = "other-branches: "
        ask = self.oracle.upgrade if direction == "upgrade" else self.oracle.downgrade
        theirs = ask(rows, target)
        verdict = self._compare(theirs, ours, direction, rows)
        if verdict is not None:
            return prefix + verdict
        spelled = self.facts.canonical(Spelled.read(target))
        if spelled is not None and spelled.text != target:
            theirs = ask(rows, spelled.text)
            if self._compare(theirs, ours, direction, rows) is not None:
                return prefix + "short-name"
        case = Case(
            facts=self.facts,
            direction=direction,
            rows=rows,
            spelled=spelled,
            theirs=theirs,
            ours=ours,
        )
        return prefix + self._explain(case)

    def _explain(self, case: Case) -> str:
        for name, holds in DEVIATIONS.items():
            if (case.spelled is not None or name == "name-unclear") and holds(case):
                return name
        return UNEXPLAINED

    def _compare(
        self, theirs: Answer, ours: Answer, direction: str, rows: tuple[str, ...]
    ) -> str | None:
        if theirs.refused is not None and ours.refused is not None:
            return "both-refuse"
        if theirs.rows is None or ours.rows is None:
            return None
        if theirs.rows != ours.rows or set(theirs.steps or ()) != set(ours.steps or ()):
            return None
        for answer in (theirs, ours):
            self.check_order(direction, rows, answer.steps or ())
        return "same"

    def check_order(self, direction: str, rows: tuple[str, ...], steps: Sequence[str]) -> None:
        """Assert that every step stands on applied ground, and none is taken twice."""
        applied = self.facts.applied(rows)
        for id_ in steps:
            if direction == "upgrade":
                assert id_ not in applied
                assert applied.issuperset(self.facts.parents[id_])
                applied.add(id_)
            else:
                applied.remove(id_)
                assert not any(id_ in self.facts.parents[other] for other in applied)

    def _plan(self, direction: str, rows: tuple[str, ...], target: str, **options: bool) -> Answer:
        make = plan_upgrade if direction == "upgrade" else plan_downgrade
        answer = self.answer(lambda: make(self.history, rows, target, **options), rows)
        if answer.steps is not None:
            self.check_order(direction, rows, answer.steps)
        return answer

    @staticmethod
    def answer(make: Callable[[], Plan], rows: tuple[str, ...]) -> Answer:
        """Return our plan as an answer, after applying its moves to the rows one by one."""
        try:
            plan = make()
        except HeadwayError as error:
            return Answer(refused=error.summary)
        now = set(rows)
        for step in plan.steps:
            move = step.move
            assert now.issuperset(move.delete)
            now.difference_update(move.delete)
            if move.update is not None:
                now.remove(move.update[0])
                assert move.update[1] not in now
                now.add(move.update[1])
            assert not now.intersection(move.insert)
            now.update(move.insert)
        assert now == set(plan.end)
        assert plan.start == tuple(sorted(rows))
        assert bool(plan.steps) == (plan.note is None)
        ids = tuple(step.revision.id for step in plan.steps if step.revision is not None)
        return Answer(steps=ids, rows=frozenset(now))

    def judge_stamp(self, rows: tuple[str, ...], targets: tuple[str, ...]) -> str:
        """Return as `judge_move` does; every stamp is also held against a plain model of it."""
        ours = self.answer(lambda: plan_stamp(self.history, rows, targets), rows)
        spelled = [self.facts.canonical(Spelled.read(target)) for target in targets]
        expected = self._model_stamp(rows, [item for item in spelled if item is not None])
        if None in spelled or expected is None:
            assert ours.refused is not None, (rows, targets)
        else:
            assert ours.rows == expected, (rows, targets, ours, expected)
        theirs = self.oracle.stamp(rows, targets)
        if self._same_rows(theirs, ours):
            return "same" if ours.refused is None else "both-refuse"
        if None in spelled:
            return "name-unclear"
        if self._same_rows(self.oracle.stamp(rows, tuple(map(_text, spelled))), ours):
            return "short-name"
        return self._explain_stamp(theirs, rows, [item for item in spelled if item is not None])

    def _same_rows(self, theirs: Answer, ours: Answer) -> bool:
        if theirs.refused is not None or ours.refused is not None:
            return theirs.refused is not None and ours.refused is not None
        return theirs.rows is not None and theirs.rows == ours.rows

    def _explain_stamp(self, theirs: Answer, rows: tuple[str, ...], spelled: list[Spelled]) -> str:
        if any(item.count is not None for item in spelled):
            return "stamp-relative"
        goals = [goal for item in spelled for goal in self._goals(rows, item) or ()]
        if any(item.symbol == "head" for item in spelled) and theirs.refused is not None:
            return "heads-applied"
        if len(spelled) > 1 or len(goals) > 1:
            return "stamp-several"
        return UNEXPLAINED

    def _goals(self, rows: tuple[str, ...], item: Spelled) -> list[str] | None:
        """Return the revisions that a stamp's target means, None if it means nothing."""
        facts = self.facts
        within = facts.lineage(item.branch) if item.branch is not None else None
        if item.count is not None:
            found = self._walk(rows, item, within)
            return None if found in ("past", "fork") else [] if found is None else [found]
        if item.symbol == "base":
            return []
        if item.symbol in ("head", "heads"):
            heads = facts.heads(within)
            if item.symbol == "heads" and within is None:
                return sorted(facts.topmost(facts.down))
            several = item.symbol == "head" and len(heads) > 1
            return None if several and not facts.applied(rows).issuperset(heads) else heads
        return None if within is not None and item.symbol not in within else [item.symbol]

    def _walk(self, rows: tuple[str, ...], item: Spelled, within: set[str] | None) -> str | None:
        facts = self.facts
        if item.symbol:
            off = within is not None and item.symbol in facts.down and item.symbol not in within
            return "past" if off and item.steps <= 0 else facts.walk(item)
        tips = set(rows) if within is None else set(rows) & within
        if item.count == "+0":
            return "past"
        if item.steps > 0 and within is not None and not tips:
            applied = facts.applied(rows) & within
            tips = applied - {near for id_ in applied for near in self.history.parents(id_)}
        if len(tips) > 1 or (not tips and item.steps <= 0):
            return "fork"
        start = next(iter(tips), None)
        if item.steps > 0:
            return facts.climb(start, item.steps, within)
        return facts.descend(start, -item.steps)

    def _model_stamp(self, rows: tuple[str, ...], spelled: list[Spelled]) -> frozenset[str] | None:
        """Return the rows that a stamp shall leave, worked out target by target."""
        gone: set[str] = set()
        goals: set[str] = set()
        for item in spelled:
            found = self._goals(rows, item)
            if found is None:
                return None
            goals.update(found)
            near = self._related(rows, [*found, *([item.branch] if item.branch else [])])
            if not found:
                gone |= set(rows) if item.branch is None else near
            elif self._related(rows, found) - set(found):
                gone |= near - set(found)
        return self.facts.topmost(goals) | (set(rows) - gone - goals - self._below(goals))

    def _below(self, goals: set[str]) -> set[str]:
        return {near for goal in goals for near in self.facts.applied(self.facts.parents[goal])}

    def _related(self, rows: tuple[str, ...], ids: Sequence[str]) -> set[str]:
        below = self.facts.applied(ids)
        return {row for row in rows if row in below or self.facts.applied((row,)) & set(ids)}


def _text(item: Spelled | None) -> str:
    assert item is not None
    return item.text
