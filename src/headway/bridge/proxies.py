"""`alembic.op` and `alembic.context`, backed by ContextVars instead of process globals.

Alembic keeps the current `Operations` and `EnvironmentContext` in one global a module, so two
runs in one process reach into each other. Here each is a stack in a ContextVar: threads and
tasks see the run that they were started in, nested commands see the innermost one, and a call
that belongs to no run is an error. Plain Alembic commands in the same process use the same
stacks, because the two hooks that make a proxy current are replaced for all of them.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from headway.bridge import private
from headway.errors import NoRunError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

__all__ = ["current_environment", "entered", "install"]

_Stack = ContextVar[tuple[Any, ...]]

_environments: _Stack = ContextVar("headway_environments", default=())
_operations: _Stack = ContextVar("headway_operations", default=())
_installed = threading.Lock()


class _Current:
    """What stands behind one of the two modules: forwards to the top of its stack."""

    __slots__ = ("_module", "_stack")

    def __init__(self, module: str, stack: _Stack) -> None:
        self._module = module
        self._stack = stack

    def __getattr__(self, name: str) -> Any:
        stack = self._stack.get()
        if not stack:
            raise _no_run(self._module, name)
        return getattr(stack[-1], name)

    def __bool__(self) -> bool:
        return bool(self._stack.get())


def _no_run(module: str, name: str) -> NoRunError:
    return NoRunError(
        f"{module}.{name} was called outside any migration run",
        detail=(
            "it works inside env.py, inside upgrade() and downgrade(), and in threads and tasks",
            "that inherit their context (contextvars.copy_context().run in a thread of your own)",
        ),
    )


def _stack_of(proxy: object) -> _Stack:
    return _operations if isinstance(proxy, private.Operations) else _environments


def _push(proxy: object) -> None:
    stack = _stack_of(proxy)
    stack.set((*stack.get(), proxy))


def _pop(proxy: object) -> None:
    """Remove the innermost entry of `proxy`; the others stay, whatever the order of exits."""
    stack = _stack_of(proxy)
    entries = stack.get()
    for index in range(len(entries) - 1, -1, -1):
        if entries[index] is proxy:
            stack.set(entries[:index] + entries[index + 1 :])
            return


def install() -> None:
    """Put the two stacks behind Alembic's modules; calling it again changes nothing.

    A run of plain Alembic that is under way (its env.py calls Headway) stays current: its
    proxies become the bottom of the stacks.
    """
    with _installed:
        if isinstance(private.op_module.__dict__.get("_proxy"), _Current):
            return
        _take_over(private.op_module, "alembic.op", _operations)
        _take_over(private.context_module, "alembic.context", _environments)
        private.set_proxy_hooks(_push, _pop)


def _take_over(module: ModuleType, name: str, stack: _Stack) -> None:
    current = _Current(name, stack)
    former = private.set_module_proxy(module, current)
    if former is not None:
        _push(former)

    def module_getattr(attribute: str) -> Any:
        if attribute.startswith("__") or not stack.get():
            msg = f"module {name!r} has no attribute {attribute!r}"
            raise AttributeError(msg)
        return getattr(current, attribute)

    module.__dict__["__getattr__"] = module_getattr


def current_environment() -> Any | None:
    """Return the `EnvironmentContext` that calls made here would reach, or None."""
    stack = _environments.get()
    return stack[-1] if stack else None


@contextmanager
def entered(environment: object) -> Iterator[None]:
    """Make `environment` current for a block unless it is already.

    Needed inside `run_migrations`: a thread that env.py started itself inherits no ContextVar,
    but the migrations it runs may use `alembic.context`.
    """
    if current_environment() is environment:
        yield
        return
    _push(environment)
    try:
        yield
    finally:
        _pop(environment)
