from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import headway
import projects
from headway.cli import main
from headway.cli.table import COMMANDS, NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from projects import AlembicProject

SECRET = "hunter2-and-more"  # noqa: S105 - what the tests look for


@pytest.fixture
def linear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlembicProject:
    made = projects.make_project(tmp_path / "p", "sqlite:///app.db", migrations=projects.LINEAR)
    monkeypatch.chdir(made.root)
    return made


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def upgrade(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(headway, "upgrade", upgrade)


@pytest.mark.usefixtures("linear")
def test_an_unknown_error_is_one_line_and_exit_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(ZeroDivisionError("no"), monkeypatch)
    assert main(["upgrade"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "internal error: ZeroDivisionError: no; please report it; --raiseerr shows the traceback\n"
    )
    with pytest.raises(ZeroDivisionError):
        main(["upgrade", "--raiseerr"])


@pytest.mark.usefixtures("linear")
def test_an_interrupt_is_one_line_and_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(KeyboardInterrupt(), monkeypatch)
    assert main(["upgrade"]) == 130
    assert capsys.readouterr().err == "interrupted; headway status shows where the database is\n"


@pytest.mark.usefixtures("linear")
@pytest.mark.parametrize("words", [["upgrade", "nope"], ["nope"], ["upgrade", "--nope"]])
def test_raiseerr_raises_and_json_prints_the_same_error(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(headway.UsageError) as caught:
        main([*words, "--raiseerr"])
    assert main([*words, "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["summary"] == caught.value.summary
    assert err == "" or "error" not in err


@pytest.mark.usefixtures("linear")
def test_a_migration_that_prints_does_not_break_json_or_sql(
    linear: AlembicProject, capsys: pytest.CaptureFixture[str]
) -> None:
    with linear.env.open("a", encoding="utf-8") as file:
        file.write("\nprint('hello from env.py')\n")
    assert main(["--json", "upgrade"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["runs"][0]["done"]) == 6
    assert "hello from env.py" in err
    assert main(["upgrade", "44e3", "--sql"]) == 0
    assert "hello" not in capsys.readouterr().out
    assert main(["current"]) == 0
    assert "hello from env.py" in capsys.readouterr().out


@pytest.mark.usefixtures("linear")
def test_a_reader_that_goes_away_stops_no_migration(linear: AlembicProject) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "headway", "upgrade"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert done.returncode == 0
    assert "Error" not in done.stderr
    assert main(["-c", str(linear.ini), "current", "--check-heads"]) == 0


def run_python(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "--version",
        "upgrade --help",
        "heads",
        "heads -v",
        "history",
        "history -v --json",
        "history -r 44e3:",
        "branches",
        "show 44e3",
        "show head",
        "completion bash",
        "completion powershell",
    ],
)
def test_looking_at_files_imports_nothing_heavy_and_runs_no_project_file(
    linear: AlembicProject, command: str
) -> None:
    linear.env.write_text("raise SystemExit('env.py was executed')\n", encoding="utf-8")
    for path in linear.versions.glob("*.py"):
        with path.open("a", encoding="utf-8") as file:
            file.write("\nraise SystemExit('a revision file was executed')\n")
    code = f"""
import sys
from headway.cli import main
assert main({command.split()!r}) == 0
heavy = {{"sqlalchemy", "alembic", "rich", "mako", "asyncio"}} & set(sys.modules)
print(sorted(heavy), file=sys.stderr)
"""
    assert run_python(code, linear.root) == "[]"


def test_the_library_alone_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, headway; print(sum('headway' in m for m in sys.modules), file=sys.stderr)"
    assert run_python(code, tmp_path) == "2"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://app:{SECRET}@127.0.0.1:1/prod",
        f"postgresql+psycopg://app@127.0.0.1:1/prod?password={SECRET}",
    ],
)
def test_no_password_is_ever_shown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
) -> None:
    made = projects.make_project(tmp_path / "p", url, migrations=projects.LINEAR)
    monkeypatch.chdir(made.root)
    for command in ("status", "-v status", "upgrade", "current -v", "plan", "check", "history -i"):
        for form in ([], ["--json"]):
            assert main([*command.split(), *form, "-x", f"password={SECRET}-x"]) != 0
    main(["upgrade", "44e3", "--sql", "-x", f"db_password={SECRET}"])
    shown = "".join(capsys.readouterr())
    assert "***" in shown
    assert SECRET not in shown


def test_no_password_of_an_x_argument_is_shown(
    linear: AlembicProject, capsys: pytest.CaptureFixture[str]
) -> None:
    linear.edit(
        linear.env,
        "config = context.config\n",
        "config = context.config\n"
        "word = context.get_x_argument(as_dictionary=True).get('password')\n"
        "if word: raise RuntimeError('cannot log in with ' + word)\n",
    )
    assert main(["upgrade", "44e3"]) == 0
    assert "Undo: headway downgrade base" in capsys.readouterr().out
    assert main(["-x", "tenant=a b", "upgrade", "44f0", "-c", "alembic.ini"]) == 0
    undo = "Undo: headway -c alembic.ini -x tenant=*** downgrade 44e3"
    assert undo in capsys.readouterr().out
    assert main(["-x", f"password={SECRET}", "upgrade"]) == 3
    shown = "".join(capsys.readouterr())
    assert "cannot log in with ***" in shown
    assert SECRET not in shown


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"headway {headway.__version__}\n"
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for heading in ("Every day:", "Look first:", "Repair:", "Set up:"):
        assert heading in text
    for command in COMMANDS:
        assert f"  {command.name} " in text
        for words in ([command.name, "--help"], ["--help", command.name]):
            assert main(words) == 0
            assert capsys.readouterr().out.startswith(f"usage: {command.usage}\n")
    assert text.isascii()


def test_help_needs_no_arguments_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["downgrade", "-h"]) == 0
    assert "usage: headway downgrade" in capsys.readouterr().out


def test_every_alias_has_a_command() -> None:
    assert {command.name for command in NAMES.values()} == {command.name for command in COMMANDS}


@pytest.mark.usefixtures("linear")
def test_a_console_of_another_encoding_shows_what_it_can(linear: AlembicProject) -> None:
    linear.add(projects.Migration("c0de", "ab99", message="слова \u2192 中"))
    done = subprocess.run(
        [sys.executable, "-m", "headway", "history", "-r", "c0de:"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "cp866", "PYTHONUTF8": "0"},
    )
    assert done.stdout.decode("cp866").strip() == "ab99 -> c0de (head), слова -> \\u4e2d"
