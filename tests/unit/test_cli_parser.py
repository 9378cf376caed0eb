from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.config import CommandLine

from headway.cli.parser import parse
from headway.cli.table import COMMANDS, DEFAULT, NAMES
from headway.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace


def read(text: str) -> Namespace:
    return parse(text.split(), NAMES, default=DEFAULT)[1]


OURS = {"verbose", "json", "format", "no_color", "version", "help", "including_branches", "cmd"}

ALEMBIC_LINES = [
    "upgrade head",
    "upgrade +2",
    "upgrade 44e3+2",
    "upgrade 44e3-2 --sql --tag t",
    "upgrade a:b --sql",
    "downgrade -1",
    "downgrade base",
    "downgrade alpha@-1",
    "downgrade 44e3-2",
    "current",
    "current -v",
    "current -c",
    "current --check-heads --verbose",
    "history",
    "history -r-2:current",
    "history -r a:b -v -i",
    "history --rev-range=-2:current",
    "history --indicate-current",
    "heads",
    "heads -v",
    "heads --resolve",
    "branches --verbose",
    "show head",
    "stamp heads",
    "stamp a b --purge",
    "stamp --sql x:y --tag=t",
    "merge heads -m joined",
    "merge a b --rev-id c --branch-label l --splice",
    "edit current",
    "check",
    "ensure_version --sql",
    "list_templates",
    "init migrations",
    "init -t async migrations --package",
    "revision -m test --autogenerate",
    "revision --auto -mtest --head x --splice --depends-on a --depends-on b",
    "revision --rev-id r --version-path p --branch-label l --sql",
    "-c a.ini -n other -x k=v -x w --raiseerr -q upgrade head",
    "--config a.ini --config pyproject.toml --name other current",
]


@pytest.mark.parametrize("text", ALEMBIC_LINES)
def test_the_namespace_is_alembics(text: str) -> None:
    theirs = vars(CommandLine().parser.parse_args(text.split()))
    ours = vars(read(text))
    # Alembic's init has "generic" as its default template; Headway's has its own layout.
    if text == "init migrations":
        theirs = {**theirs, "template": None}
    assert {key: ours[key] for key in theirs if key != "cmd"} == {
        key: value for key, value in theirs.items() if key != "cmd"
    }
    assert set(ours) - set(theirs) <= OURS


def test_every_command_and_option_of_alembic_is_there() -> None:
    choices = CommandLine().subparsers.choices
    assert choices is not None
    for name, parser in choices.items():
        theirs = {flag for action in parser._actions for flag in action.option_strings}
        command = NAMES[name]
        ours = {flag for option in command.options for flag in option.flags}
        assert theirs - {"-h", "--help"} <= ours, name


@pytest.mark.parametrize(
    ("text", "dest", "value"),
    [
        ("downgrade -1", "revision", "-1"),
        ("downgrade -- -1", "revision", "-1"),
        ("downgrade -1 --sql", "revision", "-1"),
        ("downgrade --sql -1", "revision", "-1"),
        ("history -r -2:current", "rev_range", "-2:current"),
        ("history -r-2:current", "rev_range", "-2:current"),
        ("history --rev-range -2:current", "rev_range", "-2:current"),
        ("history -vr-2:current", "rev_range", "-2:current"),
        ("show -1", "rev", "-1"),
        ("stamp -1", "revisions", ["-1"]),
        ("merge -1 -2", "revisions", ["-1", "-2"]),
        ("plan -1 --downgrade", "revision", "-1"),
        ("-x -5 current", "x", ["-5"]),
        ("upgrade", "revision", "head"),
        ("plan", "revision", "head"),
        ("revision --head -1", "head", "-1"),
    ],
)
def test_a_negative_target_is_never_an_option(text: str, dest: str, value: object) -> None:
    assert getattr(read(text), dest) == value


@pytest.mark.parametrize(
    "text",
    [
        "-c a.ini upgrade head -x k=v",
        "upgrade -c a.ini head -x k=v",
        "upgrade head -c a.ini -x k=v",
        "-x k=v upgrade head --config=a.ini",
        "upgrade head --conf a.ini -xk=v",
        "--conf a.ini -x k=v upgrade head",
    ],
)
def test_global_options_stand_anywhere(text: str) -> None:
    options = read(text)
    assert (options.config, options.x, options.revision) == (["a.ini"], ["k=v"], "head")


def test_repeated_options_before_and_after_add_up() -> None:
    options = read("-c a.ini -x a=1 upgrade head -c pyproject.toml -x b=2")
    assert (options.config, options.x) == (["a.ini", "pyproject.toml"], ["a=1", "b=2"])


def test_after_the_command_its_own_option_wins() -> None:
    assert read("-c a.ini current -c").check_heads
    assert read("-c a.ini current -c").config == ["a.ini"]
    assert read("current --config a.ini").config == ["a.ini"]
    assert read("plan --format sql").format == "sql"
    assert read("history --ver").verbose
    assert read("history --format json").format == "json"


def test_arguments_stand_among_options() -> None:
    assert read("stamp a --purge b -q c").revisions == ["a", "b", "c"]


def test_both_spellings_of_a_command() -> None:
    for name in ("list-templates", "list_templates"):
        assert parse([name], NAMES, default=DEFAULT)[0].name == "list_templates"
    assert parse(["ensure-version"], NAMES, default=DEFAULT)[0].name == "ensure_version"


def test_headway_alone_is_status() -> None:
    assert parse([], NAMES, default=DEFAULT)[0].name == "status"
    assert parse(["-c", "a.ini"], NAMES, default=DEFAULT)[0].name == "status"


def test_an_empty_target_is_passed_on_for_the_library_to_refuse() -> None:
    assert parse(["upgrade", ""], NAMES, default=DEFAULT)[1].revision == ""


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("upgrad head", "there is no command 'upgrad'; nothing was done", "headway upgrade"),
        ("xyzzy", "there is no command 'xyzzy'; nothing was done", "headway --help"),
        ("-1", "there is no command '-1'; nothing was done", "headway --help"),
        (
            "upgrade head --sqll",
            "there is no option --sqll; did you mean --sql?",
            "headway upgrade [options] [target]",
        ),
        (
            "downgrade",
            "downgrade needs a target: where to go, like -1 or 44e3",
            "headway downgrade [options] target",
        ),
        (
            "upgrade a b",
            "upgrade takes no further argument: b",
            "headway upgrade [options] [target]",
        ),
        (
            "--sql upgrade head",
            "there is no option --sql",
            "headway [options] [command]",
        ),
        (
            "stamp",
            "stamp needs one or more targets",
            "headway stamp [options] revisions...",
        ),
    ],
)
def test_wrong_usage_is_one_sentence_and_a_hint(text: str, sentence: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert caught.value.summary == sentence
    assert caught.value.hints[0][1] == hint


@pytest.mark.parametrize(
    "text",
    ["history -r", "upgrade head --tag", "plan --format xml", "--format sql current", "-c"],
)
def test_what_argparse_refuses_has_the_usage_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert caught.value.hints[0][0] == "usage"
    assert "\0" not in caught.value.summary


def test_an_ambiguous_abbreviation_is_refused() -> None:
    with pytest.raises(UsageError, match="--ver"):
        read("upgrade head --ver")


def test_names_are_unique_and_options_do_not_clash_within_a_command() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    for command in COMMANDS:
        flags = [flag for option in command.options for flag in option.flags]
        assert len(flags) == len(set(flags)), command.name
