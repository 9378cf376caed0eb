"""Commands that read a history of thousands of revisions, and an upgrade with nothing to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rivals
from figure import Cell, Figure, make_figure
from material import make_linear
from measure import Contestant, median, run_process, take_turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from material import Material
    from rivals import Rival

__all__ = ["measure_current", "measure_reading", "show_growth"]


def _process(tool: str, material: Material, *arguments: str) -> Contestant:
    command = [sys.executable, "-m", tool.lower(), *arguments]
    return Contestant(name=tool, turn=lambda: run_process(command, material.root))


def measure_reading(folder: Path, size: int, runs: int, others: Sequence[Rival]) -> list[Figure]:
    """Measure `heads`, `history` and an upgrade with nothing to do, with `size` revisions."""
    material = make_linear(folder / "reading", size, real=True)
    material.stamp()
    start = _measure_start(material, runs)
    figures = [Figure(title="start of Python alone", unit="cpu", cells={"Headway": start})]
    less = start.seconds or 0.0
    for command in ("heads", "history"):
        warm, cold = _process("Headway", material, command), _process("Headway", material, command)
        cold.name, cold.prepare = "cold", material.forget_index
        alembic = _process("Alembic", material, command)
        take_turns((cold, warm, alembic), runs)
        cold.name = "Headway"
        title = f"`{command}`, {size:,} revisions"
        pairs = (("warm index", warm, 1 / 10), ("cold, no index", cold, 1 / 3))
        for state, headway, goal in pairs:
            both = (headway, alembic)
            figures.append(make_figure(f"{title}, {state}", "cpu", both, goal=goal))
            figures.append(
                make_figure(f"{title}, {state}, less Python's start", "cpu", both, less=less)
            )
    tools = [_process(tool, material, "upgrade", "head") for tool in ("Headway", "Alembic")]
    tools += [rivals.with_nothing_to_do(rival, folder, size) for rival in others]
    take_turns(tools, runs)
    title = f"upgrade with nothing to do, {size:,} revisions"
    figures.append(make_figure(title, "cpu", tools, goal=1 / 4))
    return figures


def _measure_start(material: Material, runs: int) -> Cell:
    bare = Contestant(
        name="Python", turn=lambda: run_process([sys.executable, "-c", "pass"], material.root)
    )
    take_turns((bare,), runs)
    return Cell(seconds=median(bare, "cpu"))


def measure_current(folder: Path, sizes: Sequence[int], runs: int) -> list[Figure]:
    """Measure `current` at growing sizes; each row's numbers should grow like its size."""
    figures, first = [], {}
    for size in sizes:
        material = make_linear(folder / f"current-{size}", size, real=True)
        material.stamp()
        tools = [_process(tool, material, "current") for tool in ("Headway", "Alembic")]
        # Alembic's is quadratic: 25 s of CPU at 5,000 revisions, so it runs twice at most.
        tools[1].turns = min(runs + 1, 3 if size <= 2_000 else 2)
        take_turns(tools, runs)
        figures.append(make_figure(f"`current`, {size:,} revisions", "cpu", tools))
        first = first or {tool.name: median(tool, "cpu") for tool in tools}
    figures.append(show_growth("`current`", sizes, first, figures[-1]))
    return figures


def show_growth(
    what: str, sizes: Sequence[int], first: dict[str, float | None], last: Figure
) -> Figure:
    """Return the row that says how many times longer the largest size took than the smallest."""
    cells = {}
    for name, cell in last.cells.items():
        begin = first.get(name)
        grown = f"{cell.seconds / begin:.1f} times" if begin and cell.seconds else "-"
        cells[name] = Cell(text=grown)
    title = f"{what}: {sizes[-1] / sizes[0]:.0f} times the revisions take"
    return Figure(title=title, unit="", cells=cells)
