"""One line of the table: what was measured, in which unit, for whom, and the goal."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from measure import Contestant

__all__ = ["Cell", "Figure", "make_figure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One contestant's result: seconds (the median), the fastest and slowest turn, the ratio.

    `ratio` is to Alembic's median. `text` stands instead of numbers where there are none.
    """

    seconds: float | None = None
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the values that are set."""
        names = ("seconds", "low", "high", "ratio", "text")
        return {name: value for name in names if (value := getattr(self, name)) not in (None, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A row: `goal` is the largest wanted ratio of Headway to Alembic, None without one."""

    title: str
    unit: str
    cells: dict[str, Cell] = field(default_factory=dict)
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        """Tell whether the goal is met; None where there is none or nothing was measured."""
        cell = self.cells.get("Headway")
        if self.goal is None or cell is None or cell.ratio is None:
            return None
        return cell.ratio <= self.goal

    def as_json(self) -> dict[str, Any]:
        """Return the row for `--json`."""
        cells = {name: cell.as_json() for name, cell in self.cells.items()}
        return {
            "title": self.title,
            "unit": self.unit,
            "goal": self.goal,
            "met": self.met,
            "results": cells,
        }


def make_figure(
    title: str,
    unit: str,
    contestants: Sequence[Contestant],
    *,
    goal: float | None = None,
    less: float = 0.0,
) -> Figure:
    """Make a row from samples; `less` seconds (the interpreter's start) are subtracted from each.

    `unit` is "cpu" or "wall".
    """
    values = {
        one.name: [getattr(sample, unit) - less for sample in one.samples] for one in contestants
    }
    base = statistics.median(values["Alembic"]) if values.get("Alembic") else None
    cells = {}
    for one in contestants:
        seconds = values[one.name]
        if not seconds:
            cells[one.name] = Cell(text=one.missing or "-")
            continue
        middle = statistics.median(seconds)
        ratio = middle / base if base else None
        cells[one.name] = Cell(seconds=middle, low=min(seconds), high=max(seconds), ratio=ratio)
    return Figure(title=title, unit=unit, cells=cells, goal=goal)
