from __future__ import annotations

import sys
from pathlib import Path

import pytest

from headway.cli.editor import find_editor, open_file
from headway.errors import UsageError


def test_visual_comes_before_editor_and_may_have_arguments() -> None:
    assert find_editor({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert find_editor({"VISUAL": " ", "EDITOR": "vi"}) == ["vi"]


def test_without_either_a_usual_editor_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no editor is set; nothing was opened"):
        find_editor({"PATH": str(tmp_path)})
    name = "nano.exe" if sys.platform == "win32" else "nano"
    (tmp_path / name).write_bytes(b"")
    (tmp_path / name).chmod(0o755)
    assert Path(find_editor({"PATH": str(tmp_path)})[0]).stem == "nano"


def test_an_editor_that_fails_is_said(tmp_path: Path) -> None:
    program = Path(sys.executable).as_posix()
    with pytest.raises(UsageError, match="ended with status 7"):
        open_file(str(tmp_path / "x.py"), {"EDITOR": f'"{program}" -c "raise SystemExit(7)"'})
