from __future__ import annotations

import io
import json
import os

import pytest

from headway.errors import UsageError
from headway.reports.console import Console, can_colour
from headway.reports.document import Document, Verbatim, line


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Ascii(io.StringIO):
    encoding = "cp866"


def console(**settings: object) -> Console:
    base: dict[str, object] = {"out": io.StringIO(), "err": io.StringIO(), "environ": {}}
    return Console(**{**base, **settings})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("environ", "terminal", "colour"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colours_follow_the_environment(
    environ: dict[str, str], terminal: bool, colour: bool
) -> None:
    stream = Terminal() if terminal else io.StringIO()
    assert can_colour(stream, environ, platform="linux") is colour


def test_an_old_windows_console_gets_no_colours() -> None:
    assert not can_colour(Terminal(), {}, platform="win32")
    assert can_colour(Terminal(), {"WT_SESSION": "x"}, platform="win32")


def test_quiet_leaves_progress_out_and_keeps_answers_and_errors() -> None:
    one = console(quiet=True)
    one.tell(Document(blocks=(line("progress"),)))
    one.show(Document(blocks=(line("answer"),)))
    one.complain(Document(blocks=(line("error"),)))
    assert one.out.getvalue() == "answer\n"  # type: ignore[attr-defined]
    assert one.err.getvalue() == "error\n"  # type: ignore[attr-defined]


def test_json_is_one_document_on_stdout_for_errors_too() -> None:
    one = console(json=True)
    one.tell(Document(blocks=(line("progress"),), value={"no": 1}))
    one.complain(Document(blocks=(line("error"),), value={"error": "usage"}))
    assert json.loads(one.out.getvalue()) == {"error": "usage"}  # type: ignore[attr-defined]
    assert one.err.getvalue() == ""  # type: ignore[attr-defined]


def test_passwords_and_controls_never_leave() -> None:
    one = console(secrets=("hunter2",))
    one.show(Document(blocks=(line("hunter2 \x1b[0m mysql://a:b@c/d"),)))
    assert one.out.getvalue() == "*** \\x1b[0m mysql://a:***@c/d\n"  # type: ignore[attr-defined]


def test_a_console_without_the_letters_gets_escapes() -> None:
    out = Ascii()
    console(out=out).show(Document(blocks=(line("слова \u2192 中"),)))
    assert out.getvalue() == "слова -> \\u4e2d\n"


def test_sql_is_printed_as_it_is() -> None:
    one = console(secrets=("hunter2",))
    one.show(Document(blocks=(Verbatim(text="SELECT 'hunter2', '\x1b';\n"),)))
    assert one.out.getvalue() == "SELECT 'hunter2', '\x1b';\n"  # type: ignore[attr-defined]


def test_sql_on_a_terminal_cannot_steer_it() -> None:
    out = Terminal()
    console(out=out).show(Document(blocks=(Verbatim(text="SELECT '\x1b';\n"),)))
    assert out.getvalue() == "SELECT '\\x1b';\n"


def test_sql_that_the_output_cannot_hold_is_refused_and_not_altered() -> None:
    out = Ascii()
    with pytest.raises(UsageError, match="encoding cp866 cannot hold"):
        console(out=out).show(Document(blocks=(Verbatim(text="SELECT '中';\n"),)))
    assert out.getvalue() == ""


def test_a_reader_that_went_away_stops_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as out:
        one = console(out=out)
        one.show(Document(blocks=(line("first"),)))
        one.show(Document(blocks=(line("second"),)))


def test_a_closed_stream_stops_nothing() -> None:
    out = io.StringIO()
    out.close()
    console(out=out).show(Document(blocks=(line("first"),)))
