"""Every private name of Alembic that Headway relies on, in one place.

When a new Alembic release moves one of them, this file and no other has to follow. Each entry
says what it is used for. Tried with Alembic 1.18 to 1.20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic import context as context_module
from alembic import op as op_module
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script.base import Script, ScriptDirectory
from alembic.util import CommandError, immutabledict
from alembic.util.langhelpers import ModuleClsProxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import ModuleType

    from alembic.autogenerate import RevisionContext
    from alembic.config import Config
    from alembic.script.revision import RevisionMap
    from sqlalchemy import Table

_RUN_ENV = ScriptDirectory.run_env
_LOAD_REVISIONS = ScriptDirectory._load_revisions  # noqa: SLF001 - no public name
"""Alembic's own, taken before a project replaces the class or its methods."""

__all__ = [
    "CommandError",
    "EnvironmentContext",
    "MigrationContext",
    "MigrationInfo",
    "Operations",
    "Script",
    "context_module",
    "current_context",
    "ensure_version_table",
    "has_version_table",
    "impl_of",
    "in_external_transaction",
    "migration_function",
    "op_module",
    "quiet",
    "set_current_context",
    "set_module_proxy",
    "set_proxy_hooks",
    "set_revision_source",
    "start_over",
    "version_locations",
    "version_table",
]


def set_module_proxy(module: ModuleType, proxy: object) -> object:
    """Put `proxy` behind the module's functions; return what was there, or None.

    The module-level functions of `alembic.op` and `alembic.context` call `_proxy.<name>(...)`.
    Attributes that an installed proxy had copied into the module are removed, so that the
    module's `__getattr__` answers for them.
    """
    names = module.__dict__
    former = names.get("_proxy")
    names["_proxy"] = proxy
    for name in ("config", "script"):
        names.pop(name, None)
    return former


def set_proxy_hooks(install: Callable[[Any], None], remove: Callable[[Any], None]) -> None:
    """Replace how an `EnvironmentContext` or `Operations` makes itself the current one."""
    ModuleClsProxy._install_proxy = install  # type: ignore[method-assign,assignment] # noqa: SLF001 - the hook
    ModuleClsProxy._remove_proxy = remove  # type: ignore[method-assign,assignment] # noqa: SLF001 - the hook


def version_table(context: MigrationContext) -> Table:
    """Return the version table as the dialect's `version_table_impl` made it."""
    table: Table = context._version  # noqa: SLF001 - no public name
    return table


def ensure_version_table(context: MigrationContext, *, purge: bool = False) -> None:
    """Create the version table where it is missing; with `purge`, empty it."""
    context._ensure_version_table(purge=purge)  # noqa: SLF001 - no public name


def has_version_table(context: MigrationContext) -> bool:
    """Tell whether the version table exists."""
    return bool(context._has_version_table())  # noqa: SLF001 - no public name


def in_external_transaction(context: MigrationContext) -> bool:
    """Tell whether env.py's connection was in a transaction when it was configured."""
    return bool(context._in_external_transaction)  # noqa: SLF001 - no public name


def migration_function(context: MigrationContext) -> object:
    """Return the `fn` that the context was configured with."""
    return context._migrations_fn  # noqa: SLF001 - no public name


def current_context(environment: EnvironmentContext) -> MigrationContext | None:
    """Return what `context.configure()` made last, or None."""
    return environment._migration_context  # noqa: SLF001 - no public name


def set_current_context(environment: EnvironmentContext, context: MigrationContext | None) -> None:
    """Put a context in the place of the one that `context.configure()` made."""
    environment._migration_context = context  # noqa: SLF001 - no public name


def impl_of(context: MigrationContext) -> Any:
    """Return the dialect's implementation object."""
    return context.impl


def version_locations(script: ScriptDirectory) -> tuple[Path, ...]:
    """Return the folders with revision files, as env.py may have changed them."""
    return tuple(script._version_locations)  # noqa: SLF001 - no public name


def set_revision_source(
    script: ScriptDirectory, source: Callable[[], Iterable[Script]]
) -> RevisionMap:
    """Let the script directory's map be filled from `source`, when somebody asks for it."""
    script.revision_map._generator = source  # noqa: SLF001 - no public name
    return script.revision_map


def start_over(context: RevisionContext) -> None:
    """Let a revision context begin again with its `command_args`, before it has compared."""
    context.generated_revisions = [context._default_revision()]  # noqa: SLF001 - no public name


def quiet(config: Config) -> None:
    """Stop Alembic's own status lines ("Generating … done") on standard output."""
    config.__dict__["messaging_opts"] = immutabledict({"quiet": True})


def runs_env_itself(script: ScriptDirectory) -> bool:
    """Tell whether the project's own class says how env.py is run."""
    return type(script).run_env is not _RUN_ENV


def loads_revisions_itself(script: ScriptDirectory) -> bool:
    """Tell whether the project's own class says which revisions there are."""
    return type(script)._load_revisions is not _LOAD_REVISIONS  # noqa: SLF001 - no public name
