"""Small histories for the tests of plans."""

from __future__ import annotations

from headway.history import History, Revision
from properties.alembic_oracle import Oracle

__all__ = ["draw", "forked", "two_roots"]


def draw(*lines: str) -> tuple[History, Oracle]:
    """Return a history from lines like `c: a b, needs d, label x`, and Alembic's view of it."""
    revisions = []
    for line in lines:
        id_, _, rest = line.partition(":")
        parts = {"down": "", "needs": "", "label": ""}
        for part in rest.split(","):
            word, _, names = part.strip().partition(" ")
            if word in ("needs", "label"):
                parts[word] = names
            else:
                parts["down"] = part
        revisions.append(
            Revision(
                id=id_,
                down=tuple(parts["down"].split()),
                depends_on=tuple(parts["needs"].split()),
                labels=tuple(parts["label"].split()),
            )
        )
    return History(revisions), Oracle(revisions)


def forked() -> tuple[History, Oracle]:
    """Return a root, and two branches above it.

    root - alpha1 - alpha2
         \\ beta1 - beta2
    """
    return draw(
        "root:",
        "alpha1: root, label alpha",
        "alpha2: alpha1",
        "beta1: root, label beta",
        "beta2: beta1",
    )


def two_roots() -> tuple[History, Oracle]:
    """Return two independent lines of two revisions."""
    return draw("one1:, label one", "one2: one1", "two1:, label two", "two2: two1")
