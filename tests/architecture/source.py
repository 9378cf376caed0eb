"""The source files as the architecture tests see them: text and syntax trees, nothing imported."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

__all__ = ["ROOT", "SOURCE", "Module", "modules"]

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "headway"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One module of Headway."""

    path: Path

    def __str__(self) -> str:
        """Return its path below src, as pytest shows it."""
        return self.path.relative_to(SOURCE.parent).as_posix()

    @property
    def name(self) -> str:
        """Return its dotted name."""
        parts = self.path.relative_to(SOURCE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        """Return the room below headway that it is in: "history", "cli", or a module's name."""
        return [*self.name.split("."), ""][1]

    @cached_property
    def text(self) -> str:
        """Return its text."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Return its syntax tree."""
        return ast.parse(self.text, str(self))

    def functions(self) -> list[Function]:
        """Return its functions and methods, nested ones too."""
        return [one for one in ast.walk(self.tree) if isinstance(one, Function)]

    def classes(self) -> list[ast.ClassDef]:
        """Return its classes."""
        return [one for one in ast.walk(self.tree) if isinstance(one, ast.ClassDef)]

    def imports(self, *, typing: bool = True) -> dict[str, int]:
        """Return the modules that it imports anywhere, with the line; relative ones resolved.

        `from a import b` counts as `a` and as `a.b`. Without `typing`, what stands below
        `if TYPE_CHECKING:` is left out: it is never executed.
        """
        skipped = set() if typing else self._typing_only()
        found: dict[str, int] = {}
        for node in ast.walk(self.tree):
            if node in skipped:
                continue
            if isinstance(node, ast.Import):
                found |= {alias.name: node.lineno for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = self._resolve(node)
                found[base] = node.lineno
                found |= {f"{base}.{alias.name}": node.lineno for alias in node.names}
        return found

    def _typing_only(self) -> set[ast.AST]:
        guards = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        ]
        return {below for guard in guards for part in guard.body for below in ast.walk(part)}

    def _resolve(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        own = parts if self.path.name == "__init__.py" else parts[:-1]
        above = own[: len(own) - node.level + 1]
        return ".".join([*above, *([node.module] if node.module else [])])


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of Headway, sorted by path."""
    return tuple(Module(path) for path in sorted(SOURCE.rglob("*.py")))
