"""Database URLs as text: what may be shown of them. SQLAlchemy is not needed for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["is_secret", "mask", "mask_text", "secrets"]

_HIDDEN = "***"
_SECRET_KEY = re.compile(
    r"pass(word|wd|phrase|code)?$|pwd|password|secret|token|credential|sslkey|private_?key"
    r"|api_?key|access_?key|odbc_connect",
    re.IGNORECASE,
)
_DSN = re.compile(
    r"(?P<key>\b(?:ssl)?(?:password|passwd|pwd)\s*=\s*)(?:'(?:[^'\\]|\\.)*'|\{[^}]*\}|[^\s;&'{]+)",
    re.IGNORECASE,
)
_IN_SQL = re.compile(
    r"(?P<key>\b(?:PASSWORD|IDENTIFIED\s+(?:WITH\s+\S+\s+)?(?:BY|AS|USING)(?:\s+PASSWORD)?)\s+)"
    r"[ENU&]*(?:'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\")",
    re.IGNORECASE,
)
"""`CREATE ROLE … PASSWORD '…'` and `CREATE USER … IDENTIFIED BY '…'`."""
_WINDOWS_PATH = re.compile(r"[A-Za-z]:[\\/]")
_URL_IN_TEXT = re.compile(r"[A-Za-z][\w+.-]*://[^\s'\"<>`]+")
_WHOLE_WORD_ONLY = 3
"""A secret of at most so many characters is hidden only where it stands alone."""


def mask(url: str) -> str:
    """Return the URL with its password and password-like query values shown as `***`.

    Never raises, whatever the text is. The password reaches from the first colon to the last
    `@`, so that one written without percent-encoding is hidden too. Where a `?` between them
    leaves open what is password and what is query, everything after the user is hidden.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "", url
        if _WINDOWS_PATH.match(url):
            return url
    bounds = _password(rest)
    if bounds is None:
        head, tail = "", rest
    else:
        start, end = bounds
        if "?" in rest[start:end]:
            return f"{scheme}{separator}{rest[:start]}{_HIDDEN}"
        head, tail = f"{rest[:start]}{_HIDDEN}", rest[end:]
    path, question, query = tail.partition("?")
    shown = f"{scheme}{separator}{head}{path}{question}{_mask_query(query)}"
    return shown if separator else _DSN.sub(rf"\g<key>{_HIDDEN}", shown)


def secrets(url: str) -> tuple[str, ...]:
    """Return every secret of the URL as written and decoded, longest first; for `mask_text`."""
    rest = url.partition("://")[2]
    bounds = _password(rest)
    found = {rest[bounds[0] : bounds[1]]} if bounds else set()
    # SQLAlchemy ends a password at the first "@", so its messages may quote only that part.
    found |= {each.partition("@")[0] for each in found}
    query = rest[bounds[1] if bounds else 0 :].partition("?")[2]
    pairs = (part.partition("=") for part in query.split("&"))
    found |= {value for key, _, value in pairs if is_secret(key)}
    spellings = {text for each in found for text in (each, unquote(each), unquote_plus(each))}
    return tuple(sorted((text for text in spellings if text), key=lambda text: (-len(text), text)))


def mask_text(text: str, known: Iterable[str] = ()) -> str:
    """Return a message of somebody else's, such as a driver's, without passwords.

    Each of the `known` secrets is hidden in every spelling (plain, percent-encoded, as in a
    Python literal), and so are the passwords of URLs, DSNs and SQL in the text. A secret of up to
    three characters is hidden only where it stands alone.
    """
    plain = {spelling for one in known for spelling in (one, unquote(one)) if spelling}
    for secret in sorted(plain, key=lambda each: (-len(each), each)):
        pattern = "".join(map(_any_spelling, secret))
        if len(secret) <= _WHOLE_WORD_ONLY:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        text = re.sub(pattern, _HIDDEN, text)
    text = _URL_IN_TEXT.sub(lambda match: mask(match[0]), text)
    text = _IN_SQL.sub(rf"\g<key>'{_HIDDEN}'", text)
    return _DSN.sub(rf"\g<key>{_HIDDEN}", text)


def _password(rest: str) -> tuple[int, int] | None:
    """Return where the password of `user:password@host…` starts and ends."""
    if rest.startswith("/"):  # no host at all: a path, in which a colon is no password
        return None
    colon, at = rest.find(":"), rest.rfind("@")
    return (colon + 1, at) if 0 <= colon < at else None


def _mask_query(query: str) -> str:
    return "&".join(_mask_pairs(query.split("&")))


def _mask_pairs(parts: Iterable[str]) -> Iterator[str]:
    after_secret = False
    for part in parts:
        key, equals, _ = part.partition("=")
        if equals:
            after_secret = is_secret(key)
            yield f"{key}={_HIDDEN}" if after_secret else part
        elif not after_secret:  # else the rest of a secret that holds an "&"
            yield part


def is_secret(key: str) -> bool:
    """Tell whether a query parameter of this name holds a secret."""
    return _SECRET_KEY.search(unquote_plus(key)) is not None


def _any_spelling(character: str) -> str:
    """Return a pattern for the character as it is, percent-encoded, or in a Python literal."""
    encoded = "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    plain = {re.escape(each) for each in (repr(character)[1:-1], f"\\{character}", character)}
    space = ["\\+"] if character == " " else []
    longest_first = sorted(plain, key=lambda each: (-len(each), each))
    return f"(?:(?i:{encoded})|{'|'.join(longest_first + space)})"
