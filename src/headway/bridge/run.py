"""One execution of env.py, from the config to the last commit."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from headway.bridge import private, proxies
from headway.bridge.ahead import named
from headway.bridge.commit import CommitWatch, Unfinished
from headway.bridge.config import make_config, open_script_directory
from headway.bridge.contexts import RunEnvironment
from headway.bridge.imports import execute_environment
from headway.bridge.revisions import load_module, load_scripts
from headway.bridge.trouble import translated, typed_secrets
from headway.errors import EnvironmentFileError
from headway.history import read
from headway.project.url import secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from types import ModuleType

    from alembic.config import Config
    from sqlalchemy.engine import URL, Connection

    from headway.bridge.request import Request
    from headway.bridge.visit import Visit
    from headway.history import History
    from headway.plan.step import Plan

__all__ = ["EnvironmentRun", "run"]


def run(request: Request, work: Callable[[Visit], None]) -> EnvironmentRun:
    """Execute env.py once; `work` is called for each `context.run_migrations()` in it.

    Any error of env.py, of a driver or of Alembic arrives as a HeadwayError, with the original
    as its cause. Errors of `work` pass through unchanged.
    """
    with translated(request):
        environment = EnvironmentRun(request)
        environment.execute(work)
    return environment


class EnvironmentRun:
    """The state of one execution: which contexts it made, and what happened to each."""

    def __init__(self, request: Request) -> None:
        """Build Alembic's objects; nothing of the project is executed."""
        proxies.install()
        self.request = request
        self.visits = 0
        self._guards: dict[int, Any] = {}
        self._work: Callable[[Visit], None] = lambda _visit: None
        self._histories: dict[tuple[Path, ...], History] = {}
        self._modules: dict[Path, ModuleType] = {}
        self._watch = CommitWatch(request)
        self._unfinished = Unfinished()
        self._commits: dict[int, Callable[[], None]] = {}
        self.config: Config = make_config(request)
        self.script = open_script_directory(self.config)
        if not private.loads_revisions_itself(self.script):
            source = load_scripts(lambda: self.history(self.script), self.load)
            private.set_revision_source(self.script, source)

    def marker(self, heads: object, context: object) -> NoReturn:
        """Stand in for Alembic's work function, so that an `fn` of env.py's own is recognised.

        Raises EnvironmentFileError: to be called means that nothing would be migrated.
        """
        del heads, context
        raise EnvironmentFileError("env.py goes around context.run_migrations(); nothing was run")

    def execute(self, work: Callable[[Visit], None], **extra: object) -> None:
        """Run env.py with this run's contexts current.

        `extra` are further context options, as some of Alembic's commands pass them.
        """
        self._work = work
        options = {**self._options(), **extra}
        environment = RunEnvironment(self.config, self.script, self, **options)
        try:
            with proxies.entered(environment), self._unfinished.reported():
                self._run_env(environment)
            self._watch.refuse_uncommitted()
        finally:
            self._watch.stop()

    def _run_env(self, environment: RunEnvironment) -> None:
        """Execute env.py, in the project's own way where it has one."""
        if private.runs_env_itself(self.script):
            self.script.run_env()
            return
        execute_environment(
            Path(self.script.dir), environment, skip_file_config=self.request.options is None
        )

    def _options(self) -> dict[str, Any]:
        request = self.request
        options: dict[str, Any] = {
            "fn": self.marker,
            "as_sql": request.offline is not None,
            "tag": request.tag,
            "dont_mutate": not request.writes,
        }
        if request.destination is not None:
            options["destination_rev"] = request.destination
            options["starting_rev"] = request.offline.start if request.offline else None
        return options

    def verify(self, connection: Connection | None, url: str | URL | None) -> None:
        """Refuse a database that is not the one handed over."""
        if self.request.handover is not None:
            self.request.handover.verify(connection, url)

    def visit(self, visit: Visit) -> None:
        """Do the command's work on one connected database."""
        self.visits += 1
        with named(visit):
            self._work(visit)

    def history(self, script: Any) -> History:
        """Return the history of a script directory, read once for each set of folders."""
        locations = private.version_locations(script)
        if locations not in self._histories:
            self._histories[locations] = read(
                locations,
                recursive=bool(script.recursive_version_locations),
                sourceless=bool(script.sourceless),
                load=self.load,
            )
        return self._histories[locations]

    def load(self, path: Path) -> ModuleType:
        """Return a revision's module, imported once a run, as under Alembic."""
        if path not in self._modules:
            self._modules[path] = load_module(path)
        return self._modules[path]

    @contextmanager
    def guarding(self, context: Any, guard: Any, note: Callable[[], None]) -> Iterator[None]:
        """Let `guard` watch over one context's run; `note` is called at an autocommit block."""
        self._guards[id(context)] = guard
        self._commits[id(context)] = note
        try:
            yield
        finally:
            del self._guards[id(context)], self._commits[id(context)]

    def guard_of(self, context: Any) -> Any | None:
        """Return the guard of this context while a plan runs on it, else None."""
        return self._guards.get(id(context))

    def suspended(self, context: Any) -> AbstractContextManager[object]:
        """Suspend that guard for an autocommit block."""
        guard = self.guard_of(context)
        if guard is None:
            return nullcontext()
        suspended: AbstractContextManager[object] = guard.suspended()
        return suspended

    def note_commit(self, context: Any) -> None:
        """Tell the plan that runs on this context that an autocommit block commits it so far."""
        self._commits.get(id(context), lambda: None)()

    def secrets_of(self, context: Any) -> tuple[str, ...]:
        """Return what must not appear in a report: passwords of the connection and of `-x`."""
        typed = typed_secrets(self.request)
        if context.as_sql:
            return typed
        url = context.connection.engine.url.render_as_string(hide_password=False)
        return (*secrets(url), *typed)

    def await_commit(self, context: Any, plan: Plan) -> None:
        """Remember that a plan has run in a transaction which env.py has yet to commit."""
        self._unfinished.add(plan, self.secrets_of(context))

    def ends_with_caller(self, context: Any) -> bool:
        """Tell whether a context runs in a transaction that only the caller can end."""
        return not context.as_sql and self._watch.is_of_caller(context)

    def watch_commit(self, context: Any) -> None:
        """Watch whether env.py commits the transaction that it began itself."""
        self._watch.watch(context)
