"""Contestants take turns; a figure is the median of several turns after a warm-up."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

try:
    import resource
except ImportError:  # Windows has none: wall time stands in for CPU time there, and is named so
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["CPU", "Contestant", "FailedError", "Sample", "median", "run_process", "take_turns"]

CPU = "CPU" if resource is not None else "wall"
"""What `Sample.cpu` holds on this machine."""


class FailedError(Exception):
    """A contestant's process failed; the text is the end of what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One turn: seconds of CPU (user and system, with child processes) and of the wall clock."""

    cpu: float
    wall: float
    output: str = ""


@dataclass(slots=True, kw_only=True)
class Contestant:
    """Who takes part: `prepare` runs before each turn and is not measured.

    `turns` limits the turns of a slow one (warm-up included). `missing` says why there are none.
    """

    name: str
    turn: Callable[[], Sample] | None = None
    prepare: Callable[[], object] = lambda: None
    turns: int | None = None
    missing: str = ""
    samples: list[Sample] = field(default_factory=list)


def run_process(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Sample:
    """Run a process to its end and measure it. Raises FailedError when it fails."""
    settings = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    settings |= {"NO_COLOR": "1", "PYTHONUTF8": "1"} | dict(environment or {})
    before = _read_children()
    begun = time.perf_counter()
    done = subprocess.run(
        list(command), cwd=folder, env=settings, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - begun
    after = _read_children()
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        print(said, file=sys.stderr)
        raise FailedError(said.rpartition("\n")[2])
    return Sample(
        cpu=wall if after is None else after - (before or 0), wall=wall, output=done.stdout
    )


def take_turns(contestants: Sequence[Contestant], runs: int) -> None:
    """Let each contestant run once, in turn, for `runs` rounds after one that does not count."""
    for number in range(runs + 1):
        for contestant in contestants:
            if contestant.missing or contestant.turn is None:
                continue
            if contestant.turns is not None and number >= contestant.turns:
                continue
            print(f"  {number}/{runs} {contestant.name}", file=sys.stderr, flush=True)
            try:
                contestant.prepare()
                sample = contestant.turn()
            except FailedError as error:
                contestant.missing = f"failed: {error}"
                continue
            if number or contestant.turns == 1:
                contestant.samples.append(sample)


def median(contestant: Contestant, unit: str) -> float | None:
    """Return the median of the contestant's samples in seconds, or None without any."""
    if not contestant.samples:
        return None
    return statistics.median(getattr(sample, unit) for sample in contestant.samples)


def _read_children() -> float | None:
    if resource is None:
        return None
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
