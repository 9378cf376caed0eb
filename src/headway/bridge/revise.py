"""New revision files: Alembic's templates, hooks and comparison, with Headway's targets."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import util
from alembic.autogenerate import RevisionContext

from headway.bridge import private
from headway.bridge.differences import describe
from headway.bridge.run import EnvironmentRun
from headway.bridge.trouble import translated
from headway.errors import FolderError, NotAtHeadError, UsageError
from headway.history import read
from headway.history.resolve import select
from headway.outcome import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alembic.script import ScriptDirectory

    from headway.bridge.request import Request
    from headway.bridge.visit import Visit
    from headway.history import History
    from headway.outcome import Difference

__all__ = ["check", "escape_message", "write_merge", "write_revision"]

_FORBIDDEN = frozenset("\"'\\/\n\r\t\0 ")


def write_revision(request: Request, arguments: dict[str, Any]) -> tuple[Written, ...]:
    """Write a revision file, with the models' changes when `arguments["autogenerate"]` is set.

    `arguments` are those of Alembic's `revision` command. Raises NotAtHeadError when the
    database is not at head (autogenerate), UsageError for an id that exists, FolderError where
    the folder cannot be written.
    """
    with translated(request):
        run = EnvironmentRun(request)
        autogenerate, sql = arguments["autogenerate"], arguments["sql"]
        if autogenerate and sql:
            raise UsageError("--sql has no meaning with --autogenerate: leave one of them out")
        context = RevisionContext(run.config, run.script, arguments)
        if autogenerate or _needs_environment(run):
            _execute(run, context, arguments)
        elif sql:
            raise UsageError("--sql needs revision_environment = true, or leave it out")
        history = _whole(run)
        _settle(context, arguments, history)
        return _written(run.script, history, lambda: list(context.generate_scripts()))


def write_merge(request: Request, arguments: dict[str, Any]) -> tuple[Written, ...]:
    """Write a revision file that merges several heads; `arguments` as Alembic's `merge`."""
    with translated(request):
        run = EnvironmentRun(request)
        template: dict[str, Any] = {"config": run.config}
        if _needs_environment(run):
            run.execute(lambda _visit: None, template_args=template)
        history = _whole(run)
        heads = _choose(history, arguments["revisions"], verb="merge")
        if not arguments["splice"]:
            _refuse_inner(history, heads, f"merge {' '.join(heads)}")
        _refuse_id(arguments["rev_id"], history)
        return _written(
            run.script,
            history,
            lambda: [
                run.script.generate_revision(
                    arguments["rev_id"] or util.rev_id(),
                    escape_message(arguments["message"]),
                    refresh=True,
                    head=tuple(dict.fromkeys(heads)),
                    branch_labels=arguments["branch_label"],
                    splice=arguments["splice"],
                    **template,
                )
            ],
        )


def check(request: Request) -> tuple[Difference, ...]:
    """Compare the models with the database through Alembic's comparison; write nothing.

    `process_revision_directives` has its say: a hook that empties the directives means that
    there is no difference. Raises NotAtHeadError when the database is not at head.
    """
    with translated(request):
        run = EnvironmentRun(request)
        names = ("message", "branch_label", "version_path", "rev_id", "depends_on")
        arguments: dict[str, Any] = {**dict.fromkeys(names), "sql": False, "splice": False}
        arguments |= {"head": "head", "autogenerate": True}
        context = RevisionContext(run.config, run.script, {**arguments})  # nothing to settle
        _execute(run, context, arguments)
        return tuple(
            difference
            for script in context.generated_revisions
            for operations in script.upgrade_ops_list
            for difference in describe(operations.as_diffs())
        )


def _whole(run: EnvironmentRun) -> History:
    history = run.history(run.script)
    history.check()
    return history


def _needs_environment(run: EnvironmentRun) -> bool:
    return util.asbool(run.config.get_alembic_option("revision_environment") or False)


def _prepared(arguments: dict[str, Any], history: History) -> dict[str, Any]:
    """Resolve what the person typed to exact ids, and make the message safe for a docstring."""
    _refuse_id(arguments["rev_id"], history)
    head = arguments["head"]
    names = (head,) if isinstance(head, str) else tuple(head)
    heads = _choose(history, names, verb="revision --head")
    if not arguments["splice"]:
        _refuse_inner(history, heads, f"revision --head {' '.join(heads)}")
    depends_on = arguments["depends_on"]
    needed = [depends_on] if isinstance(depends_on, str) else list(depends_on or ())
    return {
        **arguments,
        "head": head if head == "head" else heads or "base",  # hooks may look at it
        "depends_on": [_dependency(history, name) for name in needed] or None,
        "message": escape_message(arguments["message"]),
    }


def _dependency(history: History, name: str) -> str:
    """Keep a branch label as it is, as Alembic does; resolve everything else to an id."""
    found = [name] if name in history.labels else _choose(history, (name,), "revision --depends-on")
    if not found:
        raise UsageError(f"--depends-on {name} names no revision; nothing was written")
    return found[0]


def _choose(history: History, names: Iterable[str], verb: str) -> tuple[str, ...]:
    return tuple(found.id for name in names for found in select(history, name, verb=verb))


def _refuse_inner(history: History, ids: Iterable[str], command: str) -> None:
    """Refuse to build on a revision that others build on already, unless that was asked for."""
    for id_ in ids:
        if history.children(id_):
            raise UsageError(
                f"{id_} is not a head; nothing was written",
                hints=(("start a branch there", f"headway {command} --splice"),),
            )


def _refuse_id(rev_id: str | None, history: History) -> None:
    if rev_id is None:
        return
    if rev_id in history:
        raise UsageError(
            f"revision {rev_id} exists already; nothing was written",
            detail=(history[rev_id].path,),
            hints=(("choose another", "headway revision --rev-id ID"),),
        )
    if not rev_id or _FORBIDDEN & set(rev_id):
        raise UsageError(
            f"{rev_id!r} cannot be a revision id; nothing was written",
            detail=("an id holds no spaces, quotes or slashes",),
        )


def escape_message(message: str | None) -> str | None:
    r"""Return the message so that it stays text inside a `\"\"\"docstring\"\"\"`.

    Only what could end the docstring or change its meaning is touched, so that an ordinary
    message is written as it was typed. Control characters other than line breaks and tabs, and
    what UTF-8 cannot hold, are written as escapes.
    """
    if message is None:
        return None
    text = message.replace("\\", "\\\\")
    text = re.sub(r'"(?="|\Z)', r"\"", text)
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda found: f"\\x{ord(found[0]):02x}", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _execute(run: EnvironmentRun, context: Any, arguments: dict[str, Any]) -> None:
    def work(visit: Visit) -> None:
        heads, history = visit.heads(), visit.history()
        history.check()
        _settle(context, arguments, history)
        if not arguments["autogenerate"]:
            context.run_no_autogenerate(heads, visit.context)
            return
        _refuse_behind(visit, heads)
        context.run_autogenerate(heads, visit.context)

    extra = {"template_args": context.template_args, "revision_context": context}
    run.execute(work, as_sql=arguments["sql"], **extra)


def _settle(context: Any, arguments: dict[str, Any], history: History) -> None:
    """Resolve the arguments once, and no sooner than env.py has said where the revisions are."""
    if context.command_args is arguments:
        context.command_args = _prepared(arguments, history)
        private.start_over(context)


def _refuse_behind(visit: Visit, heads: tuple[str, ...]) -> None:
    wanted = tuple(sorted(visit.history().real_heads))
    if heads != wanted:
        at = ", ".join(heads) or "base"
        raise NotAtHeadError(
            f"{visit.database.url} is at {at}, not at head ({', '.join(wanted) or 'base'}); "
            "the models cannot be compared",
            hints=(("try", "headway upgrade heads"),),
        )


def _written(script: ScriptDirectory, before: History, write: Any) -> tuple[Written, ...]:
    """Write the files and return them; what a failure left behind is removed."""
    made: list[Path] = []
    _guard_files(script, made)
    try:
        with _status_lines_on_stderr():
            write()
    except OSError as error:
        _remove(made)
        raise FolderError(
            f"cannot write {error.filename or script.dir}: {error.strerror}"
        ) from error
    except Exception:
        _remove(made)
        raise
    after = read(tuple({path.parent for path in made}))
    return tuple(
        Written(revision=revision, path=Path(revision.path))
        for revision in after
        if revision.id not in before
    )


def _guard_files(script: ScriptDirectory, made: list[Path]) -> None:
    """Refuse to overwrite a file: two messages may give one file name."""
    generate = script._generate_template  # noqa: SLF001 - the one place where a file is written

    def guarded(source: Path, destination: Path, **values: Any) -> None:
        if Path(destination).exists():
            raise UsageError(f"{destination} exists already; choose another message or --rev-id")
        made.append(Path(destination))
        generate(source, destination, **values)

    script._generate_template = guarded  # type: ignore[method-assign,assignment] # noqa: SLF001


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


_redirecting = threading.Lock()


@contextlib.contextmanager
def _status_lines_on_stderr() -> Iterator[None]:
    """Keep what Alembic and write hooks print away from standard output.

    One thread at a time: standard output belongs to the process, and two that redirect it at
    once would not put it back.
    """
    with _redirecting, contextlib.redirect_stdout(sys.stderr or io.StringIO()):
        yield
