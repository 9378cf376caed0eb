from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_reference_page_is_what_the_command_line_defines() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "write_cli_reference.py"))
    written = tool["PATH"].read_text(encoding="utf-8")
    assert written == tool["render"](), "run: python tools/write_cli_reference.py"
