from __future__ import annotations

import json

from headway.reports.document import Document, Part, Style, Table, Verbatim, line
from headway.reports.machine import render_json
from headway.reports.text import render_text


def test_lines_are_indented() -> None:
    document = Document(blocks=(line("a ", Part("b", Style.BAD)), line("two\nrows", indent=2)))
    assert render_text(document) == "a b\n  two\n  rows\n"


def test_table_columns_are_aligned() -> None:
    rows = (
        (Part("9b3c"), Part("add sentences"), Part("0.04 s")),
        (Part("ab"), Part("x"), Part("1 s")),
    )
    text = render_text(Document(blocks=(Table(rows=rows, indent=2),)))
    assert text == "  9b3c  add sentences  0.04 s\n  ab    x              1 s\n"


def test_colours_only_wrap_what_has_a_style() -> None:
    document = Document(blocks=(line(Part("error: ", Style.BAD), "no"),))
    assert render_text(document, colour=True) == "\x1b[31;1merror: \x1b[0mno\n"
    assert render_text(document) == "error: no\n"


def test_a_message_cannot_bring_its_own_colours() -> None:
    document = Document(blocks=(line("\x1b[31mred"),))
    assert render_text(document, colour=True) == "\\x1b[31mred\n"


def test_a_table_row_stays_one_line() -> None:
    document = Document(blocks=(Table(rows=((Part("a\nb"), Part("c")),)),))
    assert render_text(document) == "a b  c\n"


def test_verbatim_text_is_untouched() -> None:
    sql = "INSERT INTO t VALUES ('100%', ':name\x1b', 'http://a:b@c');\n"
    assert render_text(Document(blocks=(Verbatim(text=sql),))) == sql


def test_json_is_ascii_and_reads_back() -> None:
    value = {"message": "слова \x1b \u202e", "path": ("a", "b"), "count": 2, "none": None}
    text = render_json(value)
    assert text.isascii()
    assert json.loads(text) == {**value, "path": ["a", "b"]}


def test_json_strings_are_cleaned() -> None:
    text = render_json({"a": ["secret"]}, clean=lambda each: each.replace("secret", "***"))
    assert json.loads(text) == {"a": ["***"]}
