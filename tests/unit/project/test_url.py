"""What may be shown of a URL, and when two URLs name one database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import NoSuchModuleError

from headway.errors import UrlError
from headway.project import Project, load
from headway.project.database import same_database
from headway.project.driver import missing_driver, wrong_driver
from headway.project.placeholder import check_placeholder, check_url, is_placeholder
from headway.project.url import mask, mask_text, secrets

if TYPE_CHECKING:
    from pathlib import Path

UNCHANGED = [
    "",
    "sqlite://",
    "sqlite:///app.db",
    "sqlite:////var/lib/app@home/база.db",
    "sqlite:///C:/Users/a@b/app.db",
    r"sqlite:///C:\Users\a@b\app.db",
    r"C:\Users\a@b\app.db",
    "sqlite:///file:app.db?mode=ro&uri=true",
    "postgresql:///app",
    "postgresql://host/app",
    "postgresql://host:5432/app",
    "postgresql://ann@host:5432/app",
    "postgresql://ann@[::1]:5432/app",
    "postgresql://ann@/app?host=/var/run/postgresql",
    "mysql+pymysql://иван@хост/база?charset=utf8mb4",
    "oracle://ann@host/?service_name=x",
]


@pytest.mark.parametrize("url", UNCHANGED)
def test_a_url_without_secrets_is_shown_as_it_is(url: str) -> None:
    assert mask(url) == url


MASKED = {
    "postgresql://ann:wasp@host/app": "postgresql://ann:***@host/app",
    "postgresql://ann:@host/app": "postgresql://ann:***@host/app",
    "redis://:wasp@host/0": "redis://:***@host/0",
    "postgresql+asyncpg://ann:wa%40sp@[::1]:5432/app": "postgresql+asyncpg://ann:***@[::1]:5432/app",
    "postgresql://ann:wa@sp@host/app": "postgresql://ann:***@host/app",
    "postgresql://ann:wa/sp:#@host/app": "postgresql://ann:***@host/app",
    "postgresql://ann@srv:wasp@host/app": "postgresql://ann@srv:***@host/app",
    "postgresql://ann:wa?sp@host/app": "postgresql://ann:***",
    "postgresql://ann:wasp@/app?host=/var/run": "postgresql://ann:***@/app?host=/var/run",
    "postgresql://иван:пароль@хост/база": "postgresql://иван:***@хост/база",
    "postgresql://h1:1,h2:2/app?password=wasp&x=1": "postgresql://h1:1,h2:2/app?password=***&x=1",
    "mysql://h/d?ssl_ca=a&passwd=wasp": "mysql://h/d?ssl_ca=a&passwd=***",
    "postgresql://h/d?sslpassword=wasp&SSLKEY=wasp": "postgresql://h/d?sslpassword=***&SSLKEY=***",
    "postgresql://h/d?pass%77ord=wasp": "postgresql://h/d?pass%77ord=***",
    "snowflake://u@acc/db?token=wasp&role=r": "snowflake://u@acc/db?token=***&role=r",
    "mssql:///?odbc_connect=DRIVER%3DX%3BPWD%3Dwasp": "mssql:///?odbc_connect=***",
    "x://h/d?secret=wa&sp": "x://h/d?secret=***",
    "host=h user=ann password=wasp dbname=d": "host=h user=ann password=*** dbname=d",
    "host=h password='wa s\\'p' user=ann": "host=h password=*** user=ann",
    "ann:wasp@host/app": "ann:***@host/app",
}


@pytest.mark.parametrize(("url", "shown"), MASKED.items(), ids=MASKED)
def test_secrets_are_hidden(url: str, shown: str) -> None:
    assert mask(url) == shown
    assert mask(shown) == shown


def test_a_drivers_message_is_scrubbed() -> None:
    url = "postgresql://ann:w%40sp%2Fnest@host/app?sslpassword=hornet"
    message = (
        "auth failed for 'ann' with 'w@sp/nest' (w%40sp%2Fnest, w%40sp%2fnest, w@sp%2Fnest), "
        "key hornet, dsn postgresql://bob:other@host/app and host=h password=third user=x"
    )
    shown = mask_text(message, secrets(url))
    for secret in ("sp/nest", "sp%2", "hornet", "other", "third"):
        assert secret not in shown
    assert shown.startswith("auth failed for 'ann' with '***' (***, ***, ***), key ***")


def test_a_short_secret_is_hidden_only_where_it_stands_alone() -> None:
    assert mask_text("a bad password 'a'", ["a"]) == "*** bad password '***'"
    assert mask_text("nothing known", [""]) == "nothing known"


SAME = [
    ("postgresql://a:x@h/d", "postgresql+asyncpg://a:y@h:5432/d"),
    ("postgresql://a@h/d?b=1&c=2", "postgresql://a@h/d?c=2&b=1"),
    ("postgresql://a@H/d", "postgresql://a@h/d"),
    ("postgresql://a@/d?host=h&port=5432", "postgresql://a@h/d"),
    ("postgresql+asyncpg://a@h/d?ssl=require", "postgresql+psycopg://a@h/d?sslmode=require"),
    ("mysql+pymysql://a@h:3306/d", "mariadb+asyncmy://a@h/d"),
    ("postgresql://a%40b@h/d", "postgresql+psycopg://a%40b:x@h/d"),
    ("sqlite:///app.db", "sqlite+aiosqlite:///./x/../app.db"),
]
DIFFERENT = [
    ("postgresql://a@h/d", "postgresql://a@h/e"),
    ("postgresql://a@h/d", "postgresql://b@h/d"),
    ("postgresql://a@h/d", "postgresql://a@i/d"),
    ("postgresql://a@h/d", "postgresql://a@h:5433/d"),
    ("postgresql://a@localhost/d", "postgresql://a@127.0.0.1/d"),
    ("postgresql://a@h/d", "mysql://a@h/d"),
    ("postgresql://a@h/d", "postgresql://a@h/d?options=-csearch_path%3Dtenant"),
    ("postgresql://a@/d?host=/run/A", "postgresql://a@/d?host=/run/a"),
    ("sqlite:///a.db", "sqlite:///b.db"),
    ("sqlite://", "sqlite://"),
    ("sqlite:///:memory:", "sqlite:///:memory:"),
    ("sqlite:///file:x?mode=memory&cache=shared&uri=true",) * 2,
    ("no url", "no url"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_database(one: str, other: str) -> None:
    assert same_database(one, other)
    assert same_database(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_databases(one: str, other: str) -> None:
    assert not same_database(one, other)


def test_a_relative_sqlite_file_is_compared_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert same_database("sqlite:///app.db", f"sqlite:///{tmp_path / 'app.db'}")
    assert same_database("sqlite:///app.db", "sqlite:///file:app.db?mode=ro&uri=true")


def import_error(module: str) -> ImportError:
    return ModuleNotFoundError(f"No module named {module!r}", name=module)


@pytest.mark.parametrize(
    ("url", "module", "command"),
    [
        ("postgresql+psycopg://a:wasp@h/d", "psycopg", 'pip install "headway[postgresql]"'),
        ("postgresql+asyncpg://a:wasp@h/d", "asyncpg", 'pip install "headway[postgresql]"'),
        ("sqlite+aiosqlite:///d", "aiosqlite", 'pip install "headway[sqlite]"'),
        ("mysql+pymysql://a:wasp@h/d", "pymysql", 'pip install "headway[mysql]"'),
        ("mysql+asyncmy://a:wasp@h/d", "asyncmy", 'pip install "headway[mysql]"'),
        ("postgresql://a:wasp@h/d", "psycopg2", "pip install psycopg2"),
        ("mysql://a:wasp@h/d", "MySQLdb", "pip install mysqlclient"),
        ("oracle://a:wasp@h/d", "oracledb", "pip install oracledb"),
    ],
)
def test_a_missing_driver_names_what_to_install(url: str, module: str, command: str) -> None:
    error = missing_driver(url, import_error(module))
    assert error.hints[0] == ("install it", command)
    assert "wasp" not in str(error.to_dict())


def test_another_driver_is_offered_for_the_bare_names() -> None:
    postgres = missing_driver("postgresql://a:wasp@h/d", import_error("psycopg2"))
    assert postgres.hints[1][1].startswith("postgresql+psycopg://a:***@h/d after pip install")
    mysql = missing_driver("mysql://a@h/d", import_error("MySQLdb"))
    assert mysql.hints[1][1] == 'mysql+pymysql://a@h/d after pip install "headway[mysql]"'


def test_an_unknown_database_is_explained() -> None:
    for url, hint in (("postgres://a@h/d", "postgresql://a@h/d"), ("sqlite3:///x", "sqlite:///x")):
        with pytest.raises(NoSuchModuleError) as caught:
            create_engine(url)
        assert missing_driver(url, caught.value).hints[0] == ("write", hint)
    with pytest.raises(NoSuchModuleError) as caught:
        create_engine("driver://h/d")
    assert "no installed package knows" in missing_driver("driver://h/d", caught.value).summary


def test_a_driver_of_the_wrong_kind_is_explained() -> None:
    error = wrong_driver("postgresql+asyncpg://a:wasp@h/d", asynchronous=False)
    assert error.summary == (
        "env.py makes a sync engine of postgresql+asyncpg://a:***@h/d, "
        "but asyncpg is an async driver"
    )
    assert error.hints[0][1].startswith("postgresql+psycopg://a:***@h/d")
    assert wrong_driver("sqlite:///d", asynchronous=True).hints[0][1] == (
        'sqlite+aiosqlite:///d after pip install "headway[sqlite]"'
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one/env.py").touch()
    return tmp_path


def ini(here: Path, *lines: str) -> Project:
    text = "\n".join(["[alembic]", "script_location = one", *lines])
    (here / "_alembic.ini").write_text(text, encoding="utf-8")
    return load("_alembic.ini")


def test_the_templates_placeholder_is_named_with_its_line(here: Path) -> None:
    project = ini(here, "", "sqlalchemy.url = driver://user:pass@localhost/dbname")
    with pytest.raises(UrlError) as caught:
        check_placeholder(project)
    assert caught.value.summary == (
        "_alembic.ini:4: the database URL is still the template's placeholder"
    )
    assert caught.value.hints[0] == ("next", "edit line 4 of _alembic.ini")


def test_multidbs_placeholders_count_too(here: Path) -> None:
    lines = ("[e1]", "sqlalchemy.url=sqlite://", "[e2]")
    project = ini(here, *lines, "sqlalchemy.url = driver://user:pass@localhost/dbname2")
    with pytest.raises(UrlError, match=r"^_alembic\.ini:6: "):
        check_placeholder(project)


def test_an_edited_url_is_no_placeholder(here: Path) -> None:
    check_placeholder(ini(here, "sqlalchemy.url = sqlite:///x.db"))
    assert is_placeholder(mask("driver://user:pass@localhost/dbname"))


MALFORMED = {
    "app.db": "_alembic.ini:3: 'app.db' is not a database URL",
    "postgresql://a:wa%%40sp@h:wasp/d": "_alembic.ini:3: the port is not a number in ",
    "postgresql://a:wa@sp@h/d": "_alembic.ini:3: the host holds an @ in postgresql://a:***@h/d",
    "postgresql://a:wa%40sp@h/d": "_alembic.ini:3: sqlalchemy.url cannot be read because of a %",
}


@pytest.mark.parametrize(("url", "sentence"), MALFORMED.items(), ids=MALFORMED)
def test_a_malformed_url_is_explained(here: Path, url: str, sentence: str) -> None:
    project = ini(here, f"sqlalchemy.url = {url}")
    with pytest.raises(UrlError) as caught:
        check_url(project)
    assert caught.value.summary.startswith(sentence)
    assert "wa%40sp" not in str(caught.value.to_dict())


def test_a_good_url_is_returned(here: Path) -> None:
    assert check_url(ini(here, "sqlalchemy.url = postgresql://a:w%%40@h:1,i:2/d")) == (
        "postgresql://a:w%40@h:1,i:2/d"
    )
    assert check_url(ini(here)) is None
