"""Foreign exceptions as Headway's errors: one sentence, the place, and what to do."""

from __future__ import annotations

import re
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import (
    DBAPIError,
    InvalidRequestError,
    MissingGreenlet,
    NoSuchModuleError,
)

from headway import dialects
from headway.bridge.private import CommandError
from headway.dialects.dialect import Failure
from headway.dialects.failure import find_backend
from headway.errors import (
    ConnectionFailedError,
    EnvironmentFileError,
    HeadwayError,
    LoopRunningError,
)
from headway.execution.failure import is_callers_own, reason_of, statement_of
from headway.project.driver import missing_driver, wrong_driver
from headway.project.placeholder import check_placeholder, check_url
from headway.project.url import is_secret, mask, mask_text, secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from sqlalchemy.engine import URL

    from headway.bridge.request import Request

__all__ = ["translated", "typed_secrets", "unreachable"]


_LOOP = re.compile(
    r"event loop is (already )?running|another loop is running|running event loop"
    r"|Already running asyncio"
)
"""What asyncio and anyio say when a loop is started inside a running one."""


@contextmanager
def translated(request: Request) -> Iterator[None]:
    """Let only HeadwayErrors out of a block; everything else is described and chained.

    `SystemExit` and `KeyboardInterrupt` pass: env.py may end the program on purpose.
    """
    try:
        yield
    except HeadwayError:
        raise
    except Exception as error:
        if is_callers_own(error):
            raise
        raise _describe(error, request) from error


def _describe(error: Exception, request: Request) -> HeadwayError:
    reason = mask_text(reason_of(error), _secrets(request))
    if isinstance(error, CommandError):
        return EnvironmentFileError(reason.removeprefix("CommandError: "))
    if isinstance(error, RuntimeError) and _LOOP.search(reason):
        return LoopRunningError(
            f"env.py starts an event loop inside a running one ({reason.partition(': ')[2]})",
            hints=(("in a coroutine", "await headway.aio.upgrade(project, ...)"),),
        )
    about_url = _about_url(error, request)
    if about_url is not None:
        return about_url
    url = _configured_url(request)
    refused = _refusal(error, url)
    if refused is not None:
        return _connection_error(*refused, url, _secrets(request))
    return _environment_error(error, request, reason)


def _about_url(error: Exception, request: Request) -> HeadwayError | None:
    """Tell errors that the URL explains: the placeholder, a driver that is missing or wrong."""
    if isinstance(error, NoSuchModuleError) and str(error).endswith(":driver"):
        check_placeholder(request.project)
    url = _configured_url(request)
    if not url:
        return None
    if _is_about_driver(error, url):
        return missing_driver(url, error)
    if isinstance(error, MissingGreenlet):
        return wrong_driver(url, asynchronous=False)
    if isinstance(error, InvalidRequestError) and "async driver" in str(error):
        return wrong_driver(url, asynchronous=True)
    return None


def _is_about_driver(error: Exception, url: str) -> bool:
    """Tell a driver that is not installed from any other import that fails in env.py."""
    if isinstance(error, NoSuchModuleError):
        return True
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return False
    names = [str(frame.f_globals.get("__name__")) for frame, _ in _frames(error)]
    by_sqlalchemy = bool(names) and names[-1].startswith("sqlalchemy.")
    scheme = re.split(r"\W+", url.partition("://")[0])
    return by_sqlalchemy or error.name.partition(".")[0] in scheme


def _frames(error: Exception) -> list[tuple[FrameType, int]]:
    return list(traceback.walk_tb(error.__traceback__))


def _refusal(error: Exception, url: str) -> tuple[str, Failure] | None:
    """Ask the dialect whose driver raised the error, else that of the URL, what it means."""
    scheme = re.split(r"\W", url, maxsplit=1)[0]
    name = find_backend(error) or scheme
    failure = dialects.find(name).explain(error)
    return None if failure is None else (name, failure)


def _connection_error(
    backend: str, refused: Failure, url: str, hidden: tuple[str, ...]
) -> ConnectionFailedError:
    """Name the database by the URL we know, unless env.py tried one of another kind."""
    same = url.startswith(backend) or (backend == "mysql" and url.startswith("mariadb"))
    where = mask(url) if same else f"the {backend} database that env.py chose"
    return ConnectionFailedError(
        f"cannot connect to {where}: {mask_text(refused.text, hidden)}", hints=refused.hints
    )


def unreachable(error: Exception, url: URL) -> ConnectionFailedError:
    """Return the error for an engine of the caller's that could not connect."""
    shown = url.render_as_string(hide_password=False)
    backend, refused = _refusal(error, shown) or (
        url.get_backend_name(),
        Failure(kind="other", text=reason_of(error)),
    )
    return _connection_error(backend, refused, shown, secrets(shown))


def _environment_error(error: Exception, request: Request, reason: str) -> EnvironmentFileError:
    """Name the innermost line of the project's own code, env.py before others."""
    folder = request.project.migrations
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if folder in Path(frame.filename).parents]
    place = f"{own[-1].filename}:{own[-1].lineno}: " if own else ""
    statement = statement_of(error) if isinstance(error, DBAPIError) else None
    text = " ".join(mask_text(statement or "", _secrets(request)).split())
    detail = ("statement:", f"  {text[:110]}") if text else ()
    return EnvironmentFileError(
        f"{place}{reason}",
        detail=detail,
        hints=(("whole traceback", "add --raiseerr"),),
    )


def _configured_url(request: Request) -> str:
    """Return the URL that Headway knows of, with its password; env.py may use another."""
    if request.handover is not None:
        return request.handover.url.render_as_string(hide_password=False)
    return check_url(request.project) or ""


def _secrets(request: Request) -> tuple[str, ...]:
    return (*secrets(_configured_url(request)), *typed_secrets(request))


def typed_secrets(request: Request) -> tuple[str, ...]:
    """Return what must not be shown of env.py's own arguments (`-x`): passwords, and of URLs."""
    pairs = [pair.partition("=") for pair in request.x]
    named = [value for key, _, value in pairs if value and is_secret(key)]
    return (*named, *(each for _, _, value in pairs for each in secrets(value)))
