"""Every error that Headway raises, as one tree.

    HeadwayError
    ├── UsageError                 wrong usage, or a question nobody could be asked     exit 2
    │   ├── TargetError            a target that cannot be resolved
    │   │   ├── TargetSyntaxError
    │   │   ├── UnknownTargetError
    │   │   ├── AmbiguousTargetError
    │   │   └── TargetRangeError   walks past a head or below the base
    │   └── ProjectError           a setting, config file or migration folder is unusable
    │       ├── ConfigMissingError
    │       ├── ConfigInvalidError
    │       ├── UrlError           placeholder, malformed or incomplete URL
    │       ├── DriverMissingError
    │       └── FolderError        missing, unwritable, or not a migration folder
    ├── HistoryError               the revision files do not form a history             exit 3
    │   ├── RevisionFileError      a file that cannot be read (SyntaxError and the like)
    │   ├── MissingParentError
    │   ├── DuplicateRevisionError
    │   ├── RevisionCycleError
    │   └── LabelClashError
    ├── DatabaseError              the database said no before any migration began      exit 3
    │   ├── ConnectionFailedError
    │   ├── WrongDatabaseError     env.py configured another database than was handed over
    │   ├── AheadOfFilesError      the database holds a revision that the files do not
    │   └── VersionColumnError     a revision id does not fit the version table
    ├── MigrationError             a migration failed                                   exit 3, 4
    ├── EnvironmentFileError       env.py itself failed, or a call belongs to no run    exit 3
    │   ├── LoopRunningError
    │   └── NoRunError
    └── FindingError               a check found something                              exit 1
        └── NotAtHeadError

Each error carries one sentence that says what was found and where, lines of detail, and hints:
pairs of a short label and the exact command or text that resolves it.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AheadOfFilesError",
    "AmbiguousTargetError",
    "ConfigInvalidError",
    "ConfigMissingError",
    "ConnectionFailedError",
    "DatabaseError",
    "DriverMissingError",
    "DuplicateRevisionError",
    "EnvironmentFileError",
    "FindingError",
    "FolderError",
    "HeadwayError",
    "HistoryError",
    "LabelClashError",
    "LoopRunningError",
    "MigrationError",
    "MissingParentError",
    "NoRunError",
    "NotAtHeadError",
    "ProjectError",
    "RevisionCycleError",
    "RevisionFileError",
    "TargetError",
    "TargetRangeError",
    "TargetSyntaxError",
    "UnknownTargetError",
    "UrlError",
    "UsageError",
    "VersionColumnError",
    "WrongDatabaseError",
]

DONE, FINDING, USAGE, FAILED, STOPPED, GAVE_UP = 0, 1, 2, 3, 4, 5
"""The exit statuses, the same for every command (see docs/reference/exit-status.md)."""


class HeadwayError(Exception):
    """The base of every error that Headway raises on purpose.

    `summary` is one sentence without a trailing full stop; `detail` are further lines, shown
    indented; `hints` are (label, command or text) pairs. `code` is stable across releases and
    `exit_status` is what the command line ends with. None of them ever holds a password.
    """

    code: ClassVar[str] = "headway"
    exit_status: int = FAILED

    def __init__(
        self,
        summary: str,
        *,
        detail: tuple[str, ...] = (),
        hints: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Keep the three parts; `str()` of the error is the summary alone."""
        super().__init__(summary)
        self.summary = summary
        self.detail = detail
        self.hints = hints

    def to_dict(self) -> dict[str, object]:
        """Return the error as JSON-ready values, for `--format json`."""
        return {
            "error": self.code,
            "summary": self.summary,
            "detail": list(self.detail),
            "hints": [{"label": label, "text": text} for label, text in self.hints],
            "exit_status": self.exit_status,
        }


class UsageError(HeadwayError):
    """The call itself is wrong, or a question could not be asked; nothing was done."""

    code = "usage"
    exit_status = USAGE


class TargetError(UsageError):
    """A target that cannot be resolved; nothing was applied."""

    code = "target"


class TargetSyntaxError(TargetError):
    """A target that does not follow the grammar; the summary says at which character."""

    code = "target-syntax"


class UnknownTargetError(TargetError):
    """No revision, prefix or label of that name; the nearest spellings are in the detail."""

    code = "target-unknown"


class AmbiguousTargetError(TargetError):
    """Several revisions fit; all of them are in the detail."""

    code = "target-ambiguous"


class TargetRangeError(TargetError):
    """A relative target that walks past a head, below the base, or in the wrong direction."""

    code = "target-range"


class ProjectError(UsageError):
    """A setting, a config file or a migration folder cannot be used."""

    code = "project"


class ConfigMissingError(ProjectError):
    """No config file where one was named or expected."""

    code = "config-missing"


class ConfigInvalidError(ProjectError):
    """A config file that cannot be read or parsed; the summary names the file and line."""

    code = "config-invalid"


class UrlError(ProjectError):
    """The database URL is the template's placeholder, malformed, or incomplete."""

    code = "url"


class DriverMissingError(ProjectError):
    """The URL names a driver that is not installed; the hint names the extra."""

    code = "driver-missing"


class FolderError(ProjectError):
    """A folder is missing, unwritable, or not a migration folder."""

    code = "folder"


class HistoryError(HeadwayError):
    """The revision files do not form a history; files and lines are named."""

    code = "history"


class RevisionFileError(HistoryError):
    """A revision file that cannot be read or imported."""

    code = "revision-file"


class MissingParentError(HistoryError):
    """A revision names a parent or a dependency that no file defines."""

    code = "missing-parent"


class DuplicateRevisionError(HistoryError):
    """Two files define the same revision id."""

    code = "duplicate-revision"


class RevisionCycleError(HistoryError):
    """Revisions that are each other's ancestors."""

    code = "cycle"


class LabelClashError(HistoryError):
    """One branch label used by two revisions, or equal to a revision id."""

    code = "label-clash"


class DatabaseError(HeadwayError):
    """The database said no before any migration began."""

    code = "database"


class ConnectionFailedError(DatabaseError):
    """The database could not be reached, or refused the login."""

    code = "connection"


class WrongDatabaseError(DatabaseError):
    """env.py configured another database than the caller handed over; both are named."""

    code = "wrong-database"


class AheadOfFilesError(DatabaseError):
    """The database holds a revision that the files do not; `revisions` are those ids."""

    code = "ahead-of-files"

    def __init__(
        self,
        summary: str,
        *,
        detail: tuple[str, ...] = (),
        hints: tuple[tuple[str, str], ...] = (),
        revisions: tuple[str, ...] = (),
    ) -> None:
        """Keep the parts and the ids."""
        super().__init__(summary, detail=detail, hints=hints)
        self.revisions = revisions


class VersionColumnError(DatabaseError):
    """A revision id does not fit the column of the version table, which cannot be widened."""

    code = "version-column"


class MigrationError(HeadwayError):
    """A migration failed.

    `exit_status` is 3 when the database is where the run found it, and 4 when earlier steps of
    the run stay applied or a database without transactional DDL kept part of the failed one.
    """

    code = "migration"

    def __init__(
        self,
        summary: str,
        *,
        detail: tuple[str, ...] = (),
        hints: tuple[tuple[str, str], ...] = (),
        partly: bool = False,
    ) -> None:
        """Keep the parts; `partly` tells that something of the run stays in the database."""
        super().__init__(summary, detail=detail, hints=hints)
        self.exit_status = STOPPED if partly else FAILED


class EnvironmentFileError(HeadwayError):
    """env.py itself failed before, between or after the migrations."""

    code = "env-py"


class NoRunError(EnvironmentFileError, NameError):
    """A function of `alembic.op` or `alembic.context` was called outside any run.

    A NameError too, because that is what Alembic raises there and what callers catch.
    """

    code = "no-run"


class LoopRunningError(EnvironmentFileError):
    """env.py starts an event loop, but was run inside one."""

    code = "loop-running"


class FindingError(HeadwayError):
    """A check found something: schemas differ, the database is not at head."""

    code = "finding"
    exit_status = FINDING


class NotAtHeadError(FindingError):
    """`current --check-heads`: the database is not at every head."""

    code = "not-at-head"
