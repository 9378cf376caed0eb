"""From a name in a target to one revision: exact ids and labels, then prefixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import AmbiguousTargetError, UnknownTargetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.history.history import History

__all__ = ["Asked", "describe", "find", "find_branch", "shorten"]

_DONE = {
    "upgrade": "applied",
    "downgrade": "reverted",
    "stamp": "stamped",
    "merge": "written",
    "revision --head": "written",
    "revision --depends-on": "written",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked: the target as typed and the command, for errors and their hints."""

    text: str
    verb: str

    @property
    def nothing(self) -> str:
        """The end of an error's sentence: that nothing was done."""
        done = _DONE.get(self.verb)
        return f"; nothing {done}" if done else ""

    def command(self, target: str) -> str:
        """Return the same command with another target."""
        return f"headway {self.verb} {target}"

    def respell(self, name: str, better: str) -> str:
        """Return the same command with one name in the target spelled better."""
        branch, at, symbol = self.text.rpartition("@")
        if symbol.startswith(name):
            return self.command(branch + at + better + symbol[len(name) :])
        if self.text.startswith(name):
            return self.command(better + self.text[len(name) :])
        return self.command(better)


def find(history: History, name: str, asked: Asked, *, branch: str | None = None) -> str:
    """Return the id that the name means: exactly, as a label, or as a prefix of either.

    With `branch`, the id of a revision, a prefix may be short enough to fit other branches
    too. Raises UnknownTargetError, AmbiguousTargetError, or the problem of a broken part.
    """
    exact = _find_exact(history, name)
    if exact is not None:
        return exact
    names = (*history.ids, *history.labels)
    fits = dict.fromkeys(_id_of(history, full) for full in names if full.startswith(name))
    if branch is not None and len(fits) > 1:
        lineage = history.lineage(branch)
        fits = dict.fromkeys(id_ for id_ in fits if id_ in lineage) or fits
    if not fits:
        raise _unknown(history, name, asked)
    if len(fits) > 1:
        raise _ambiguous(history, name, tuple(fits), asked)
    return history[next(iter(fits))].id


def find_branch(history: History, name: str, asked: Asked) -> str:
    """Return the id of the revision that the branch part of a target names."""
    return find(history, name, asked)


def _find_exact(history: History, name: str) -> str | None:
    if name in history:
        return history[name].id
    return history.find_label(name)


def _id_of(history: History, name: str) -> str:
    return name if name in history else history.labels[name]


def describe(history: History, ids: Iterable[str]) -> tuple[str, ...]:
    """Return a line for each revision: id, date and message, in columns."""
    rows = [(id_, history.get(id_)) for id_ in ids]
    width = max((len(id_) for id_, _ in rows), default=0)
    lines = []
    for id_, revision in rows:
        created = (revision.created or "")[:10] if revision else ""
        message = revision.message.split("\n", 1)[0] if revision else "(not in the files)"
        lines.append(f"{id_:{width}}  {created + '  ' if created else ''}{message}".rstrip())
    return tuple(lines)


def shorten(history: History, id_: str) -> str:
    """Return the shortest text that still means this revision."""
    names = (*history.ids, *history.labels)
    for length in range(1, len(id_)):
        start = id_[:length]
        if start in history or start in history.labels:
            continue
        if all(_id_of(history, name) == id_ for name in names if name.startswith(start)):
            return start
    return id_


def _ambiguous(
    history: History, name: str, ids: Sequence[str], asked: Asked
) -> AmbiguousTargetError:
    best = shorten(history, ids[0])
    return AmbiguousTargetError(
        f"{name} is ambiguous{asked.nothing}",
        detail=describe(history, ids),
        hints=(("try", asked.respell(name, best)),),
    )


def _unknown(history: History, name: str, asked: Asked) -> UnknownTargetError:
    import difflib  # noqa: PLC0415  # only a mistake needs it

    names = (*history.ids, *history.labels)
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    ids = tuple(dict.fromkeys(_id_of(history, full) for full in near))
    hints = [("try", asked.respell(name, near[0]))] if near else []
    return UnknownTargetError(
        f"no revision or branch is called {name}{asked.nothing}",
        detail=describe(history, ids),
        hints=(*hints, ("list them", "headway history")),
    )
