"""The command line: it parses, calls the library, prints what the library returns, and exits."""

from __future__ import annotations

from headway.cli.entry import main

__all__ = ["main"]
