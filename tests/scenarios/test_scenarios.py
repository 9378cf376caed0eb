"""Runs every scenario of this folder: what is printed, the exit status, and the database."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import logging
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from headway.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

HERE = Path(__file__).parent


def _load(name: str) -> ModuleType:
    """Import a module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"scenario_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


script: Any = _load("script")
SCENARIOS = [script.read_scenario(path) for path in sorted(HERE.glob("*.txt"))]
CASES = [(scenario, name) for scenario in SCENARIOS for name in scenario.databases]
_DRIVERS = {
    "sqlite": ("sqlite", "sqlite"),
    "aiosqlite": ("sqlite", "sqlite+aiosqlite"),
    "postgresql": ("postgres", "postgresql+psycopg"),
    "asyncpg": ("postgres", "postgresql+asyncpg"),
}


@pytest.mark.parametrize(
    ("scenario", "kind"), CASES, ids=[f"{scenario.name}-{kind}" for scenario, kind in CASES]
)
def test_scenario(scenario: Any, kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = _make_url(kind, tmp_path, request)
    folder = tmp_path / "work"
    folder.mkdir()
    run = _Run(scenario, folder, url)
    with _isolated(folder):
        for step in scenario.steps:
            run.do(step)


class _Run:
    """One scenario on one database."""

    def __init__(self, scenario: Any, folder: Path, url: sa.URL) -> None:
        self.scenario, self.folder, self.url = scenario, folder, url
        self.shown = url.render_as_string(hide_password=True)

    def do(self, step: Any) -> None:
        if isinstance(step, script.File):
            self._write(step)
        elif isinstance(step, script.Command):
            self._execute(step)
        else:
            self._ask(step)

    def _fill(self, text: str) -> str:
        return text.replace("{URL}", self.url.render_as_string(hide_password=False))

    def _write(self, file: Any) -> None:
        path = self.folder / file.path
        text = self._fill("".join(f"{line}\n" for line in file.lines))
        if self.scenario.escapes:
            text = text.encode("latin-1", "backslashreplace").decode("unicode_escape")
        if file.path.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def _execute(self, command: Any) -> None:
        words = shlex.split(self._fill(command.text))
        variables = dict(_take_variables(words))
        run = _run_headway if words[0] == "headway" else _run_program
        with _variables(variables):
            status, out, err = run(words)
        place = f"{self.scenario.name}.txt:{command.line}: $ {command.text}"
        seen = f"{place}\n--- stdout\n{out}--- stderr\n{err}--- status {status}"
        password = self.url.password
        if password:
            assert str(password) not in out + err, f"the password is shown: {place}"
        as_told = (
            script.matches(command.out, script.lines_of(out), self.shown)
            and script.matches(command.err, script.lines_of(err), self.shown)
            and status == command.status
        )
        if not as_told:
            pytest.fail(seen, pytrace=False)

    def _ask(self, query: Any) -> None:
        place = f"{self.scenario.name}.txt:{query.line}"
        engine = sa.create_engine(self._sync_url(), poolclass=sa.NullPool)
        with engine.connect() as connection:
            if query.text is None:
                found = sorted(sa.inspect(connection).get_table_names())
                assert [" ".join(found) or "none"] == query.rows, place
            else:
                assert _select(connection, query.text) == query.rows, place
        engine.dispose()

    def _sync_url(self) -> sa.URL:
        plain = {"sqlite+aiosqlite": "sqlite", "postgresql+asyncpg": "postgresql+psycopg"}
        return self.url.set(drivername=plain.get(self.url.drivername, self.url.drivername))


def _select(connection: sa.Connection, text: str) -> list[str]:
    try:
        rows = connection.exec_driver_sql(text).fetchall()
    except (sa.exc.OperationalError, sa.exc.ProgrammingError) as error:
        assert "no such table" in str(error) or "does not exist" in str(error)  # noqa: PT017 - an answer
        return ["no such table"]
    return ["|".join(str(value) for value in row) for row in rows] or ["(none)"]


def _run_headway(words: list[str]) -> tuple[int, str, str]:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(words[1:])
    texts = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]
    return status, texts[0], texts[1]


def _run_program(words: list[str]) -> tuple[int, str, str]:
    program = [sys.executable] if words[0] == "python" else [sys.executable, "-m", words[0]]
    done = subprocess.run(
        [*program, *words[1:]], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout, done.stderr


def _take_variables(words: list[str]) -> Iterator[tuple[str, str]]:
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        yield name, value


@contextlib.contextmanager
def _variables(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _isolated(folder: Path) -> Iterator[None]:
    """Work in the folder; give back the path, the modules and the loggers as they were."""
    path, modules, handlers = list(sys.path), set(sys.modules), list(logging.getLogger().handlers)
    level = logging.getLogger().level
    with contextlib.chdir(folder):
        yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).is_relative_to(folder):
            del sys.modules[name]
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def _make_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> sa.URL:
    server, driver = _DRIVERS[kind]
    if server == "sqlite":
        return sa.make_url(f"{driver}:///{(tmp_path / 'work' / 'app.db').as_posix()}")
    made = request.getfixturevalue(server)()
    return sa.make_url(str(made.url)).set(drivername=driver)
