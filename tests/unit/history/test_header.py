"""Headers of revision files: read without running them, or handed on to be imported."""

from __future__ import annotations

import random
from types import ModuleType

import pytest

from headway.errors import RevisionFileError
from headway.history import header
from headway.history.plain import read_plain

STANDARD = '''"""add terms

Two lines
of it.

Revision ID: 44e3
Revises: 1a2b
Create Date: 2026-03-02 10:00:00.123456

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '44e3'
down_revision: Union[str, Sequence[str], None] = '1a2b'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    this is not Python, and it does not matter here
'''


def read(text: str | bytes, name: str = "x.py"):  # noqa: ANN201  # a revision or None
    content = text.encode() if isinstance(text, str) else text
    return header.from_source(f"versions/{name}", name, content)


def test_a_standard_file() -> None:
    revision = read(STANDARD)
    assert (revision.id, revision.down) == ("44e3", ("1a2b",))
    assert (revision.labels, revision.depends_on) == ((), ())
    assert revision.message == "add terms"
    assert revision.doc.startswith("add terms\n\nTwo lines\nof it.")
    assert revision.created == "2026-03-02 10:00:00.123456"
    assert (revision.path, revision.line) == ("versions/x.py", 18)


@pytest.mark.parametrize(
    ("written", "down"),
    [
        ("None", ()),
        ("()", ()),
        ("[]", ()),
        ("'a'", ("a",)),
        ("('a')", ("a",)),
        ("'a' 'b'", ("ab",)),
        ("('a',)", ("a",)),
        ("('a', 'b')", ("a", "b")),
        ("['a', \"b\"]", ("a", "b")),
        ("{'a'}", ("a",)),
        ("('a', None)", ("a",)),
        ("(None,)", ()),
        ("('a', 'a')", ("a",)),
        ("(\n    'a',\n    'b',  # why\n)", ("a", "b")),
        ("'a'  # why", ("a",)),
        ("'\\x61'", ("a",)),
        ("r'a'", ("a",)),
    ],
)
def test_what_a_header_may_say(written: str, down: tuple[str, ...]) -> None:
    assert read(f"revision = 'r'\ndown_revision = {written}\n").down == down


@pytest.mark.parametrize(
    "text",
    [
        "revision = make_id()\ndown_revision = None\n",
        "revision = f'{1}'\ndown_revision = None\n",
        "revision = OTHER\ndown_revision = None\n",
        "revision = 'a' + 'b'\ndown_revision = None\n",
        "revision = 'r'\ndown_revision = ('a', other)\n",
        "revision = 'r'\ndown_revision = None\nif TESTING:\n    down_revision = 'a'\n",
        "revision = 'r'\ndown_revision = None\nfor revision in 'ab':\n    pass\n",
        "from .shared import down_revision\nrevision = 'r'\n",
        "from .shared import parent as down_revision\nrevision = 'r'\n",
        "from .shared import *\nrevision = 'r'\ndown_revision = None\n",
        "revision, down_revision = 'r', None\n",
        "revision = 'r'\ndown_revision = None\nglobals()['depends_on'] = 'x'\n",
        "revision = 'r'\ndown_revision = None\n\ndef upgrade(): pass\n\ndown_revision = 'a'\n",
        "revision = 'r'\ndown_revision = None\ndef upgrade(): pass\nglobals()['x'] = 1\n",
        '"""m"""\nfrom x import revision\ndown_revision = None\n',
    ],
)
def test_what_has_to_be_imported(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("revision = 'r'\n", "no down_revision"),
        ("down_revision = None\n", "no revision id"),
        ("revision = 5\ndown_revision = None\n", "5, not text"),
        ("revision = ''\ndown_revision = None\n", "'', not text"),
        ("revision = 'a-b'\ndown_revision = None\n", "cannot hold '-'"),
        ("revision = 'a@b'\ndown_revision = None\n", "cannot hold '@'"),
        ("revision = 'r'\ndown_revision = 5\n", "down_revision holds 5"),
        ("revision = 'r'\ndown_revision = None\nbranch_labels = (1,)\n", "branch_labels holds 1"),
        ("revision = 'r\ndown_revision = None\n", "versions/x.py:1: not valid Python"),
        ("revision = 'r'\n\ndown_revision = = None\n", "versions/x.py:3: not valid Python"),
        (b"revision = '\xff'\n", "not valid Python"),
        (b"# coding: nonsense\nrevision = 'r'\n", "not valid Python"),
        (b"revision = 'r'\0\n", "not valid Python"),
        ('"""never closed\n', "not valid Python"),
    ],
)
def test_a_header_that_cannot_be_read(text: str | bytes, said: str) -> None:
    with pytest.raises(RevisionFileError, match=r"versions/x\.py") as caught:
        read(text)
    assert said in caught.value.summary


def test_the_body_does_not_matter() -> None:
    assert read("revision = 'r'\ndown_revision = None\ndef upgrade(:\n").id == "r"


def test_a_def_inside_a_docstring_is_no_end() -> None:
    text = '"""m\n\ndef is a word\nclass too\n"""\nrevision = "r"\ndown_revision = None\n'
    assert read(text).doc == "m\n\ndef is a word\nclass too"
    assert read(text.replace('"""', "'''")).id == "r"


def test_a_decorator_and_an_async_function_end_the_header() -> None:
    for start in ("@cache\ndef f(): ...", "async def f(): ...", "class A: ..."):
        assert read(f"revision = 'r'\ndown_revision = None\n{start}\n] nonsense\n").id == "r"


def test_the_legacy_file_name() -> None:
    assert read("down_revision = None\n", "1a2b.py").id == "1a2b"
    assert read("down_revision = 'x'\n", "ab.py").down == ("x",)


def test_labels_as_text_even_if_it_reads_none() -> None:
    text = "revision = 'r'\ndown_revision = None\nbranch_labels = 'None'\n"
    assert read(text).labels == ("None",)


def test_encodings() -> None:
    message = '"""добавить"""\nrevision = "r"\ndown_revision = None\n'
    assert read(message).message == "добавить"
    assert read(b"\xef\xbb\xbf" + message.encode()).message == "добавить"
    assert read(("# coding: cp1251\n" + message).encode("cp1251")).message == "добавить"
    assert read(message.replace("\n", "\r\n")).id == "r"
    assert read(message.replace("\n", "\r")).id == "r"


def test_an_odd_escape_in_a_docstring_is_no_warning() -> None:
    assert read('"""a \\d b"""\nrevision = "r"\ndown_revision = None\n').message == "a \\d b"


def test_an_annotation_alone_binds_nothing() -> None:
    assert read("revision: str\nrevision = 'r'\ndown_revision: str | None = None\n").id == "r"


def test_the_last_assignment_counts() -> None:
    assert read("revision = 'a'\nrevision = 'b'\ndown_revision = None\n").id == "b"
    assert read("revision = name = 'a'\ndown_revision = None\n").id == "a"


def test_a_module_is_read_by_its_attributes() -> None:
    module = ModuleType("m", "say\n\nmore")
    module.revision, module.down_revision, module.depends_on = "r", ["a"], {"b"}
    revision = header.from_module("p", "p", module)
    assert (revision.id, revision.down, revision.depends_on) == ("r", ("a",), ("b",))
    assert revision.message == "say"
    module.__doc__ = None
    assert header.from_module("p", "p", module).doc == ""


def test_docstrings_are_dedented_as_python_3_13_does() -> None:
    assert header.dedent("  a\n    b\n      c\n\n    d") == "a\nb\n  c\n\nd"
    assert header.dedent("a") == "a"
    assert header.dedent("a\n\tb") == "a\nb"


LINES = (
    "revision = 'r'",
    'revision: str = "q"',
    "down_revision = None",
    "down_revision: Union[str, Sequence[str], None] = ('a', 'b')",
    "down_revision = ('a')",
    "down_revision = ('a',)",
    "down_revision = ()",
    "down_revision='x'",
    "depends_on = 'a' 'b'",
    "depends_on = ['a']",
    "depends_on: str | None = 'z'  # why",
    "branch_labels = ('l', \"m\")",
    "branch_labels = 'it''s'",
    "# revision = 'no'",
    "import sqlalchemy as sa",
    "from alembic import op, context",
    "from x import (y)",
    "from x import revision",
    "import a as down_revision",
    "OTHER = 'text'",
    "OTHER = call()",
    "revision = call()",
    "",
    "   ",
    "if True: revision = 'i'",
    "    depends_on = 'indented'",
    "x = '''",
    '"""',
    "def upgrade():",
    "    revision = 'local'",
    "class A:",
    "\\",
)
DOCSTRINGS = (
    '"""m"""',
    '"""m\n\nmore\n"""',
    '"""m""" + "n"',
    "'''m'''",
    '"""m\\n"""',
    '""" "m" """',
)


def test_the_quick_way_never_disagrees_with_ast() -> None:
    rng = random.Random(5)  # noqa: S311  # repeatable, no secret
    plain = 0
    for _ in range(20_000):
        lines = rng.choices(LINES, k=rng.randint(1, 8))
        text = "\n".join((rng.choice(DOCSTRINGS), *lines)) + rng.choice(("", "\n"))
        quick = read_plain(text)
        if quick is None:
            continue
        plain += 1
        values, doc, line, _ = quick
        try:
            slow = header.read_parsed(text)
        except header.NotLiteralError:
            assert header.MAY_BIND.search(text, quick[3]), text
            continue
        assert (slow.values, slow.doc, slow.line) == (values, doc, line), text
    assert plain > 1000
