"""Where Headway's resolver answers differently from Alembic's, and why: the whole list.

Each deviation is a predicate on a case; the facts it speaks of are worked out by `facts`, not
by the resolver. A disagreement that fits none of them fails the property test. Every entry has
a test of its own in tests/unit/plan/test_deviations.py and a line in
docs/explanation/targets.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from properties.alembic_oracle import Answer
    from properties.facts import Facts, Spelled

__all__ = ["DEVIATIONS", "Case"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A disagreement: the target spelled out in full, Alembic's answer to that, and ours.

    `spelled` is None when a name in the target means nothing, or more than one revision.
    """

    facts: Facts
    direction: str
    rows: tuple[str, ...]
    spelled: Spelled | None
    theirs: Answer
    ours: Answer

    @cached_property
    def applied(self) -> set[str]:
        return self.facts.applied(self.rows)

    @property
    def is_noop(self) -> bool:
        return self.ours.steps == () and self.ours.rows == frozenset(self.rows)

    @property
    def goes_up(self) -> bool:
        return self.direction == "upgrade"

    @cached_property
    def floor(self) -> str | None:
        """Return the revision that a downgrade with a symbol goes back to."""
        assert self.spelled is not None
        symbol = self.spelled.symbol
        if self.spelled.count is not None:
            return self.facts.walk(self.spelled)
        if symbol == "base":
            return None
        if symbol in ("head", "heads"):
            heads = _named_heads(self)
            return heads[0] if len(heads) == 1 else "fork"
        return symbol

    @property
    def counts_from_rows(self) -> bool:
        return self.spelled is not None and not self.spelled.symbol


def _name_unclear(case: Case) -> bool:
    return case.spelled is None and case.ours.refused is not None


def _past_the_end(case: Case) -> bool:
    return (
        not case.counts_from_rows
        and case.theirs.crashed is not None
        and case.ours.refused is not None
        and case.facts.walk(case.spelled) in ("past", "fork")
    )


def _lands_on_base(case: Case) -> bool:
    return (
        case.goes_up
        and not case.counts_from_rows
        and case.theirs.crashed is not None
        and case.is_noop
        and case.facts.walk(case.spelled) is None
    )


def _below_base(case: Case) -> bool:
    return case.spelled.symbol == "base" and case.spelled.steps < 0 and bool(case.ours.refused)


def _at_base(case: Case) -> bool:
    return (
        not case.goes_up
        and case.spelled.symbol == "base"
        and case.spelled.count in ("+0", "-0")
        and case.ours.rows is not None
        and not case.ours.rows & set(_above_base(case))
    )


def _above_base(case: Case) -> set[str]:
    roots = [id_ for id_ in case.applied if not case.facts.down[id_]]
    if case.spelled.branch is not None:
        roots = [id_ for id_ in roots if id_ in case.facts.lineage(case.spelled.branch)]
    return case.facts.must_go(roots, case.applied)


def _not_applied(case: Case) -> bool:
    return (
        not case.goes_up
        and not case.counts_from_rows
        and case.theirs.refused is not None
        and case.is_noop
        and case.floor not in case.applied
    )


def _nothing_above(case: Case) -> bool:
    return (
        not case.goes_up
        and not case.counts_from_rows
        and case.theirs.refused is not None
        and case.is_noop
        and case.floor in case.applied
        and not case.applied.intersection(_children_on_branch(case))
    )


def _children_on_branch(case: Case) -> set[str]:
    """Return the floor's children; with a branch, those below its revision, else on its line."""
    children = set(case.facts.children[case.floor])
    if case.spelled.branch is None:
        return children
    below = children & case.facts.below((case.spelled.branch,), case.facts.down)
    return below or children & case.facts.lineage(case.spelled.branch)


def _several_rows(case: Case) -> bool:
    return (
        not case.goes_up
        and case.counts_from_rows
        and case.spelled.branch is None
        and len(case.rows) > 1
        and case.ours.refused is not None
    )


def _no_single_tip(case: Case) -> bool:
    return (
        not case.goes_up
        and case.counts_from_rows
        and case.theirs.crashed is not None
        and case.ours.refused is not None
        and len(case.facts.tips(case.spelled.branch, case.rows)) != 1
    )


def _undoes_merge(case: Case) -> bool:
    return (
        _undoes_line(case)
        and case.theirs.refused is not None
        and len(case.facts.down[_bottom(case)]) > 1
    )


def _tip_line(case: Case) -> bool:
    return (
        _undoes_line(case)
        and case.theirs.crashed is None
        and case.spelled.branch is not None
        and (case.theirs.refused is not None or set(case.theirs.steps) > set(case.ours.steps))
    )


def _bottom(case: Case) -> str | None:
    tips = case.facts.tips(case.spelled.branch, case.rows)
    if len(tips) != 1:
        return None
    return case.facts.undone(next(iter(tips)), -case.spelled.steps)


def _undoes_line(case: Case) -> bool:
    """Tell whether ours reverts exactly N revisions of one line and what needs them."""
    if case.goes_up or not case.counts_from_rows or case.ours.steps is None:
        return False
    bottom = _bottom(case)
    return bottom is not None and set(case.ours.steps) == case.facts.must_go(
        (bottom,), case.applied
    )


def _heads_applied(case: Case) -> bool:
    return (
        case.goes_up
        and case.spelled.symbol == "head"
        and case.theirs.refused is not None
        and case.is_noop
        and case.applied.issuperset(_named_heads(case))
    )


def _heads_overlap(case: Case) -> bool:
    heads = _named_heads(case)
    return (
        case.goes_up
        and case.spelled.symbol == "heads"
        and case.theirs.refused is not None
        and case.facts.topmost(heads) != set(heads)
        and case.ours.steps is not None
        and set(case.ours.steps) == case.facts.applied(heads) - case.applied
    )


def _named_heads(case: Case) -> list[str]:
    """Return what `head` or `heads` means: on a branch, or alone, where `heads` are the real."""
    facts, spelled = case.facts, case.spelled
    if spelled.branch is not None:
        return facts.heads(facts.lineage(spelled.branch))
    return facts.heads() if spelled.symbol == "head" else sorted(facts.topmost(facts.down))


def _off_branch(case: Case) -> bool:
    spelled = case.spelled
    return (
        not case.goes_up
        and spelled.branch is not None
        and spelled.symbol in case.facts.down
        and spelled.symbol not in case.facts.lineage(spelled.branch)
        and case.ours.refused is not None
    )


def _branch_children(case: Case) -> bool:
    branch = case.spelled.branch
    if case.goes_up or branch is None or case.counts_from_rows:
        return False
    if case.floor not in case.facts.down:
        return False
    roots = set(case.facts.children[case.floor]) & case.facts.lineage(branch)
    return (
        case.theirs.refused is not None
        and case.ours.steps is not None
        and not roots & case.facts.below((branch,), case.facts.down)
        and set(case.ours.steps) == case.facts.must_go(roots, case.applied)
    )


def _branch_heads(case: Case) -> bool:
    return (
        not case.goes_up
        and case.spelled.branch is not None
        and case.spelled.symbol in ("head", "heads")
        and len(_named_heads(case)) > 1
        and case.ours.refused is not None
    )


def _same_plan_topmost_rows(case: Case) -> bool:
    """Tell whether the plans agree and ours leaves exactly the topmost revisions."""
    theirs, ours = case.theirs, case.ours
    if theirs.steps is None or ours.steps is None or set(theirs.steps) != set(ours.steps):
        return False
    moved = set(ours.steps)
    after = case.applied | moved if case.goes_up else case.applied - moved
    return ours.rows == case.facts.topmost(after)


def _rows_crash(case: Case) -> bool:
    return case.theirs.crashed is not None and _same_plan_topmost_rows(case)


def _rows_redundant(case: Case) -> bool:
    return (
        _same_plan_topmost_rows(case)
        and case.theirs.rows is not None
        and case.theirs.rows > case.ours.rows
    )


DEVIATIONS: dict[str, Callable[[Case], bool]] = {
    "name-unclear": _name_unclear,
    "past-the-end": _past_the_end,
    "lands-on-base": _lands_on_base,
    "below-base": _below_base,
    "at-base": _at_base,
    "not-applied": _not_applied,
    "nothing-above": _nothing_above,
    "several-rows": _several_rows,
    "no-single-tip": _no_single_tip,
    "undoes-merge": _undoes_merge,
    "tip-line": _tip_line,
    "heads-applied": _heads_applied,
    "heads-overlap": _heads_overlap,
    "off-branch": _off_branch,
    "branch-heads": _branch_heads,
    "branch-children": _branch_children,
    "rows-crash": _rows_crash,
    "rows-redundant": _rows_redundant,
}
