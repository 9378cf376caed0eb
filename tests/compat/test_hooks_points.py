"""Alembic's own extension points: the same calls with the same arguments, the same state."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from compat.side import make_env, run_both
from projects import LINEAR, Migration

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject

UP = ("upgrade", "head")
DOWN = ("downgrade", "base")
AUTOGENERATE = ("revision", "--autogenerate", "-m", "x", "--rev-id", "zz")

both = pytest.mark.parametrize("databases", ["sqlite", "postgres"], indirect=True)
sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

MODELS = """
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("thing", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text))
"""


@both
def test_on_version_apply(project: MakeProject, databases: MakeDatabase) -> None:
    """Every argument of every call is as Alembic's, on merges, stamps and branches too.

    Where several rows go at once (`stamp base` on two heads) Alembic's order is that of a set.
    """
    top = """
FIELDS = (
    "is_upgrade", "is_stamp", "up_revision_id", "up_revision_ids", "down_revision_ids",
    "source_revision_ids", "destination_revision_ids", "is_migration",
)

def show(value):
    return getattr(value, "revision", value)

def applied(ctx, step, heads, run_args, **rest):
    print("env:", type(ctx).__mro__[-2].__name__, sorted(heads), run_args, sorted(rest))
    for name in FIELDS:
        print("env:  ", name, getattr(step, name))
    for name in ("up_revision", "up_revisions", "down_revisions",
                 "source_revisions", "destination_revisions"):
        value = getattr(step, name)
        print("env:  ", name, [show(v) for v in value] if isinstance(value, tuple) else show(value))
"""
    env = make_env(top=top, options="on_version_apply=[applied, applied]")
    migrations = [
        *LINEAR,
        Migration("b1", "44e3", labels="side"),
        Migration("b2", "b1", depends_on="9b3c"),
        Migration("m1", ("ab99", "b2")),
    ]
    commands = [
        ("upgrade", "44f0"),
        ("upgrade", "b1"),
        UP,
        ("downgrade", "ab12"),
        UP,
        ("stamp", "44e3"),
        ("stamp", "m1"),
        ("stamp", "--purge", "m1"),
        ("downgrade", "ab12"),
        ("stamp", "--purge", "44f0"),
        ("stamp", "base"),
    ]
    theirs, ours = run_both(project, databases, commands, env=env, migrations=migrations)
    assert ours.failed == theirs.failed
    assert ours.dumps == theirs.dumps
    for command, one, other in zip(commands, ours.said, theirs.said, strict=True):
        assert one == other, command


@both
def test_log_records(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
import logging

class Show(logging.Handler):
    def emit(self, record):
        print("env:", record.name, record.levelname, record.getMessage())

logger = logging.getLogger("alembic.runtime.migration")
logger.setLevel(logging.INFO)
if not any(type(handler).__name__ == "Show" for handler in logger.handlers):
    logger.addHandler(Show())
"""
    migrations = [
        *LINEAR,
        Migration("b1", "44e3", message="a branch, with a comma"),
        Migration("m1", ("ab99", "b1"), message="merge"),
    ]
    commands = [
        ("upgrade", "44e3"),
        UP,
        UP,
        ("downgrade", "ab99"),
        ("stamp", "heads"),
        ("stamp", "44f0"),
        ("current",),
    ]
    theirs, ours = run_both(
        project, databases, commands, env=make_env(top=top), migrations=migrations
    )
    assert ours.failed == theirs.failed == [False] * len(commands)
    assert list(map(sort_stamps, ours.said)) == list(map(sort_stamps, theirs.said))
    running = "env: alembic.runtime.migration INFO Running upgrade 44e3 -> 44f0, add folders"
    assert running in ours.said[1]


@sqlite
def test_operations_are_registered_and_replaced(
    project: MakeProject, databases: MakeDatabase
) -> None:
    own = """
import sqlalchemy as sa
from alembic.operations import BatchOperations, MigrateOperation, Operations
from alembic.operations.ops import CreateTableOp

@Operations.register_operation("create_note")
@BatchOperations.register_operation("create_note", "batch_create_note")
class CreateNoteOp(MigrateOperation):
    def __init__(self, name):
        self.name = name

    @classmethod
    def create_note(cls, operations, name):
        return operations.invoke(cls(name))

    @classmethod
    def batch_create_note(cls, operations, name):
        return operations.invoke(cls(operations.impl.table_name + name))

    def reverse(self):
        return self

@Operations.implementation_for(CreateNoteOp)
def create_note(operations, operation):
    print("env: note", operation.name, type(operations).__mro__[-2].__name__)
    operations.execute(f"CREATE TABLE {operation.name} (id INTEGER)")

@Operations.implementation_for(CreateTableOp, replace=True)
def create_table(operations, operation):
    print("env: table", operation.table_name)
    operation.columns = [*operation.columns, sa.Column("made_by", sa.Text)]
    table = operation.to_table(operations.migration_context)
    operations.impl.create_table(table)
    return table
"""
    up = """
op.create_note("first")
op.create_table("second", sa.Column("id", sa.Integer))
with op.batch_alter_table("second") as batch:
    batch.create_note("_note")
    batch.add_column(sa.Column("more", sa.Text))
op.invoke(__import__("own").CreateNoteOp("third"))
"""
    theirs, ours = run_both(
        project,
        databases,
        [UP],
        env=make_env(top="import own"),
        migrations=[Migration("m1", None, up)],
        prepare=lambda made, _: write(made, "own.py", own),
    )
    assert ours.failed == theirs.failed == [False]
    assert ours.dumps == theirs.dumps
    assert ours.said[0][0] == "env: note first " + theirs.said[0][0].split()[-1]
    assert ours.said == theirs.said
    assert ours.database.tables() == ("first", "second", "second_note", "third")


PLUGIN = """
def setup(plugin):
    from alembic.util import PriorityDispatchResult

    def compare(autogen_context, upgrade_ops, schemas):
        from notes import NoteOp

        upgrade_ops.ops.append(NoteOp("by plugin"))
        return PriorityDispatchResult.CONTINUE

    plugin.add_autogenerate_comparator(compare, "schema")
"""

NOTES = """
from alembic.autogenerate import comparators, renderers
from alembic.operations import MigrateOperation, Operations

@Operations.register_operation("note")
class NoteOp(MigrateOperation):
    def __init__(self, text):
        self.text = text

    @classmethod
    def note(cls, operations, text):
        return operations.invoke(cls(text))

    def reverse(self):
        return NoteOp("not " + self.text)

    def to_diff_tuple(self):
        return ("note", self.text)

@Operations.implementation_for(NoteOp)
def note(operations, operation):
    print("env: note", operation.text)

@renderers.dispatch_for(NoteOp)
def render(autogen_context, op):
    autogen_context.imports.add("import json")
    return f"op.note({op.text!r})"

@comparators.dispatch_for("schema")
def compare(autogen_context, upgrade_ops, schemas):
    upgrade_ops.ops.append(NoteOp("by decorator"))
"""


@sqlite
def test_plugins_of_installed_distributions(project: MakeProject, databases: MakeDatabase) -> None:
    """An entry point of the group `alembic.plugins`, found by importlib.metadata."""

    def prepare(made: AlembicProject, _: object) -> None:
        write(made, "noting.py", PLUGIN)
        write(made, "notes.py", NOTES)
        write(made, "models.py", MODELS)
        dist = made.root / "noting-1.0.dist-info"
        dist.mkdir()
        (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: noting\nVersion: 1.0\n")
        (dist / "entry_points.txt").write_text("[alembic.plugins]\nnoting = noting\n")

    plugins = 'autogenerate_plugins=["alembic.autogenerate.*", "noting"]'
    env = make_env(
        top="from models import metadata", options=f"target_metadata=metadata, {plugins}"
    )
    commands = [("check",), AUTOGENERATE, UP, DOWN]
    theirs, ours = run_both(project, databases, commands, env=env, prepare=prepare)
    assert ours.failed == theirs.failed == [True, False, False, False]
    assert ours.dumps[2:] == theirs.dumps[2:]
    assert ours.said == theirs.said
    assert code(ours.project) == code(theirs.project)
    assert "op.note('by decorator')" in code(ours.project)
    assert "op.note('by plugin')" in code(ours.project)
    assert "import json" in code(ours.project)
    assert "env: note not by plugin" in ours.said[3]
    assert "by plugin" in ours.answers[0].out + ours.answers[0].err


@sqlite
def test_rewriter_render_item_and_directives(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
from alembic.autogenerate import rewriter
from alembic.operations import ops
import sqlalchemy as sa
from models import metadata

first, second = rewriter.Rewriter(), rewriter.Rewriter()

@first.rewrites(ops.CreateTableOp)
def with_a_comment(context, revision, op):
    print("env: rewrites", op.table_name, revision)
    op.columns = [*op.columns, sa.Column("added", sa.Integer)]
    return [op, ops.ExecuteSQLOp("SELECT 1")]

@second.rewrites(ops.MigrationScript)
def last(context, revision, op):
    op.message = f"{op.message or ''} rewritten"
    op.imports.add("import decimal")
    return op

def render_item(kind, obj, autogen_context):
    if kind == "type" and isinstance(obj, sa.Text):
        autogen_context.imports.add("import textwrap")
        return "sa.Text()  # ours" if False else "sa.UnicodeText()"
    return False

def directives(context, revision, directives):
    print("env: directives", type(context).__mro__[-2].__name__, revision, len(directives))
    chain(context, revision, directives)
    if getattr(context.config.cmd_opts, "autogenerate", False):
        print("env:", directives[0].rev_id, directives[0].splice, directives[0].branch_label)

chain = first.chain(second)
"""
    env = make_env(
        top=top,
        options="target_metadata=metadata, render_item=render_item, "
        "process_revision_directives=directives",
    )
    commands = [AUTOGENERATE, UP, ("check",)]
    theirs, ours = run_both(
        project,
        databases,
        commands,
        env=env,
        prepare=lambda made, _: write(made, "models.py", MODELS),
    )
    assert ours.failed == theirs.failed
    assert ours.said == theirs.said
    assert ours.dumps[1] == theirs.dumps[1]
    assert code(ours.project) == code(theirs.project)
    assert "sa.UnicodeText()" in code(ours.project)
    assert "added" in code(ours.project)
    assert next(ours.project.versions.glob("zz*")).name == "zz_x_rewritten.py"


@sqlite
def test_an_implementation_of_its_own(project: MakeProject, databases: MakeDatabase) -> None:
    """`DefaultImpl` by `__dialect__`, with a version table of its own shape; `@compiles` on DDL."""
    top = """
import sqlalchemy as sa
from alembic.ddl.base import AddColumn, alter_table
from alembic.ddl.sqlite import SQLiteImpl
from sqlalchemy.ext.compiler import compiles

class OwnImpl(SQLiteImpl):
    __dialect__ = "sqlite"
    transactional_ddl = True

    def version_table_impl(self, *, version_table, version_table_schema, version_table_pk, **kw):
        return sa.Table(
            version_table,
            sa.MetaData(),
            sa.Column("version_num", sa.String(40), nullable=False),
            sa.Column("at", sa.Text, server_default="now"),
            sa.PrimaryKeyConstraint("version_num", name="own_pk"),
            schema=version_table_schema,
        )

    def create_table(self, table, **kw):
        print("env: creates", table.name)
        super().create_table(table, **kw)

@compiles(AddColumn, "sqlite")
def add_column(element, compiler, **kw):
    print("env: adds", element.column.name)
    return f"ALTER TABLE {element.table_name} ADD COLUMN {element.column.name} BLOB"
"""
    more = Migration("ad1", "ab99", 'op.add_column("users", sa.Column("x", sa.Text))')
    commands = [("upgrade", "44f0"), UP, ("downgrade", "ab12"), ("stamp", "1a2b"), ("current",)]
    theirs, ours = run_both(
        project, databases, commands, env=make_env(top=top), migrations=[*LINEAR, more]
    )
    assert ours.failed == theirs.failed == [False] * 5
    assert ours.dumps == theirs.dumps
    assert ours.said == theirs.said
    assert "own_pk" in ours.dumps[0]
    assert "x BLOB" in ours.dumps[1]


@sqlite
def test_attributes_and_x(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
print("env:", context.get_x_argument(), context.get_x_argument(as_dictionary=True))
print("env:", config.attributes.get("own"), config.cmd_opts)
print("env:", context.is_offline_mode(), context.get_tag_argument(), context.get_head_revision())
"""
    script = """
if tool == "alembic":
    from argparse import Namespace
    from alembic import command
    from alembic.config import Config

    config = Config("alembic.ini", attributes={"own": [1, 2]})
    command.upgrade(config, "head", tag="t")
else:
    import headway

    headway.upgrade("alembic.ini", "head", tag="t", attributes={"own": [1, 2]})
"""
    theirs, ours = run_both(
        project,
        databases,
        [("script", "own.py")],
        env=make_env(top=top.replace(", context.get_head_revision()", "")).replace(
            "context.get_x_argument(), context.get_x_argument(as_dictionary=True)", "1"
        ),
        migrations=LINEAR,
        prepare=lambda made, _: write(made, "own.py", script),
    )
    assert ours.failed == theirs.failed == [False]
    assert ours.said == theirs.said == [["env: 1", "env: [1, 2] None", "env: False t"]]
    top = top.replace(", config.cmd_opts)", ")")
    commands = [("-x", "a=1", "-x", "b", UP[0], UP[1]), ("downgrade", "-1")]
    theirs, ours = run_both(project, databases, commands, env=make_env(top=top), migrations=LINEAR)
    assert ours.failed == theirs.failed == [False, False]
    assert ours.said == theirs.said
    assert ours.said[0][0] == "env: ['a=1', 'b'] {'a': '1', 'b': ''}"


@sqlite
def test_write_hooks(project: MakeProject, databases: MakeDatabase) -> None:
    """The three kinds: console_scripts, exec, module; and one that env.py registers itself."""
    top = """
from alembic.script import write_hooks

@write_hooks.register("own")
def own(path, options):
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"\\n# own {options['text']}\\n")
"""
    appending = (
        'import sys\n\ndef main():\n    open(sys.argv[-1], "a").write("# " + sys.argv[1] + "\\n")\n'
    )
    hooks = """
[post_write_hooks]
hooks = script, program, module, own
script.type = console_scripts
script.entrypoint = appending
script.options = by-script REVISION_SCRIPT_FILENAME
program.type = exec
program.executable = %s
program.options = appending.py by-exec REVISION_SCRIPT_FILENAME
module.type = module
module.module = appending
module.options = by-module REVISION_SCRIPT_FILENAME
own.type = own
own.text = by-env
"""

    def prepare(made: AlembicProject, _: object) -> None:
        write(made, "appending.py", appending + '\nif __name__ == "__main__":\n    main()\n')
        dist = made.root / "appending-1.0.dist-info"
        dist.mkdir()
        (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: appending\nVersion: 1.0\n")
        (dist / "entry_points.txt").write_text("[console_scripts]\nappending = appending:main\n")
        text = made.ini.read_text("utf-8").replace("[post_write_hooks]", hooks % sys.executable)
        text = text.replace("[alembic]\n", "[alembic]\nrevision_environment = true\n", 1)
        made.ini.write_text(text, "utf-8")

    commands = [("revision", "-m", "x", "--rev-id", "zz"), UP]
    theirs, ours = run_both(project, databases, commands, env=make_env(top=top), prepare=prepare)
    assert ours.failed == theirs.failed == [False, False], ours.text
    assert code(ours.project) == code(theirs.project)
    assert "# by-script\n# by-exec\n# by-module\n\n# own by-env" in code(ours.project)


def sort_stamps(lines: list[str]) -> list[str]:
    """Sort the ids of a stamp's line: Alembic shows a set."""
    return [
        line if "stamp_rev" not in line else " ".join(sorted(re.findall(r"\w+", line)))
        for line in lines
    ]


def code(made: AlembicProject) -> str:
    """Return the written file below its docstring, which holds the date."""
    path = next(made.versions.glob("zz*"))
    return path.read_text(encoding="utf-8").split('"""', 2)[2]


def write(made: AlembicProject, name: str, text: str) -> None:
    (made.root / name).write_text(text, encoding="utf-8")
