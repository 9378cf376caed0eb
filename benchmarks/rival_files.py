"""The same migrations in the formats of dbmate, yoyo and Django."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Writer = Callable[[Path, str, Sequence[Sequence[str]]], None]

__all__ = ["WRITERS", "dbmate_url", "mark_applied"]

_NOW = "2026-01-01 00:00:00"
_DJANGO_BODIES = (
    """
        migrations.CreateModel("Table{table}", [
            ("id", models.AutoField(primary_key=True)),
            ("parent", models.ForeignKey(
                "self", models.DO_NOTHING, null=True, db_index=False)),
            ("name", models.CharField(max_length=100, unique=True)),
            ("email", models.CharField(max_length=255, null=True)),
            ("is_active", models.BooleanField(db_default=True)),
            ("price", models.DecimalField(max_digits=12, decimal_places=2, null=True)),
            ("created_at", models.DateTimeField(db_default=Now())),
        ], options={{"db_table": "table_{table}"}}),
        migrations.AddIndex("table{table}", models.Index(fields=["email"], name="ix_{table}_em")),
""",
    """
        migrations.AddField("table{table}", "note", models.TextField(null=True)),
        migrations.AddField("table{table}", "rank", models.IntegerField(null=True)),
""",
    """
        migrations.AddIndex(
            "table{table}", models.Index(fields=["rank", "name"], name="ix_{table}_ra")),
""",
    """
        migrations.AddField(
            "table{table}", "state", models.CharField(max_length=20, null=True, db_default="new")),
        migrations.AddIndex("table{table}", models.Index(fields=["state"], name="ix_{table}_st")),
""",
)
"""The four bodies of `material.BODIES` as Django's operations."""

_DJANGO_FILE = """\
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = {dependencies!r}
    operations = [{operations}]
"""
_DJANGO_SETTINGS = """\
SECRET_KEY = "benchmark"
INSTALLED_APPS = ["app"]
DATABASES = {{"default": {database!r}}}
USE_TZ = False
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
"""


def dbmate_url(url: str) -> str:
    """Return SQLAlchemy's URL in the form that dbmate reads."""
    if url.startswith("sqlite"):
        return "sqlite:" + url.removeprefix("sqlite:///")
    return url.replace("postgresql+psycopg", "postgres") + "?sslmode=disable"


def _write_dbmate(folder: Path, url: str, steps: Sequence[Sequence[str]]) -> None:
    del url
    made = folder / "migrations"
    made.mkdir()
    for number, statements in enumerate(steps, 1):
        sql = "".join(f"{statement};\n" for statement in statements)
        text = f"-- migrate:up\n{sql}\n-- migrate:down\n"
        (made / f"{number:06}_change.sql").write_text(text, encoding="utf-8")


def _write_yoyo(folder: Path, url: str, steps: Sequence[Sequence[str]]) -> None:
    del url
    made = folder / "migrations"
    made.mkdir()
    for number, statements in enumerate(steps, 1):
        sql = "".join(f"{statement};\n" for statement in statements)
        before = f"-- depends: {number - 1:06}_change\n" if number > 1 else "-- depends:\n"
        (made / f"{number:06}_change.sql").write_text(before + sql, encoding="utf-8")


def _write_django(folder: Path, url: str, steps: Sequence[Sequence[str]]) -> None:
    made = folder / "app" / "migrations"
    made.mkdir(parents=True)
    for package in (folder / "app", made):
        (package / "__init__.py").write_text("", encoding="utf-8")
    settings = _DJANGO_SETTINGS.format(database=_django_database(url))
    (folder / "settings.py").write_text(settings, encoding="utf-8")
    tables = 0
    for number, statements in enumerate(steps, 1):
        turn = (number - 1) % len(_DJANGO_BODIES)
        tables += turn == 0
        operations = _DJANGO_BODIES[turn].format(table=tables) if statements else ""
        before = [("app", f"{number - 1:06}_change")] if number > 1 else []
        text = _DJANGO_FILE.format(dependencies=before, operations=operations)
        (made / f"{number:06}_change.py").write_text(text, encoding="utf-8")
    # Models as the migrations leave them would only be compared after the run: none are written.


def _django_database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if url.startswith("sqlite"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:///")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port,
    }


WRITERS: dict[str, Writer] = {
    "dbmate": _write_dbmate,
    "yoyo": _write_yoyo,
    "Django": _write_django,
}


def mark_applied(name: str, folder: Path, database: Path) -> None:
    """Write the tool's own table, so that each of its migrations counts as applied."""
    numbers = range(1, 1 + sum(1 for _ in folder.rglob("*_change.*")))
    with closing(sqlite3.connect(database)) as connection:
        for sql in _TABLES[name]:
            connection.execute(sql)
        connection.executemany(_ROWS[name], [_row(name, f"{number:06}") for number in numbers])
        connection.commit()


_TABLES = {
    "dbmate": ('CREATE TABLE "schema_migrations" (version varchar(128) primary key)',),
    "yoyo": (
        (
            "CREATE TABLE _yoyo_migration (migration_hash VARCHAR(64), migration_id VARCHAR(255),"
            " applied_at_utc TIMESTAMP, PRIMARY KEY (migration_hash))"
        ),
        (
            "CREATE TABLE _yoyo_log (id VARCHAR(36), migration_hash VARCHAR(64),"
            " migration_id VARCHAR(255), operation VARCHAR(10), username VARCHAR(255),"
            " hostname VARCHAR(255), comment VARCHAR(255), created_at_utc TIMESTAMP,"
            " PRIMARY KEY (id))"
        ),
        "CREATE TABLE _yoyo_version (version INT NOT NULL PRIMARY KEY, installed_at_utc TIMESTAMP)",
        (
            "CREATE TABLE yoyo_lock (locked INT DEFAULT 1, ctime TIMESTAMP, pid INT NOT NULL,"
            " PRIMARY KEY (locked))"
        ),
        f"INSERT INTO _yoyo_version VALUES (2, '{_NOW}')",
    ),
    "Django": (
        (
            "CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT,"
            " app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime NOT NULL)"
        ),
    ),
}
_ROWS = {
    "dbmate": "INSERT INTO schema_migrations VALUES (?)",
    "yoyo": "INSERT INTO _yoyo_migration VALUES (?, ?, ?)",
    "Django": "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)",
}


def _row(name: str, number: str) -> tuple[str, ...]:
    if name == "dbmate":
        return (number,)
    id_ = f"{number}_change"
    if name == "yoyo":
        return (hashlib.sha256(id_.encode()).hexdigest(), id_, _NOW)
    return ("app", id_, _NOW)
