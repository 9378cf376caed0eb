"""`headway completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.grammar import Argument, Command, Group
from headway.cli.shells import SHELLS, write_script
from headway.errors import UsageError
from headway.reports.document import Document, Verbatim

if TYPE_CHECKING:
    from headway.cli.call import Call

__all__ = ["COMMAND"]


def _run(call: Call) -> int:
    shell = call.options.shell
    if shell not in SHELLS:
        known = ", ".join(SHELLS)
        raise UsageError(
            f"there is no completion for {shell}; there is {known}",
            hints=(("try", "headway completion bash"),),
        )
    script = write_script(shell, call.commands)
    call.console.show(Document(blocks=(Verbatim(text=script),), value={"script": script}))
    return 0


COMMAND = Command(
    name="completion",
    group=Group.SET_UP,
    help="print a script that completes commands in your shell",
    about='For bash: eval "$(headway completion bash)". For zsh the same with zsh; fish: headway '
    "completion fish | source; PowerShell: headway completion powershell | Out-String | "
    "Invoke-Expression. The script knows commands and options; it never runs project files.",
    arguments=(Argument(name="shell", help="bash, zsh, fish or powershell"),),
    run=_run,
)
