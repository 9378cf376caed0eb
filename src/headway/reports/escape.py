"""Makes text safe and printable where it lands: control characters, encodings, passwords."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["HIDDEN", "escape_controls", "fit_encoding", "hide_passwords"]

HIDDEN = "***"
_FIRST_WIDE = 0x100

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_BIDI}\ud800-\udfff]")
"""C0 without tab and line feed, DEL, C1, line separators, direction marks, lone surrogates."""

_URL_PASSWORD = re.compile(
    r"(\b[a-z][a-z0-9+.\-]*://[^\s:/@?#'\"]*):([^\s/?#'\"]+)@", re.IGNORECASE
)
_KEY = r"(?:[a-z0-9_.\-]*(?:password|passwd|passphrase|secret|token|api_?key)|pwd)"
_QUERY_PASSWORD = re.compile(rf"([?&]{_KEY})=([^&\s'\"]+)", re.IGNORECASE)

_PLAIN_SPELLING = {
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2026": "...",
    "\u2192": "->",
    "\u00a0": " ",
    "\u2713": "ok",
}


def escape_controls(text: str) -> str:
    r"""Return the text with everything that steers a terminal written as an escape, like `\x1b`.

    Line feeds and tabs stay. Direction marks are escaped too: they make a line read as another.
    """
    if text.isascii() and text.isprintable():
        return text  # nearly every text, and 20,000 of them in a long history
    return _UNSAFE.sub(lambda match: _spell(match[0]), text)


def fit_encoding(text: str, encoding: str) -> str:
    r"""Return the text with only what `encoding` cannot hold respelled.

    Punctuation becomes its ASCII form, an accented letter its base letter, anything else an
    escape like `\u4e2d`; nothing is dropped and nothing becomes a question mark.
    """
    if text.isascii():
        return text
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_fit_character(each, encoding) for each in text)
    except LookupError:
        return fit_encoding(text, "ascii")
    return text


def hide_passwords(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without the passwords of URLs, of query strings, and the given secrets."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    if "://" in text:
        text = _URL_PASSWORD.sub(rf"\1:{HIDDEN}@", text)
    return _QUERY_PASSWORD.sub(rf"\1={HIDDEN}", text) if "=" in text else text


def _spell(character: str) -> str:
    code = ord(character)
    if character == "\r":
        return "\\r"
    return f"\\x{code:02x}" if code < _FIRST_WIDE else f"\\u{code:04x}"


def _fit_character(character: str, encoding: str) -> str:
    if _fits(character, encoding):
        return character
    plain = _PLAIN_SPELLING.get(character)
    if plain is None:
        base = unicodedata.normalize("NFKD", character)[0]
        plain = base if base.isascii() and base.isalnum() else ""
    return plain or character.encode("ascii", "backslashreplace").decode("ascii")


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
