"""What env.py files of large projects do with `Config` and with the command line's options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compat.side import make_env, run_both
from projects import LINEAR

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject

UP = ("upgrade", "head")

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def test_internals_of_cmd_opts(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
function, positional, keywords = config.cmd_opts.cmd
print("env:", function.__name__, positional, sorted(keywords))
for name in ("revision", "revisions", "sql", "tag", "x", "purge"):
    print("env:", name, getattr(config.cmd_opts, name, "missing"))
"""
    commands = [
        ("-x", "a=b", "-x", "c", "upgrade", "44e3"),
        ("upgrade", "+1"),
        ("downgrade", "-1"),
        ("stamp", "head"),
        ("stamp", "base", "--purge"),
        ("current",),
        ("-x", "d=e", "upgrade", "head", "--sql", "--tag", "t"),
    ]
    theirs, ours = run_both(project, databases, commands, env=make_env(top=top), migrations=LINEAR)
    assert ours.failed == theirs.failed == [False] * len(commands)
    assert ours.said == theirs.said
    assert ours.dumps == theirs.dumps


def test_a_namespace_of_its_own(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
from argparse import Namespace
config.cmd_opts = Namespace(x=["tenant=a", "fast"], own=1)
print("env:", context.get_x_argument(as_dictionary=True), config.cmd_opts.own)
"""
    theirs, ours = run_both(project, databases, [UP], env=make_env(top=top), migrations=LINEAR)
    assert ours.said == theirs.said == [["env: {'tenant': 'a', 'fast': ''} 1"]]
    assert ours.dumps == theirs.dumps


def test_a_config_without_a_file(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

own = Config()
own.set_main_option("script_location", config.get_main_option("script_location"))
print("env:", ScriptDirectory.from_config(own).get_heads())
command.history(own)
"""
    theirs, ours = run_both(project, databases, [UP], env=make_env(top=top), migrations=LINEAR)
    assert ours.said == theirs.said == [["env: ['ab99']"]]
    assert "44e3 -> 44f0, add folders" in ours.text
    assert ours.dumps == theirs.dumps


def test_a_subclass_of_config(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
from alembic import command
from alembic.config import Config

class Own(Config):
    def print_stdout(self, text, *arguments):
        print("env: own", text % arguments)

    def get_template_directory(self):
        return "nowhere"

command.heads(Own(config.config_file_name))
"""
    theirs, ours = run_both(project, databases, [UP], env=make_env(top=top), migrations=LINEAR)
    assert ours.said == theirs.said == [["env: own ab99 (head)"]]
    assert ours.dumps == theirs.dumps


def test_print_stdout_replaced(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
from alembic import command
from alembic.config import Config

Config.print_stdout = lambda self, text, *arguments: print("env: mine", text % arguments)
command.heads(config)
"""
    theirs, ours = run_both(project, databases, [UP], env=make_env(top=top), migrations=LINEAR)
    assert ours.said == theirs.said == [["env: mine ab99 (head)"]]
    assert ours.dumps == theirs.dumps


RUN = """
if tool == "alembic":
    from alembic import command
    from alembic.config import Config

    command.upgrade(Config("alembic.ini"), "head")
else:
    import headway

    headway.upgrade("alembic.ini", "head")
"""


def test_script_directory_replaced(project: MakeProject, databases: MakeDatabase) -> None:
    script = """
from alembic import command
from alembic.script import ScriptDirectory

class Own(ScriptDirectory):
    @classmethod
    def from_config(cls, config):
        print("env: own script directory")
        return super().from_config(config)

command.ScriptDirectory = Own
"""
    env = make_env(top='print("env:", type(context.script).__name__)')
    theirs, ours = run_both(
        project,
        databases,
        [("script", "own.py")],
        env=env,
        migrations=LINEAR,
        prepare=lambda made, _: write(made, "own.py", script + RUN),
    )
    assert ours.said == theirs.said == [["env: own script directory", "env: ScriptDirectory"]]
    assert ours.dumps == theirs.dumps


def test_an_application_object_is_needed(project: MakeProject, databases: MakeDatabase) -> None:
    application = """
from contextvars import ContextVar

current = ContextVar("current")
"""
    top = """
import application

application = application.current.get()
print("env:", application)
"""
    script = """
import sys

sys.path.insert(0, ".")
import application

application.current.set("the application")
"""

    def prepare(made: AlembicProject, _: object) -> None:
        write(made, "application.py", application)
        write(made, "with_application.py", script + RUN)

    theirs, ours = run_both(
        project,
        databases,
        [UP, ("script", "with_application.py")],
        env=make_env(top=top),
        migrations=LINEAR,
        prepare=prepare,
    )
    assert ours.failed == theirs.failed == [True, False]
    assert ours.said == theirs.said == [[], ["env: the application"]]
    assert ours.dumps == theirs.dumps
    assert "LookupError" in ours.text


def test_version_locations_are_set_in_env_py(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
from pathlib import Path

context.script.version_locations = [str(Path(context.script.dir) / "sqlite")]
"""

    def prepare(made: AlembicProject, _: object) -> None:
        made.versions.rename(made.folder / "sqlite")

    theirs, ours = run_both(
        project,
        databases,
        [("upgrade", "44f0"), UP, ("downgrade", "-2"), ("current",)],
        env=make_env(top=top),
        migrations=LINEAR,
        prepare=prepare,
    )
    assert ours.failed == theirs.failed == [False] * 4
    assert ours.dumps == theirs.dumps
    assert "9b3c" in ours.answers[-1].out
    assert "9b3c" in theirs.answers[-1].out


INNER = """
if not config.attributes.get("inner") and not context.is_offline_mode():
    from alembic import command
    from alembic.config import Config

    inner = Config(config.config_file_name)
    inner.attributes["inner"] = True
    command.stamp(inner, "base")
    print("env: inner done")
"""


def test_another_command_at_the_end(project: MakeProject, databases: MakeDatabase) -> None:
    env = make_env() + INNER
    theirs, ours = run_both(project, databases, [UP], env=env, migrations=LINEAR)
    assert theirs.failed == [True]
    assert "KeyError: " in theirs.text  # all was done; leaving the outer context failed
    assert ours.failed == [False]
    assert ours.said == theirs.said == [["env: inner done"]]
    assert ours.dumps == theirs.dumps
    assert ours.database.heads() == ()


def test_another_command_at_the_top(project: MakeProject, databases: MakeDatabase) -> None:
    """Afterwards Alembic's own `context` is gone; Headway's is still there."""
    env = make_env(top=INNER)
    theirs, ours = run_both(project, databases, [UP], env=env, migrations=LINEAR)
    assert theirs.failed == [True]
    assert theirs.said == [["env: inner done"]]
    assert theirs.database.tables() == ()
    assert ours.failed == [False]
    assert ours.database.heads() == ("ab99",)


def write(made: AlembicProject, name: str, text: str) -> None:
    (made.root / name).write_text(text, encoding="utf-8")
