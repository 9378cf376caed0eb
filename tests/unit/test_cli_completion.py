from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from headway.cli import main
from headway.cli.shells import SHELLS, write_script
from headway.cli.table import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_completed(shell: str) -> None:
    script = write_script(shell, COMMANDS)
    for command in COMMANDS:
        assert command.name in script
        for option in command.options:
            for flag in option.long:
                assert (flag[2:] if shell == "fish" else flag) in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("headway up", {"upgrade"}),
        ("headway -c x.ini dow", {"downgrade"}),
        ("headway upgrade --s", {"--sql"}),
        ("headway upgrade he", {"head", "heads"}),
        ("headway ensure-version --s", {"--sql"}),
        ("headway completion f", {"fish"}),
        ("headway upgrade head --conf", {"--config"}),
    ],
)
def test_bash_completes(words: str, found: set[str], tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(write_script("bash", COMMANDS), encoding="utf-8")
    count = len(words.split()) - 1
    ask = f"""
source {script.as_posix()}
COMP_WORDS=({words}) COMP_CWORD={count}
_headway
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == found
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_shell_accepts_its_script(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"needs {shell}")
    script = tmp_path / "completion"
    script.write_text(write_script(shell, COMMANDS), encoding="utf-8")
    subprocess.run([program, "-n", str(script)], check=True)


def test_an_unknown_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "cmd"]) == 2
    assert capsys.readouterr().err == (
        "error: there is no completion for cmd; there is bash, zsh, fish, powershell\n"
        "try: headway completion bash\n"
    )
