"""Where reports go: stdout for what was asked for and for progress, stderr for errors."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headway.errors import UsageError
from headway.reports.document import Verbatim
from headway.reports.escape import escape_controls, fit_encoding, hide_passwords
from headway.reports.machine import render_json
from headway.reports.text import render_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from headway.reports.document import Document

__all__ = ["Console", "can_colour", "is_terminal"]


@dataclass(slots=True, kw_only=True)
class Console:
    """Prints documents. A reader that went away never stops the work: printing just ends.

    `json` prints one document on stdout, an error included; `quiet` leaves progress out.
    `secrets` are texts that never appear in any output.
    """

    out: TextIO
    err: TextIO
    json: bool = False
    quiet: bool = False
    plain: bool = False
    secrets: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def show(self, document: Document) -> None:
        """Print what the person asked for."""
        if self.json:
            self._write(self.out, render_json(document.value, clean=self._hide))
        else:
            self._write(self.out, self._text(document, self.out))

    def tell(self, document: Document) -> None:
        """Print progress or a note, now; nothing with `--quiet` or in JSON."""
        if not (self.json or self.quiet):
            self._write(self.out, self._text(document, self.out))

    def complain(self, document: Document) -> None:
        """Print an error: on stderr, or as the JSON document on stdout."""
        if self.json:
            self.show(document)
        else:
            self._write(self.err, self._text(document, self.err))

    def render(self, document: Document) -> str:
        """Return the text of a document as it would be printed to stdout."""
        return self._text(document, self.out)

    def clean(self, text: str, stream: TextIO) -> str:
        """Return text as it may be printed to the stream."""
        safe = escape_controls(self._hide(text))
        return fit_encoding(safe, getattr(stream, "encoding", None) or "utf-8")

    @property
    def is_live(self) -> bool:
        """Whether a moving display may be drawn on stdout."""
        return (
            not (self.json or self.quiet)
            and is_terminal(self.out)
            and self.environ.get("TERM") != "dumb"
        )

    def colour(self, stream: TextIO) -> bool:
        """Whether colours may be printed to the stream."""
        return not self.plain and can_colour(stream, self.environ)

    def _text(self, document: Document, stream: TextIO) -> str:
        if document.blocks and all(isinstance(block, Verbatim) for block in document.blocks):
            return _render_verbatim(document, stream)
        return render_text(
            document,
            colour=self.colour(stream),
            clean=lambda text: self.clean(text, stream),
        )

    def _hide(self, text: str) -> str:
        return hide_passwords(text, self.secrets)

    def _write(self, stream: TextIO, text: str) -> None:
        try:
            stream.write(text)
            stream.flush()
        except (BrokenPipeError, ValueError):
            # The reader of the pipe has gone, or the stream is closed. A migration must go on.
            self._silence(stream)

    def _silence(self, stream: TextIO) -> None:
        """Send what is still buffered to nowhere, so that Python's exit does not complain."""
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            return


def _render_verbatim(document: Document, stream: TextIO) -> str:
    """Return text for machines as it is; only on a terminal are control characters escaped.

    Raises:
        UsageError: the stream's encoding cannot hold the text, which must not be altered.
    """
    text = render_text(document)
    if is_terminal(stream):
        return escape_controls(text)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if fit_encoding(text, encoding) != text:
        raise UsageError(
            f"the output's encoding {encoding} cannot hold this text; nothing was printed",
            hints=(("set the environment variable", "PYTHONIOENCODING=utf-8"),),
        )
    return text


def is_terminal(stream: TextIO) -> bool:
    """Return whether the stream is a terminal; a closed one is not."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def can_colour(stream: TextIO, environ: Mapping[str, str], *, platform: str = sys.platform) -> bool:
    """Return whether colours may be printed to a stream.

    `NO_COLOR` (https://no-color.org) says never, `FORCE_COLOR` always, `TERM=dumb` never. The
    old Windows console needs a mode switched on first and gets none; Windows Terminal does.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    if not is_terminal(stream) or environ.get("TERM") == "dumb":
        return False
    return platform != "win32" or bool({"WT_SESSION", "TERM_PROGRAM", "ANSICON"} & set(environ))
