"""The result as a markdown table or JSON: ratios first, no absolute paths."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from measure import CPU

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from figure import Cell, Figure

__all__ = ["render_json", "render_table"]

_COLUMNS = ("Headway", "Alembic", "driver alone", "dbmate", "yoyo", "Django")


def render_table(figures: Sequence[Figure], versions: Mapping[str, str], runs: int) -> str:
    """Return the table, the remarks under it and the versions."""
    columns = [name for name in _COLUMNS if any(name in figure.cells for figure in figures)]
    remarks: list[str] = []
    lines = [
        "| measured | goal | " + " | ".join(columns) + " |",
        "|---|---|" + "---|" * len(columns),
    ]
    for figure in figures:
        cells = [_show(figure.cells.get(name), name, remarks) for name in columns]
        unit = CPU if figure.unit == "cpu" else figure.unit
        title = f"{figure.title}, {unit}" if unit else figure.title
        lines.append(f"| {title} | {_goal(figure)} | " + " | ".join(cells) + " |")
    lines += ["", f"Ratios to Alembic, medians of {runs} runs in turn; seconds in brackets."]
    lines += remarks
    lines += ["", "Versions: " + ", ".join(f"{name} {what}" for name, what in versions.items())]
    return "\n".join(lines)


def render_json(figures: Sequence[Figure], versions: Mapping[str, str], runs: int) -> str:
    """Return the same as JSON."""
    rows = [figure.as_json() for figure in figures]
    return json.dumps({"runs": runs, "versions": versions, "figures": rows}, indent=2)


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    word = {True: "met", False: "missed", None: "not measured"}[figure.met]
    return f"{figure.goal:.2f} {word}"


def _show(cell: Cell | None, name: str, remarks: list[str]) -> str:
    if cell is None:
        return ""
    if cell.seconds is None:
        if cell.text.startswith(("failed", "not ")):
            remark = f"- {name}: {' '.join(cell.text.split())}"
            if remark not in remarks:
                remarks.append(remark)
            return "see below"
        return cell.text
    if cell.ratio is None:
        return f"({_seconds(cell.seconds)})"
    return f"{cell.ratio:.3f} ({_seconds(cell.seconds)})"


def _seconds(value: float) -> str:
    if value >= 0.1:
        return f"{value:.2f} s"
    return f"{value * 1000:.2f} ms"
