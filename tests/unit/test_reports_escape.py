from __future__ import annotations

import pytest

from headway.reports.escape import escape_controls, fit_encoding, hide_passwords


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("over\rwrite", "over\\rwrite"),
        ("bell\x07", "bell\\x07"),
        ("a\x9bb", "a\\x9bb"),
        ("nul\x00", "nul\\x00"),
        ("abc\u202etxt", "abc\\u202etxt"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("line\u2028break", "line\\u2028break"),
        ("file\udcff", "file\\udcff"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("Добавить слова", "Добавить слова"),
    ],
)
def test_what_steers_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("слова", "cp1251", "слова"),
        ("слова", "cp866", "слова"),
        ("a \u2192 b\u2026", "cp1251", "a -> b\u2026"),
        ("a \u2192 b\u2026", "ascii", "a -> b..."),
        ("café", "ascii", "cafe"),
        ("слова 中", "cp1251", "слова \\u4e2d"),
        ("x\U0001f600", "latin-1", "x\\U0001f600"),
        ("x\u2192", "no-such-encoding", "x->"),
    ],
)
def test_only_what_an_encoding_lacks_is_respelled(text: str, encoding: str, shown: str) -> None:
    assert fit_encoding(text, encoding) == shown
    assert "?" not in fit_encoding(text, encoding)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://app:hunter2@db/prod", "postgresql://app:***@db/prod"),
        ("at postgresql+asyncpg://:hunter2@db: no", "at postgresql+asyncpg://:***@db: no"),
        ("mysql://h/d?password=hunter2&x=1", "mysql://h/d?password=***&x=1"),
        ("mysql://h/d?ssl=1&sslpassword=hunter2", "mysql://h/d?ssl=1&sslpassword=***"),
        ("sqlite:///app.db", "sqlite:///app.db"),
        ("mail app:me@example.org", "mail app:me@example.org"),
    ],
)
def test_passwords_in_urls_are_hidden(text: str, shown: str) -> None:
    assert hide_passwords(text) == shown


def test_given_secrets_are_hidden_wherever_they_stand() -> None:
    assert hide_passwords("login with hunter2 failed", ("hunter2", "")) == "login with *** failed"


def test_the_short_cut_for_plain_text_changes_nothing() -> None:
    for code in range(0x180):
        text = f"a{chr(code)}b"
        assert escape_controls(text) == escape_controls(f"{text}\u0430")[:-1]
        assert fit_encoding(text, "utf-8") == text
