"""What env.py sees when it imports: its own run's `alembic.context`, and tame logging.

A thread that env.py starts inherits no ContextVar. So the module env.py gets an `__import__` of
its own: `from alembic import context` (and every other spelling) binds an object that belongs
to this run, wherever it is used later. `logging.config.fileConfig` is handed out in a form that
leaves the application's loggers alone, `asyncio.run` in one that also works where a loop is
running already, and threads in one that carries the ContextVars to the modules env.py calls.
"""

from __future__ import annotations

import asyncio
import builtins
import concurrent.futures
import importlib.machinery
import importlib.util
import logging.config
import threading
import types
from typing import TYPE_CHECKING, Any

import alembic

from headway.bridge import private, threads
from headway.bridge.loops import run_anywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["execute_environment"]


class _Shim(types.ModuleType):
    """A module that answers some names itself and leaves the rest to the real one."""

    def __init__(self, real: types.ModuleType, own: Mapping[str, object]) -> None:
        super().__init__(real.__name__, real.__doc__)
        self.__dict__.update(own)
        self.__dict__["_real"] = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_real"], name)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self.__dict__:
            super().__setattr__(name, value)
        else:
            setattr(self.__dict__["_real"], name, value)

    def __dir__(self) -> list[str]:
        return dir(self.__dict__["_real"])


class _Builtins(dict[str, Any]):
    """The builtins with an `__import__` of env.py's own; what is added later is found too.

    `gettext.install()` and the like add names while env.py runs.
    """

    def __missing__(self, name: str) -> Any:
        return builtins.__dict__[name]


class _BoundContext(types.ModuleType):
    """`alembic.context` as one run's `EnvironmentContext`."""

    def __init__(self, environment: object) -> None:
        super().__init__("alembic.context", private.context_module.__doc__)
        self.__dict__["_proxy"] = environment

    def __getattr__(self, name: str) -> Any:
        environment = self.__dict__["_proxy"]
        if hasattr(environment, name):
            return getattr(environment, name)
        return getattr(private.context_module, name)

    def __dir__(self) -> list[str]:
        return dir(private.context_module)


def _bound_import(environment: object, *, skip_file_config: bool) -> Callable[..., Any]:
    context = _BoundContext(environment)
    config = _Shim(logging.config, {"fileConfig": _file_config(skip=skip_file_config)})
    futures = _Shim(concurrent.futures, {"ThreadPoolExecutor": threads.ThreadPoolExecutor})
    modules = {"alembic.context": context, "logging.config": config, "concurrent.futures": futures}
    packages = {
        "alembic": _Shim(alembic, {"context": context}),
        "asyncio": _Shim(asyncio, {"run": run_anywhere}),
        "concurrent": _Shim(concurrent, {"futures": futures}),
        "logging": _Shim(logging, {"config": config}),
        "threading": _Shim(threading, {"Thread": threads.Thread}),
    }

    def bound(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the signature of __import__
        locals: Mapping[str, object] | None = None,  # noqa: A002 - the signature of __import__
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> Any:
        real = builtins.__import__(name, globals, locals, fromlist or (), level)
        if level:
            return real
        if fromlist and name in modules:
            return modules[name]
        whole = name in packages or (not fromlist and name.partition(".")[0] in packages)
        return packages[name.partition(".")[0]] if whole else real

    return bound


def _file_config(*, skip: bool) -> Callable[..., None]:
    """`fileConfig` that never disables a logger which exists, or does nothing at all.

    In a program that embeds Headway (`skip`) its logging belongs to the program. On the command
    line the file decides the handlers, as people expect from Alembic.
    """

    def file_config(
        fname: Any,
        defaults: dict[str, str] | None = None,
        disable_existing_loggers: bool = True,  # noqa: ARG001 - the signature of fileConfig
        encoding: str | None = None,
    ) -> None:
        if not skip:
            logging.config.fileConfig(
                fname, defaults, disable_existing_loggers=False, encoding=encoding
            )

    return file_config


def execute_environment(folder: Path, environment: object, *, skip_file_config: bool) -> None:
    """Execute `env.py` of `folder` once, as a module of its own.

    Its bytecode is cached as any import's would be. It is not put into `sys.modules`, exactly
    as under Alembic. Raises whatever env.py raises; ImportError when there is no env.py.
    """
    path = folder / "env.py"
    if not path.exists():
        path = _bytecode(path)
    spec = importlib.util.spec_from_file_location("env_py", path)
    if spec is None or spec.loader is None:
        msg = f"cannot load {path}"
        raise ImportError(msg)
    module = importlib.util.module_from_spec(spec)
    names = _Builtins(builtins.__dict__)
    names["__import__"] = _bound_import(environment, skip_file_config=skip_file_config)
    module.__dict__["__builtins__"] = names
    spec.loader.exec_module(module)


def _bytecode(path: Path) -> Path:
    """Find the bytecode of a source file that is not there (Alembic's `sourceless`)."""
    candidates = [path.with_suffix(suffix) for suffix in importlib.machinery.BYTECODE_SUFFIXES]
    cached = importlib.util.cache_from_source(str(path))
    candidates.insert(0, path.parent / "__pycache__" / cached.replace("\\", "/").rsplit("/", 1)[-1])
    for candidate in candidates:
        if candidate.exists():
            return candidate
    msg = f"no env.py in {path.parent}"
    raise ImportError(msg)
