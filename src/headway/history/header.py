"""The header of a revision file: what stands before its first function, read but not run."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headway.errors import RevisionFileError
from headway.history.plain import read_plain
from headway.history.revision import Revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

__all__ = ["from_module", "from_source"]

_NAMES = frozenset({"revision", "down_revision", "branch_labels", "depends_on"})
_BODY = re.compile(r"^(?:(?:def|class|async)\b|@)", re.MULTILINE)
MAY_BIND = re.compile(r"revision|branch_labels|depends_on|globals")
_LATER = re.compile(
    r"^[ \t]*(?:revision|down_revision|branch_labels|depends_on)\s*(?::[^=\n]+)?=(?!=)|\bglobals\(",
    re.MULTILINE,
)
_LEGACY = re.compile(r"([a-f0-9]+)\.py$")
_CREATED = re.compile(r"^[ \t]*Create Date:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_ILLEGAL = "@-+:"
_DOCSTRINGS_ARE_DEDENTED = sys.version_info >= (3, 13)


class NotLiteralError(Exception):
    """The header computes something: only importing the file tells what."""


@dataclass(slots=True)
class Header:
    """What the statements of a header bind, and where `revision` was bound."""

    values: dict[str, object] = field(default_factory=dict)
    line: int = 1
    doc: str = ""


def from_source(path: str, name: str, content: bytes) -> Revision | None:
    """Return the revision that the file's text defines, or None when it must be imported.

    `path` is kept as it is, `name` is the file's name. Only the text before the first
    top-level function or class is parsed, so that a mistake in a function does not matter
    here. Raises RevisionFileError for text that cannot be decoded or parsed.
    """
    try:
        header = _read(_decode(content))
    except NotLiteralError:
        return None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error)
        raise RevisionFileError(f"{path}:{line}: not valid Python: {reason}") from error
    return _build(path, name, header.values, doc=header.doc, line=header.line)


def from_module(path: str, name: str, module: ModuleType) -> Revision:
    """Return the revision that an imported module defines; RevisionFileError if it does not."""
    values = {key: getattr(module, key) for key in _NAMES if hasattr(module, key)}
    return _build(path, name, values, doc=str(module.__doc__ or ""), line=1)


def _decode(content: bytes) -> str:
    start = content[:200]
    if b"coding" not in start and not start.startswith(b"\xef\xbb\xbf"):
        text = content.decode("utf-8")
    else:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _read(text: str) -> Header:
    plain = read_plain(text)
    if plain is not None:
        values, doc, line, end = plain
        _refuse_later_bindings(text, end)
        return Header(values=values, line=line, doc=_clean(doc))
    return read_parsed(text)


def read_parsed(text: str) -> Header:
    """Return what the header binds, by `ast`; the same as for a plain one line by line."""
    for end in _ends(text):
        try:
            tree = _parse(text[:end])
        except SyntaxError:
            if end == len(text):
                raise
        else:
            break
    _refuse_later_bindings(text, end)
    header = Header(doc=_clean(ast.get_docstring(tree, clean=False) or ""))
    for statement in tree.body:
        _bind(header, statement)
    return header


def _refuse_later_bindings(text: str, end: int) -> None:
    """Stop where the code below the header may bind one of our names again."""
    if MAY_BIND.search(text, end) and _LATER.search(text, end):
        raise NotLiteralError


def _ends(text: str) -> Iterator[int]:
    """Yield where the header may end; a `def` inside a docstring is no end, hence several."""
    for match in _BODY.finditer(text):
        yield match.start()
    yield len(text)


def _parse(text: str) -> ast.Module:
    if "\\" not in text:
        return ast.parse(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in a docstring is no matter of ours
        return ast.parse(text)


def _clean(doc: str) -> str:
    """Return the docstring as the running Python gives it: dedented from 3.13 on."""
    return dedent(doc) if _DOCSTRINGS_ARE_DEDENTED else doc


def dedent(doc: str) -> str:
    """Remove the common indentation of all lines but the first, as Python 3.13 compiles it."""
    first, *rest = doc.expandtabs().split("\n")
    margin = min((len(line) - len(line.lstrip(" ")) for line in rest if line.strip()), default=0)
    return "\n".join((first.lstrip(" "), *(line[margin:] for line in rest)))


def _bind(header: Header, statement: ast.stmt) -> None:
    match statement:
        case ast.Assign(targets=targets, value=value) if all(
            isinstance(target, ast.Name) for target in targets
        ):
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=id_), value=value) if value is not None:
            names = [id_]
        case ast.AnnAssign(target=ast.Name(), value=None):
            return
        case _:
            _refuse_hidden_bindings(statement)
            return
    for name in _NAMES.intersection(names):
        header.values[name] = _read_literal(value)
        if name == "revision":
            header.line = statement.lineno


def _refuse_hidden_bindings(statement: ast.stmt) -> None:
    """Stop when a statement that is no plain assignment may bind one of our names."""
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in _NAMES:
                raise NotLiteralError
            case ast.alias(name=name, asname=asname) if (asname or name) in {*_NAMES, "*"}:
                raise NotLiteralError
            case ast.Call(func=ast.Name(id="globals" | "exec" | "vars" | "locals")):
                raise NotLiteralError
            case _:
                pass


def _read_literal(value: ast.expr) -> object:
    match value:
        case ast.Constant(value=constant):
            return constant
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return tuple(_read_literal(part) for part in parts)
        case _:
            raise NotLiteralError


def _build(path: str, name: str, values: Mapping[str, object], *, doc: str, line: int) -> Revision:
    doc = doc.strip()
    created = _CREATED.search(doc)
    if "down_revision" not in values:
        raise RevisionFileError(f"{path}: no down_revision; is this a revision file?")
    return Revision(
        id=_read_id(path, name, values),
        down=_read_names(path, "down_revision", values),
        depends_on=_read_names(path, "depends_on", values),
        labels=_read_names(path, "branch_labels", values),
        message=doc.split("\n\n", 1)[0],
        doc=doc,
        created=created.group(1) if created else None,
        path=path,
        line=line,
    )


def _read_id(path: str, name: str, values: Mapping[str, object]) -> str:
    """Return the id; a file without one is named after it, as in the first Alembic versions."""
    if "revision" in values:
        id_ = values["revision"]
    elif legacy := _LEGACY.match(name):
        id_ = legacy.group(1)
    else:
        raise RevisionFileError(
            f"{path}: no revision id, neither as 'revision = ...' nor in the file's name"
        )
    if not isinstance(id_, str) or not id_:
        raise RevisionFileError(f"{path}: the revision id is {id_!r}, not text")
    for character in _ILLEGAL:
        if character in id_:
            raise RevisionFileError(f"{path}: a revision id cannot hold {character!r}: {id_!r}")
    return id_


def _read_names(path: str, key: str, values: Mapping[str, object]) -> tuple[str, ...]:
    value = values.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    names = tuple(value) if isinstance(value, (tuple, list, set, frozenset)) else (value,)
    for name in names:
        if name is not None and not isinstance(name, str):
            raise RevisionFileError(f"{path}: {key} holds {name!r}, not text")
    return tuple(dict.fromkeys(name for name in names if name is not None))
