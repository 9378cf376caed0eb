"""A fresh upgrade: every migration of a history applied to an empty database."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figure import Cell, Figure, make_figure
from material import make_linear
from measure import Contestant, Sample, run_process, take_turns

import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from material import Material
    from rivals import Rival

__all__ = ["Place", "absent", "measure_fresh", "measure_loop", "on_postgresql", "on_sqlite"]

_HERE = Path(__file__).parent
_MODES = {True: "a transaction each", False: "one transaction"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A kind of database to upgrade: how to get an empty one, and its addresses.

    `renew` empties it; `address` is what the raw driver connects to.
    """

    name: str
    title: str
    goal: float
    renew: Callable[[], object]
    url: str
    address: str


def on_sqlite(folder: Path) -> Place:
    """Return a place for a SQLite file below `folder`."""
    path = folder / "fresh.sqlite"

    def renew() -> None:
        for name in (path, Path(f"{path}-journal"), Path(f"{path}-wal")):
            name.unlink(missing_ok=True)

    return Place(
        name="sqlite",
        title="SQLite file",
        goal=1 / 2,
        renew=renew,
        url=f"sqlite:///{path.as_posix()}",
        address=str(path),
    )


def on_postgresql(server: servers.PostgreSQL) -> Place:
    """Return a place for a database of the server, dropped and created anew each time."""
    name = "benchmark"
    # The tests' server stores the password with one round, which Go's driver (dbmate) refuses.
    server._admin(f"SET scram_iterations = 4096; ALTER USER postgres PASSWORD '{servers.PASSWORD}'")

    def renew() -> None:
        server._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server._admin(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY")

    url = server.url(name, "psycopg")
    return Place(
        name="postgresql",
        title="PostgreSQL",
        goal=0.85,
        renew=renew,
        url=url,
        address=url.replace("+psycopg", ""),
    )


def measure_fresh(  # noqa: PLR0913  the place, the size, the noise and who takes part
    folder: Path,
    place: Place,
    size: int,
    runs: int,
    others: Sequence[Rival],
    *,
    each: bool = True,
) -> list[Figure]:
    """Measure a fresh upgrade of `size` revisions beside the driver alone and other tools."""
    root = folder / f"fresh-{place.name}-{'each' if each else 'one'}"
    material = make_linear(root, size, real=True, transaction_per_migration=each)
    material.set_url(place.url)
    said = {tool: _capture(material, place, tool) for tool in ("headway", "alembic")}
    tools = [
        Contestant(name=name, prepare=place.renew, turn=_upgrade(material, name.lower()))
        for name in ("Headway", "Alembic")
    ]
    floors = [
        Contestant(name=name, prepare=place.renew, turn=_replay(material, place, said[tool]))
        for name, tool in (("driver alone", "headway"), ("driver, Alembic's commits", "alembic"))
    ]
    statements = _split(said["headway"]) if each else []
    tools += [floors[0]]
    tools += [rival.start(root / rival.name, place, statements) for rival in others if each]
    take_turns([*tools, floors[1]], runs)
    title = f"fresh upgrade of {size:,} on {place.title}, {_MODES[each]}"
    floors[1].name = "driver alone"
    return [
        make_figure(title, "wall", tools, goal=place.goal),
        make_figure(
            title,
            "cpu",
            [tool for tool in tools if tool.name in {"Headway", "Alembic", "driver alone"}],
        ),
        make_figure(
            f"{title}, the driver alone with Alembic's commits", "wall", [tools[1], floors[1]]
        ),
    ]


def _upgrade(material: Material, tool: str) -> Callable[[], Sample]:
    command = [sys.executable, "-m", tool, "upgrade", "head"]
    return lambda: run_process(command, material.root)


def _capture(material: Material, place: Place, tool: str) -> Path:
    place.renew()
    made = material.root / f"{tool}.json"
    run_process([sys.executable, str(_HERE / "capture.py"), tool, str(made)], material.root)
    return made


def _replay(material: Material, place: Place, said: Path) -> Callable[[], Sample]:
    command = [sys.executable, str(_HERE / "replay.py"), place.name, place.address, str(said)]
    return lambda: run_process(command, material.root)


def _split(said: Path) -> list[list[str]]:
    """Return the SQL of each migration, without what keeps the version."""
    steps: list[list[str]] = []
    for what, *rest in json.loads(said.read_text(encoding="utf-8")):
        if what == "step":
            steps.append([])
        elif what == "execute" and steps and _is_change(rest[0]):
            steps[-1].append(rest[0].strip())
    return steps


def _is_change(sql: str) -> bool:
    return sql.lstrip().startswith(("CREATE", "ALTER")) and "alembic_version" not in sql


def measure_loop(folder: Path, place: Place, size: int, runs: int) -> list[Figure]:
    """Measure where the CPU time of each migration goes, for Headway and Alembic."""
    material = make_linear(folder / f"loop-{place.name}", size, real=True, timer="stopwatch")
    material.set_url(place.url)
    tools = {
        name: Contestant(name=name, prepare=place.renew, turn=_watch(material, place, name.lower()))
        for name in ("Headway", "Alembic")
    }
    take_turns(list(tools.values()), runs)
    parts = {
        "driver": "the driver",
        "op": "`upgrade()` beyond the driver",
        "loop": "the step loop beyond both",
    }
    return [
        make_figure(f"{place.title}, each migration: {label}", "cpu", _pick(tools, part))
        for part, label in parts.items()
    ]


def _watch(material: Material, place: Place, tool: str) -> Callable[[], Sample]:
    command = [
        sys.executable,
        str(_HERE / "stopwatch.py"),
        tool,
        place.url.partition("/")[0] + "//",
    ]
    environment = {"PYTHONPATH": str(_HERE)}
    return lambda: run_process(command, material.root, environment)


def _pick(tools: dict[str, Contestant], part: str) -> list[Contestant]:
    """Return contestants whose samples are one part of what the stopwatch printed."""
    return [
        Contestant(name=name, samples=[_part(sample.output, part) for sample in tool.samples])
        for name, tool in tools.items()
    ]


def _part(output: str, part: str) -> Sample:
    sums: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    each = sums[part] / sums["migrations"]
    return Sample(cpu=each, wall=each)


def absent(reason: str) -> dict[str, Cell]:
    """Return the cells of a row that could not be measured."""
    return {name: Cell(text=reason) for name in ("Headway", "Alembic")}
