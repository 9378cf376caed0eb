"""A revision's message is text: it never becomes code and never loses a character."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from headway.bridge.revise import escape_message

TRICKY = st.text(st.sampled_from("\"\\'\n\t\x00\x1b%{}$#ab\ud800é"), max_size=12)


@given(TRICKY | st.text(max_size=30))
def test_the_docstring_holds_exactly_the_message(message: str) -> None:
    escaped = escape_message(message)
    for source in (f'"""{escaped}\n\nRevision ID: x\n"""\n', f'"""{escaped}"""\n'):
        source.encode("utf-8")
        module = ast.parse(source)
        assert len(module.body) == 1
        docstring = ast.get_docstring(module, clean=False)
        assert docstring is not None
        assert docstring.startswith(message)


@given(st.text(st.characters(categories=["L", "N", "P", "Z"], exclude_characters='"\\')))
def test_an_ordinary_message_is_written_as_it_was_typed(message: str) -> None:
    assert escape_message(message) == message
