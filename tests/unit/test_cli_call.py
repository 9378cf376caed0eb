from __future__ import annotations

import io

import pytest

from headway.cli.call import Call, quote
from headway.cli.parser import parse
from headway.cli.table import COMMANDS, DEFAULT, NAMES
from headway.reports.console import Console


def call(text: str) -> Call:
    options = parse(text.split(), NAMES, default=DEFAULT)[1]
    console = Console(out=io.StringIO(), err=io.StringIO())
    return Call(options=options, console=console, commands=COMMANDS)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("upgrade", "headway downgrade 44e3"),
        ("-c a.ini upgrade", "headway -c a.ini downgrade 44e3"),
        ("upgrade -c a.ini -c p.toml -n s", "headway -c a.ini -c p.toml -n s downgrade 44e3"),
        ("-x tenant=a -x secret upgrade", "headway -x tenant=*** -x *** downgrade 44e3"),
        ("-q --json upgrade", "headway downgrade 44e3"),
    ],
)
def test_a_suggestion_has_the_options_that_were_typed(typed: str, said: str) -> None:
    assert call(typed).phrase("headway downgrade 44e3") == said


def test_a_suggestion_that_names_a_config_keeps_its_own() -> None:
    assert call("-c a.ini upgrade").phrase("headway --config b.ini init x") == (
        "headway --config b.ini init x"
    )
    assert call("-n a upgrade").phrase("headway --name SECTION current") == (
        "headway --name SECTION current"
    )


def test_what_is_no_command_stays_as_it_is() -> None:
    assert call("-c a.ini upgrade").phrase("edit line 3 of a.ini") == "edit line 3 of a.ini"


@pytest.mark.parametrize(
    ("word", "windows", "quoted"),
    [
        ("a.ini", False, "a.ini"),
        (r".\a\_b.ini", False, r"'.\a\_b.ini'"),
        (r".\a\_b.ini", True, r".\a\_b.ini"),
        ("my app.ini", False, "'my app.ini'"),
        ("my app.ini", True, '"my app.ini"'),
        ("папка/a.ini", True, "папка/a.ini"),
    ],
)
def test_words_are_quoted_for_the_shell_of_the_system(
    word: str, windows: bool, quoted: str
) -> None:
    assert quote(word, windows=windows) == quoted
