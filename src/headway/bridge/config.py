"""Alembic's `Config` for a Headway project, as env.py expects to find it."""

from __future__ import annotations

import inspect
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config

from headway.bridge import private

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.script import ScriptDirectory

    from headway.bridge.request import Request
    from headway.project import Project

__all__ = ["make_config", "open_script_directory"]


def make_config(request: Request) -> Config:
    """Build the `Config` for one run.

    Headway's own settings are laid over Alembic's: the migration folder, and the URL of the
    project or of the database handed over. `cmd_opts` has the shape that Alembic's command line
    gives it (`cmd[0].__name__`, `.revision`, `.x`), because env.py files of large projects read it.
    """
    project = request.project
    config = Config(
        file_=project.ini,
        toml_file=project.toml,
        ini_section=project.section,
        output_buffer=request.offline.output if request.offline else None,
        cmd_opts=_command_options(request),
        attributes=dict(request.attributes),
    )
    private.quiet(config)
    _lay_over(config, project)
    if request.handover is not None:
        request.handover.announce(config)
    return config


def _lay_over(config: Config, project: Project) -> None:
    """Write what [tool.headway] decides into the main section, where env.py looks for it."""
    if not config.file_config.has_section(config.config_ini_section):
        config.file_config.add_section(config.config_ini_section)
    configured = config.get_alembic_option("script_location")
    if configured is None or Path(configured).absolute() != project.migrations:
        _set(config, "script_location", str(project.migrations))
    if project.url is not None:
        _set(config, "sqlalchemy.url", project.url)


def _set(config: Config, name: str, value: str) -> None:
    """Set a main option verbatim: `%` is ConfigParser's interpolation sign and is doubled."""
    config.set_main_option(name, value.replace("%", "%%"))


def _command_options(request: Request) -> Namespace | None:
    """Return what env.py reads as `config.cmd_opts`.

    A library call without `x` gives None, as a library caller of Alembic has it: env.py files
    use that to tell the two apart.
    """
    if request.options is None and not request.x:
        return None
    options = Namespace(**vars(request.options)) if request.options else Namespace()
    function, positional, keywords = _command(request)
    defaults = {"config": None, "name": request.project.section, "raiseerr": False, "quiet": False}
    own = {name: request.arguments.get(name) for name in (*positional, *keywords)}
    for name, value in {**defaults, **own}.items():
        if not hasattr(options, name):
            setattr(options, name, value)
    options.x = list(request.x) or None
    if request.options is not None:
        options.cmd = (function, positional, keywords)
    return options


def _command(request: Request) -> tuple[Callable[..., Any], list[str], list[str]]:
    """Return Alembic's function of the command, and its arguments as its command line has them."""
    function = getattr(command, request.command, command.current)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    positional = [one.name for one in parameters if one.default is one.empty]
    if request.command == "stamp":
        positional = ["revisions"]
    return function, positional, [one.name for one in parameters if one.default is not one.empty]


def open_script_directory(config: Config) -> ScriptDirectory:
    """Open the script directory without growing `sys.path` at every run.

    The class is looked up in `alembic.command`, because projects replace it there.
    """
    before = list(sys.path)
    factory: Any = command.ScriptDirectory  # type: ignore[attr-defined]
    script: ScriptDirectory = factory.from_config(config)
    added = sys.path[: len(sys.path) - len(before)]
    if added and all(entry in before for entry in added):
        sys.path[:] = before
    return script
