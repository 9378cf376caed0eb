"""The import rules of ARCHITECTURE.md."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from architecture.source import Module, modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from projects import AlembicProject

PURE = {"history", "plan", "events", "outcome", "errors"}
IMPURE = {"alembic", "sqlalchemy", "rich", "sqlite3", "asyncio", "mako"}
HEAVY = ("sqlalchemy", "alembic", "rich")


def test_only_the_bridge_imports_alembic() -> None:
    assert not _offenders(lambda one: one.package != "bridge", {"alembic"})


def test_nobody_imports_the_command_line() -> None:
    assert not _offenders(lambda one: one.package not in ("cli", "__main__"), {"headway.cli"})


def test_pure_packages_touch_no_connection() -> None:
    assert not _offenders(_is_pure, IMPURE, typing=False)


def test_pure_packages_import_pure_packages_only() -> None:
    pure = {f"headway.{name}" for name in PURE} | {"headway._version"}
    own = [
        f"{module}:{line} {name}"
        for module in filter(_is_pure, modules())
        for name, line in module.imports(typing=False).items()
        if name.startswith("headway.") and not _below(name, pure)
    ]
    assert not own


def test_private_names_of_alembic_are_in_one_file() -> None:
    """Who breaks with the next Alembic is known beforehand."""
    private = [
        f"{module}:{line} {name}"
        for module in modules()
        for name, line in module.imports().items()
        if module.name != "headway.bridge.private"
        and _below(name, {"alembic"})
        and any(part.startswith("_") for part in name.split("."))
    ]
    assert not private


def test_dialects_are_reached_through_their_table() -> None:
    folders = {one.name for one in modules() if one.path.name == "__init__.py"}
    dialects = {name for name in folders if name.startswith("headway.dialects.")}
    assert not _offenders(lambda one: one.package != "dialects", dialects)


def test_the_rules_see_what_they_forbid() -> None:
    """The bridge does import Alembic, and the command line itself: the search is real."""
    assert _offenders(lambda one: one.package == "bridge", {"alembic"})
    assert _offenders(lambda one: one.package == "cli", {"headway.cli"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["upgrade", "--help"],
        ["--version"],
        ["heads"],
        ["branches"],
        ["history"],
        ["history", "--verbose"],
        ["show", "44e3"],
        ["heads", "--json"],
    ],
    ids=" ".join,
)
def test_reading_commands_import_nothing_heavy(
    linear: Callable[[], AlembicProject], arguments: list[str]
) -> None:
    status, loaded = _run(linear(), ["-c", "alembic.ini", *arguments])
    assert status == 0
    assert not _find(loaded, set(HEAVY))


def test_importing_headway_imports_nothing_heavy() -> None:
    code = "import json, sys, headway; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert not _find(json.loads(done.stdout), set(HEAVY))


def test_the_measurement_itself_sees_heavy_imports(
    linear: Callable[..., AlembicProject],
) -> None:
    """A command that needs the database loads what the others must not: the list is real."""
    _, loaded = _run(linear("sqlite:///a.sqlite"), ["-c", "alembic.ini", "current"])
    assert _find(loaded, {"sqlalchemy"})


def _offenders(
    chosen: Callable[[Module], bool], forbidden: set[str], *, typing: bool = True
) -> list[str]:
    """Return what the chosen modules import of the forbidden ones, with file and line."""
    return [
        f"{module}:{line} {name}"
        for module in filter(chosen, modules())
        for name, line in module.imports(typing=typing).items()
        if _below(name, forbidden)
    ]


def _is_pure(module: Module) -> bool:
    return module.package in PURE


def _run(project: AlembicProject, arguments: list[str]) -> tuple[int, list[str]]:
    """Run the command line; return its status and the modules that were loaded in the end."""
    code = """
        import json, sys
        from headway.cli import main
        try:
            status = main(sys.argv[1:])
        except SystemExit as end:
            status = end.code
        print("\\n" + json.dumps([status or 0, sorted(sys.modules)]))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=project.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    status, loaded = json.loads(done.stdout.splitlines()[-1])
    return status, loaded


def _find(names: Iterable[str], forbidden: set[str]) -> list[str]:
    return [name for name in names if _below(name, forbidden)]


def _below(name: str, tops: set[str]) -> bool:
    return any(name == top or name.startswith(top + ".") for top in tops)
