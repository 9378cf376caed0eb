"""Histories as large projects have them: many folders, merges, odd headers, what migrations do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compat.side import make_env, run_both
from projects import LINEAR, Migration

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from projects import AlembicProject
    from servers import Database

UP = ("upgrade", "head")
DOWN = ("downgrade", "base")

both = pytest.mark.parametrize("databases", ["sqlite", "postgres"], indirect=True)
sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def table(name: str, down: object = None, **fields: object) -> Migration:
    """Return a migration that makes a table of its own name."""
    up = f'op.create_table("t_{name}", sa.Column("id", sa.Integer, primary_key=True))'
    return Migration(name, down, up, f'op.drop_table("t_{name}")', **fields)  # type: ignore[arg-type]


@both
def test_27_folders_two_heads_and_ten_dependencies(
    project: MakeProject, databases: MakeDatabase
) -> None:
    """One folder a link: a chain of 13, and one of 14 of which ten links need one of the first."""
    chain = [table(f"c{n:02}", f"c{n - 1:02}" if n else None) for n in range(13)]
    plugin = [
        table(
            f"p{n:02}",
            f"p{n - 1:02}" if n else None,
            labels=None if n else "plugin",
            depends_on=f"c{n:02}" if n < 10 else None,
        )
        for n in range(14)
    ]

    def prepare(made: AlembicProject, _: Database) -> None:
        folders = [made.root / "apps" / f"app{n:02}" / "versions" for n in range(27)]
        for folder in folders:
            folder.mkdir(parents=True)
        for path in made.versions.glob("*.py"):
            number = int(path.name[1:3]) + (13 if path.name.startswith("p") else 0)
            path.rename(folders[number] / path.name)
        places = " ".join(str(folder) for folder in folders)
        text = made.ini.read_text("utf-8").replace("path_separator = os", "path_separator = space")
        made.ini.write_text(
            text.replace("[alembic]\n", f"[alembic]\nversion_locations = {places}\n", 1), "utf-8"
        )

    commands = [
        ("upgrade", "plugin@head"),
        ("current",),
        ("upgrade", "heads"),
        ("heads",),
        ("downgrade", "plugin@base"),
        ("upgrade", "heads"),
        DOWN,
    ]
    theirs, ours = run_both(
        project, databases, commands, migrations=[*chain, *plugin], prepare=prepare
    )
    assert ours.failed == theirs.failed == [False] * len(commands)
    assert ours.dumps == theirs.dumps
    assert len(ours.database.tables()) == 0
    assert ours.dumps[2].count("CREATE TABLE") >= 28


@both
def test_32_merges(project: MakeProject, databases: MakeDatabase) -> None:
    migrations = [table("m00")]
    for number in range(1, 33):
        below = f"m{number - 1:02}"
        left, right = table(f"a{number:02}", below), table(f"b{number:02}", below)
        migrations += [left, right, table(f"m{number:02}", (left.id, right.id))]
    commands = [("upgrade", "a20"), UP, ("downgrade", "m07"), UP]
    theirs, ours = run_both(project, databases, commands, migrations=migrations)
    assert ours.failed == theirs.failed == [False] * len(commands)
    assert ours.dumps == theirs.dumps
    assert ours.database.heads() == ("m32",)
    assert len(ours.database.tables()) == 97


@sqlite
def test_labels_written_as_text(project: MakeProject, databases: MakeDatabase) -> None:
    """`branch_labels = "None"` is a label whose name is None."""
    migrations = [table("n1", labels="None"), table("n2", "n1", depends_on=None)]
    commands = [("upgrade", "None@head"), ("downgrade", "None@-1"), ("history",)]
    theirs, ours = run_both(project, databases, commands, migrations=migrations)
    assert ours.failed == theirs.failed == [False] * 3
    assert ours.dumps == theirs.dumps
    assert ours.database.heads() == ("n1",)


@both
def test_modules_without_downgrade(project: MakeProject, databases: MakeDatabase) -> None:
    """Both tools see it before anything has run."""
    one = table("d1")
    gone = Migration("d2", "d1", 'op.execute("CREATE TABLE t_d2 (id INTEGER)")', None)
    migrations = [one, gone, table("d3", "d2")]
    commands = [UP, ("downgrade", "d2"), UP, DOWN]
    theirs, ours = run_both(project, databases, commands, migrations=migrations)
    assert ours.failed == theirs.failed == [False, False, False, True]
    assert ours.dumps == theirs.dumps
    assert ours.database.heads() == ("d3",)
    assert "downgrade" in (theirs.answers[-1].error or "")
    assert "d2 has no downgrade()" in ours.answers[-1].err


@both
def test_first_revisions_that_assume_create_all(
    project: MakeProject, databases: MakeDatabase
) -> None:
    first = Migration("f1", None, 'op.add_column("users", sa.Column("email", sa.String(50)))')
    second = Migration("f2", "f1", 'op.add_column("users", sa.Column("phone", sa.String(50)))')

    def prepare(_: AlembicProject, database: Database) -> None:
        database.query("CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(50))")

    commands = [UP, ("stamp", "f1"), UP]
    theirs, ours = run_both(
        project, databases, commands, migrations=[first, second], prepare=prepare
    )
    assert ours.failed == theirs.failed == [True, False, False]
    assert ours.dumps[1:] == theirs.dumps[1:]
    assert ours.database.heads() == ("f2",)
    assert ours.database.tables() == ("users",)


EMPTIED = """
from sqlalchemy import MetaData

METADATA = MetaData()

def nothing(context, revision, directives):
    if directives and directives[0].upgrade_ops.is_empty():
        directives[:] = []
        print("env: nothing changed")
"""


@sqlite
def test_directives_are_emptied(project: MakeProject, databases: MakeDatabase) -> None:
    env = make_env(
        top=EMPTIED, options="target_metadata=METADATA, process_revision_directives=nothing"
    )
    commands = [("revision", "--autogenerate", "-m", "x"), ("check",)]
    theirs, ours = run_both(project, databases, commands, env=env)
    assert theirs.failed == [False, True]
    assert "IndexError" in theirs.text
    assert ours.failed == [False, False]
    assert ours.said == theirs.said == [["env: nothing changed"]] * 2
    for side in (theirs, ours):
        assert list(side.project.versions.glob("*.py")) == []


@sqlite
def test_target_metadata_with_foreign_things(project: MakeProject, databases: MakeDatabase) -> None:
    top = """
from sqlalchemy import Column, Integer, MetaData, Table

first, second = MetaData(), MetaData()
Table("one", first, Column("id", Integer, primary_key=True))
Table("two", second, Column("id", Integer, primary_key=True))

class Foreign:
    tables = {}
"""
    env = make_env(top=top, options="target_metadata=[first, Foreign(), second]")
    commands = [UP, ("revision", "--autogenerate", "-m", "x"), ("check",), ("downgrade", "-1")]
    theirs, ours = run_both(project, databases, commands, env=env, migrations=LINEAR)
    assert ours.failed == theirs.failed == [False, True, True, False]
    assert ours.dumps == theirs.dumps
    words = "'Foreign' object has no attribute 'sorted_tables'"
    assert words in theirs.text
    assert words in ours.text


@sqlite
def test_commits_and_pragmas_in_migrations(project: MakeProject, databases: MakeDatabase) -> None:
    """SQLite's own recipe for a changed table, written by hand."""
    recipe = """
op.execute("COMMIT")
op.execute("PRAGMA foreign_keys=OFF")
op.execute("BEGIN")
op.execute("CREATE TABLE users_new (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL)")
op.execute("INSERT INTO users_new SELECT id, name FROM users")
op.execute("DROP TABLE users")
op.execute("ALTER TABLE users_new RENAME TO users")
op.execute("PRAGMA user_version = 7")
op.execute("COMMIT")
op.execute("PRAGMA foreign_keys=ON")
"""
    rows = Migration(
        "r1", "ab99", "op.execute(\"INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b')\")"
    )
    # The version row before it has been written by a statement of its own: COMMIT has something.
    migrations = [
        *LINEAR,
        rows,
        Migration("r2", "r1", "op.execute('UPDATE users SET name = name')" + recipe),
    ]
    theirs, ours = run_both(project, databases, [UP, ("current",)], migrations=migrations)
    assert ours.failed == theirs.failed == [False, False]
    assert ours.dumps == theirs.dumps
    assert "user_version = 7" in ours.dumps[0]
    assert ours.database.query("SELECT count(*) FROM users") == [(2,)]


@both
def test_sessions_and_inspectors(project: MakeProject, databases: MakeDatabase) -> None:
    head = """
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(50))
"""
    fill = """
session = Session(bind=op.get_bind())
session.add_all([User(name=f"n{number}") for number in range(5)])
session.commit()
maker = sessionmaker(bind=op.get_bind())
with maker() as other:
    other.query(User).filter(User.name == "n3").delete()
    other.commit()
"""
    look = """
inspector = sa.inspect(op.get_bind())
if "email" not in {column["name"] for column in inspector.get_columns("users")}:
    op.add_column("users", sa.Column("email", sa.String(50)))
if inspector.has_table("nowhere"):
    op.drop_table("nowhere")
for index in inspector.get_indexes("terms"):
    op.drop_index(index["name"], table_name="terms")
"""
    migrations = [
        *LINEAR,
        Migration("s1", "ab99", fill, "op.execute('DELETE FROM users')", head=head),
        Migration("s2", "s1", look, "op.drop_column('users', 'email')"),
    ]
    theirs, ours = run_both(
        project, databases, [UP, ("downgrade", "s1"), ("upgrade", "s2")], migrations=migrations
    )
    assert ours.failed == theirs.failed == [False] * 3
    assert ours.dumps == theirs.dumps
    assert ours.database.query("SELECT count(*) FROM users") == [(4,)]


def failing_downgrade(first: str) -> list[Migration]:
    """Return a history whose last downgrade fails after its first statement."""
    undo = f'{first}\nop.execute("DROP TABLE nowhere")'
    return [*LINEAR, Migration("x1", "ab99", "pass", undo, "cannot be undone")]


@both
def test_a_downgrade_that_fails(project: MakeProject, databases: MakeDatabase) -> None:
    """PostgreSQL: equal. SQLite: Alembic loses a table for good, Headway is where it was."""
    commands = [UP, DOWN, ("downgrade", "44e3"), ("upgrade", "head")]
    theirs, ours = run_both(
        project, databases, commands, migrations=failing_downgrade('op.drop_table("sentences")')
    )
    assert ours.failed == theirs.failed == [False, True, True, False]
    assert ours.dumps[0] == theirs.dumps[0]
    assert ours.dumps == (ours.dumps[0],) * 4
    assert (theirs.answers[1].error or "?").partition(" LINE")[0].partition("\n")[0] in ours.text
    if ours.database.name == "postgresql":
        assert theirs.dumps == ours.dumps
        return
    assert theirs.database.heads() == ours.database.heads() == ("x1",)
    assert set(ours.database.tables()) - set(theirs.database.tables()) == {"sentences"}


@sqlite
def test_a_downgrade_in_the_middle_of_batch_mode(
    project: MakeProject, databases: MakeDatabase
) -> None:
    """The unnamed constraint of SQLite: Alembic's error, and no table of batch mode left."""
    undo = """
with op.batch_alter_table("users") as batch:
    batch.drop_column("name")
with op.batch_alter_table("terms") as batch:
    batch.drop_constraint("nobody_knows_it", type_="unique")
"""
    migrations = [*LINEAR, Migration("x1", "ab99", "pass", undo)]
    theirs, ours = run_both(project, databases, [UP, ("downgrade", "-1")], migrations=migrations)
    assert ours.failed == theirs.failed == [False, True]
    assert "No such constraint: 'nobody_knows_it'" in ours.text
    assert "No such constraint: 'nobody_knows_it'" in theirs.text
    assert ours.dumps[1] == ours.dumps[0] == theirs.dumps[0]
    assert theirs.dumps[1] != theirs.dumps[0]
    assert ours.database.heads() == theirs.database.heads() == ("x1",)
    assert ours.database.query("SELECT count(name) FROM users") == [(0,)]
