"""Where a project's settings are, and where each came from. Reads files; runs nothing of them."""

from __future__ import annotations

from headway.project.loader import load
from headway.project.place import as_path
from headway.project.settings import Project, Setting

__all__ = ["Project", "Setting", "as_path", "load"]
