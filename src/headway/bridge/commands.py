"""What each command does with the databases that env.py connects."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from headway.bridge import handing, revise
from headway.bridge.position import locate
from headway.bridge.render import render
from headway.bridge.request import Offline, Request
from headway.bridge.run import run
from headway.errors import TargetSyntaxError, UsageError
from headway.outcome import Outcome, Planning, Run
from headway.plan import plan_downgrade, plan_stamp, plan_upgrade, split_range, split_ranges
from headway.plan.step import Direction, Plan
from headway.project import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from headway.api import Options
    from headway.bridge.visit import Visit
    from headway.events import Event
    from headway.history import History
    from headway.outcome import Difference, Position, Written
    from headway.project import Project

__all__ = [
    "Call",
    "author",
    "compare",
    "create_version_table",
    "join",
    "look",
    "move",
    "preview",
    "set_version",
]


_WRITES = frozenset({"upgrade", "downgrade", "stamp", "ensure_version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How a function of the library was called: the project, its options, offline or not.

    With `sql` nothing is executed and the text goes to `output` (a buffer of our own if None).
    """

    project: Project | str | Path
    options: Options
    sql: bool = False
    tag: str | None = None
    output: TextIO | None = None


def move(
    call: Call, direction: Direction, target: str, *, including_branches: bool = False
) -> Outcome:
    """Run `upgrade` or `downgrade`, or write its SQL."""
    start, destination = _split(target, direction, sql=call.sql)
    planner = _planner(direction, destination, including_branches=including_branches)
    runs: list[Run] = []

    def work(visit: Visit) -> None:
        plan = planner(visit.history(), visit.heads())
        runs.append(visit.apply(plan, call.options.get("listener", _ignore)))

    offline = _offline(call, start)
    with _request(call, direction.value, {"revision": target}, offline, destination) as request:
        run(request, work)
    return Outcome(runs=tuple(runs), sql=_text(call, offline))


def _planner(
    direction: Direction, target: str, *, including_branches: bool
) -> Callable[[History, tuple[str, ...]], Plan]:
    def planned(history: History, heads: tuple[str, ...]) -> Plan:
        if direction is Direction.UPGRADE:
            return plan_upgrade(history, heads, target)
        return plan_downgrade(history, heads, target, including_branches=including_branches)

    return planned


def _split(target: str, direction: Direction, *, sql: bool) -> tuple[str | None, str]:
    if sql:
        return split_range(target, direction)
    _refuse_range(target)
    return None, target


def _refuse_range(target: str) -> None:
    if ":" in target:
        raise TargetSyntaxError(f"{target}: a range works only with --sql; nothing was done")


def set_version(call: Call, targets: tuple[str, ...], *, purge: bool) -> Outcome:
    """Run `stamp`, or write its SQL."""
    if purge and call.sql:
        raise UsageError("--purge cannot be used with --sql: it depends on the table's rows")
    start, names = split_ranges(targets) if call.sql else (None, targets)
    for name in names:
        _refuse_range(name)
    runs: list[Run] = []

    def work(visit: Visit) -> None:
        plan = plan_stamp(visit.history(), visit.heads(), names, purge=purge)
        runs.append(visit.apply(plan, call.options.get("listener", _ignore), purge=purge))

    arguments = {"revisions": list(targets), "purge": purge}
    offline = _offline(call, start)
    with _request(call, "stamp", arguments, offline, names) as request:
        run(request, work)
    return Outcome(runs=tuple(runs), sql=_text(call, offline))


def look(call: Call) -> tuple[Position, ...]:
    """Read where each database is."""
    positions: list[Position] = []

    def work(visit: Visit) -> None:
        positions.append(locate(visit))

    with _request(call, "current") as request:
        run(request, work)
    return tuple(positions)


def preview(
    call: Call, direction: Direction, target: str, *, including_branches: bool, statements: bool
) -> tuple[Planning, ...]:
    """Plan without applying, optionally with the statements."""
    _, destination = _split(target, direction, sql=False)
    planner = _planner(direction, destination, including_branches=including_branches)
    plannings: list[Planning] = []

    def work(visit: Visit) -> None:
        plan = planner(visit.history(), visit.heads())
        shown = render(visit, plan) if statements else ()
        plannings.append(Planning(database=visit.database, plan=plan, statements=shown))

    with _request(call, "current") as request:
        run(request, work)
    return tuple(plannings)


def create_version_table(call: Call) -> Outcome:
    """Create the version table where it is missing."""
    offline = _offline(call, None)
    with _request(call, "ensure_version", {}, offline) as request:
        run(request, lambda visit: visit.ensure_version_table())
    return Outcome(runs=(), sql=_text(call, offline))


def author(call: Call, arguments: dict[str, Any]) -> tuple[Written, ...]:
    """Write a revision file."""
    with _request(call, "revision", arguments) as request:
        return revise.write_revision(request, arguments)


def join(call: Call, arguments: dict[str, Any]) -> Written:
    """Write a merge revision."""
    with _request(call, "merge", arguments) as request:
        return revise.write_merge(request, arguments)[0]


def compare(call: Call) -> tuple[Difference, ...]:
    """Compare the models with the database."""
    with _request(call, "check") as request:
        return revise.check(request)


@contextmanager
def _request(
    call: Call,
    command: str,
    arguments: Mapping[str, object] | None = None,
    offline: Offline | None = None,
    destination: str | tuple[str, ...] | None = None,
) -> Iterator[Request]:
    """Build the request for one run; a connection that is opened for it is closed after it."""
    options = call.options
    given = any(options.get(key) is not None for key in ("engine", "connection", "url"))
    asks = command not in {"revision", "merge"} or bool((arguments or {}).get("autogenerate"))
    project = load(call.project, name=options.get("name"), with_url=asks and not given)
    with handing.opened(options) as handover:
        yield Request(
            project=project,
            command=command,
            arguments={"sql": call.sql, "tag": call.tag, **(arguments or {})},
            x=_x(options),
            options=options.get("cmd_opts"),
            attributes=options.get("attributes", {}),
            handover=handover,
            offline=offline,
            destination=destination,
            tag=call.tag,
            writes=command in _WRITES,
        )


def _x(options: Options) -> tuple[str, ...]:
    given = options.get("x") or ()
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Mapping):
        return tuple(f"{key}={value}" for key, value in given.items())
    return tuple(given)


def _offline(call: Call, start: str | None) -> Offline | None:
    if not call.sql:
        return None
    return Offline(output=call.output if call.output is not None else io.StringIO(), start=start)


def _text(call: Call, offline: Offline | None) -> str | None:
    if offline is None or call.output is not None:
        return None
    return str(offline.output.getvalue()) if isinstance(offline.output, io.StringIO) else None


def _ignore(event: Event) -> None:
    del event
