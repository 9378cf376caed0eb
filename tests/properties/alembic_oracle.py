"""Alembic's own resolver and head maintainer, run without files or a database."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from alembic.runtime.migration import HeadMaintainer
from alembic.script.base import ScriptDirectory
from alembic.script.revision import Revision as AlembicRevision
from alembic.script.revision import RevisionMap
from alembic.util.exc import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from headway.history import Revision

__all__ = ["Answer", "Oracle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a resolver says: the revisions in order and the rows after them, or a refusal.

    `crashed` is the type of an exception that no user should see; the plan made before it, if
    any, is in `steps`. `refused` is the sentence of a proper error.
    """

    steps: tuple[str, ...] | None = None
    rows: frozenset[str] | None = None
    refused: str | None = None
    crashed: str | None = None


class _Script(AlembicRevision):
    module = SimpleNamespace(upgrade=lambda: None, downgrade=lambda: None)
    doc = ""


class _Heads(HeadMaintainer):
    """Alembic's head maintainer on a set: a missing or doubled row is a KeyError."""

    def __init__(self, rows: Iterable[str]) -> None:
        self.heads = set(rows)

    def _insert_version(self, version: str) -> None:
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version: str) -> None:
        self.heads.remove(version)

    def _update_version(self, from_: str, to_: str) -> None:
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


class Oracle:
    """Alembic's answers about one history."""

    def __init__(self, revisions: Sequence[Revision]) -> None:
        self.map = RevisionMap(
            lambda: [
                _Script(
                    revision.id,
                    revision.down or None,
                    dependencies=revision.depends_on or None,
                    branch_labels=revision.labels or None,
                )
                for revision in revisions
            ]
        )
        self.scripts = ScriptDirectory.__new__(ScriptDirectory)
        self.scripts.revision_map = self.map

    def upgrade(self, rows: tuple[str, ...], target: str) -> Answer:
        return self._run(rows, lambda: self.scripts._upgrade_revs(target, rows))

    def downgrade(self, rows: tuple[str, ...], target: str) -> Answer:
        return self._run(rows, lambda: self.scripts._downgrade_revs(target, rows))

    def stamp(self, rows: tuple[str, ...], targets: tuple[str, ...]) -> Answer:
        return self._run(rows, lambda: self.scripts._stamp_revs(targets, rows))

    def walk(self, lower: str, upper: str | tuple[str, ...]) -> Answer:
        return self._catch(
            lambda: [step.revision for step in self.scripts.walk_revisions(lower, upper)]
        )

    def select(self, text: str) -> Answer:
        return self._catch(lambda: [found.revision for found in self.scripts.get_revisions(text)])

    def _run(self, rows: tuple[str, ...], plan: Callable[[], list]) -> Answer:
        steps = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                planned = plan()
            steps = tuple(getattr(step, "revision", step) for step in planned)
            steps = tuple(getattr(step, "revision", "stamp") for step in steps)
            heads = _Heads(rows)
            for step in planned:
                heads.update_to_step(step)
        except CommandError as error:
            return Answer(refused=str(error))
        except Exception as error:  # noqa: BLE001  # any other error is a crash to count
            return Answer(crashed=type(error).__name__, steps=steps)
        return Answer(steps=steps, rows=frozenset(heads.heads))

    @staticmethod
    def _catch(work: Callable[[], list[str]]) -> Answer:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Answer(steps=tuple(work()))
        except CommandError as error:
            return Answer(refused=str(error))
        except Exception as error:  # noqa: BLE001  # the same
            return Answer(crashed=type(error).__name__)
