"""Run every command of The Remember's document in order, and check the state after each.

`python examples/demo.py`, the same as `make demo`. It works in a temporary copy of the example
application, on a SQLite file through aiosqlite. `--keep FOLDER` works in that folder instead.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = r".\the_remember\src\repo"
CONFIG = REPO + r"\migration/_alembic.ini"
DATABASE = Path("the_remember.sqlite")

HISTORY = ("1a2b", "44e3", "44f0", "9b3c", "ab12", "ab99")
NEW_TABLES = {
    "1a2b": ("users",),
    "44e3": ("terms",),
    "44f0": ("folders",),
    "9b3c": ("sentences",),
    "ab12": ("module_terms", "modules"),
    "ab99": (),
}


@dataclass(frozen=True)
class State:
    """What is in the database: the current revision, "" for base, None without version table."""

    at: str | None
    tables: tuple[str, ...]

    def __str__(self) -> str:
        tables = f"tables: {' '.join(self.tables)}" if self.tables else "no tables"
        if self.at not in HISTORY:
            place = "no version table" if self.at is None else f"at {self.at or 'base'}"
            return f"{place}; {tables}"
        applied = HISTORY[: HISTORY.index(self.at) + 1]
        return f"at {self.at}; applied: {' '.join(applied)}; {tables}"


def expect(at: str | None) -> State:
    """Return the state that a database at this revision has to be in."""
    applied = HISTORY[: HISTORY.index(at) + 1] if at else ()
    return State(at, tuple(sorted(table for one in applied for table in NEW_TABLES[one])))


def read() -> State:
    """Ask the database itself, not Headway."""
    if not DATABASE.exists():
        return State(None, ())
    with closing(sqlite3.connect(DATABASE)) as connection:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        tables = [name for (name,) in connection.execute(query)]
        if "alembic_version" not in tables:
            return State(None, tuple(tables))
        tables.remove("alembic_version")
        rows = [name for (name,) in connection.execute("SELECT * FROM alembic_version")]
    return State(" ".join(rows), tuple(tables))


def fail(message: str) -> None:
    """Stop the demonstration: something is not as the document says."""
    raise SystemExit(f"\ndemo: FAILED: {message}")


def tell(text: str) -> None:
    """Print a sentence of the document."""
    print(f"\n# {text}")


def run(*words: str, status: int = 0) -> str:
    """Run `headway --config … words` as the document writes it, and show what it prints.

    Left out are the log lines that the template's logging setup writes beside it.
    """
    shown = ["--config", CONFIG, *words]
    if os.name != "nt":
        shown = [word.replace("\\", "/") for word in shown]
    print("$ headway " + " ".join(f'"{word}"' if " " in word else word for word in shown))
    done = subprocess.run(
        [sys.executable, "-m", "headway", *shown],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONUTF8": "1"},
        check=False,
    )
    for line in done.stdout.splitlines():
        if not line.startswith("INFO "):
            print(f"  | {line}")
    if done.returncode != status:
        fail(f"exit status {done.returncode} instead of {status}")
    return done.stdout


def step(*words: str, at: str | None, status: int = 0) -> None:
    """Run a command and check the state after it: at this revision, with its tables."""
    run(*words, status=status)
    found = read()
    print(f"  = {found}")
    if found != expect(at):
        fail(f"the database is not as expected: {expect(at)}")


def start_again() -> None:
    """Go on with a new, empty database."""
    DATABASE.unlink(missing_ok=True)
    print("\n(a new, empty database)")


def write_models(*names: str, index: bool = False) -> None:
    """Let the application have these models, as if they had just been written."""
    source = HERE / "the_remember" / "the_remember" / "src" / "repo" / "models"
    target = Path("the_remember/src/repo/models")
    for name in ("base", *names):
        text = (source / f"{name}.py").read_text(encoding="utf-8")
        if name == "term" and not index:
            text = text.replace("String(100), index=True)", "String(100))")
        (target / f"{name}.py").write_text(text, encoding="utf-8")
    imports = [f"from .{n} import {n.title()} as {n.title()}\n" for n in sorted(("base", *names))]
    text = '"""The application\'s tables."""\n\n' + "".join(imports)
    (target / "__init__.py").write_text(text, encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    """Change one line, as the user does by hand, and show it."""
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        fail(f"{path} does not hold the line {old!r} once")
    path.write_text(text.replace(old, new), encoding="utf-8")
    print(f"(edited {path.as_posix()})")
    for line in new.splitlines():
        print(f"  + {line}")


def show_init() -> None:
    """Initialise, and point the new files to the application."""
    folder = Path("the_remember/src/repo/migration")
    tell("Initialise: sets the migration system up")
    run("init", REPO + r"\migration\alembic", "--template", "async")
    for path in (folder / "_alembic.ini", folder / "alembic" / "env.py"):
        print(f"  = {path.as_posix()} is there")
        if not path.is_file():
            fail(f"{path} is missing")
    tell("The template's placeholder URL, left as it is: one sentence, and nothing happens")
    if "_alembic.ini" not in run("upgrade", "head", status=2):
        fail("the message does not name the file to edit")
    url = f"sqlite+aiosqlite:///{DATABASE}"
    edit(folder / "_alembic.ini", "driver://user:pass@localhost/dbname", url)
    models = "from the_remember.src.repo.models import Base\n\ntarget_metadata = Base.metadata"
    edit(folder / "alembic" / "env.py", "target_metadata = None", models)


def create(revision: str, message: str, *models: str, index: bool = False) -> None:
    """Create a migration from the models; the database must stay as it is."""
    write_models(*models, index=index)
    versions = Path("the_remember/src/repo/migration/alembic/versions")
    files, before = set(versions.glob("*.py")), read()
    run("revision", "-m", message, "--autogenerate", "--rev-id", revision)
    made = set(versions.glob("*.py")) - files
    if [path.name[:4] for path in made] != [revision]:
        fail(f"expected one new file in {versions}, found {sorted(made)}")
    print(f"  = new file {made.pop().name}; the database is untouched: {read()}")
    if read().tables != before.tables or read().at != before.at:
        fail("creating a migration has changed the database")


def show_first_migrations() -> None:
    """Write the application step by step: a model, its migration, upgrade head."""
    tell("Create a migration: only a file is created, the database itself is untouched")
    print("  (--rev-id chooses the short hashes of this page; without it they are random)")
    create("1a2b", "test", "user")
    tell("Apply all: applies every migration that is not applied yet")
    step("upgrade", "head", at="1a2b")
    tell("The application grows: terms, folders, sentences, modules, an index")
    names = ["user"]
    for revision, message, model in (
        ("44e3", "add terms", "term"),
        ("44f0", "add folders", "folder"),
        ("9b3c", "add sentences", "sentence"),
        ("ab12", "add modules", "module"),
    ):
        names.append(model)
        create(revision, message, *names)
        step("upgrade", "head", at=revision)
    create("ab99", "index terms.word", *names, index=True)
    step("upgrade", "head", at="ab99")


def show_upgrades() -> None:
    """Show the document's upgrades by hash, by short hash and by counting."""
    tell("Everything is applied: nothing to do")
    step("upgrade", "head", at="ab99")
    tell("Apply up to one that is already applied: the database stays as it is, no rollback")
    step("upgrade", "44e3", at="ab99")
    start_again()
    tell("Apply up to one")
    step("upgrade", "44e3", at="44e3")
    tell("A hash may be shortened to a single letter, as long as it identifies one migration")
    step("upgrade", "9", at="9b3c")
    step("upgrade", "ab", at="9b3c", status=2)
    tell("The next two")
    step("upgrade", "+2", at="ab99")
    start_again()
    tell("A hash and two more: everything up to 44e3, and two more")
    step("upgrade", "44e3+2", at="9b3c")
    start_again()
    tell("A hash less two: two before 44e3; two more afterwards, and the current one is 44e3")
    step("upgrade", "44e3-2", at=None)
    step("upgrade", "+2", at="44e3")


def show_downgrades() -> None:
    """Show the document's downgrades, and that those to unapplied migrations do nothing."""
    step("upgrade", "head", at="ab99")
    tell("Back one")
    step("downgrade", "-1", at="ab12")
    tell("Back to one: 44e3 stays applied")
    step("downgrade", "44e3", at="44e3")
    tell("Back to one that is not applied: nothing happens")
    step("downgrade", "9b3c", at="44e3")
    tell("Relative addresses work the same for downgrade")
    step("upgrade", "head", at="ab99")
    step("downgrade", "44e3+2", at="9b3c")
    step("downgrade", "44e3-2", at="")


def show_application() -> None:
    """Show that the application works with the tables that the migrations made."""
    tell("And the application itself uses the database")
    step("upgrade", "head", at="ab99")
    print("$ python -m the_remember")
    command = [sys.executable, "-m", "the_remember"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    print("  | " + text.strip().replace("\n", "\n  | "))
    if "bridge cloud" not in text:
        fail("the application does not read back what it wrote")


def show_all(folder: Path) -> None:
    """Run the whole demonstration in an empty folder."""
    ignored = shutil.ignore_patterns("migration", "models", "__pycache__", "*.sqlite")
    application = HERE / "the_remember" / "the_remember"
    print("Each command of the document, then | what it printed and = what is true after it.")
    print("(Alembic's log lines, INFO ..., are left out.)")
    shutil.copytree(application, folder / "the_remember", ignore=ignored)
    (folder / "the_remember/src/repo/models").mkdir()
    before = Path.cwd()
    os.chdir(folder)
    try:
        show_init()
        show_first_migrations()
        show_upgrades()
        show_downgrades()
        show_application()
    finally:
        os.chdir(before)
    print("\ndemo: every command did what the document says")


def enter_environment() -> None:
    """Run in the project's environment, made if needed, unless Headway is installed already."""
    if all(map(importlib.util.find_spec, ("headway", "aiosqlite"))):
        return
    sys.path.insert(0, str(HERE.parent / "tools"))
    import environment  # noqa: PLC0415  a fresh clone has only the standard library up to here

    environment.run([str(environment.ensure("demo")), __file__, *sys.argv[1:]])
    raise SystemExit


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="Run The Remember's migrations, step by step.")
    parser.add_argument("--keep", metavar="FOLDER", help="work in this new folder and keep it")
    arguments = parser.parse_args()
    enter_environment()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace", line_buffering=True)
    if arguments.keep:
        Path(arguments.keep).mkdir(parents=True)
        show_all(Path(arguments.keep).resolve())
        return
    with tempfile.TemporaryDirectory(prefix="the_remember-") as folder:
        show_all(Path(folder))


if __name__ == "__main__":
    main()
