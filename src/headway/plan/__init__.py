"""From a target, a history and the rows of a database to the steps of a run. Pure."""

from __future__ import annotations

from headway.plan.offline import split_range, split_ranges
from headway.plan.planner import plan_downgrade, plan_upgrade
from headway.plan.stamp import plan_stamp
from headway.plan.step import Direction, Move, Plan, Step

__all__ = [
    "Direction",
    "Move",
    "Plan",
    "Step",
    "plan_downgrade",
    "plan_stamp",
    "plan_upgrade",
    "split_range",
    "split_ranges",
]
